"""Lists that were brought: their pieces, and their rows as they were understood."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from standing.hall.lists.models import UNTIL_DONE, BroughtList, ListPart, ListRow
from standing.rooms.roster.models.people import KEPT, one_of, short
from standing.rooms.roster.rules.steps import RowState


class Import(BroughtList):
    """A list of people of the whole City, or of the one department that it names."""

    as_of = models.DateField(null=True, blank=True, help_text=f"nobody · the day on which the list is true · {KEPT}")


class ImportPart(ListPart):
    """A piece of the file, with names of people."""


class ImportRow(ListRow):
    """A row of the list as it was understood: the columns of the roster and nothing else of the file."""

    state = models.CharField(
        max_length=8, choices=one_of(RowState), help_text=f"nobody · whether it can be taken in · {UNTIL_DONE}"
    )
    new_id = models.UUIDField(help_text=f"staff · the id that somebody new gets · {UNTIL_DONE}")
    number = short("staff · employee number", until=UNTIL_DONE, length=32)
    name = short("staff · name", until=UNTIL_DONE, length=200)
    key = short("staff · the name, folded, to compare by", until=UNTIL_DONE)
    sort_name = short("staff · the name, folded, to sort by", until=UNTIL_DONE)
    email = short("staff · work e-mail", until=UNTIL_DONE, length=254)
    department = short("staff · code of the department", until=UNTIL_DONE, length=64)
    site = short("staff · number of the site, if it is known", until=UNTIL_DONE, length=16)
    site_said = short("staff · the site as the list has it", until=UNTIL_DONE, length=200)
    work_type = short("staff · sort of work", until=UNTIL_DONE, length=40)
    shift = short("staff · when they work", until=UNTIL_DONE, length=40)

    class Meta(ListRow.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ListRow.Meta.constraints,
            models.CheckConstraint(
                name="roster_listrow_state_is_known", condition=Q(state__in=[state.value for state in RowState])
            ),
        ]
