"""Hours on the wall's clock: through midnight, through the nights when clocks change, on holidays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from standing.rooms.services.rules import hours
from standing.rooms.services.rules.hours import DAYS, Hours, State, openness, span_on
from standing.rooms.services.rules.terms import Freq

LA = ZoneInfo("America/Los_Angeles")
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LA)


def weekly(days, opens, closes, **more):
    return Hours(
        freq=Freq.WEEKLY,
        byday=days,
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        zone="America/Los_Angeles",
        **more,
    )


NINE_TO_FIVE = weekly("MO,TU,WE,TH,FR", "09:00", "17:00")
BAR = weekly("FR,SA", "20:00", "02:00")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-06-01 08:59", State.CLOSED),
        ("2026-06-01 09:00", State.OPEN),
        ("2026-06-01 16:59", State.OPEN),
        ("2026-06-01 17:00", State.CLOSED),
        ("2026-06-06 12:00", State.CLOSED),
    ],
)
def test_it_is_open_from_opening_up_to_closing(moment, expected):
    assert openness([NINE_TO_FIVE], at=at(moment)).state == expected


def test_it_says_until_when_and_when_next():
    assert openness([NINE_TO_FIVE], at=at("2026-06-01 10:00")).until == at("2026-06-01 17:00")
    assert openness([NINE_TO_FIVE], at=at("2026-06-05 18:00")).opens_next == at("2026-06-08 09:00")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-06-05 19:59", False),
        ("2026-06-05 23:59", True),
        ("2026-06-06 01:59", True),
        ("2026-06-06 02:00", False),
        ("2026-06-07 01:00", True),
        ("2026-06-08 01:00", False),
    ],
)
def test_a_night_that_crosses_midnight_belongs_to_the_day_it_began(moment, is_open):
    assert openness([BAR], at=at(moment)).is_open is is_open


def test_the_same_time_twice_is_round_the_clock():
    always = weekly(",".join(DAYS), "00:00", "00:00")
    for moment in ("2026-03-08 02:30", "2026-11-01 01:30", "2026-06-01 00:00"):
        assert openness([always], at=at(moment)).is_open


@pytest.mark.parametrize(
    ("day", "opens", "closes", "long"),
    [
        (SPRING, "00:30", "06:00", 4.5),
        (AUTUMN, "00:30", "06:00", 6.5),
        (SPRING - timedelta(days=1), "22:00", "06:00", 7),
        (AUTUMN - timedelta(days=1), "22:00", "06:00", 9),
        (SPRING, "09:00", "17:00", 8),
    ],
)
def test_on_the_night_clocks_change_the_wall_counts_and_the_hour_is_lost_or_won(day, opens, closes, long):
    span = span_on(weekly(",".join(DAYS), opens, closes), day)
    assert span.ends - span.starts == timedelta(hours=long)


def test_an_hour_that_is_left_out_never_opens_backwards():
    assert span_on(weekly(",".join(DAYS), "02:15", "02:45"), SPRING) is None or (
        span_on(weekly(",".join(DAYS), "02:15", "02:45"), SPRING).starts
        < span_on(weekly(",".join(DAYS), "02:15", "02:45"), SPRING).ends
    )


MOMENTS = st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
CHANGES = st.builds(
    lambda day, minutes: datetime.combine(day, time(0), tzinfo=LA).astimezone(UTC) + timedelta(minutes=minutes),
    st.sampled_from([SPRING, AUTUMN, date(2025, 3, 9), date(2025, 11, 2)]),
    st.integers(-1500, 3000),
)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
SETS = st.sets(st.sampled_from(DAYS), min_size=1).map(lambda days: ",".join(sorted(days, key=DAYS.index)))
RULES = st.builds(
    lambda days, opens, closes: Hours(
        freq=Freq.WEEKLY, byday=days, opens=opens, closes=closes, zone="America/Los_Angeles"
    ),
    SETS,
    TIMES,
    TIMES,
)


@given(RULES, st.one_of(MOMENTS, CHANGES))
def test_open_means_some_span_of_today_or_yesterday_holds_the_moment(rule, moment):
    today = moment.astimezone(LA).date()
    spans = [span_on(rule, today + timedelta(days=away)) for away in (-2, -1, 0, 1)]
    held = any(span is not None and span.starts <= moment < span.ends for span in spans)
    assert openness([rule], at=moment).is_open is held


@given(RULES, st.one_of(MOMENTS, CHANGES))
def test_open_until_is_ahead_and_it_is_closed_then(rule, moment):
    found = openness([rule], at=moment, ahead=8)
    if found.is_open and found.until < moment + timedelta(days=7):
        assert found.until > moment
        assert not openness([rule], at=found.until).is_open
        assert openness([rule], at=found.until - timedelta(seconds=1)).is_open
    if found.opens_next is not None:
        assert openness([rule], at=found.opens_next).is_open


@given(RULES, st.one_of(MOMENTS, CHANGES))
def test_the_index_never_misses_a_place_that_is_open(rule, moment):
    if openness([rule], at=moment).is_open:
        assert hours.slot_of(moment.astimezone(LA)) in hours.slots([rule], zone="America/Los_Angeles")


@given(RULES, st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_a_span_is_as_long_as_the_wall_says_but_for_the_hour_of_the_change(rule, day):
    span = span_on(rule, day)
    if span is not None:
        wall = datetime.combine(day, rule.closes) - datetime.combine(day, rule.opens)
        wall += timedelta(days=1) if rule.closes_next_day else timedelta()
        assert abs((span.ends - span.starts) - wall) <= timedelta(hours=1)


@given(
    st.sampled_from(["1TU", "-1FR", "2MO,4MO", "3SU", "5WE", "TU"]),
    st.sampled_from([1, 2, 3]),
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
)
def test_months_agree_with_another_reading_of_the_rule(byday, interval, day):
    rule = Hours(freq=Freq.MONTHLY, byday=byday, interval=interval, begins=date(2025, 1, 1), zone="UTC")
    said = f"FREQ=MONTHLY;BYDAY={byday};INTERVAL={interval}"
    known = rrule.rrulestr(said, dtstart=datetime(2025, 1, 1))
    assert hours.occurs_on(rule, day) is bool(
        known.between(datetime.combine(day, time(0)), datetime.combine(day, time(23)), inc=True)
    )


@given(SETS, st.sampled_from([1, 2, 3]), st.integers(1, 30) | st.none(), st.dates(date(2025, 1, 1), date(2026, 6, 30)))
def test_weeks_agree_with_another_reading_of_the_rule(byday, interval, count, day):
    begins = date(2025, 1, 1)
    rule = Hours(freq=Freq.WEEKLY, byday=byday, interval=interval, count=count, begins=begins, zone="UTC")
    said = f"FREQ=WEEKLY;BYDAY={byday};INTERVAL={interval}" + (f";COUNT={count}" if count else "")
    known = rrule.rrulestr(said, dtstart=datetime(2025, 1, 1))
    assert hours.occurs_on(rule, day) is bool(
        known.between(datetime.combine(day, time(0)), datetime.combine(day, time(23)), inc=True)
    )


def test_days_of_the_month_count_from_both_ends():
    rule = Hours(freq=Freq.MONTHLY, bymonthday="1,-1", zone="UTC")
    assert [day for day in range(1, 29) if hours.occurs_on(rule, date(2026, 2, day))] == [1, 28]


def test_hours_without_a_rule_hold_for_the_days_between():
    rule = Hours(opens=time(9), closes=time(12), first=date(2026, 7, 1), last=date(2026, 7, 3), zone="UTC")
    assert [day for day in range(28, 30) if hours.occurs_on(rule, date(2026, 6, day))] == []
    assert [day for day in range(1, 6) if hours.occurs_on(rule, date(2026, 7, day))] == [1, 2, 3]


@pytest.mark.parametrize(("closes", "expected"), [(True, State.CLOSED), (None, State.UNKNOWN), (False, State.OPEN)])
def test_on_a_holiday_a_place_is_open_only_if_it_said_so(closes, expected):
    found = openness(
        [NINE_TO_FIVE],
        at=at("2026-07-03 10:00"),
        is_holiday=lambda day: day == date(2026, 7, 3),
        closed_on_holidays=closes,
    )
    assert (found.state, found.is_holiday) == (expected, True)


def test_a_night_that_began_the_day_before_goes_on_into_a_holiday():
    found = openness(
        [BAR], at=at("2026-07-04 01:00"), is_holiday=lambda day: day == date(2026, 7, 4), closed_on_holidays=True
    )
    assert found.is_open


def test_without_times_nothing_is_known():
    assert openness([Hours(note="Call first.")], at=at("2026-06-01 10:00")).state == State.UNKNOWN


def test_two_spans_that_touch_are_one():
    rules = [weekly("MO", "09:00", "12:00"), weekly("MO", "12:00", "17:00")]
    assert openness(rules, at=at("2026-06-01 10:00")).until == at("2026-06-01 17:00")


def test_hours_of_another_zone_are_read_there():
    rule = Hours(freq=Freq.WEEKLY, byday="MO", opens=time(9), closes=time(10), zone="America/New_York")
    assert openness([rule], at=at("2026-06-01 06:30")).is_open
    assert hours.slots([rule], zone="America/Los_Angeles") == tuple(range(hours.SLOTS))
