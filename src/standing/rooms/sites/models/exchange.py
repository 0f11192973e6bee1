"""Files that were brought: their pieces, and their rows as they were understood."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from standing.hall.lists.models import UNTIL_DONE, BroughtList, ListPart, ListRow
from standing.rooms.sites.models.register import one_of, short
from standing.rooms.sites.rules.steps import Answer, Verdict


class Import(BroughtList):
    """A list of property; its department is that of rows that name none."""


class ImportPart(ListPart):
    """A piece of the file, with office contacts."""


class ImportRow(ListRow):
    """A row of the file: what it says, how it was understood, and what taking it in would do."""

    cells = models.JSONField(help_text=f"staff · the values as the file has them · {UNTIL_DONE}")
    said = models.JSONField(default=dict, blank=True, help_text=f"staff · what was understood of them · {UNTIL_DONE}")
    verdict = models.CharField(
        max_length=10, choices=one_of(Verdict), help_text=f"nobody · what taking it in would do · {UNTIL_DONE}"
    )
    twin = short("nobody · the site of ours that it is, or looks like", length=16)
    twin_line = models.PositiveIntegerField(
        null=True, blank=True, help_text=f"nobody · the row of the file that it repeats · {UNTIL_DONE}"
    )
    likeness = models.PositiveSmallIntegerField(
        default=0, help_text=f"nobody · how alike the two are, of a hundred · {UNTIL_DONE}"
    )
    answer = models.CharField(
        max_length=6,
        choices=one_of(Answer),
        blank=True,
        default="",
        help_text=f"staff · what somebody said about the two · {UNTIL_DONE}",
    )

    class Meta(ListRow.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ListRow.Meta.constraints,
            models.CheckConstraint(
                name="sites_listrow_verdict_is_known", condition=Q(verdict__in=[verdict.value for verdict in Verdict])
            ),
            models.CheckConstraint(
                name="sites_listrow_answer_is_known", condition=Q(answer__in=["", *(answer.value for answer in Answer)])
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="sites_listrow_by_verdict", fields=["of", "verdict", "line"])
        ]
