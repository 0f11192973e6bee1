"""
Hours that come back, and whether a place is open at a moment.

Hours are told on the clock of the wall, so they are read day by day in the zone they are told in; a span that
closes at or before it opens ends on the next day. On the night when clocks change, the wall's word counts:
opening and closing at an hour that comes twice mean the first, at one that is left out the hour after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from standing.rooms.services.rules.terms import Freq

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SLOTS = 7 * 24
_DAY = timedelta(days=1)
_BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_AHEAD = 14


@lru_cache(maxsize=1024)  # a page of services asks the same few words hundreds of times
def _weekdays(byday: str) -> tuple[tuple[int | None, int], ...]:
    found = (_BYDAY.fullmatch(part.strip().upper()) for part in byday.split(",") if part.strip())
    return tuple((int(m.group(1)) if m.group(1) else None, DAYS.index(m.group(2))) for m in found if m is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """One rule of opening hours. Without a rule that can be read, only its words count."""

    opens: time | None = None
    closes: time | None = None
    freq: Freq | None = None
    byday: str = ""
    bymonthday: str = ""
    interval: int = 1
    begins: date | None = None
    first: date | None = None
    last: date | None = None
    until: date | None = None
    count: int | None = None
    zone: str = "UTC"
    note: str = ""

    @property
    def weekdays(self) -> tuple[tuple[int | None, int], ...]:
        """Return the days it names: which one of the month, if it says so, and the day of the week."""
        return _weekdays(self.byday)

    @property
    def monthdays(self) -> tuple[int, ...]:
        """Return the days of the month it names; -1 is the last."""
        return tuple(int(part) for part in self.bymonthday.split(",") if re.fullmatch(r"\s*-?\d{1,2}\s*", part))

    @property
    def closes_next_day(self) -> bool:
        """Test whether it closes after midnight; the same time twice means round the clock."""
        return self.opens is not None and self.closes is not None and self.closes <= self.opens


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when until when, as moments."""

    starts: datetime
    ends: datetime


class State(StrEnum):
    """What can be said about the door."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Openness:
    """Whether it is open at a moment: until when, or when next; ``is_holiday`` if the day is one."""

    state: State
    until: datetime | None = None
    opens_next: datetime | None = None
    is_holiday: bool = False

    @property
    def is_open(self) -> bool:
        """Test whether it is open."""
        return self.state is State.OPEN


def occurs_on(hours: Hours, day: date) -> bool:
    """Test whether the rule names this day."""
    return _falls_on(hours, day) and _is_among_the_first(hours, day)


def _falls_on(hours: Hours, day: date) -> bool:
    for bound in (hours.first, hours.begins):
        if bound is not None and day < bound:
            return False
    for bound in (hours.last, hours.until):
        if bound is not None and day > bound:
            return False
    if hours.freq is Freq.MONTHLY:
        return _in_turn_of_months(hours, day) and (_nth_weekday(hours, day) or _monthday(hours, day))
    names_days = bool(hours.weekdays)
    if hours.freq is Freq.WEEKLY or names_days:
        if not names_days:
            return (
                hours.begins is not None and day.weekday() == hours.begins.weekday() and _in_turn_of_weeks(hours, day)
            )
        return day.weekday() in {weekday for _, weekday in hours.weekdays} and _in_turn_of_weeks(hours, day)
    # No rule at all: hours for a stretch of days are for each day of it.
    return hours.first is not None and hours.last is not None


def _in_turn_of_weeks(hours: Hours, day: date) -> bool:
    if hours.interval <= 1 or hours.begins is None:
        return True
    monday, first = day - timedelta(days=day.weekday()), hours.begins - timedelta(days=hours.begins.weekday())
    return ((monday - first).days // 7) % hours.interval == 0


def _in_turn_of_months(hours: Hours, day: date) -> bool:
    if hours.interval <= 1 or hours.begins is None:
        return True
    months = (day.year - hours.begins.year) * 12 + day.month - hours.begins.month
    return months % hours.interval == 0


def _nth_weekday(hours: Hours, day: date) -> bool:
    from_end = -((_last_of_month(day) - day).days // 7 + 1)
    return any(
        weekday == day.weekday() and nth in {None, (day.day - 1) // 7 + 1, from_end} for nth, weekday in hours.weekdays
    )


def _monthday(hours: Hours, day: date) -> bool:
    if hours.weekdays or not hours.monthdays:
        return not hours.weekdays and hours.begins is not None and not hours.monthdays and day.day == hours.begins.day
    return day.day in hours.monthdays or day.day - _last_of_month(day).day - 1 in hours.monthdays


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


def _is_among_the_first(hours: Hours, day: date) -> bool:
    """Test a rule that ends after so many times; without a beginning the number cannot be counted."""
    if hours.count is None or hours.begins is None:
        return True
    times, here = 0, hours.begins
    while here <= day:
        times += _falls_on(hours, here)
        if times > hours.count:
            return False
        here += _DAY
    return True


def span_on(hours: Hours, day: date) -> Span | None:
    """Return the span that begins on this day of its own clock, if there is one."""
    if hours.opens is None or hours.closes is None or not occurs_on(hours, day):
        return None
    zone = ZoneInfo(hours.zone)
    starts = datetime.combine(day, hours.opens, tzinfo=zone).astimezone(UTC)
    ends = datetime.combine(day + _DAY if hours.closes_next_day else day, hours.closes, tzinfo=zone).astimezone(UTC)
    return Span(starts=starts, ends=ends) if ends > starts else None


def openness(
    rules: Sequence[Hours],
    *,
    at: datetime,
    is_holiday: Callable[[date], bool] = lambda _day: False,
    closed_on_holidays: bool | None = None,
    ahead: int = _AHEAD,
) -> Openness:
    """
    Return whether a place with these hours is open at a moment.

    On a City holiday a place that closes then is closed, and one that did not say is unknown: people call first.
    A night that began on the day before is not cut short by a holiday. ``ahead`` is how many days are looked
    through for when it opens next.
    """
    readable = [rule for rule in rules if rule.opens is not None and rule.closes is not None]
    if not readable:
        return Openness(state=State.UNKNOWN)
    today_free = any(is_holiday(at.astimezone(ZoneInfo(rule.zone)).date()) for rule in readable)
    spans = sorted(
        _spans(readable, at=at, is_holiday=is_holiday, closed_on_holidays=closed_on_holidays, ahead=ahead),
        key=lambda pair: pair[0].starts,
    )
    until, doubtful = None, False
    for span, is_doubtful in spans:
        if span.starts <= at < span.ends or (until is not None and span.starts <= until < span.ends):
            if until is None:
                doubtful = is_doubtful
            until = span.ends if until is None else max(until, span.ends)
    if until is not None:
        state = State.UNKNOWN if doubtful else State.OPEN
        return Openness(state=state, until=until, is_holiday=today_free)
    following = next((span.starts for span, is_doubtful in spans if span.starts > at and not is_doubtful), None)
    return Openness(state=State.CLOSED, opens_next=following, is_holiday=today_free)


def _spans(
    rules: Sequence[Hours],
    *,
    at: datetime,
    is_holiday: Callable[[date], bool],
    closed_on_holidays: bool | None,
    ahead: int,
) -> Iterator[tuple[Span, bool]]:
    """Yield the spans around a moment, and whether a holiday makes each doubtful."""
    for rule in rules:
        today = at.astimezone(ZoneInfo(rule.zone)).date()
        for away in range(-2, ahead + 1):
            day = today + timedelta(days=away)
            span = span_on(rule, day)
            if span is None:
                continue
            free = closed_on_holidays is not False and is_holiday(day)
            if free and closed_on_holidays:
                continue
            yield span, free


def slots(rules: Sequence[Hours], *, zone: str) -> tuple[int, ...]:
    """
    Return the hours of the week, on the city's clock, in which a place may be open; never too few.

    An hour is added on both sides, for the nights when clocks change. Monday from midnight is slot 0.
    """
    found: set[int] = set()
    for rule in rules:
        if rule.opens is None or rule.closes is None:
            continue
        if rule.zone != zone:
            return tuple(range(SLOTS))
        named = {weekday for _, weekday in rule.weekdays} or set(range(7))
        starts = rule.opens.hour - 1
        ends = rule.closes.hour + (rule.closes > time(rule.closes.hour)) + 1 + (24 if rule.closes_next_day else 0)
        for weekday in named:
            found.update((weekday * 24 + slot) % SLOTS for slot in range(starts, ends))
    return tuple(sorted(found))


def slot_of(local: datetime) -> int:
    """Return the hour of the week of a local moment."""
    return local.weekday() * 24 + local.hour
