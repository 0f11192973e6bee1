"""Due days, the moment something is late, and the steps of a reminder."""

import os
import time
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel import deadlines
from standing.kernel.calendars import Calendar, FixedDay, Observance
from standing.kernel.deadlines import (
    DaysAfter,
    Due,
    FixedDate,
    Monthly,
    Period,
    Recurring,
    Reminder,
    RightAway,
    Rule,
    Skipped,
    Standing,
    Unknown,
    WorkingDaysAfter,
)

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
CITY = Calendar(
    id="city",
    holidays=(
        FixedDay(name="Independence Day", month=7, day=4, observance=Observance.NEAREST),
        FixedDay(name="New Year's Day", month=1, day=1, observance=Observance.NEAREST),
    ),
)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
ZONES = sorted(available_timezones() - {"localtime"})


@pytest.fixture(params=["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Pacific/Apia"])
def server_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run with the server's own clock set to another zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


# Due days


def test_the_day_after_signing_is_day_1() -> None:
    answer = deadlines.due(DaysAfter(start=date(2025, 7, 11), days=14, anchor_words="the signing of ED 12"))

    assert answer == Due(
        date=date(2025, 7, 25),
        counted=tuple(date(2025, 7, day) for day in range(12, 26)),
        sentence="14 days after the signing of ED 12 (Friday, July 11, 2025), "
        "Saturday, July 12, 2025 being day 1: Friday, July 25, 2025.",
    )


@pytest.mark.parametrize(
    ("signed", "holiday"),
    [(date(2026, 7, 1), date(2026, 7, 3)), (date(2027, 7, 1), date(2027, 7, 5))],
    ids=["kept on Friday", "kept on Monday"],
)
def test_working_days_pass_over_a_holiday_kept_beside_the_weekend(signed: date, holiday: date) -> None:
    answer = deadlines.due(WorkingDaysAfter(start=signed, days=3, calendar=CITY))

    kept = f"Independence Day (observed for {signed.year}-07-04)"
    assert Skipped(holiday, kept) in answer.skipped
    assert holiday not in answer.counted
    assert len(answer.counted) == 3
    assert answer.date == answer.counted[-1]


def test_the_sentence_says_how_many_days_were_passed_over() -> None:
    answer = deadlines.due(WorkingDaysAfter(start=date(2026, 7, 2), days=1, calendar=CITY, anchor_words="the request"))

    assert answer.sentence == (
        "1 working day after the request (Thursday, July 2, 2026), 3 days passed over: Monday, July 6, 2026."
    )


@given(DAYS, st.integers(0, 90))
def test_counted_and_skipped_days_cover_the_span_exactly(start: date, days: int) -> None:
    for rule in (
        DaysAfter(start=start, days=days),
        WorkingDaysAfter(start=start, days=days, calendar=CITY),
    ):
        answer = deadlines.due(rule)
        assert answer.date is not None
        span = [start + timedelta(days=ahead) for ahead in range(1, (answer.date - start).days + 1)]
        assert sorted([*answer.counted, *(skipped.date for skipped in answer.skipped)]) == span
        assert len(answer.counted) == days


@given(DAYS, st.integers(0, 60), st.integers(0, 30), st.booleans())
def test_a_later_start_or_a_longer_time_never_ends_earlier(start: date, days: int, more: int, working: bool) -> None:
    def end(start: date, days: int) -> date:
        rule: Rule = DaysAfter(start=start, days=days)
        if working:
            rule = WorkingDaysAfter(start=start, days=days, calendar=CITY)
        found = deadlines.due(rule).date
        assert found is not None
        return found

    assert end(start, days) <= end(start + timedelta(days=more), days)
    assert end(start, days) <= end(start, days + more)


@pytest.mark.parametrize(
    ("rule", "day", "sentence", "unknown_why"),
    [
        (
            FixedDate(date=date(2027, 1, 1)),
            date(2027, 1, 1),
            "Due on Friday, January 1, 2027.",
            "",
        ),
        (
            Standing(start=date(2025, 7, 11)),
            date(2025, 7, 11),
            "Must hold at all times from Friday, July 11, 2025.",
            "",
        ),
        (
            RightAway(event="enforcement-activity"),
            None,
            "Owed right away, each time this happens.",
            "",
        ),
        (
            Unknown(why="The directive names no day."),
            None,
            "The due day is not known. The directive names no day.",
            "The directive names no day.",
        ),
        (
            DaysAfter(start=None, days=15, anchor_words="the effective date"),
            None,
            "The due day is not known. The day of the effective date is not known.",
            "The day of the effective date is not known.",
        ),
        (
            WorkingDaysAfter(start=None, days=3, calendar=CITY),
            None,
            "The due day is not known. The day of the start is not known.",
            "The day of the start is not known.",
        ),
        (
            Standing(start=None, anchor_words="adoption"),
            None,
            "The due day is not known. The day of adoption is not known.",
            "The day of adoption is not known.",
        ),
    ],
    ids=repr,
)
def test_the_other_rules(rule: Rule, day: date | None, sentence: str, unknown_why: str) -> None:
    assert deadlines.due(rule) == Due(date=day, sentence=sentence, unknown_why=unknown_why)


def test_right_away_is_the_day_it_happened() -> None:
    answer = deadlines.due(RightAway(event="activity"), happened=date(2025, 8, 2))

    assert answer.date == date(2025, 8, 2)


# Periods


def test_a_short_month_does_not_move_the_months_after_it() -> None:
    found = deadlines.periods(Recurring(start=date(2024, 1, 31), months=1), until=date(2024, 4, 1))

    assert found == (
        Period("2024-01", date(2024, 1, 1), date(2024, 1, 31)),
        Period("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        Period("2024-03", date(2024, 3, 1), date(2024, 3, 31)),
        Period("2024-04", date(2024, 4, 1), date(2024, 4, 30)),
    )


@pytest.mark.parametrize(
    ("rule", "dues"),
    [
        (Monthly(day=31, start=date(2025, 1, 31)), ["01-31", "02-28", "03-31", "04-30"]),
        (Monthly(day="last", start=date(2025, 2, 1)), ["02-28", "03-31", "04-30"]),
        (Monthly(day=10, start=date(2025, 2, 11)), ["03-10", "04-10"]),
        (Monthly(day=1, start=date(2025, 1, 1), until=date(2025, 2, 27)), ["01-01", "02-01"]),
        (Recurring(start=date(2025, 4, 1), days=10), ["04-01", "04-11"]),
        (Recurring(start=date(2024, 2, 29), years=1), ["02-29", "02-28"]),
        (FixedDate(date=date(2025, 1, 1)), []),
    ],
    ids=repr,
)
def test_the_due_days_of_returning_duties(rule: Rule, dues: list[str]) -> None:
    found = deadlines.periods(rule, until=date(2025, 4, 10))

    assert [period.due.isoformat()[5:] for period in found][: len(dues)] == dues
    assert all(period.opens <= date(2025, 4, 10) for period in found)


@given(DAYS, st.integers(1, 31) | st.just("last"), st.integers(0, 800))
def test_months_follow_each_other_without_gap_or_drift(start: date, day: int | str, ahead: int) -> None:
    rule = Monthly(day="last" if isinstance(day, str) else day, start=start)
    found = deadlines.periods(rule, until=start + timedelta(days=ahead))

    assert found[0].opens == start
    for period in found:
        length = monthrange(period.due.year, period.due.month)[1]
        assert period.due.day == (length if isinstance(day, str) else min(day, length))
        assert period.key == period.due.isoformat()[:7]
        assert period.opens <= period.due
    for one, following in pairwise(found):
        assert following.opens == one.due + timedelta(days=1)
        assert (following.due.year * 12 + following.due.month) == (one.due.year * 12 + one.due.month + 1)


def test_a_period_is_asked_for_by_key_or_by_day() -> None:
    rule = Monthly(day=10, start=date(2026, 3, 1), until=date(2026, 5, 31))

    assert deadlines.due(rule, period="2026-04").date == date(2026, 4, 10)
    assert deadlines.due(rule, on=date(2026, 4, 11)).date == date(2026, 5, 10)
    assert deadlines.due(rule, on=date(2026, 4, 10)) == Due(
        date=date(2026, 4, 10), sentence="Each month on day 10: Friday, April 10, 2026."
    )
    assert deadlines.due(rule, on=date(2026, 6, 1)) == Due(
        date=None, sentence="It was due for the last time on Sunday, May 10, 2026."
    )


@pytest.mark.parametrize("key", ["2026-02", "2026-06", "soon", ""])
def test_a_period_that_is_none_is_refused(key: str) -> None:
    rule = Monthly(day=10, start=date(2026, 3, 1), until=date(2026, 5, 31))

    with pytest.raises(ValueError, match="period"):
        deadlines.due(rule, period=key)


@pytest.mark.parametrize("sizes", [{}, {"days": 1, "months": 1}, {"months": -1}], ids=["none", "two", "negative"])
def test_how_often_is_said_once(sizes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="how often"):
        Recurring(start=date(2026, 1, 1), **sizes)  # type: ignore[arg-type]


# Moments


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2025, 7, 25), datetime(2025, 7, 26, 7, tzinfo=UTC)),
        (date(2025, 3, 8), datetime(2025, 3, 9, 8, tzinfo=UTC)),  # the night clocks go forward
        (date(2025, 3, 9), datetime(2025, 3, 10, 7, tzinfo=UTC)),
        (date(2025, 11, 1), datetime(2025, 11, 2, 7, tzinfo=UTC)),  # the night they go back
        (date(2025, 11, 2), datetime(2025, 11, 3, 8, tzinfo=UTC)),
    ],
)
def test_late_from_local_midnight_also_when_the_clock_changes(day: date, moment: datetime, server_zone: str) -> None:
    assert deadlines.late_from(day, LOS_ANGELES) == moment
    assert deadlines.local_day(moment, LOS_ANGELES) == day + timedelta(days=1)
    assert deadlines.local_day(moment - timedelta(seconds=1), LOS_ANGELES) == day


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        # 00:00 did not exist: the first moment of the day was 01:00.
        ("America/Sao_Paulo", date(2018, 11, 3), datetime(2018, 11, 4, 3, tzinfo=UTC)),
        # A whole day did not exist: after 29 December came the 31st.
        ("Pacific/Apia", date(2011, 12, 29), datetime(2011, 12, 30, 10, tzinfo=UTC)),
        # 00:00 came twice (the clock went back at 00:01): the due day was over after the second.
        ("America/St_Johns", date(2010, 11, 6), datetime(2010, 11, 7, 3, 30, tzinfo=UTC)),
        # The clock jumped from 23:30 to 00:30: the jump is the first moment of the new day.
        ("America/Toronto", date(1919, 3, 30), datetime(1919, 3, 31, 4, 30, tzinfo=UTC)),
    ],
)
def test_late_from_where_midnight_is_strange(zone: str, day: date, moment: datetime) -> None:
    assert deadlines.late_from(day, ZoneInfo(zone)) == moment


@given(DAYS, st.sampled_from(ZONES))
def test_the_due_day_is_over_from_that_moment_and_not_before(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    moment = deadlines.late_from(day, zone)

    assert deadlines.local_day(moment, zone) > day
    assert deadlines.local_day(moment - timedelta(seconds=1), zone) <= day
    assert all(deadlines.local_day(moment + timedelta(minutes=15 * step), zone) > day for step in range(12))
    assert deadlines.days_left(day, moment, zone) < 0


def test_answers_do_not_depend_on_the_servers_clock(server_zone: str) -> None:
    moment = datetime(2025, 7, 26, 6, 59, tzinfo=UTC)

    assert time.tzname  # the fixture has set it
    assert deadlines.local_day(moment, LOS_ANGELES) == date(2025, 7, 25)
    assert deadlines.days_left(date(2025, 7, 25), moment, LOS_ANGELES) == 0
    assert deadlines.days_left(date(2025, 8, 1), moment, LOS_ANGELES) == 7


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadlines.local_day(datetime(2025, 7, 25, 12), LOS_ANGELES)


# Reminders


def test_reminders_go_on_each_week_after_the_last_step() -> None:
    steps = islice(deadlines.reminder_steps(date(2025, 7, 25)), 7)

    assert list(steps) == [
        Reminder("T-7", date(2025, 7, 18)),
        Reminder("T-3", date(2025, 7, 22)),
        Reminder("T-1", date(2025, 7, 24)),
        Reminder("T", date(2025, 7, 25)),
        Reminder("T+1", date(2025, 7, 26)),
        Reminder("T+8", date(2025, 8, 2)),
        Reminder("T+15", date(2025, 8, 9)),
    ]


def test_reminders_end_when_they_are_not_weekly() -> None:
    steps = deadlines.reminder_steps(date(2025, 7, 25), steps=(0, 3), weekly_after=False)

    assert [reminder.step for reminder in steps] == ["T-3", "T"]
    assert list(deadlines.reminder_steps(date(2025, 7, 25), steps=())) == []


@given(DAYS, st.integers(-20, 60), st.booleans())
def test_a_step_that_is_reached_stays_reached(day: date, after: int, weekly: bool) -> None:
    today = day + timedelta(days=after)
    reached = deadlines.steps_reached(day, today, weekly_after=weekly)
    tomorrow = deadlines.steps_reached(day, today + timedelta(days=1), weekly_after=weekly)

    assert tomorrow[: len(reached)] == reached
    assert len(tomorrow) - len(reached) in (0, 1)
    assert len({reminder.step for reminder in reached}) == len(reached)
