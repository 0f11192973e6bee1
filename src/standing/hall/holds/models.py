"""Legal holds. A row is written once, lifted once, and stays."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied

_PERSON = "accounts.User"
_KEEP = "as long as what it held, and 5 years after it was lifted"


class Hold(models.Model):
    """An order that something is not deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_KEEP}")
    subject = models.CharField(max_length=160, help_text=f"nobody · what is not deleted · {_KEEP}")
    reason = models.CharField(max_length=500, help_text=f"nobody · why; screened · {_KEEP}")
    order = models.CharField(max_length=200, help_text=f"nobody · the case or letter it rests on; screened · {_KEEP}")
    placed_at = models.DateTimeField(help_text=f"staff · when it began · {_KEEP}")
    placed_by = models.ForeignKey(
        _PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who placed it; empty: the system, at the order of a person · {_KEEP}",
    )
    lifted_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it ended · {_KEEP}")
    lifted_by = models.ForeignKey(
        _PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who lifted it · {_KEEP}",
    )
    lifted_reason = models.CharField(
        max_length=500, default="", blank=True, help_text=f"nobody · why it was lifted; screened · {_KEEP}"
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="hold_in_force", fields=["subject"], condition=Q(lifted_at__isnull=True))
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="hold_subject_is_a_path", condition=Q(subject__regex=r"^(\*|[a-z][a-z0-9-]*(:[A-Za-z0-9._-]+)*)$")
            ),
            models.CheckConstraint(name="hold_says_why", condition=~Q(reason="") & ~Q(order="")),
            models.CheckConstraint(
                name="hold_is_lifted_by_somebody_with_a_reason",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_reason="")
                | (Q(lifted_at__gte=F("placed_at"), lifted_by__isnull=False) & ~Q(lifted_reason="")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="hold_stays", operation=pgtrigger.Delete),
            never_emptied("hold_is_never_emptied"),
            pgtrigger.ReadOnly(
                name="hold_says_what_it_said", fields=["id", "subject", "reason", "order", "placed_at", "placed_by"]
            ),
            pgtrigger.Protect(
                name="hold_is_lifted_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lifted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} since {self.placed_at:%Y-%m-%d}"
