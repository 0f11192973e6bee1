"""Which days are working days: holidays as rules, and what the rules make of each year."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SATURDAY, SUNDAY = 5, 6
_ONE_DAY = timedelta(days=1)


class Observance(StrEnum):
    """Where a holiday goes when its day of the month falls on a weekend."""

    NONE = "none"
    NEAREST = "nearest-weekday"  # Saturday to Friday, Sunday to Monday
    SUNDAY_TO_MONDAY = "sunday-to-monday"


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedDay:
    """The same day of the same month each year, such as 4 July."""

    name: str
    month: int
    day: int
    observance: Observance = Observance.NONE
    first_year: int | None = None
    last_year: int | None = None

    def __post_init__(self) -> None:
        date(2000, self.month, self.day)  # a leap year: any day that exists at all exists in it

    def days_of(self, year: int) -> tuple[tuple[date, date], ...]:
        """Return the pairs (day kept free, day it stands for) that belong to that year."""
        try:
            actual = date(year, self.month, self.day)
        except ValueError:  # 29 February in a common year
            return ()
        return ((_observed(actual, self.observance), actual),)


@dataclass(frozen=True, slots=True, kw_only=True)
class NthWeekday:
    """
    The nth weekday of a month, such as the last Monday of May.

    ``weekday`` is 0 for Monday to 6 for Sunday; ``nth`` is 1 to 5, or -1 for the last;
    ``then_days`` moves on from there, so that the day after Thanksgiving can be said.
    """

    name: str
    month: int
    weekday: int
    nth: int
    then_days: int = 0
    first_year: int | None = None
    last_year: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12 or not 0 <= self.weekday <= 6:
            raise ValueError(f"No such month or weekday: {self.month}, {self.weekday}")
        if self.nth not in (1, 2, 3, 4, 5, -1):
            raise ValueError(f"nth is 1 to 5, or -1 for the last, not {self.nth}")

    def days_of(self, year: int) -> tuple[tuple[date, date], ...]:
        """Return the pairs (day kept free, day it stands for) that belong to that year."""
        day = _nth_weekday(year, self.month, self.weekday, self.nth)
        if day is None:
            return ()
        moved = day + timedelta(days=self.then_days)
        return ((moved, moved),)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDates:
    """Days that follow no rule, such as a day of mourning."""

    name: str
    dates: tuple[date, ...]
    first_year: int | None = None
    last_year: int | None = None

    def days_of(self, year: int) -> tuple[tuple[date, date], ...]:
        """Return the pairs (day kept free, day it stands for) that belong to that year."""
        return tuple((day, day) for day in self.dates if day.year == year)


HolidayRule = FixedDay | NthWeekday | OnDates


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day kept free. ``observed_for`` is the day it stands in for, when that is another."""

    date: dt.date
    name: str
    rule: HolidayRule | None
    observed_for: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The working days of an office: all but its weekends, its holidays and single closed days."""

    id: str
    holidays: tuple[HolidayRule, ...] = ()
    extra: tuple[date, ...] = ()
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    _years: dict[int, dict[date, Holiday]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(range(7)):
            raise ValueError("A calendar needs at least one day of the week that is no weekend.")

    def holidays_in(self, year: int) -> tuple[Holiday, ...]:
        """Return the holidays whose free day falls in that year, in order."""
        return tuple(self._year(year).values())

    def holidays_between(self, first: date, last: date) -> tuple[Holiday, ...]:
        """Return the holidays from the first day to the last, both included."""
        return tuple(
            holiday
            for year in range(first.year, last.year + 1)
            for holiday in self.holidays_in(year)
            if first <= holiday.date <= last
        )

    def holiday_on(self, day: date) -> Holiday | None:
        """Return the holiday kept on that day, if there is one."""
        return self._year(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Test whether the office works on that day."""
        return self.why_closed(day) is None

    def why_closed(self, day: date) -> str | None:
        """Return why the office does not work on that day, or None if it does."""
        holiday = self.holiday_on(day)
        if holiday is not None:
            if holiday.observed_for is None:
                return holiday.name
            return f"{holiday.name} (observed for {holiday.observed_for.isoformat()})"
        if day.weekday() in self.weekend:
            return WEEKDAYS[day.weekday()]
        return None

    def next_working_day(self, day: date) -> date:
        """Return the first working day after that day."""
        day += _ONE_DAY
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the last of that many working days, the day after ``day`` being the first to count."""
        if count < 0:
            raise ValueError("Working days are counted forwards.")
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def _year(self, year: int) -> dict[date, Holiday]:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = _by_day(self._all_in(year))
        return known

    def _all_in(self, year: int) -> Iterator[Holiday]:
        # A neighbour's holiday can be kept in this year: 1 January 2022 was kept on 31 December 2021.
        for rule in self.holidays:
            for belongs_to in range(max(year - 1, MINYEAR), min(year + 1, MAXYEAR) + 1):
                if rule.first_year is not None and belongs_to < rule.first_year:
                    continue
                if rule.last_year is not None and belongs_to > rule.last_year:
                    continue
                for kept, actual in rule.days_of(belongs_to):
                    if kept.year == year:
                        stands_for = None if kept == actual else actual
                        yield Holiday(date=kept, name=rule.name, rule=rule, observed_for=stands_for)
        for day in self.extra:
            if day.year == year:
                yield Holiday(date=day, name="Closed", rule=None)


def _by_day(holidays: Iterator[Holiday]) -> dict[date, Holiday]:
    found: dict[date, Holiday] = {}
    for holiday in holidays:
        found.setdefault(holiday.date, holiday)  # two on one day: the first rule names it
    return {day: found[day] for day in sorted(found)}


def _observed(day: date, observance: Observance) -> date:
    if day.weekday() == SUNDAY and observance is not Observance.NONE:
        return day + _ONE_DAY
    if day.weekday() == SATURDAY and observance is Observance.NEAREST:
        return day - _ONE_DAY
    return day


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    first = date(year, month, 1)
    first += timedelta(days=(weekday - first.weekday()) % 7)
    all_five = [first + timedelta(weeks=week) for week in range(5)]
    found = [day for day in all_five if day.month == month]
    if nth == -1:
        return found[-1]
    return found[nth - 1] if nth <= len(found) else None
