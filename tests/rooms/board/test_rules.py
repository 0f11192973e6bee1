"""Which moment is meant, and what a spreadsheet may not take for a formula."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel import deadlines
from standing.rooms.board import rules

LA = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 3, 8, 20, 30, tzinfo=UTC)  # the day on which the clocks go forward


def asked(on=None, known=None):
    return rules.moment(on=on, known=known, now=NOW, zone=LA)


def test_without_a_day_it_is_now():
    found = asked()
    assert (found.at, found.known, found.is_past) == (NOW, NOW, False)


def test_a_past_day_means_its_last_instant():
    found = asked(on=date(2025, 7, 25))
    assert found.at == datetime(2025, 7, 26, 6, 59, 59, 999999, tzinfo=UTC)
    assert found.known == found.at
    assert found.is_past


def test_what_was_known_may_be_asked_apart():
    found = asked(on=date(2025, 7, 25), known=date(2025, 8, 1))
    assert found.known == datetime(2025, 8, 2, 6, 59, 59, 999999, tzinfo=UTC)
    assert found.known_day == date(2025, 8, 1)


@pytest.mark.parametrize("on", [date(2026, 3, 8), date(2026, 3, 9), date(2099, 1, 1)])
def test_today_and_days_to_come_mean_now(on):
    assert asked(on=on).at == NOW


@given(
    day=st.dates(date(2000, 1, 1), date(2026, 3, 7)),
    zone=st.sampled_from(["America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia"]),
)
def test_the_moment_of_a_day_lies_on_that_day_in_every_zone(day, zone):
    found = rules.moment(on=day, known=None, now=NOW, zone=ZoneInfo(zone))
    assert deadlines.local_day(found.at, ZoneInfo(zone)) == day
    assert found.at < NOW


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1"])
def test_a_formula_is_quoted(text):
    assert rules.cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Fire", "2025-07-25", "", "a=b"])
def test_plain_text_stays_as_it_is(text):
    assert rules.cell(text) == text


def test_counts_come_in_the_order_of_attention():
    assert list(rules.counts(["met", "late", "met", "due"]).items()) == [("late", 1), ("due", 1), ("met", 2)]
