"""When a series takes place: held against counting day by day, across both changes of the clocks."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from standing.rooms.agenda.rules import times
from standing.rooms.agenda.rules.times import Every, Repeat, Series

ZONES = [ZoneInfo(name) for name in ("America/Los_Angeles", "America/Chicago", "Europe/London", "Australia/Lord_Howe")]
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0, tzinfo=None, fold=0))


@st.composite
def series(draw: st.DrawFn) -> Series:
    starts = datetime.combine(draw(DAYS), draw(CLOCKS))
    every = draw(st.sampled_from([*Every, None]))
    minutes = draw(st.integers(5, 24 * 60))
    if every is None:
        return Series(starts=starts, minutes=minutes)
    weekdays = draw(st.sets(st.integers(0, 6))) | {starts.weekday()} if every is Every.WEEK else set()
    longest = 110 if every is Every.DAY or len(weekdays) > 2 else 370
    until = starts.date() + timedelta(days=draw(st.integers(0, longest)))
    skipped = draw(st.lists(st.integers(0, 30), max_size=3))
    return Series(
        starts=starts,
        minutes=minutes,
        repeat=Repeat(every=every, interval=draw(st.integers(1, 4)), weekdays=tuple(weekdays), until=until),
        skipped=tuple(starts + timedelta(days=days) for days in skipped),
    )


def day_by_day(series: Series) -> list[datetime]:
    """Say for each day on its own whether the series takes place, without any library."""
    repeat, first = series.repeat, series.starts.date()
    if repeat is None:
        return [series.starts] if series.starts not in series.skipped else []
    found = []
    for number in range((repeat.until - first).days + 1):
        day = first + timedelta(days=number)
        months = (day.year - first.year) * 12 + day.month - first.month
        weeks = (day - timedelta(days=day.weekday()) - (first - timedelta(days=first.weekday()))).days // 7
        last_week = day.day + 7 > monthrange(day.year, day.month)[1]
        fits = {
            Every.DAY: number % repeat.interval == 0,
            Every.WEEK: day.weekday() in repeat.weekdays and weeks % repeat.interval == 0,
            Every.MONTH_DAY: day.day == first.day and months % repeat.interval == 0,
            Every.MONTH_WEEKDAY: day.weekday() == first.weekday()
            and months % repeat.interval == 0
            and ((day.day - 1) // 7 == (first.day - 1) // 7 if first.day <= 28 else last_week),
        }[repeat.every]
        if fits and datetime.combine(day, series.starts.time()) not in series.skipped:
            found.append(datetime.combine(day, series.starts.time()))
    return found


@settings(max_examples=300)
@given(series=series())
def test_every_start_is_the_one_that_counting_day_by_day_gives(series):
    assert list(series.local_starts) == day_by_day(series)


@settings(max_examples=300)
@given(series=series(), zone=st.sampled_from(ZONES))
def test_on_the_citys_clock_it_is_always_the_same_time_but_in_the_hour_that_is_skipped(series, zone):
    for start in series.local_starts:
        shown = times.moment(start, zone).astimezone(zone)
        exists = start.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == start
        if exists:
            assert shown.replace(tzinfo=None) == start
        else:
            assert timedelta(0) < shown.replace(tzinfo=None) - start <= timedelta(hours=1)
        assert times.end_of(times.moment(start, zone), minutes=series.minutes) - times.moment(start, zone) == timedelta(
            minutes=series.minutes
        )


@settings(max_examples=200)
@given(series=series(), zone=st.sampled_from(ZONES))
def test_the_written_rule_says_the_same_to_whoever_else_reads_it(series, zone):
    written = series.rrule(zone)
    if not written:
        assert series.repeat is None
        return
    read = rrule.rrulestr(written, dtstart=series.starts.replace(tzinfo=zone))
    assert [one.replace(tzinfo=None) for one in read if one.replace(tzinfo=None) not in series.skipped] == list(
        series.local_starts
    )


LA = ZONES[0]


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-03-07 18:00", "2026-03-08 02:00"),
        ("2026-03-08 18:00", "2026-03-09 01:00"),
        ("2026-03-08 02:30", "2026-03-08 10:30"),  # skipped: half past three is shown
        ("2026-11-01 01:30", "2026-11-01 08:30"),  # twice: the first
        ("2026-11-01 18:00", "2026-11-02 02:00"),
    ],
)
def test_around_the_change_of_the_clocks(local, utc):
    found = times.moment(datetime.fromisoformat(local), LA)
    assert found == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts": datetime(2026, 7, 14, 18, tzinfo=UTC)},
        {"starts": datetime(2026, 7, 14, 18, 0, 1)},
        {"minutes": 0},
        {"minutes": 1441},
        {"repeat": {"every": "week", "weekdays": [0], "until": "2026-08-01"}},
        {"repeat": {"every": "day", "until": "2026-07-13"}},
        {"repeat": {"every": "day", "until": "2026-12-31"}},
        {"repeat": {"every": "month-day", "until": "2027-08-01"}},
        {"repeat": {"every": "day", "interval": 0, "until": "2026-08-01"}},
    ],
)
def test_what_is_no_series_is_refused(wrong):
    good = {"starts": datetime.combine(date(2026, 7, 14), time(18)), "minutes": 60}
    Series.model_validate(good)
    with pytest.raises(ValidationError):
        Series.model_validate({**good, **wrong})
