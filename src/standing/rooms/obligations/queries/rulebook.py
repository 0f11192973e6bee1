"""The rulebook and the departments, as known at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.kernel.refusals import NotNow
from standing.rooms.city import api as city
from standing.rooms.obligations.rules import book, law
from standing.rooms.obligations.rules.book import Book
from standing.rooms.obligations.rules.facts import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A department as far as a duty cares."""

    id: str
    standing: str
    reason: str
    from_date: dt.date | None
    until_date: dt.date | None


class _Department(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def standing(self) -> str: ...

    @property
    def reason(self) -> str | None: ...

    @property
    def from_date(self) -> dt.date | None: ...

    @property
    def until_date(self) -> dt.date | None: ...


def book_in_force(*, known: dt.datetime) -> Book | None:
    """Return the rulebook of the pack that was in force at that moment."""
    pack = packs.in_force(known=known)
    return None if pack is None else book_of(pack)


def the_book(*, known: dt.datetime) -> Book:
    """Return the rulebook in force. :raises NotNow: if no pack was in force yet."""
    found = book_in_force(known=known)
    if found is None:
        raise NotNow("No pack was in force at that moment, so nothing was owed.")
    return found


def book_of(pack: PackFact) -> Book:
    """Return the rulebook that a pack makes; the same pack makes it once."""
    known = _BOOKS.get(pack.sha256)
    if known is None:
        numbers = pack.thresholds
        known = book.write(
            version=pack.version,
            sha256=pack.sha256,
            zone=pack.zone,
            thresholds=Thresholds(
                at_risk_days=numbers.at_risk_days,
                evidence_expiring_days=numbers.evidence_expiring_days,
                right_away_hours=getattr(numbers, "right_away_hours", None),
                standing_grace_hours=getattr(numbers, "standing_grace_hours", None) or 0,
                small_count=numbers.small_count,
                activity_delay_days=numbers.activity_delay_days,
            ),
            files=pack.many(law.InstrumentFile),
            kinds=pack.one(law.EvidenceFile).kinds,
            calendars=pack.clocks,
        )
        while len(_BOOKS) >= _MOST_BOOKS:
            _BOOKS.pop(next(iter(_BOOKS)), None)
        _BOOKS[pack.sha256] = known
    return known


_BOOKS: dict[str, Book] = {}
_MOST_BOOKS = 16


def department_ids(section: object) -> list[str] | None:
    """Return the ids in the departments' part of a pack; None if it could not be read."""
    found = getattr(section, "departments", None)
    return None if found is None else [one.id for one in found]


def offices_of(rows: Iterable[_Department]) -> tuple[Office, ...]:
    """Return departments as far as a duty cares."""
    return tuple(
        Office(
            id=row.id,
            standing=row.standing,
            reason=row.reason or "",
            from_date=row.from_date,
            until_date=row.until_date,
        )
        for row in rows
    )


def offices(*, known: dt.datetime) -> tuple[Office, ...]:
    """Return the departments known at that moment."""
    return offices_of(city.departments(known=known))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderNumbers:
    """On which days people are reminded, by the pack in force."""

    days: tuple[int, ...]
    weekly_after: bool


def reminder_numbers(*, known: dt.datetime) -> ReminderNumbers:
    """Return on which days people are reminded. :raises NotNow: if no pack is in force."""
    pack = packs.in_force(known=known)
    if pack is None:
        raise NotNow("No pack was in force at that moment.")
    numbers = pack.thresholds
    return ReminderNumbers(days=tuple(numbers.reminder_days), weekly_after=numbers.weekly_after)
