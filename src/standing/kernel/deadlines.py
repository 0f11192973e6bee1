"""When something is due, as data and pure functions; every answer says which days it counted."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, takewhile
from typing import Literal, NamedTuple, assert_never
from zoneinfo import ZoneInfo

from standing.kernel.calendars import WEEKDAYS, Calendar

_ONE_DAY = timedelta(days=1)


# The rules


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedDate:
    """Due on one day that the instrument names."""

    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysAfter:
    """Due so many calendar days after an event; the day after the event is day 1."""

    start: date | None
    days: int
    anchor_words: str = "the start"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDaysAfter:
    """Due so many working days after an event; the first working day after it is day 1."""

    start: date | None
    days: int
    calendar: Calendar
    anchor_words: str = "the start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Monthly:
    """Due each month on one day, or on the last day of a month that is too short for it."""

    day: int | Literal["last"]
    start: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.day != "last" and not 1 <= self.day <= 31:
            raise ValueError(f"A month has no day {self.day}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """Due on ``start`` for the first time, and then every so many days, months or years."""

    start: date
    days: int = 0
    months: int = 0
    years: int = 0
    until: date | None = None

    def __post_init__(self) -> None:
        given = [size for size in (self.days, self.months, self.years) if size]
        if len(given) != 1 or given[0] < 0:
            raise ValueError("Say how often in days, or in months, or in years.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RightAway:
    """Due on the day of an event of this kind, whenever one is recorded."""

    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Must hold at every moment from a day on."""

    start: date | None
    anchor_words: str = "the start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """No date is known, and this says why."""

    why: str


Rule = FixedDate | DaysAfter | WorkingDaysAfter | Monthly | Recurring | RightAway | Standing | Unknown


# The answers


class Skipped(NamedTuple):
    """A day that was passed over, and why."""

    date: date
    reason: str


class Period(NamedTuple):
    """One turn of a duty that returns: open from one day, due on another."""

    key: str
    opens: date
    due: date


class Reminder(NamedTuple):
    """One step on the way to a due day and past it."""

    step: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """
    A due day and how it was found.

    ``date`` is None when nothing is due by a date: then either ``unknown_why`` says what is not
    known, or the duty waits for an event.
    """

    date: dt.date | None
    counted: tuple[dt.date, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    sentence: str
    unknown_why: str = ""


def due(rule: Rule, *, on: date | None = None, period: str = "", happened: date | None = None) -> Due:
    """
    Return when the rule makes something due.

    A duty that returns is asked for one ``period`` by its key, or for the one that is open ``on``
    a day; a duty that follows an event is told on which day it ``happened``.

    :raises ValueError: if a returning duty is asked for neither, or has no such period
    """
    match rule:
        case FixedDate():
            return Due(date=rule.date, sentence=f"Due on {said(rule.date)}.")
        case DaysAfter():
            return _days_after(rule)
        case WorkingDaysAfter():
            return _working_days_after(rule)
        case Monthly() | Recurring():
            return _in_period(rule, on=on, key=period)
        case RightAway():
            return _right_away(happened)
        case Standing():
            if rule.start is None:
                return _unknown(f"The day of {rule.anchor_words} is not known.")
            return Due(date=rule.start, sentence=f"Must hold at all times from {said(rule.start)}.")
        case Unknown():
            return _unknown(rule.why)
        case _:
            assert_never(rule)


def periods(rule: Rule, *, until: date) -> tuple[Period, ...]:
    """
    Return the turns of a returning duty that have opened by that day, the first one first.

    Each due day comes from the scheduled one, never from the day of completion, and a day that a
    month lacks becomes its last without moving the months after it. Other rules have no periods.
    """
    found = []
    for period in _turns(rule):
        if period.opens > until:
            break
        found.append(period)
    return tuple(found)


def late_from(due: date, zone: ZoneInfo) -> datetime:
    """
    Return the first moment (UTC) from which the due day is over for good in that zone.

    That is local midnight. Where the clock jumps over midnight it is the first moment of the new
    day; where it strikes midnight twice, the second time.
    """
    midnight = datetime.combine(due + _ONE_DAY, time(), tzinfo=zone)
    before = midnight.replace(fold=0).astimezone(UTC)
    after = midnight.replace(fold=1).astimezone(UTC)
    if before <= after:
        return after
    # The clock jumps over this midnight somewhere between the two readings: find the jump.
    on_due_day, over = after, before
    while over - on_due_day > timedelta(seconds=1):
        middle = (on_due_day + (over - on_due_day) / 2).replace(microsecond=0)
        if middle.astimezone(zone).date() > due:
            over = middle
        else:
            on_due_day = middle
    return over


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day it is in that zone. :raises ValueError: if the moment has no time zone"""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(zone).date()


def days_left(due: date, moment: datetime, zone: ZoneInfo) -> int:
    """Return the local days from that moment to the due day: 0 on the day, negative after it."""
    return (due - local_day(moment, zone)).days


STEPS = (7, 3, 1, 0, -1)


def reminder_steps(due: date, *, steps: tuple[int, ...] = STEPS, weekly_after: bool = True) -> Iterator[Reminder]:
    """
    Yield the steps at which somebody is reminded, the earliest first.

    7 is a week before the due day, -1 the day after it. With ``weekly_after`` they go on each week
    after the last of the steps, without end.
    """
    ordered = sorted(set(steps), reverse=True)
    for left in ordered:
        yield _reminder(due, left)
    if weekly_after and ordered:
        for weeks in count(1):
            yield _reminder(due, ordered[-1] - 7 * weeks)


def steps_reached(
    due: date, today: date, *, steps: tuple[int, ...] = STEPS, weekly_after: bool = True
) -> tuple[Reminder, ...]:
    """Return the steps whose day has come, the earliest first."""
    found = []
    for reminder in reminder_steps(due, steps=steps, weekly_after=weekly_after):
        if reminder.date > today:
            break
        found.append(reminder)
    return tuple(found)


def said(day: date) -> str:
    """Return the day in words, such as "Friday, July 25, 2025"."""
    return f"{WEEKDAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}, {day.year}"


def add_months(day: date, months: int) -> date:
    """Return the same day that many months on, or the last of the month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_A_KEY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _unknown(why: str) -> Due:
    return Due(date=None, sentence=f"The due day is not known. {why}", unknown_why=why)


def _days_after(rule: DaysAfter) -> Due:
    if rule.start is None:
        return _unknown(f"The day of {rule.anchor_words} is not known.")
    counted = tuple(rule.start + timedelta(days=number) for number in range(1, rule.days + 1))
    last = rule.start + timedelta(days=rule.days)
    sentence = f"{_days(rule.days, 'day')} after {rule.anchor_words} ({said(rule.start)})"
    if counted:
        sentence += f", {said(counted[0])} being day 1"
    return Due(date=last, counted=counted, sentence=f"{sentence}: {said(last)}.")


def _working_days_after(rule: WorkingDaysAfter) -> Due:
    if rule.start is None:
        return _unknown(f"The day of {rule.anchor_words} is not known.")
    counted: list[date] = []
    skipped: list[Skipped] = []
    day = rule.start
    while len(counted) < rule.days:
        day += _ONE_DAY
        reason = rule.calendar.why_closed(day)
        if reason is None:
            counted.append(day)
        else:
            skipped.append(Skipped(day, reason))
    passed = f", {_days(len(skipped), 'day')} passed over" if skipped else ""
    return Due(
        date=day,
        counted=tuple(counted),
        skipped=tuple(skipped),
        sentence=f"{_days(rule.days, 'working day')} after {rule.anchor_words} "
        f"({said(rule.start)}){passed}: {said(day)}.",
    )


def _right_away(happened: date | None) -> Due:
    if happened is None:
        return Due(date=None, sentence="Owed right away, each time this happens.")
    return Due(date=happened, sentence=f"Owed right away, on the day it happened: {said(happened)}.")


def _in_period(rule: Monthly | Recurring, *, on: date | None, key: str) -> Due:
    if not key and on is None:
        raise ValueError("A duty that returns is due in a period: name one, or a day.")
    if key and not _A_KEY.fullmatch(key):
        raise ValueError(f"No such period: {key}")
    last = None
    for period in _turns(rule):
        if period.key == key or (not key and on is not None and period.due >= on):
            return Due(date=period.due, sentence=f"{_how_often(rule)}: {said(period.due)}.")
        if key and period.due.isoformat() > key + "-99":
            break
        last = period
    if key:
        raise ValueError(f"No such period: {key}")
    if last is None:
        return Due(date=None, sentence="It ended before it fell due.")
    return Due(date=None, sentence=f"It was due for the last time on {said(last.due)}.")


def _turns(rule: Rule) -> Iterator[Period]:
    """Yield the periods of a returning duty in order; each opens the day after the one before."""
    if isinstance(rule, Monthly):
        opens = rule.start
        for due_day in _until(_monthly_days(rule), rule.until):
            yield Period(due_day.isoformat()[:7], opens, due_day)
            opens = due_day + _ONE_DAY
    elif isinstance(rule, Recurring):
        for turn, due_day in enumerate(_until(map(_nth_turn(rule), count()), rule.until)):
            opens = _nth_turn(rule)(turn - 1) + _ONE_DAY
            yield Period(_key(rule, due_day), opens, due_day)


def _monthly_days(rule: Monthly) -> Iterator[date]:
    for months in count():
        first = add_months(rule.start.replace(day=1), months)
        length = monthrange(first.year, first.month)[1]
        day = first.replace(day=length if rule.day == "last" else min(rule.day, length))
        if day >= rule.start:
            yield day


def _nth_turn(rule: Recurring) -> Callable[[int], date]:
    def turn(number: int) -> date:
        if rule.days:
            return rule.start + timedelta(days=rule.days * number)
        return add_months(rule.start, (rule.months + 12 * rule.years) * number)

    return turn


def _until(days: Iterator[date], last: date | None) -> Iterator[date]:
    return days if last is None else takewhile(lambda day: day <= last, days)


def _key(rule: Recurring, due_day: date) -> str:
    return due_day.isoformat() if rule.days else due_day.isoformat()[:7]


def _how_often(rule: Monthly | Recurring) -> str:
    if isinstance(rule, Monthly):
        where = "its last day" if rule.day == "last" else f"day {rule.day}"
        return f"Each month on {where}"
    for size, unit in ((rule.days, "day"), (rule.months, "month"), (rule.years, "year")):
        if size:
            return f"Every {unit}" if size == 1 else f"Every {size} {unit}s"
    raise AssertionError(rule)  # a Recurring cannot be made without one of the three


def _days(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _reminder(due: date, left: int) -> Reminder:
    name = "T" if left == 0 else f"T-{left}" if left > 0 else f"T+{-left}"
    return Reminder(name, due - timedelta(days=left))
