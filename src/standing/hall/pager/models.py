"""Calls, and the rings they are made of."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied

_KEEP = "two years (Gov. Code 34090)"


class Call(models.Model):
    """Something that somebody on call has to look at. What it is stands where ``path`` leads, behind sign-in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the call · {_KEEP}")
    key = models.CharField(
        max_length=200, unique=True, help_text=f"nobody · what it is for, as an id, so that it rings once · {_KEEP}"
    )
    path = models.CharField(max_length=200, help_text=f"nobody · the page of staff it leads to · {_KEEP}")
    opened_at = models.DateTimeField(help_text=f"nobody · when it began to ring · {_KEEP}")
    answered_at = models.DateTimeField(null=True, help_text=f"staff · when somebody took it · {_KEEP}")
    answered_by = models.ForeignKey(
        "accounts.User",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who took it · {_KEEP}",
    )
    ended_at = models.DateTimeField(null=True, help_text=f"nobody · when it stopped without an answer · {_KEEP}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="call_that_rings", fields=["opened_at"], condition=Q(answered_at=None, ended_at=None))
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="call_is_answered_by_somebody",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__gte=F("opened_at"), answered_by__isnull=False),
            ),
            models.CheckConstraint(name="call_path_is_for_staff", condition=Q(path__startswith="/staff/")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(name="call_is_for_what_it_was_for", fields=["id", "key", "path", "opened_at"]),
            pgtrigger.Protect(
                name="call_is_answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False)
                & (
                    pgtrigger.Q(old__answered_at__df=pgtrigger.F("new__answered_at"))
                    | pgtrigger.Q(old__answered_by__df=pgtrigger.F("new__answered_by"))
                ),
            ),
            never_emptied("call_is_never_emptied"),
        ]

    def __str__(self) -> str:
        """Return its key."""
        return self.key


class Ring(models.Model):
    """One ring of a call: to one place by one way. Its id is the key by which a gateway knows it again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the ring · {_KEEP}")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+", help_text=f"nobody · the call · {_KEEP}")
    number = models.PositiveSmallIntegerField(help_text=f"nobody · its place in the chain · {_KEEP}")
    label = models.CharField(max_length=80, help_text=f"staff · as what somebody is rung · {_KEEP}")
    channel = models.CharField(max_length=20, help_text=f"nobody · the way · {_KEEP}")
    to = models.CharField(max_length=254, help_text=f"staff · office e-mail or office phone · {_KEEP}")
    always = models.BooleanField(help_text=f"nobody · whether it is sent also after an answer · {_KEEP}")
    due_at = models.DateTimeField(help_text=f"nobody · when it is due · {_KEEP}")
    next_try_at = models.DateTimeField(
        null=True, help_text=f"nobody · when the job tries (again), empty: never · {_KEEP}"
    )
    tries = models.PositiveSmallIntegerField(default=0, help_text=f"nobody · how often it was tried · {_KEEP}")
    trouble = models.CharField(max_length=60, blank=True, help_text=f"nobody · why it was not taken · {_KEEP}")
    sent_at = models.DateTimeField(null=True, help_text=f"nobody · when it was taken · {_KEEP}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="ring_that_waits", fields=["next_try_at"], condition=Q(next_try_at__isnull=False))
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ring_once_a_place", fields=["call", "number", "channel"]),
            models.CheckConstraint(
                name="ring_that_was_sent_waits_no_more", condition=Q(sent_at=None) | Q(next_try_at=None)
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="ring_goes_where_it_was_to_go",
                fields=["id", "call", "number", "label", "channel", "to", "always", "due_at"],
            ),
            pgtrigger.Protect(
                name="ring_is_sent_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return its place and way."""
        return f"{self.number} {self.channel}"
