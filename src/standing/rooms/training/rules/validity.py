"""
On which days a completion holds. A completion is a fact that never changes; this is only asked of it.

It holds from its day until it expires, or until a material edition that came later has been out for the days of
grace. Nothing is ever set back: a longer rule in a later edition leaves what an earlier edition said.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from standing.kernel.deadlines import add_months

_DAY = timedelta(days=1)
_MONTH_AND_DAY = re.compile(r"(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """It does not expire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """It holds so many months: through the same day, or through the last of a month that has no such day."""

    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EachYear:
    """Everybody's ends with the day before this one; a 29 February is the 28th where there is none."""

    month: int
    day: int


Expiry = Never | Months | EachYear


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionOut:
    """An edition as validity sees it: since which day it is out, and whether it says something else."""

    number: int
    out_on: date
    is_material: bool


def expiry_of(said: str) -> Expiry:
    """
    Return a rule from how an edition keeps it: ``never``, ``months:12`` or ``each-year:07-01``.

    :raises ValueError: if it is none of these
    """
    kind, _, rest = said.partition(":")
    if said == "never":
        return Never()
    if kind == "months" and rest.isdecimal() and int(rest) > 0:
        return Months(months=int(rest))
    if kind == "each-year" and (match := _MONTH_AND_DAY.fullmatch(rest)):
        month, day = int(match[1]), int(match[2])
        if 1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1]:
            return EachYear(month=month, day=day)
    raise ValueError(f"Not a rule of expiry: {said}")


def superseded_on(*, edition: int, editions: Iterable[EditionOut], grace_days: int) -> date | None:
    """Return the first day on which an edition no longer counts; None while nothing material came after it."""
    days = [one.out_on for one in editions if one.is_material and one.number > edition]
    return min(days) + timedelta(days=grace_days) if days else None


def last_day(*, on: date, expires: Expiry, superseded: date | None = None) -> date | None:
    """Return the last day on which a completion of that day holds; None if it has none."""
    ends = [day for day in (_expires(on, expires), superseded - _DAY if superseded else None) if day is not None]
    return min(ends) if ends else None


def is_valid(*, on: date, day: date, expires: Expiry, superseded: date | None = None) -> bool:
    """Test whether a completion holds on a day: both its own day and its last one count."""
    last = last_day(on=on, expires=expires, superseded=superseded)
    return on <= day and (last is None or day <= last)


def earliest(*, day: date, expires: Expiry, superseded: date | None = None) -> date | None:
    """
    Return the first day of a completion that still holds on ``day``; None if none can.

    Whatever was completed from then through ``day`` holds, for a later completion never ends sooner. So the
    database only compares days, and the rule stands here and nowhere else.
    """
    if superseded is not None and superseded <= day:
        return None
    match expires:
        case Never():
            return date.min
        case Months(months=months):
            found = add_months(day, -months)
            while add_months(found, months) < day:
                found += _DAY
            return found
        case EachYear():
            this_year = _in(day.year, expires)
            return this_year if this_year <= day else _in(day.year - 1, expires)


def _expires(on: date, expires: Expiry) -> date | None:
    match expires:
        case Never():
            return None
        case Months(months=months):
            return add_months(on, months)
        case EachYear():
            this_year = _in(on.year, expires)
            return (this_year if this_year > on else _in(on.year + 1, expires)) - _DAY


def _in(year: int, rule: EachYear) -> date:
    return date(year, rule.month, min(rule.day, monthrange(year, rule.month)[1]))
