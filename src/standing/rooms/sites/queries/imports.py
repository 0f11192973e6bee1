"""What staff see of an import: where it stands, what its columns may mean, and what each row would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from standing.kernel.lists import columns as column_rules
from standing.kernel.refusals import NotFound
from standing.rooms.sites.models import Import, ImportRow, Site
from standing.rooms.sites.queries import facts, pack
from standing.rooms.sites.rules import columns, matching, records
from standing.rooms.sites.rules.records import SiteRecord
from standing.rooms.sites.rules.steps import Verdict

SHOWN = 50
"""How many rows of each sort stand on a page."""


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


def imports() -> QuerySet[Import]:
    """Return the imports, the latest first."""
    return Import.objects.select_related("brought_by").defer("first_rows").order_by("-brought_at", "-pk")


def find(*, id: UUID) -> Import:
    """Return one import. :raises NotFound: if there is none"""
    row = Import.objects.select_related("brought_by", "applied_by", "undone_by").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such import.")
    return row


def guessed(*, row: Import, at: datetime) -> dict[str, int]:
    """Return which column most likely means what; what a person said before counts first."""
    return dict(row.columns) or column_rules.guess(row.headers, names=columns.names(known=pack.terms(known=at).columns))


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


def mistakes(*, row: Import) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, column, what is wrong and the value, for every row that has a mistake."""
    for one in rows(row=row, verdict=Verdict.WRONG).iterator(chunk_size=1000):
        for column, sentence, value in one.problems:
            yield one.line, column, sentence, value


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
