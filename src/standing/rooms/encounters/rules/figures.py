"""What is shown in public: counts by month, late, with small ones left out so that none can be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from standing.kernel import counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """
    What is counted of one report: the month it was reported in, and where it belongs. No day, no place.

    The month of the report, not of what was seen: so a month that was shown never changes, and no later table beside
    an earlier one tells a number that was left out.
    """

    month: date
    department_class: str
    kind: str
    district: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One month of a table; None is a number that is not shown."""

    month: date
    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Counts by month and one other thing."""

    by: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


DIMENSIONS: Mapping[str, str] = MappingProxyType(
    {"department": "department_class", "kind": "kind", "district": "district"}
)


def month_of(day: date) -> date:
    """Return the first day of a month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return month_of(month + timedelta(days=31))


def shown_months(*, first: date, today: date, delay_days: int) -> Iterator[date]:
    """Yield the months that may be shown: those that are over for so many days, the latest first."""
    months = []
    month = month_of(first)
    while next_month(month) + timedelta(days=delay_days) <= today:
        months.append(month)
        month = next_month(month)
    yield from reversed(months)


def table(
    *, by: str, happened: Iterable[Happened], months: Sequence[date], columns: Sequence[str], least: int
) -> Table:
    """Return the counts of some months by one thing, with what is small left out. Every month is judged by itself."""
    wanted = set(months)
    counted: dict[date, dict[str, int]] = {month: dict.fromkeys(columns, 0) for month in months}
    for one in happened:
        if one.month in wanted:
            value = str(getattr(one, DIMENSIONS[by]))
            counted[one.month][value] = counted[one.month].get(value, 0) + 1
    every = tuple(dict.fromkeys([*columns, *(name for row in counted.values() for name in row)]))
    rows = []
    for month in months:
        shown = counts.protected({name: counted[month].get(name, 0) for name in every}, least=least)
        rows.append(Row(month=month, cells=tuple(shown.cells[name] for name in every), total=shown.total))
    return Table(by=by, columns=every, rows=tuple(rows))
