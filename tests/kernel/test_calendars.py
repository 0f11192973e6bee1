"""Working days, checked against a calendar that others keep."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel.calendars import Calendar, FixedDay, Holiday, NthWeekday, Observance, OnDates

NEW_YEAR = FixedDay(name="New Year's Day", month=1, day=1, observance=Observance.NEAREST)
FEDERAL = Calendar(
    id="federal",
    holidays=(
        NEW_YEAR,
        NthWeekday(name="Birthday of Martin Luther King, Jr.", month=1, weekday=0, nth=3),
        NthWeekday(name="Washington's Birthday", month=2, weekday=0, nth=3),
        NthWeekday(name="Memorial Day", month=5, weekday=0, nth=-1),
        FixedDay(name="Juneteenth", month=6, day=19, observance=Observance.NEAREST, first_year=2021),
        FixedDay(name="Independence Day", month=7, day=4, observance=Observance.NEAREST),
        NthWeekday(name="Labor Day", month=9, weekday=0, nth=1),
        NthWeekday(name="Columbus Day", month=10, weekday=0, nth=2),
        FixedDay(name="Veterans Day", month=11, day=11, observance=Observance.NEAREST),
        NthWeekday(name="Thanksgiving Day", month=11, weekday=3, nth=4),
        FixedDay(name="Christmas Day", month=12, day=25, observance=Observance.NEAREST),
    ),
)
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize("year", range(2015, 2036))
def test_federal_holidays_agree_with_an_independent_calendar(year: int) -> None:
    independent = holidays.country_holidays("US", years=range(year - 1, year + 2), observed=True)
    theirs = {day for day in independent if day.year == year and day.weekday() < 5}

    ours = {holiday.date for holiday in FEDERAL.holidays_in(year) if holiday.date.weekday() < 5}

    assert ours == theirs


def test_a_new_years_day_can_be_kept_in_the_old_year() -> None:
    assert FEDERAL.holiday_on(date(2021, 12, 31)) == Holiday(
        date=date(2021, 12, 31),
        name="New Year's Day",
        rule=NEW_YEAR,
        observed_for=date(2022, 1, 1),
    )
    assert date(2022, 1, 1) not in {holiday.date for holiday in FEDERAL.holidays_in(2022)}
    assert FEDERAL.why_closed(date(2021, 12, 31)) == "New Year's Day (observed for 2022-01-01)"


@pytest.mark.parametrize(
    ("observance", "saturday", "sunday"),
    [
        (Observance.NONE, date(2026, 7, 4), date(2027, 7, 4)),
        (Observance.NEAREST, date(2026, 7, 3), date(2027, 7, 5)),
        (Observance.SUNDAY_TO_MONDAY, date(2026, 7, 4), date(2027, 7, 5)),
    ],
)
def test_where_a_holiday_on_a_weekend_goes(observance: Observance, saturday: date, sunday: date) -> None:
    rule = FixedDay(name="Independence Day", month=7, day=4, observance=observance)
    calendar = Calendar(id="one", holidays=(rule,))

    assert [holiday.date for holiday in calendar.holidays_in(2026)] == [saturday]
    assert [holiday.date for holiday in calendar.holidays_in(2027)] == [sunday]


def test_a_holiday_has_a_first_and_a_last_year() -> None:
    rule = FixedDay(name="A day", month=3, day=31, first_year=2020, last_year=2021)
    calendar = Calendar(id="one", holidays=(rule,))

    assert [len(calendar.holidays_in(year)) for year in (2019, 2020, 2021, 2022)] == [0, 1, 1, 0]


def test_the_day_after_thanksgiving_and_single_days() -> None:
    calendar = Calendar(
        id="city",
        holidays=(
            NthWeekday(name="Day after", month=11, weekday=3, nth=4, then_days=1),
            OnDates(name="Day of mourning", dates=(date(2025, 1, 9),)),
        ),
        extra=(date(2025, 1, 10),),
    )

    assert [(kept.date, kept.name) for kept in calendar.holidays_in(2025)] == [
        (date(2025, 1, 9), "Day of mourning"),
        (date(2025, 1, 10), "Closed"),
        (date(2025, 11, 28), "Day after"),
    ]
    assert not calendar.is_working_day(date(2025, 1, 10))
    assert calendar.is_working_day(date(2025, 1, 8))


def test_a_day_that_a_year_lacks_is_no_holiday_then() -> None:
    leap = Calendar(id="leap", holidays=(FixedDay(name="Leap day", month=2, day=29),))
    fifth = Calendar(id="fifth", holidays=(NthWeekday(name="5th", month=2, weekday=5, nth=5),))

    assert [len(leap.holidays_in(year)) for year in (2023, 2024)] == [0, 1]
    assert [len(fifth.holidays_in(year)) for year in (2019, 2020)] == [0, 1]


def test_holidays_between_includes_both_ends() -> None:
    between = FEDERAL.holidays_between(date(2025, 12, 25), date(2026, 1, 1))

    assert [holiday.date for holiday in between] == [date(2025, 12, 25), date(2026, 1, 1)]


@pytest.mark.parametrize(
    "made",
    [
        lambda: FixedDay(name="x", month=2, day=30),
        lambda: NthWeekday(name="x", month=2, weekday=1, nth=0),
        lambda: NthWeekday(name="x", month=13, weekday=1, nth=1),
        lambda: Calendar(id="x", weekend=frozenset(range(7))),
    ],
)
def test_a_rule_that_means_nothing_is_refused(made: object) -> None:
    assert callable(made)
    with pytest.raises(ValueError, match=r"."):
        made()


@given(DAYS, st.integers(0, 60))
def test_adding_working_days_counts_exactly_those_passed(day: date, count: int) -> None:
    end = FEDERAL.add_working_days(day, count)

    passed = [day + timedelta(days=ahead) for ahead in range(1, (end - day).days + 1)]
    assert sum(map(FEDERAL.is_working_day, passed)) == count
    assert count == 0 or FEDERAL.is_working_day(end)


@given(DAYS)
def test_the_next_working_day_passes_over_closed_days_only(day: date) -> None:
    following = FEDERAL.next_working_day(day)

    between = [day + timedelta(days=ahead) for ahead in range(1, (following - day).days)]
    assert FEDERAL.is_working_day(following)
    assert not any(map(FEDERAL.is_working_day, between))


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        FEDERAL.add_working_days(date(2025, 7, 11), -1)
