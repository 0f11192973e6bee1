"""What is known of the lists of a room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from standing.hall.lists.kinds import Kind, L
from standing.hall.lists.models import BroughtList
from standing.hall.pack import api as packs
from standing.kernel.lists import columns
from standing.kernel.refusals import NotFound


def every(kind: Kind[L]) -> QuerySet[L]:
    """Return the lists that were brought, the latest first."""
    return kind.lists.objects.select_related("brought_by").defer("first_rows").order_by("-brought_at", "-pk")


def find(kind: Kind[L], *, id: UUID) -> L:
    """Return one list with who brought it. :raises NotFound: if there is none"""
    people = ("brought_by", "applied_by", "undone_by")
    row = kind.lists.objects.select_related(*people).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such list.")
    return row


def guessed(kind: Kind[L], *, row: BroughtList, at: datetime) -> dict[str, int]:
    """Return which column most likely means what; what a person said before counts first."""
    return dict(row.columns) or columns.guess(row.headers, names=kind.names(at))


def kept_until(kind: Kind[L], *, row: BroughtList, at: datetime) -> date:
    """Return the last local day on which a list that nobody takes in is kept with its rows."""
    return today(at=row.brought_at) + timedelta(days=kind.keep_days(at))


def mistakes(kind: Kind[L], *, row: BroughtList) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, column, what is wrong and the value, for every row that has a mistake."""
    wrong = kind.rows.objects.filter(of=row).exclude(problems=[]).order_by("line")
    for line, problems in wrong.values_list("line", "problems").iterator(chunk_size=1000):
        for column, sentence, value in problems:
            yield line, column, sentence, value


def today(*, at: datetime) -> date:
    """Return the city's day of a moment."""
    pack = packs.in_force(known=at)
    return (at if pack is None else at.astimezone(pack.zone)).date()
