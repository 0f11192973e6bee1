"""Lists that were brought: their pieces, and their rows as they were understood."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied
from standing.rooms.roster.models.people import KEPT, one_of, short, who
from standing.rooms.roster.rules.steps import NEXT, ImportStep, RowState

_UNTIL_DONE = "until the list is taken in or forgotten, at most the days the pack says"


class Import(models.Model):
    """A list of people that somebody brought: matched, read, looked at, taken in, and taken back if need be."""

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
    header_line = models.PositiveIntegerField(default=1, help_text=f"nobody · which row names the columns · {KEPT}")
    columns = models.JSONField(default=dict, blank=True, help_text=f"nobody · which column means what · {KEPT}")
    department = short("nobody · the one department it lists; empty for the whole City", length=64)
    as_of = models.DateField(null=True, blank=True, help_text=f"nobody · the day on which the list is true · {KEPT}")
    rows = models.PositiveIntegerField(default=0, help_text=f"nobody · how many rows the file has · {KEPT}")
    rows_done = models.PositiveIntegerField(default=0, help_text=f"nobody · how many were read · {KEPT}")
    counts = models.JSONField(
        default=dict, blank=True, help_text=f"nobody · people by what taking it in would do, or did · {KEPT}"
    )
    brought_by = who("staff · who brought the list")
    brought_at = models.DateTimeField(help_text=f"staff · when it was brought · {KEPT}")
    applied_by = who("staff · who took it in", null=True)
    applied_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken in · {KEPT}")
    undone_by = who("staff · who took it back", null=True)
    undone_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken back · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="rosterimport_step_is_known", condition=Q(step__in=[step.value for step in ImportStep])
            ),
            models.CheckConstraint(name="rosterimport_file_is_a_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="rosterimport_applied_by_somebody",
                condition=Q(applied_by__isnull=True, applied_at__isnull=True)
                | Q(applied_by__isnull=False, applied_at__isnull=False),
            ),
            models.CheckConstraint(
                name="rosterimport_undone_after_applied",
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__gte=F("applied_at")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="rosterimport_by_day", fields=["-brought_at"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.FSM(
                name="rosterimport_steps_follow_the_table",
                field="step",
                transitions=sorted((now.value, then.value) for now, after in NEXT.items() for then in after),
            ),
            pgtrigger.Protect(name="rosterimport_stays", operation=pgtrigger.Delete),
            never_emptied("rosterimports_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.file_name


class ImportPart(models.Model):
    """A piece of the file, in the database because the job may run on another machine than the upload."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_UNTIL_DONE}")
    of = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which list · {_UNTIL_DONE}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · which piece · {_UNTIL_DONE}")
    content = models.BinaryField(help_text=f"staff · the bytes, with names of people · {_UNTIL_DONE}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="rosterimportpart_has_its_number", fields=["of", "number"]),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return str(self.number)


class ImportRow(models.Model):
    """A row of the list as it was understood: the columns of the roster and nothing else of the file."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order in the file · {_UNTIL_DONE}")
    of = models.ForeignKey(
        Import,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text=f"nobody · which list · {_UNTIL_DONE}",
    )
    line = models.PositiveIntegerField(help_text=f"nobody · row of the file · {_UNTIL_DONE}")
    state = models.CharField(
        max_length=8, choices=one_of(RowState), help_text=f"nobody · whether it can be taken in · {_UNTIL_DONE}"
    )
    new_id = models.UUIDField(help_text=f"staff · the id that somebody new gets · {_UNTIL_DONE}")
    number = short("staff · employee number", until=_UNTIL_DONE, length=32)
    name = short("staff · name", until=_UNTIL_DONE, length=200)
    key = short("staff · the name, folded, to compare by", until=_UNTIL_DONE)
    sort_name = short("staff · the name, folded, to sort by", until=_UNTIL_DONE)
    email = short("staff · work e-mail", until=_UNTIL_DONE, length=254)
    department = short("staff · code of the department", until=_UNTIL_DONE, length=64)
    site = short("staff · number of the site, if it is known", until=_UNTIL_DONE, length=16)
    site_said = short("staff · the site as the list has it", until=_UNTIL_DONE, length=200)
    work_type = short("staff · sort of work", until=_UNTIL_DONE, length=40)
    shift = short("staff · when they work", until=_UNTIL_DONE, length=40)
    problems = models.JSONField(
        default=list, blank=True, help_text=f"staff · what is wrong, by column, with the value · {_UNTIL_DONE}"
    )
    notes = models.JSONField(default=list, blank=True, help_text=f"staff · what was read with a guess · {_UNTIL_DONE}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="rosterimportrow_state_is_known", condition=Q(state__in=[state.value for state in RowState])
            ),
            models.UniqueConstraint(name="rosterimportrow_has_its_line", fields=["of", "line"]),
        ]

    def __str__(self) -> str:
        """Return where it stands."""
        return str(self.line)
