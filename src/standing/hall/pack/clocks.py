"""Turns the calendars of a pack into the calendars the kernel counts with."""

from __future__ import annotations

from typing import assert_never

from standing.hall.pack.shapes import (
    WEEKDAYS,
    Calendars,
    FixedHoliday,
    HolidayShape,
    LastHoliday,
    ListedHoliday,
    NthHoliday,
    Observed,
)
from standing.kernel.calendars import (
    Calendar,
    FixedDay,
    HolidayRule,
    NthWeekday,
    Observance,
    OnDates,
)

_OBSERVED: dict[Observed, Observance] = {
    "none": Observance.NONE,
    "nearest": Observance.NEAREST,
    "sunday-to-monday": Observance.SUNDAY_TO_MONDAY,
}
_LAST = -1


def clocks(calendars: Calendars) -> dict[str, Calendar]:
    """Return each calendar of the pack, ready to count working days."""
    return {
        shape.id: Calendar(id=shape.id, holidays=tuple(_rule(one) for one in shape.holidays), extra=shape.extra)
        for shape in calendars.calendars
    }


def _rule(shape: HolidayShape) -> HolidayRule:
    match shape:
        case FixedHoliday():
            return FixedDay(
                name=shape.name,
                month=shape.month,
                day=shape.day,
                observance=_OBSERVED[shape.observed],
                first_year=shape.first_year,
                last_year=shape.last_year,
            )
        case NthHoliday():
            return NthWeekday(
                name=shape.name,
                month=shape.month,
                weekday=WEEKDAYS.index(shape.weekday),
                nth=shape.n,
                then_days=shape.days_after,
                first_year=shape.first_year,
                last_year=shape.last_year,
            )
        case LastHoliday():
            return NthWeekday(
                name=shape.name,
                month=shape.month,
                weekday=WEEKDAYS.index(shape.weekday),
                nth=_LAST,
                first_year=shape.first_year,
                last_year=shape.last_year,
            )
        case ListedHoliday():
            return OnDates(
                name=shape.name,
                dates=shape.dates,
                first_year=shape.first_year,
                last_year=shape.last_year,
            )
        case _:
            assert_never(shape)
