"""Office hours of a week, in the City's local time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby

from standing.kernel.calendars import WEEKDAYS, Calendar
from standing.kernel.refusals import Refused


class HoursMakeNoSense(Refused):
    """Hours end before they begin, or two stand on one day."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OfficeHours:
    """The hours of one day of the week: 0 is Monday."""

    weekday: int
    opens: time
    closes: time

    @property
    def day_name(self) -> str:
        """Return the name of the day."""
        return WEEKDAYS[self.weekday]


Week = tuple[OfficeHours, ...]


def check(week: Week) -> None:
    """Let hours through that can be kept. :raises HoursMakeNoSense: if they cannot"""
    for hours in week:
        if not 0 <= hours.weekday <= 6 or hours.opens >= hours.closes:
            raise HoursMakeNoSense("Office hours end after they begin, on the same day.")
    if len({hours.weekday for hours in week}) != len(week):
        raise HoursMakeNoSense("Give the office hours of a day once.")


def as_kept(week: Week) -> list[list[int | str]]:
    """Return hours as the database keeps them."""
    return [
        [hours.weekday, hours.opens.isoformat("minutes"), hours.closes.isoformat("minutes")] for hours in sorted(week)
    ]


def from_kept(kept: Iterable[Sequence[int | str]]) -> Week:
    """Return hours from what the database keeps."""
    return tuple(
        OfficeHours(weekday=int(weekday), opens=time.fromisoformat(str(opens)), closes=time.fromisoformat(str(closes)))
        for weekday, opens, closes in kept
    )


def at(week: Week, *, local: datetime, calendar: Calendar | None) -> OfficeHours | None:
    """Return the hours that a local moment falls into; none on a day the calendar keeps as a holiday."""
    if calendar is not None and calendar.holiday_on(local.date()) is not None:
        return None
    clock = local.time()
    for hours in week:
        if hours.weekday == local.weekday() and hours.opens <= clock < hours.closes:
            return hours
    return None


def said(week: Week) -> tuple[str, ...]:
    """Return the hours in words, days in a row with the same hours together."""
    return tuple(_lines(week))


def _lines(week: Week) -> Iterator[str]:
    ordered = sorted(week)

    def run(place_and_hours: tuple[int, OfficeHours]) -> tuple[int, time, time]:
        place, hours = place_and_hours
        return hours.weekday - place, hours.opens, hours.closes

    for _, together in groupby(enumerate(ordered), key=run):
        days = [hours for _, hours in together]
        first, last = days[0], days[-1]
        named = first.day_name if first is last else f"{first.day_name} to {last.day_name}"
        yield f"{named} {clock(first.opens)} to {clock(first.closes)}"


def clock(moment: time) -> str:
    """Return a time of day in words, such as "8:30 a.m."."""
    half = "a.m." if moment.hour < 12 else "p.m."
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {half}"
