"""Tables of the agenda. No table names anybody who comes: there is no list of guests."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied
from standing.rooms.agenda.rules.events import Kind, Reason

_PERSON = "accounts.User"
_STAYS = "a City record, at least two years after the event"


class Event(models.Model):
    """That there is an event; what it says stands in its revisions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it for ever · {_STAYS}")
    begun_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who began it · {_STAYS}"
    )
    begun_at = models.DateTimeField(help_text=f"staff · when it was begun · {_STAYS}")

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="event_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("event_is_never_emptied"),
        ]

    def __str__(self) -> str:
        """Return its name."""
        return str(self.pk)


class Revision(models.Model):
    """What an event says from then on, once a second person has approved exactly these words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which event · {_STAYS}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · the order of revisions · {_STAYS}")
    content = models.JSONField(help_text=f"nobody · everything it says; public when approved · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · the hash of what it says · {_STAYS}")
    starts_at = models.DateTimeField(help_text=f"nobody · when it first takes place, to find it · {_STAYS}")
    ends_at = models.DateTimeField(help_text=f"nobody · when the last time is over, to let it vanish · {_STAYS}")
    written_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who wrote it · {_STAYS}"
    )
    written_at = models.DateTimeField(help_text=f"staff · when it was written · {_STAYS}")
    approved_by = models.ForeignKey(
        _PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who approved it · {_STAYS}",
    )
    approved_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was approved · {_STAYS}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="revision_by_end", fields=["ends_at"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="revision_has_its_number", fields=["event", "number"]),
            models.CheckConstraint(name="revision_hash_is_one", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="revision_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="revision_is_approved_by_another",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("written_by"))),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="revision_stays", operation=pgtrigger.Delete),
            never_emptied("revision_is_never_emptied"),
            pgtrigger.ReadOnly(
                name="revision_says_what_it_said",
                fields=[
                    "id", "event", "number", "content", "sha256", "starts_at", "ends_at", "written_by", "written_at",
                ],
            ),
            pgtrigger.Protect(
                name="revision_is_approved_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__approved_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.event_id} {self.number}"


class Change(models.Model):
    """A time that is cancelled, moved or on again; added to, never changed. The last one of a time counts."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · the order of changes · {_STAYS}")
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which event · {_STAYS}"
    )
    kind = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Kind], help_text=f"nobody · what happened · {_STAYS}"
    )
    occurrence = models.CharField(
        max_length=16, blank=True, help_text=f"nobody · the planned local time; empty: all of it · {_STAYS}"
    )
    to = models.CharField(max_length=16, blank=True, help_text=f"nobody · the new local time · {_STAYS}")
    reason = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in Reason], help_text=f"nobody · why · {_STAYS}"
    )
    made_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who changed it · {_STAYS}"
    )
    made_at = models.DateTimeField(help_text=f"staff · when it was changed · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="change_kind_is_known", condition=Q(kind__in=[one.value for one in Kind])),
            models.CheckConstraint(
                name="change_reason_is_known", condition=Q(reason__in=[one.value for one in Reason])
            ),
            models.CheckConstraint(
                name="change_moves_one_time",
                condition=Q(kind=Kind.MOVED.value) & ~Q(occurrence="") & ~Q(to="")
                | ~Q(kind=Kind.MOVED.value) & Q(to=""),
            ),
            models.CheckConstraint(
                name="change_times_are_local",
                condition=Q(occurrence__regex=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})?$")
                & Q(to__regex=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})?$"),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="change_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("change_is_never_emptied"),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.kind} {self.occurrence}"
