"""What the City keeps of open application: marks of receipts, and how many evaluations it gave. Nobody stands in it."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Func, Q, Value

from standing.hall.triggers import append_only
from standing.rooms.aid.models.rounds import KEPT, Round


class Intake(models.Model):
    """What the trustee fixed before the seeds were opened, as it signed it, with the marks of all receipts."""

    round = models.OneToOneField(
        Round, primary_key=True, on_delete=models.PROTECT, help_text=f"nobody · of which round · {KEPT}"
    )
    commitment = models.BinaryField(help_text=f"nobody · counts, void numbers and roots, as signed · {KEPT}")
    note = models.TextField(help_text=f"nobody · the trustee's signature · {KEPT}")
    count = models.PositiveIntegerField(help_text=f"nobody · how many applied · {KEPT}")
    receipts = models.BinaryField(help_text=f"nobody without a receipt · hashes of receipt numbers · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="aid_intake_counts_its_receipts",
                condition=Q(
                    count=Func(F("receipts"), function="octet_length", output_field=models.IntegerField()) / Value(32)
                ),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("aid_intakes")]

    def __str__(self) -> str:
        return str(self.round_id)


class Evaluated(models.Model):
    """How many requests of applicants the City evaluated, in several parts so that nobody waits for a count."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · of which round · {KEPT}")
    part = models.PositiveSmallIntegerField(help_text=f"nobody · one of several parts of the count · {KEPT}")
    requests = models.PositiveIntegerField(default=0, help_text=f"nobody · requests evaluated · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "part"], name="aid_evaluated_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="aid_evaluated_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.part}"
