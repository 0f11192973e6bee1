"""
Tables of messages. What was written lies in sealed boxes; open lie a topic, a language, a way, a day, a state.

No row says when within its day a message came, and none holds a receipt code.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied
from standing.rooms.contact.rules.messages import NEXT, AnswerBy, AnswerKind, Channel, State

_PERSON = "accounts.User"
_KEEP = "as long as the pack says for messages"
_COUNTED = "kept for the counts of the office, without any text"
_HELD = "as long as the records of legal holds"


def _choices(kind: type[State | AnswerBy | Channel | AnswerKind]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]


class Message(models.Model):
    """Somebody wrote to the office. The row stays for the counts when its words are forgotten."""

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, help_text=f"a resident · names the message in records · {_COUNTED}"
    )
    fingerprint = models.CharField(  # noqa: DJ001 - nothing is told apart from the fingerprint of nothing
        max_length=64, unique=True, null=True, help_text=f"a resident · finds the message of a receipt code · {_KEEP}"
    )
    topic = models.CharField(max_length=40, help_text=f"a resident · what it is about · {_COUNTED}")
    language = models.CharField(max_length=20, help_text=f"a resident · the language for the answer · {_COUNTED}")
    channel = models.CharField(
        max_length=8, choices=_choices(Channel), help_text=f"nobody · which way it came · {_COUNTED}"
    )
    answer_by = models.CharField(
        max_length=8, choices=_choices(AnswerBy), help_text=f"a resident · how to answer · {_COUNTED}"
    )
    state = models.CharField(
        max_length=8, choices=_choices(State), default=State.NEW.value, help_text=f"nobody · how far it is · {_COUNTED}"
    )
    day = models.DateField(help_text=f"a resident · the day it came, never the hour; retention counts · {_COUNTED}")
    box = models.BinaryField(
        null=True, help_text=f"a resident · the text and how to reach them, sealed; to answer · {_KEEP}"
    )
    assigned_to = models.ForeignKey(
        _PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who answers it · {_KEEP}",
    )
    noticed = models.BooleanField(default=False, help_text=f"nobody · whether the office was told by mail · {_COUNTED}")
    forgotten_on = models.DateField(
        null=True, blank=True, help_text=f"nobody · the day its words were deleted · {_COUNTED}"
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="message_by_state", fields=["state", "day"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="message_state_is_known", condition=Q(state__in=[one.value for one in State])),
            models.CheckConstraint(
                name="message_channel_is_known", condition=Q(channel__in=[one.value for one in Channel])
            ),
            models.CheckConstraint(
                name="message_answer_by_is_known", condition=Q(answer_by__in=[one.value for one in AnswerBy])
            ),
            models.CheckConstraint(
                name="message_is_whole_or_forgotten",
                condition=Q(box__isnull=False, fingerprint__isnull=False, forgotten_on__isnull=True)
                | Q(box__isnull=True, fingerprint__isnull=True, assigned_to__isnull=True, forgotten_on__isnull=False),
            ),
            models.CheckConstraint(
                name="message_fingerprint_is_one",
                condition=Q(fingerprint__isnull=True) | Q(fingerprint__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="message_is_forgotten_after_it_came",
                condition=Q(forgotten_on__isnull=True) | Q(forgotten_on__gt=F("day")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.FSM(
                name="message_states_follow_the_table",
                field="state",
                transitions=sorted((now.value, then.value) for now, after in NEXT.items() for then in after),
            ),
            pgtrigger.Protect(name="message_row_stays", operation=pgtrigger.Delete),
            never_emptied("message_is_never_emptied"),
            pgtrigger.ReadOnly(
                name="message_says_what_it_said",
                fields=["id", "topic", "language", "channel", "answer_by", "day"],
            ),
            pgtrigger.Trigger(
                name="message_words_stay_until_forgotten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.forgotten_on IS NOT NULL THEN
                        RAISE EXCEPTION 'what is forgotten stays forgotten';
                    END IF;
                    IF NEW.forgotten_on IS NULL THEN
                        IF NEW.box IS DISTINCT FROM OLD.box OR NEW.fingerprint IS DISTINCT FROM OLD.fingerprint THEN
                            RAISE EXCEPTION 'what was written does not change';
                        END IF;
                    ELSIF EXISTS (SELECT 1 FROM contact_hold WHERE ended_at IS NULL) THEN
                        RAISE EXCEPTION 'a legal hold is on: nothing is deleted';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.topic} {self.day}"


class Answer(models.Model):
    """One answer to a message, or the service it was referred to; deleted together with what it answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"a resident · binds the box · {_KEEP}")
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="+", help_text=f"a resident · what it answers · {_KEEP}"
    )
    number = models.PositiveSmallIntegerField(help_text=f"nobody · the order of answers · {_KEEP}")
    kind = models.CharField(
        max_length=8, choices=_choices(AnswerKind), help_text=f"nobody · answer or referral · {_KEEP}"
    )
    box = models.BinaryField(help_text=f"a resident · the words, sealed; for whoever has the code · {_KEEP}")
    day = models.DateField(help_text=f"staff · the day it was given · {_KEEP}")
    written_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who answered · {_KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="answer_has_its_number", fields=["message", "number"]),
            models.CheckConstraint(
                name="answer_kind_is_known", condition=Q(kind__in=[one.value for one in AnswerKind])
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="answer_stays_as_given", operation=pgtrigger.Update),
            never_emptied("answer_is_never_emptied"),
            pgtrigger.Trigger(
                name="answer_goes_with_its_message",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM contact_message WHERE id = OLD.message_id AND forgotten_on IS NULL) THEN
                        RAISE EXCEPTION 'an answer is deleted with its message only';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.kind} {self.number}"


class Hold(models.Model):
    """A legal hold: as long as one is on, no message is deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_HELD}")
    begun_at = models.DateTimeField(help_text=f"staff · when it began · {_HELD}")
    begun_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who began it · {_HELD}"
    )
    ended_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it ended · {_HELD}")
    ended_by = models.ForeignKey(
        _PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who ended it · {_HELD}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="hold_is_on_once", fields=["ended_at"], nulls_distinct=False),
            models.CheckConstraint(
                name="hold_ends_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__gte=F("begun_at"), ended_by__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="hold_row_stays", operation=pgtrigger.Delete),
            never_emptied("hold_is_never_emptied"),
            pgtrigger.ReadOnly(name="hold_began_when_it_began", fields=["id", "begun_at", "begun_by"]),
            pgtrigger.Protect(
                name="hold_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"hold since {self.begun_at:%Y-%m-%d}"


class Gate(models.Model):
    """How much came through in the minute that runs: one row for everybody together."""

    name = models.CharField(primary_key=True, max_length=20, help_text="nobody · what is counted · for ever")
    minute = models.DateTimeField(help_text="nobody · the minute that is counted · until the next one")
    used = models.PositiveIntegerField(help_text="nobody · how many in that minute · until the next one")

    def __str__(self) -> str:
        """Return its name."""
        return self.name
