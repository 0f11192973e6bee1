"""
Tables of the draw. They hold applications that cannot be read here, and nothing of when or in which order they came.

PostgreSQL still tells by ``ctid`` and ``xmin`` in which order rows came, until the nightly rewrite
(actions/nightly.py).
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from standing.hall.triggers import never_emptied
from standing.rooms.draw.rules.applying import BOX, SIZE, TAGS

models.BinaryField.register_lookup(Length)
_ROUND = "as long as the log, for anybody may check the draw"
_UNTIL_DESTROYED = "until the day the manifest names"
_UNTIL_NUMBERED = "until the entries are numbered"


class Draw(models.Model):
    """The draw of one round: what was fixed, what came out, what was destroyed. Each is written once."""

    round = models.SlugField(primary_key=True, max_length=40, help_text=f"nobody · of which round · {_ROUND}")
    closes_at = models.DateTimeField(help_text=f"nobody · until when families apply · {_ROUND}")
    destroy_at = models.DateTimeField(help_text=f"nobody · when applications are destroyed · {_ROUND}")
    commitment = models.BinaryField(null=True, help_text=f"nobody · what was fixed before the seeds · {_ROUND}")
    commitment_note = models.TextField(default="", blank=True, help_text=f"nobody · its signature · {_ROUND}")
    result = models.BinaryField(null=True, help_text=f"nobody · the seeds and the drawn numbers · {_ROUND}")
    result_note = models.TextField(default="", blank=True, help_text=f"nobody · its signature · {_ROUND}")
    destroyed_at = models.DateTimeField(null=True, help_text=f"nobody · when applications were destroyed · {_ROUND}")

    class Meta:
        constraints = [
            models.CheckConstraint(name="draw_in_order", condition=Q(closes_at__lte=F("destroy_at"))),
            models.CheckConstraint(
                name="draw_fixed_before_drawn", condition=Q(commitment__isnull=False) | Q(result__isnull=True)
            ),
            models.CheckConstraint(
                name="draw_signed",
                condition=(Q(commitment__isnull=True) | ~Q(commitment_note=""))
                & (Q(result__isnull=True) | ~Q(result_note="")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="draw_each_written_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (NEW.round, NEW.closes_at, NEW.destroy_at) IS DISTINCT FROM
                            (OLD.round, OLD.closes_at, OLD.destroy_at)
                        OR (OLD.commitment IS NOT NULL AND (NEW.commitment, NEW.commitment_note) IS DISTINCT FROM
                            (OLD.commitment, OLD.commitment_note))
                        OR (OLD.result IS NOT NULL AND (NEW.result, NEW.result_note) IS DISTINCT FROM
                            (OLD.result, OLD.result_note))
                        OR (OLD.destroyed_at IS NOT NULL AND NEW.destroyed_at IS DISTINCT FROM OLD.destroyed_at)
                    THEN
                        RAISE EXCEPTION 'What a draw fixed is not changed.';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="draw_stays", operation=pgtrigger.Delete),
            never_emptied("draws_not_emptied"),
        ]

    def __str__(self) -> str:
        return self.round


class Application(models.Model):
    """One application: sealed to a group, and tags that tell nobody's name. Its row does not say when it came."""

    pk = models.CompositePrimaryKey("round", "mark")
    round = models.SlugField(max_length=40, help_text=f"nobody · of which round · {_UNTIL_DESTROYED}")
    mark = models.BinaryField(help_text=f"nobody without the receipt · finds an application · {_UNTIL_DESTROYED}")
    group = models.SlugField(max_length=60, help_text=f"a community group · who may open it · {_UNTIL_DESTROYED}")
    box = models.BinaryField(help_text=f"a family · what it tells the group, sealed to it · {_UNTIL_DESTROYED}")
    tags = ArrayField(
        models.BinaryField(),
        null=True,
        help_text=f"nobody without both shares · so that each household is in the draw once · {_UNTIL_NUMBERED}",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="draw_application_mark", condition=Q(mark__length=SIZE)),
            models.CheckConstraint(name="draw_application_box", condition=Q(box__length=BOX)),
            models.CheckConstraint(name="draw_application_tags", condition=Q(tags__isnull=True) | Q(tags__len=TAGS)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="draw_applications_only_before_numbering",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                # The numbering takes the same lock alone: no application slips in behind it.
                func="""
                    PERFORM pg_advisory_xact_lock_shared(hashtext('draw ' || NEW.round));
                    IF NOT EXISTS (SELECT 1 FROM draw_draw WHERE round = NEW.round AND commitment IS NULL
                        AND destroyed_at IS NULL)
                    THEN
                        RAISE EXCEPTION 'Applications are not taken any more.';
                    END IF;
                    IF NEW.tags IS NULL THEN
                        RAISE EXCEPTION 'An application comes with its tags.';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="draw_application_stays_as_it_is", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="draw_applications_stay_until_the_day",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM draw_draw WHERE round = OLD.round AND destroyed_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'Applications stay until the day the manifest names.';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        return "an application"


class Drawn(models.Model):
    """That an application was drawn. Under which number, only the secret tells."""

    pk = models.CompositePrimaryKey("round", "mark")
    round = models.SlugField(max_length=40, help_text=f"nobody · of which round · {_UNTIL_DESTROYED}")
    mark = models.BinaryField(help_text=f"nobody without the receipt · which application · {_UNTIL_DESTROYED}")

    class Meta:
        triggers = [
            pgtrigger.Protect(name="draw_drawn_stays_as_it_is", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="draw_drawn_with_the_result",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'INSERT' THEN
                        IF EXISTS (SELECT 1 FROM draw_draw WHERE round = NEW.round AND result IS NULL
                            AND commitment IS NOT NULL AND destroyed_at IS NULL)
                        THEN
                            RETURN NEW;
                        END IF;
                    ELSIF EXISTS (SELECT 1 FROM draw_draw WHERE round = OLD.round AND destroyed_at IS NOT NULL) THEN
                        RETURN OLD;
                    END IF;
                    RAISE EXCEPTION 'Who was drawn is written with the result, and destroyed on the day.';
                """,
            ),
            never_emptied("draw_drawn_not_emptied"),
        ]

    def __str__(self) -> str:
        return "a drawn application"


class Tally(models.Model):
    """How many evaluations were given to applicants of a round, in several parts so that nobody waits for a count."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_ROUND}")
    round = models.SlugField(max_length=40, help_text=f"nobody · of which round · {_ROUND}")
    part = models.PositiveSmallIntegerField(help_text=f"nobody · one of several parts of the count · {_ROUND}")
    evaluations = models.PositiveIntegerField(default=0, help_text=f"nobody · requests evaluated · {_ROUND}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "part"], name="draw_tally_once")]
        triggers = [
            pgtrigger.Protect(name="draw_tally_stays", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="draw_tally_only_grows",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.evaluations < OLD.evaluations OR (NEW.round, NEW.part) IS DISTINCT FROM (OLD.round, OLD.part)
                    THEN
                        RAISE EXCEPTION 'A count only grows.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.part}"
