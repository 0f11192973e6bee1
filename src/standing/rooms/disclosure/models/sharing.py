"""The register of data sharing: each partner, and each look at its contract."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only
from standing.rooms.disclosure.models.requests import KEEP, PERSON
from standing.rooms.disclosure.rules.sharing import Clause


class Partner(models.Model):
    """A vendor or office that gets data of the City from a system."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {KEEP}")
    name = models.CharField(max_length=120, help_text=f"an organisation · who gets data; public · {KEEP}")
    system = models.CharField(max_length=120, help_text=f"nobody · from which system; public · {KEEP}")
    department = models.CharField(max_length=40, help_text=f"nobody · whose contract it is; public · {KEEP}")
    entered_at = models.DateTimeField(help_text=f"staff · when it was entered · {KEEP}")
    entered_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who entered it · {KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="partner_stands_once", fields=["department", "name", "system"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("partners")]

    def __str__(self) -> str:
        return f"{self.name}: {self.system}"


class Review(models.Model):
    """One look at a contract. The last one counts."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · tells the rows apart · {KEEP}")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="reviews", help_text=f"nobody · whose contract · {KEEP}"
    )
    number = models.PositiveSmallIntegerField(help_text=f"nobody · the order of reviews · {KEEP}")
    clause = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in Clause],
        help_text=f"nobody · whether the clause is in force; public · {KEEP}",
    )  # fmt: skip
    categories = models.JSONField(help_text=f"nobody · which kinds of data are shared; public · {KEEP}")
    next_review = models.DateField(help_text=f"nobody · by when it is looked at again; public · {KEEP}")
    finding = models.CharField(
        max_length=300, default="", blank=True, help_text=f"nobody · what was found; screened · {KEEP}"
    )
    reviewed_at = models.DateTimeField(help_text=f"staff · when · {KEEP}")
    reviewed_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who · {KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="review_has_its_number", fields=["partner", "number"]),
            models.CheckConstraint(
                name="review_clause_is_known", condition=Q(clause__in=[one.value for one in Clause])
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("reviews")]

    def __str__(self) -> str:
        return f"{self.clause} {self.number}"
