"""What is the register's own about a list that was brought: which may be kept, and what each row would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from standing.hall.lists.api import Brought, Kind
from standing.kernel.lists import tables
from standing.kernel.lists.tables import Unfit
from standing.rooms.sites.models import Import, ImportPart, ImportRow, Site
from standing.rooms.sites.queries import facts, pack
from standing.rooms.sites.rules import columns, matching, records, texts
from standing.rooms.sites.rules.records import SiteRecord
from standing.rooms.sites.rules.steps import Verdict

_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFact:
    """A row of the list beside the site of ours that it is, or looks like."""

    line: int
    number: str
    name: str
    address: str
    department: str
    verdict: Verdict
    cells: Mapping[str, str]
    problems: Sequence[tuple[str, str, str]]
    notes: Sequence[str]
    twin: str
    twin_name: str
    twin_address: str
    twin_line: int | None
    likeness: int
    answer: str
    changes: Sequence[tuple[str, str, str]]
    """Field, what we have, what it would become."""


def _check(brought: Brought) -> None:
    """Test that no sheet of the file tells of a person. :raises Unfit: with the rows that seem to"""
    table = brought.table
    others = (tables.read(content=brought.content, sheet=name).rows for name in table.sheets if name != table.sheet)
    lines = [line for rows in (table.rows, *others) for line in texts.lines_about_people(rows)]
    if lines:
        shown = ", ".join(map(str, lines[:_NAMED])) + (" and more" if len(lines) > _NAMED else "")
        raise Unfit(
            f"Somebody seems to be named, described or told of in {'row' if len(lines) == 1 else 'rows'} {shown}. "
            "A list of properties says nothing about a person. Take it out, then bring the list again."
        )


LISTS = Kind(
    room="sites",
    lists=Import,
    parts=ImportPart,
    rows=ImportRow,
    names=lambda at: columns.names(known=pack.terms(known=at).columns),
    keep_days=lambda at: pack.terms(known=at).keep_list_days,
    check=_check,
)


def rows(*, row: Import, verdict: Verdict | None) -> QuerySet[ImportRow]:
    """Return the rows of a sort, in the order of the file."""
    every = ImportRow.objects.filter(of=row).order_by("line")
    return every if verdict is None else every.filter(verdict=verdict.value)


def described(found: Sequence[ImportRow]) -> tuple[RowFact, ...]:
    """Return rows beside our sites, in one question."""
    ours = {
        site.pk: facts.record_of(site) for site in Site.objects.filter(pk__in={one.twin for one in found if one.twin})
    }
    return tuple(_described(one, ours.get(one.twin)) for one in found)


def _described(one: ImportRow, ours: SiteRecord | None) -> RowFact:
    said = dict(one.said)
    number = said.pop("id", "")
    verdict = Verdict(one.verdict)
    return RowFact(
        line=one.line,
        number=number,
        name=said.get("name", "") or one.cells.get("name", ""),
        address=said.get("address", "") or one.cells.get("address", ""),
        department=said.get("department", ""),
        verdict=verdict,
        cells=one.cells,
        problems=[(column, sentence, value) for column, sentence, value in one.problems],
        notes=one.notes,
        twin=one.twin,
        twin_name=ours.name if ours is not None else "",
        twin_address=ours.address if ours is not None else "",
        twin_line=one.twin_line,
        likeness=one.likeness,
        answer=one.answer,
        changes=_changes(ours, matching.joined(ours, said))
        if ours is not None and verdict in {Verdict.CHANGED, Verdict.UNSURE}
        else (),
    )


def _changes(before: SiteRecord, after: SiteRecord) -> tuple[tuple[str, str, str], ...]:
    old, new = records.to_words(before), records.to_words(after)
    return tuple((name, old[name], new[name]) for name in records.changed_fields(before, after))
