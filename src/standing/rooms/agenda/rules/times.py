"""
When a series takes place. Repeats are counted on the wall clock of the city, and only then turned into moments.

So a meeting at six stays at six when the clocks change. A time that the clocks skip is as long after midnight
as it says; of a time they show twice, the first is meant. What lasts ninety minutes lasts ninety minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from dateutil import rrule
from pydantic import BaseModel, ConfigDict, Field, model_validator

LONGEST = timedelta(days=370)
"""How far a series may reach; then somebody looks at it again."""
MOST = 120
"""How many times a series may take place."""
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAYS = tuple(rrule.weekday(day) for day in range(7))


class Every(StrEnum):
    """How a series repeats."""

    DAY = "day"
    WEEK = "week"
    MONTH_WEEKDAY = "month-weekday"
    MONTH_DAY = "month-day"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Repeat(_Shape):
    """How often, and until which day."""

    every: Every
    interval: Annotated[int, Field(ge=1, le=12)] = 1
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = ()
    until: date


class Series(_Shape):
    """When an event takes place, on the wall clock of the city; ``skipped`` are starts left out from the beginning."""

    starts: datetime
    minutes: Annotated[int, Field(ge=5, le=24 * 60)]
    repeat: Repeat | None = None
    skipped: tuple[datetime, ...] = ()

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        moments = (self.starts, *self.skipped)
        if any(moment.tzinfo is not None or moment.second or moment.microsecond for moment in moments):
            raise ValueError("times stand on the wall clock, in whole minutes")
        if self.repeat is None:
            return self
        if self.repeat.until < self.starts.date():
            raise ValueError("the series ends before it begins")
        if self.repeat.until - self.starts.date() > LONGEST:
            raise ValueError("a series reaches one year at most")
        if self.repeat.every is Every.WEEK and self.starts.weekday() not in self.repeat.weekdays:
            raise ValueError("the first day is one of the weekdays of the series")
        if len(list(islice(self._all(), MOST + 1))) > MOST:
            raise ValueError(f"a series takes place {MOST} times at most")
        return self

    @property
    def local_starts(self) -> tuple[datetime, ...]:
        """Return every start on the wall clock, in order, without those skipped."""
        skipped = set(self.skipped)
        return tuple(start for start in self._all() if start not in skipped)

    def _all(self) -> Iterator[datetime]:
        if self.repeat is None:
            return iter((self.starts,))
        return iter(_rule(self))

    def rrule(self, zone: ZoneInfo) -> str:
        """Return the series as RFC 5545 writes it, its end in UTC; empty for an event that takes place once."""
        if self.repeat is None:
            return ""
        repeat = self.repeat
        last = moment(datetime.combine(repeat.until, time(23, 59)), zone)
        parts = {
            Every.DAY: ["FREQ=DAILY"],
            Every.WEEK: ["FREQ=WEEKLY", "WKST=MO", f"BYDAY={','.join(_CODES[day] for day in sorted(repeat.weekdays))}"],
            Every.MONTH_WEEKDAY: ["FREQ=MONTHLY", f"BYDAY={nth_of(self.starts)}{_CODES[self.starts.weekday()]}"],
            Every.MONTH_DAY: ["FREQ=MONTHLY", f"BYMONTHDAY={self.starts.day}"],
        }[repeat.every]
        return ";".join([*parts, f"INTERVAL={repeat.interval}", f"UNTIL={last:%Y%m%dT%H%M%SZ}"])


def nth_of(day: datetime) -> int:
    """Return which such weekday of its month a day is; -1 for a fifth one, which is the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else -1


def moment(local: datetime, zone: ZoneInfo) -> datetime:
    """Return a time on the wall clock as a moment, in UTC."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def end_of(start: datetime, *, minutes: int) -> datetime:
    """Return when something that begins at this moment is over."""
    return start + timedelta(minutes=minutes)


def _rule(series: Series) -> rrule.rrule:
    repeat = series.repeat
    assert repeat is not None
    until = datetime.combine(repeat.until, time(23, 59))
    common = {"dtstart": series.starts, "interval": repeat.interval, "until": until, "wkst": rrule.MO}
    match repeat.every:
        case Every.DAY:
            return rrule.rrule(rrule.DAILY, **common)
        case Every.WEEK:
            return rrule.rrule(rrule.WEEKLY, byweekday=sorted(repeat.weekdays), **common)
        case Every.MONTH_WEEKDAY:
            return rrule.rrule(rrule.MONTHLY, byweekday=_DAYS[series.starts.weekday()](nth_of(series.starts)), **common)
        case Every.MONTH_DAY:
            return rrule.rrule(rrule.MONTHLY, bymonthday=series.starts.day, **common)
