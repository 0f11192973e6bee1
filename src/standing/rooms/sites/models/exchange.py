"""Files that were brought: their pieces, and their rows as they were understood."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied
from standing.rooms.sites.models.register import KEPT, one_of, short, who
from standing.rooms.sites.rules.steps import NEXT, Answer, ImportStep, Verdict

_UNTIL_DONE = "until the file is taken in or forgotten"


class Import(models.Model):
    """A property list that somebody brought: matched, read, looked at, taken in, and taken back if need be."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    file_name = short("nobody · what the file was called", length=120)
    size = models.PositiveBigIntegerField(help_text=f"nobody · how large it was · {KEPT}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · hash of the file · {KEPT}")
    step = models.CharField(
        max_length=10,
        choices=one_of(ImportStep),
        default=ImportStep.MATCHING.value,
        help_text=f"nobody · where it stands · {KEPT}",
    )
    sentence = models.TextField(blank=True, default="", help_text=f"nobody · why it could not be read · {KEPT}")
    how = short("nobody · how the file is written", length=60)
    sheet = short("nobody · the sheet that is read", length=120)
    sheets = models.JSONField(default=list, blank=True, help_text=f"nobody · the sheets of the file · {KEPT}")
    headers = models.JSONField(default=list, blank=True, help_text=f"nobody · names of the columns · {KEPT}")
    first_rows = models.JSONField(default=list, blank=True, help_text=f"nobody · a few rows to look at · {_UNTIL_DONE}")
    header_line = models.PositiveIntegerField(default=1, help_text=f"nobody · which row names the columns · {KEPT}")
    columns = models.JSONField(default=dict, blank=True, help_text=f"nobody · which column means what · {KEPT}")
    department = short("nobody · department of rows that name none", length=64)
    rows = models.PositiveIntegerField(default=0, help_text=f"nobody · how many rows the file has · {KEPT}")
    rows_done = models.PositiveIntegerField(default=0, help_text=f"nobody · how many were read or taken in · {KEPT}")
    counts = models.JSONField(
        default=dict, blank=True, help_text=f"nobody · rows by what taking them in would do, or did · {KEPT}"
    )
    brought_by = who("staff · who brought the file")
    brought_at = models.DateTimeField(help_text=f"staff · when it was brought · {KEPT}")
    applied_by = who("staff · who took it in", null=True)
    applied_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken in · {KEPT}")
    undone_by = who("staff · who took it back", null=True)
    undone_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken back · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="siteimport_step_is_known", condition=Q(step__in=[step.value for step in ImportStep])
            ),
            models.CheckConstraint(name="siteimport_file_is_a_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="siteimport_applied_by_somebody",
                condition=Q(applied_by__isnull=True, applied_at__isnull=True)
                | Q(applied_by__isnull=False, applied_at__isnull=False),
            ),
            models.CheckConstraint(
                name="siteimport_undone_after_applied",
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__gte=F("applied_at")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="siteimport_by_day", fields=["-brought_at"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.FSM(
                name="siteimport_steps_follow_the_table",
                field="step",
                transitions=sorted((now.value, then.value) for now, after in NEXT.items() for then in after),
            ),
            pgtrigger.Protect(name="siteimport_stays", operation=pgtrigger.Delete),
            never_emptied("siteimports_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.file_name


class ImportPart(models.Model):
    """A piece of the file, in the database because the job may run on another machine than the upload."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_UNTIL_DONE}")
    of = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which import · {_UNTIL_DONE}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · which piece · {_UNTIL_DONE}")
    content = models.BinaryField(help_text=f"staff · the bytes, with office contacts · {_UNTIL_DONE}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="siteimportpart_has_its_number", fields=["of", "number"]),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return str(self.number)


class ImportRow(models.Model):
    """A row of the file: what it says, how it was understood, and what taking it in would do."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order in the file · {_UNTIL_DONE}")
    of = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which import · {_UNTIL_DONE}"
    )
    line = models.PositiveIntegerField(help_text=f"nobody · row of the file · {_UNTIL_DONE}")
    cells = models.JSONField(help_text=f"staff · the values as the file has them · {_UNTIL_DONE}")
    said = models.JSONField(default=dict, blank=True, help_text=f"staff · what was understood of them · {_UNTIL_DONE}")
    problems = models.JSONField(
        default=list, blank=True, help_text=f"nobody · what is wrong, by column · {_UNTIL_DONE}"
    )
    notes = models.JSONField(default=list, blank=True, help_text=f"nobody · what was read with a guess · {_UNTIL_DONE}")
    verdict = models.CharField(
        max_length=10, choices=one_of(Verdict), help_text=f"nobody · what taking it in would do · {_UNTIL_DONE}"
    )
    twin = short("nobody · the site of ours that it is, or looks like", length=16)
    twin_line = models.PositiveIntegerField(
        null=True, blank=True, help_text=f"nobody · the row of the file that it repeats · {_UNTIL_DONE}"
    )
    likeness = models.PositiveSmallIntegerField(
        default=0, help_text=f"nobody · how alike the two are, of a hundred · {_UNTIL_DONE}"
    )
    answer = models.CharField(
        max_length=6,
        choices=one_of(Answer),
        blank=True,
        default="",
        help_text=f"staff · what somebody said about the two · {_UNTIL_DONE}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="siteimportrow_verdict_is_known", condition=Q(verdict__in=[verdict.value for verdict in Verdict])
            ),
            models.CheckConstraint(
                name="siteimportrow_answer_is_known", condition=Q(answer__in=["", *(answer.value for answer in Answer)])
            ),
            models.UniqueConstraint(name="siteimportrow_has_its_line", fields=["of", "line"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="siteimportrow_by_verdict", fields=["of", "verdict", "line"])
        ]

    def __str__(self) -> str:
        """Return where it stands."""
        return str(self.line)
