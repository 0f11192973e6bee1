"""What is the roster's own about a list that was brought: which may be kept, and what its rows are read against."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max, QuerySet

from standing.hall.lists.api import Brought, Kind
from standing.kernel.lists.tables import Unfit
from standing.rooms.city import api as city
from standing.rooms.roster.models import Change, Import, ImportPart, ImportRow
from standing.rooms.roster.queries import pack
from standing.rooms.roster.rules import columns, reading
from standing.rooms.roster.rules.reading import Ground
from standing.rooms.roster.rules.spoken import spoken_departments
from standing.rooms.roster.rules.steps import RowState
from standing.rooms.sites import api as sites


def _check(brought: Brought) -> None:
    """Test that nothing is told of anybody that the City does not bring here. :raises Unfit: if it is"""
    if never := columns.never_brought(brought.headers):
        named = ", ".join(f"“{header[:60]}”" for header in never[:3])
        raise Unfit(
            f"The list has a column that the City does not bring here of anybody: {named}. "
            "Take it out of the file, then bring the list again. Nothing of it was kept."
        )


LISTS = Kind(
    room="roster",
    lists=Import,
    parts=ImportPart,
    rows=ImportRow,
    names=lambda at: columns.names(known=pack.terms(known=at).columns),
    keep_days=lambda at: pack.terms(known=at).keep_list_days,
    check=_check,
    rows_at_once=2_000,
    shows_rows=False,  # names of people stand on no page that does not need them
)


def rows_left_out(*, row: Import, state: RowState) -> QuerySet[ImportRow]:
    """Return the rows that are repeated or have mistakes, in the order of the file."""
    return ImportRow.objects.filter(of=row, state=state.value).order_by("line")


def latest_day() -> date | None:
    """Return from which day the latest change that stands holds; a list cannot be older. None for an empty roster."""
    found = Change.objects.filter(undone_at__isnull=True).aggregate(latest=Max("from_on"))["latest"]
    return found if isinstance(found, date) else None


def ground(*, row: Import, at: datetime) -> Ground:
    """Return what the rows of a list are understood by."""
    return ground_of(only=row.department, has_sites="site" in row.columns, at=at)


def ground_of(*, only: str = "", has_sites: bool = True, at: datetime) -> Ground:
    """Return what words about people are understood by; ``only`` is the one department they are of."""
    told = pack.ground(known=at)
    by_key: dict[str, set[str]] = {}
    numbers = set()
    if has_sites:
        for site in sites.sites(department="", known=at):
            numbers.add(site.id)
            by_key.setdefault(reading.site_key(site.name), set()).add(site.id)
    return Ground(
        terms=told.terms,
        departments=told.departments,
        department_words=spoken_departments(
            (fact.id, fact.name, fact.abbreviation) for fact in city.departments(known=at)
        ),
        site_numbers=numbers,
        site_keys={key: min(found) for key, found in by_key.items() if key and len(found) == 1},
        only=only,
    )
