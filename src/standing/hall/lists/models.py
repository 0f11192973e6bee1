"""
What every room keeps of a list that somebody brought. Each room has tables of its own.

A room names its classes ``Import`` (a ``BroughtList``), ``ImportPart`` (a ``ListPart``) and ``ImportRow`` (a
``ListRow``) and adds its own columns; constraints, indexes and triggers come with them.
"""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.lists.rules import NEXT, ListStep
from standing.hall.triggers import never_emptied

KEPT = "as long as the pack says for this room"
UNTIL_DONE = "until the list is taken in or forgotten, at most the days the pack says"


def one_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the choices of a column."""
    return [(word.value, word.value) for word in words]


def short(about: str, *, until: str = KEPT, length: int = 300) -> models.CharField[str, str]:
    """Return a column of a few words that may be empty."""
    return models.CharField(max_length=length, blank=True, default="", help_text=f"{about} · {until}")


def _who(about: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        "accounts.User",
        null=null,
        blank=null,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"{about} · {KEPT}",
    )


def _of() -> models.ForeignKey[Any, Any]:
    """Return the key to the list of the same room; the index by number or line begins with it."""
    return models.ForeignKey(
        "Import",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text=f"nobody · which list · {UNTIL_DONE}",
    )


class BroughtList(models.Model):
    """A list that somebody brought: matched, read, looked at, taken in, and taken back if need be."""

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    file_name = short("nobody · what the file was called", length=120)
    size = models.PositiveBigIntegerField(help_text=f"nobody · how large it was · {KEPT}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · hash of the file · {KEPT}")
    step = models.CharField(
        max_length=10,
        choices=one_of(ListStep),
        default=ListStep.MATCHING.value,
        help_text=f"nobody · where it stands · {KEPT}",
    )
    sentence = models.TextField(
        blank=True, default="", help_text=f"nobody · why it could not be read or taken in · {KEPT}"
    )
    how = short("nobody · how the file is written", length=60)
    sheet = short("nobody · the sheet that is read", length=120)
    sheets = models.JSONField(default=list, blank=True, help_text=f"nobody · the sheets of the file · {KEPT}")
    headers = models.JSONField(default=list, blank=True, help_text=f"nobody · names of the columns · {KEPT}")
    header_line = models.PositiveIntegerField(default=1, help_text=f"nobody · which row names the columns · {KEPT}")
    first_rows = models.JSONField(default=list, blank=True, help_text=f"staff · a few rows to look at · {UNTIL_DONE}")
    columns = models.JSONField(default=dict, blank=True, help_text=f"nobody · which column means what · {KEPT}")
    department = short("nobody · the department of the list, or of rows that name none", length=64)
    rows = models.PositiveIntegerField(default=0, help_text=f"nobody · how many rows the file has · {KEPT}")
    rows_done = models.PositiveIntegerField(default=0, help_text=f"nobody · how many were read · {KEPT}")
    counts = models.JSONField(
        default=dict, blank=True, help_text=f"nobody · how many by what taking them in would do, or did · {KEPT}"
    )
    brought_by = _who("staff · who brought the list")
    brought_at = models.DateTimeField(help_text=f"staff · when it was brought · {KEPT}")
    applied_by = _who("staff · who took it in", null=True)
    applied_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken in · {KEPT}")
    undone_by = _who("staff · who took it back", null=True)
    undone_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken back · {KEPT}")

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="%(app_label)s_list_step_is_known", condition=Q(step__in=[step.value for step in ListStep])
            ),
            models.CheckConstraint(
                name="%(app_label)s_list_file_is_a_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="%(app_label)s_list_applied_by_somebody",
                condition=Q(applied_by__isnull=True, applied_at__isnull=True)
                | Q(applied_by__isnull=False, applied_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(app_label)s_list_undone_after_applied",
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, applied_at__isnull=False, undone_at__gte=F("applied_at")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="%(app_label)s_list_by_day", fields=["-brought_at"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.FSM(
                name="list_steps_follow_the_table",
                field="step",
                transitions=sorted((now.value, then.value) for now, after in NEXT.items() for then in after),
            ),
            pgtrigger.Protect(name="list_stays", operation=pgtrigger.Delete),
            never_emptied("lists_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.file_name


class ListPart(models.Model):
    """A piece of the file, in the database because the job may run on another machine than the upload."""

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {UNTIL_DONE}")
    of = _of()  # type: ignore[misc] # the room has the model
    number = models.PositiveIntegerField(help_text=f"nobody · which piece · {UNTIL_DONE}")
    content = models.BinaryField(help_text=f"whom the list names · the bytes · {UNTIL_DONE}")

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="%(app_label)s_listpart_has_its_number", fields=["of", "number"]),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return str(self.number)


class ListRow(models.Model):
    """A row of the list as it was understood. ``problems`` holds column, sentence and value of each mistake."""

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order in the file · {UNTIL_DONE}")
    of = _of()  # type: ignore[misc] # the room has the model
    line = models.PositiveIntegerField(help_text=f"nobody · row of the file · {UNTIL_DONE}")
    problems = models.JSONField(
        default=list,
        blank=True,
        help_text=f"whom the list names · what is wrong, by column, with the value · {UNTIL_DONE}",
    )
    notes = models.JSONField(
        default=list, blank=True, help_text=f"whom the list names · what was read with a guess · {UNTIL_DONE}"
    )

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="%(app_label)s_listrow_has_its_line", fields=["of", "line"]),
        ]

    def __str__(self) -> str:
        """Return where it stands."""
        return str(self.line)
