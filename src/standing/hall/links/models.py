"""Links, by the hash of their token."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied

_KEEP = "2 years after its time is over (Gov. Code 34090)"


class Link(models.Model):
    """A way in for one purpose and one subject."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_KEEP}")
    fingerprint = models.CharField(max_length=64, unique=True, help_text=f"nobody · the hash of the token · {_KEEP}")
    purpose = models.CharField(max_length=60, help_text=f"nobody · what can be done with it · {_KEEP}")
    subject = models.CharField(max_length=120, help_text=f"nobody · for what, by an id · {_KEEP}")
    made_at = models.DateTimeField(help_text=f"nobody · since when · {_KEEP}")
    expires_at = models.DateTimeField(help_text=f"nobody · until when · {_KEEP}")
    uses = models.PositiveSmallIntegerField(help_text=f"nobody · how often it may be used · {_KEEP}")
    used = models.PositiveSmallIntegerField(default=0, help_text=f"nobody · how often it was used · {_KEEP}")
    ended_at = models.DateTimeField(null=True, help_text=f"nobody · when it was taken back · {_KEEP}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="link_by_subject", fields=["purpose", "subject"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="link_is_kept_as_a_hash", condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="link_is_used_as_often_as_meant", condition=Q(used__lte=F("uses"))),
            models.CheckConstraint(name="link_is_for_at_least_once", condition=Q(uses__gte=1)),
            models.CheckConstraint(name="link_ends_after_it_began", condition=Q(expires_at__gt=F("made_at"))),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="link_stays_what_it_was_for",
                fields=["id", "fingerprint", "purpose", "subject", "made_at", "expires_at", "uses"],
            ),
            pgtrigger.Protect(
                name="link_use_is_not_undone",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.used < OLD.used OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)"
                ),
            ),
            never_emptied("links_not_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"
