"""What personnel sees of a list that was brought: where it stands, its columns, and its rows with mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet

from standing.kernel.lists import columns as column_rules
from standing.kernel.refusals import NotFound
from standing.rooms.city import api as city
from standing.rooms.roster.models import Change, Import, ImportRow
from standing.rooms.roster.queries import pack
from standing.rooms.roster.rules import columns, reading
from standing.rooms.roster.rules.reading import Ground
from standing.rooms.roster.rules.spoken import spoken_departments
from standing.rooms.roster.rules.steps import RowState
from standing.rooms.sites import api as sites


def imports() -> QuerySet[Import]:
    """Return the lists that were brought, the latest first."""
    return Import.objects.select_related("brought_by").order_by("-brought_at", "-pk")


def find(*, id: UUID) -> Import:
    """Return one list. :raises NotFound: if there is none"""
    row = Import.objects.select_related("brought_by", "applied_by", "undone_by").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such list.")
    return row


def guessed(*, row: Import, at: datetime) -> dict[str, int]:
    """Return which column most likely means what; what a person said before counts first."""
    return dict(row.columns) or column_rules.guess(row.headers, names=columns.names(known=pack.terms(known=at).columns))


def rows_left_out(*, row: Import, state: RowState) -> QuerySet[ImportRow]:
    """Return the rows that are repeated or have mistakes, in the order of the file."""
    return ImportRow.objects.filter(of=row, state=state.value).order_by("line")


def mistakes(*, row: Import) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, column, what is wrong and the value, for every row that has a mistake."""
    for one in rows_left_out(row=row, state=RowState.WRONG).iterator(chunk_size=1000):
        for column, sentence, value in one.problems:
            yield one.line, column, sentence, value


def latest_day() -> date | None:
    """Return from which day the latest change that stands holds; a list cannot be older. None for an empty roster."""
    found = Change.objects.filter(undone_at__isnull=True).aggregate(latest=Max("from_on"))["latest"]
    return found if isinstance(found, date) else None


def kept_until(*, row: Import, at: datetime) -> date:
    """Return the last day on which a list that nobody takes in is kept with its rows."""
    return pack.today(at=row.brought_at) + timedelta(days=pack.terms(known=at).keep_list_days)


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
