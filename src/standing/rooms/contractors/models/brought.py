"""Lists of firms and contracts that somebody brought, and what they changed, so that they can be taken back."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied
from standing.rooms.contractors.models.register import KEPT, one_of, who
from standing.rooms.contractors.rules.steps import NEXT, ImportStep

_UNTIL_DONE = "until the list is taken in or forgotten"


class Import(models.Model):
    """A list of contracts: read, looked at, taken in whole, and taken back if need be."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    file_name = models.CharField(max_length=120, help_text=f"nobody · what the file was called · {KEPT}")
    size = models.PositiveBigIntegerField(help_text=f"nobody · how large it was · {KEPT}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · hash of the file · {KEPT}")
    content = models.BinaryField(
        null=True, blank=True, help_text=f"firms · the bytes, with office contacts · {_UNTIL_DONE}"
    )
    columns = models.JSONField(default=dict, blank=True, help_text=f"nobody · which column means what · {KEPT}")
    how = models.CharField(max_length=60, blank=True, default="", help_text=f"nobody · how it is written · {KEPT}")
    rows = models.PositiveIntegerField(default=0, help_text=f"nobody · how many rows it has · {KEPT}")
    counts = models.JSONField(
        default=dict, blank=True, help_text=f"nobody · rows by what taking them in would do, or did · {KEPT}"
    )
    problems = models.JSONField(
        default=list, blank=True, help_text=f"firms · line, column, mistake and value · {_UNTIL_DONE}"
    )
    sentence = models.TextField(blank=True, default="", help_text=f"nobody · why it was not taken in · {KEPT}")
    step = models.CharField(
        max_length=10,
        choices=one_of(ImportStep),
        default=ImportStep.READ.value,
        help_text=f"nobody · where it stands · {KEPT}",
    )
    brought_by = who("staff · who brought it")
    brought_at = models.DateTimeField(help_text=f"staff · when it was brought · {KEPT}")
    applied_by = who("staff · who took it in", null=True)
    applied_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken in · {KEPT}")
    undone_by = who("staff · who took it back", null=True)
    undone_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken back · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="contractors_import_step_is_known", condition=Q(step__in=[one.value for one in ImportStep])
            ),
            models.CheckConstraint(
                name="contractors_import_file_is_a_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="contractors_import_undone_after_applied",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_by__isnull=False, undone_at__gte=F("applied_at")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="contractors_import_by_day", fields=["-brought_at"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.FSM(
                name="contractors_import_steps",
                field="step",
                transitions=sorted((now.value, then.value) for now, after in NEXT.items() for then in after),
            ),
            pgtrigger.Protect(name="contractors_import_stays", operation=pgtrigger.Delete),
            never_emptied("contractors_imports_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.file_name


class ImportMark(models.Model):
    """What a firm, contract or contact was before a list changed it; null if the list brought it."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    of = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which list · {KEPT}"
    )
    kind = models.CharField(max_length=10, help_text=f"nobody · firm, contract, contact or presence · {KEPT}")
    key = models.CharField(max_length=300, help_text=f"firms · which one · {KEPT}")
    before = models.JSONField(null=True, blank=True, help_text=f"firms · what it was before · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="contractors_mark_kind_is_known",
                condition=Q(kind__in=["firm", "contract", "contact", "presence"]),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="contractors_mark_of", fields=["of", "kind"])]

    def __str__(self) -> str:
        """Return what it is of."""
        return f"{self.kind} {self.key}"
