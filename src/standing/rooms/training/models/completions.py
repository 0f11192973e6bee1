"""
Who finished what. Completions are only ever added.

Each is bound to one acknowledgement: the database compares person, day, edition and language with it.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.acknowledgements.api import How
from standing.hall.triggers import append_only
from standing.rooms.training.models.courses import Edition

_PERSON = "accounts.User"
_SHA256 = r"^[0-9a-f]{64}$"
_KEEP = "class training: 5 years after the person left"


class Completion(models.Model):
    """A person of the roster finished one edition of a course, in one language, on one day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_KEEP}")
    person = models.ForeignKey(
        "roster.Person", on_delete=models.PROTECT, related_name="+", help_text=f"staff · who, by an id · {_KEEP}"
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · exactly which words · {_KEEP}"
    )
    language = models.CharField(max_length=20, help_text=f"staff · in which language it was read · {_KEEP}")
    on = models.DateField(help_text=f"staff · the day, to tell how long it holds · {_KEEP}")
    how = models.CharField(max_length=8, help_text=f"nobody · by page, link, kiosk, paper or account · {_KEEP}")
    score = models.PositiveSmallIntegerField(
        null=True, help_text=f"staff · right answers; empty where none were asked · {_KEEP}"
    )
    out_of = models.PositiveSmallIntegerField(
        null=True, help_text=f"nobody · how many were asked; empty where none were · {_KEEP}"
    )
    acknowledgement = models.OneToOneField(
        "acknowledgements.Acknowledgement",
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · the proof that exactly these words were read · {_KEEP}",
    )
    code_fingerprint = models.CharField(
        max_length=64, unique=True, help_text=f"staff · finds it by the code of the certificate · {_KEEP}"
    )
    recorded_by = models.ForeignKey(
        _PERSON,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who recorded it for them; empty where they did · {_KEEP}",
    )
    recorded_at = models.DateTimeField(help_text=f"staff · when it was recorded · {_KEEP}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="training_completion_of_edition", fields=["edition", "person", "on"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="training_completion_once_a_day", fields=["person", "edition", "on"]),
            models.CheckConstraint(
                name="training_completion_way_is_known", condition=Q(how__in=[how.value for how in How])
            ),
            models.CheckConstraint(
                name="training_completion_has_a_score_or_none",
                condition=Q(score=None, out_of=None) | Q(score__isnull=False, out_of__gte=1, score__lte=F("out_of")),
            ),
            models.CheckConstraint(
                name="training_completion_has_a_fingerprint", condition=Q(code_fingerprint__regex=_SHA256)
            ),
        ]
        triggers = (
            *append_only("training_completions"),
            pgtrigger.Trigger(
                name="training_completion_is_what_was_read",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM acknowledgements_acknowledgement AS ack
                        JOIN acknowledgements_text AS words ON words.sha256 = ack.text_id
                        JOIN training_edition AS edition ON edition.id = NEW.edition_id
                        WHERE ack.id = NEW.acknowledgement_id
                            AND ack.who_kind = 'person' AND ack.who = NEW.person_id::text
                            AND ack."on" = NEW."on" AND ack.how = NEW.how
                            AND words.subject = 'training:' || edition.course_id
                            AND words.edition = edition.number AND words.language = NEW.language
                    ) THEN
                        RAISE EXCEPTION 'a completion is of exactly the words that were acknowledged';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.edition_id} on {self.on}"
