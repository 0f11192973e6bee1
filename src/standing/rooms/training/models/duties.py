"""
Whose duty a course is, sheets of paper that people sign, which reminders went out, and counts that became evidence.

All of it is only ever added. A rule and a count end once.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.training.models.completions import Completion
from standing.rooms.training.models.courses import Course, Edition
from standing.rooms.training.rules.sheets import Why

_KEEP = "class training: 5 years after the person left"


def _who(about: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        "accounts.User",
        null=null,
        blank=null,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"{about} · {_KEEP}",
    )


def _code(about: str, *, length: int) -> models.CharField[str, str]:
    return models.CharField(max_length=length, default="", blank=True, help_text=f"{about} · {_KEEP}")


class Assignment(models.Model):
    """A rule: who has to take a course, and within how many days. Empty words ask nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_KEEP}")
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which course · {_KEEP}"
    )
    department = _code("nobody · people of which department; empty for all", length=64)
    site = _code("nobody · people at which site; empty for all", length=16)
    work_type = _code("nobody · people of which sort of work; empty for all", length=40)
    shift = _code("nobody · people of which shift; empty for all", length=40)
    days = models.PositiveSmallIntegerField(
        help_text=f"nobody · days to finish, after joining or after the rule began · {_KEEP}"
    )
    from_on = models.DateField(help_text=f"nobody · first day of the rule · {_KEEP}")
    until_on = models.DateField(
        null=True, blank=True, help_text=f"nobody · first day on which it holds no longer · {_KEEP}"
    )
    made_by = _who("staff · who made the rule")
    made_at = models.DateTimeField(help_text=f"staff · when it was made · {_KEEP}")
    ended_by = _who("staff · who ended the rule", null=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when somebody ended it · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="training_assignment_ends_by_somebody",
                condition=Q(until_on=None, ended_by=None, ended_at=None)
                | Q(until_on__gte=F("from_on"), ended_by__isnull=False, ended_at__gte=F("made_at")),
            ),
            models.UniqueConstraint(
                name="training_assignment_said_once",
                fields=["course", "department", "site", "work_type", "shift"],
                condition=Q(until_on=None),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="training_assignment_stays", operation=pgtrigger.Delete),
            never_emptied("training_assignments_not_emptied"),
            pgtrigger.ReadOnly(
                name="training_assignment_says_what_it_said",
                fields=[
                    "id", "course", "department", "site", "work_type", "shift", "days", "from_on", "made_by", "made_at",
                ],
            ),
            pgtrigger.Protect(
                name="training_assignment_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.course_id} for {self.department or 'all'}"


class Sheet(models.Model):
    """A list on paper: one edition, people who are to sign it, and the code by which it is found again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_KEEP}")
    code = models.CharField(max_length=20, unique=True, help_text=f"nobody · stands on the paper · {_KEEP}")
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · exactly which words · {_KEEP}"
    )
    language = models.CharField(max_length=20, help_text=f"nobody · in which language it is read · {_KEEP}")
    department = models.CharField(max_length=64, help_text=f"nobody · people of which department · {_KEEP}")
    site = _code("nobody · people at which site; empty for all", length=16)
    made_by = _who("staff · who printed it")
    made_at = models.DateTimeField(help_text=f"staff · when it was printed first · {_KEEP}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="training_sheet_by_day", fields=["department", "-made_at"])
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("training_sheets")

    def __str__(self) -> str:
        return self.code


class SheetLine(models.Model):
    """Somebody whose name was printed on a sheet."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_KEEP}")
    sheet = models.ForeignKey(
        Sheet, on_delete=models.PROTECT, related_name="lines", help_text=f"nobody · which sheet · {_KEEP}"
    )
    number = models.PositiveSmallIntegerField(help_text=f"nobody · the line on the paper · {_KEEP}")
    person = models.ForeignKey(
        "roster.Person", on_delete=models.PROTECT, related_name="+", help_text=f"staff · whose line, by an id · {_KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="training_sheetline_has_its_number", fields=["sheet", "number"]),
            models.UniqueConstraint(name="training_sheetline_once_a_person", fields=["sheet", "person"]),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("training_sheetlines")

    def __str__(self) -> str:
        return str(self.number)


class SheetEntry(models.Model):
    """A signed sheet was entered: the day, the supervisor who stood by, and the scan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_KEEP}")
    sheet = models.ForeignKey(
        Sheet, on_delete=models.PROTECT, related_name="entries", help_text=f"nobody · which sheet · {_KEEP}"
    )
    on = models.DateField(help_text=f"staff · the day on which people signed · {_KEEP}")
    supervisor = models.CharField(max_length=120, help_text=f"staff · who signed for the group, to be asked · {_KEEP}")
    scan = models.UUIDField(null=True, blank=True, help_text=f"staff · the scan in the restricted store · {_KEEP}")
    scan_sha256 = models.CharField(
        max_length=64, default="", blank=True, help_text=f"nobody · proves which scan was brought · {_KEEP}"
    )
    entered_by = _who("staff · who entered it")
    entered_at = models.DateTimeField(help_text=f"staff · when it was entered · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="training_sheetentry_scan_has_a_hash",
                condition=Q(scan=None, scan_sha256="") | Q(scan__isnull=False, scan_sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(name="training_sheetentry_names_somebody", condition=~Q(supervisor="")),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("training_sheetentries")

    def __str__(self) -> str:
        return f"{self.sheet_id} on {self.on}"


class SheetCompletion(models.Model):
    """A completion that a signed sheet stands for; one completion can stand on two sheets of the same day."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_KEEP}")
    entry = models.ForeignKey(
        SheetEntry, on_delete=models.PROTECT, related_name="rows", help_text=f"nobody · which entry · {_KEEP}"
    )
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, related_name="+", help_text=f"staff · which completion · {_KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="training_sheetcompletion_once", fields=["entry", "completion"]),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("training_sheetcompletions")

    def __str__(self) -> str:
        return str(self.completion_id)


class SheetWithdrawal(models.Model):
    """A sheet does not count any more: completions that only stand on it are facts still, and prove nothing."""

    sheet = models.OneToOneField(
        Sheet,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="withdrawal",
        help_text=f"nobody · which sheet · {_KEEP}",
    )
    why = models.CharField(
        max_length=12, choices=[(why.value, why.value) for why in Why], help_text=f"nobody · why, in a word · {_KEEP}"
    )
    by = _who("staff · who withdrew it")
    at = models.DateTimeField(help_text=f"staff · when · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="training_withdrawal_why_is_known", condition=Q(why__in=[why.value for why in Why])
            ),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("training_withdrawals")

    def __str__(self) -> str:
        return str(self.sheet_id)


class Reminded(models.Model):
    """A letter to a person spoke of a course, its due day and a step; so no letter speaks of it again."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_KEEP}")
    person = models.ForeignKey(
        "roster.Person", on_delete=models.PROTECT, related_name="+", help_text=f"staff · who, by an id · {_KEEP}"
    )
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which course · {_KEEP}"
    )
    due_on = models.DateField(help_text=f"staff · by which day it was to be taken · {_KEEP}")
    step_on = models.DateField(help_text=f"nobody · the day of the step that the letter covers · {_KEEP}")
    letter_on = models.DateField(help_text=f"nobody · the day of the letter: one a person a day · {_KEEP}")
    covered_at = models.DateTimeField(help_text=f"nobody · when the letter was posted · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="training_reminded_once_a_step", fields=["person", "course", "due_on", "step_on"]
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="training_reminded_by_day", fields=["letter_on"])]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("training_reminded")

    def __str__(self) -> str:
        return f"{self.course_id} due {self.due_on}"


class CoverageProof(models.Model):
    """A count of a department that was put on record as evidence for a duty, until it holds no longer."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_KEEP}")
    obligation = models.CharField(max_length=64, help_text=f"nobody · for which duty · {_KEEP}")
    department = models.CharField(max_length=64, help_text=f"nobody · of which department · {_KEEP}")
    source = models.CharField(max_length=200, unique=True, help_text=f"nobody · the name of the evidence · {_KEEP}")
    day = models.DateField(help_text=f"nobody · the day that was counted · {_KEEP}")
    heads = models.PositiveIntegerField(help_text=f"staff · people on the roster that day · {_KEEP}")
    finished = models.PositiveIntegerField(help_text=f"staff · how many of them had finished · {_KEEP}")
    recorded_at = models.DateTimeField(help_text=f"nobody · since when it is evidence · {_KEEP}")
    ended_at = models.DateTimeField(null=True, blank=True, help_text=f"nobody · since when it is none · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="training_proof_one_open", fields=["obligation", "department"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="training_proof_counts_heads", condition=Q(heads__gte=1, finished__lte=F("heads"))
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="training_proof_stays", operation=pgtrigger.Delete),
            never_emptied("training_proofs_not_emptied"),
            pgtrigger.ReadOnly(
                name="training_proof_says_what_it_said",
                fields=["id", "obligation", "department", "source", "day", "heads", "finished", "recorded_at"],
            ),
            pgtrigger.Protect(
                name="training_proof_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.source
