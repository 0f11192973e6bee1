"""Public counts: late, the same for ever, without the sealed ones, and never small."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel.counts import protected
from standing.rooms.disclosure import actions, api, queries
from standing.rooms.disclosure.rules import counting
from standing.rooms.disclosure.rules.counting import Quarter
from standing.rooms.disclosure.rules.requests import Outcome
from tests.make import disclosure as make

COURT, REFUSED = "court-process", "refused"
FEBRUARY, SHOWN = make.local("2026-02-10 10:00"), make.local("2026-05-01 00:30")


def quarter(at, name="2026-Q1"):
    return next((one for one in queries.quarters(at=at) if one.name == name), None)


def test_a_quarter_is_shown_after_the_delay_and_never_changes(counsel):
    made = [make.request(by=counsel, at=FEBRUARY) for _ in range(12)]
    assert quarter(make.local("2026-04-30 23:30")) is None
    before = quarter(SHOWN)
    assert (before.lanes.total, before.lanes.cells[COURT], before.outcomes.cells["open"]) == (12, 12, 12)

    for one in made:
        make.decide(one, by=counsel, at=SHOWN + timedelta(hours=1), outcome=Outcome.REFUSE)
    make.request(by=counsel, at=SHOWN + timedelta(hours=2), received_at=FEBRUARY)
    assert quarter(SHOWN + timedelta(days=400)) == before
    assert quarter(SHOWN + timedelta(days=400), "2026-Q2").lanes.total is None  # it came late, and is counted there


def test_small_numbers_are_not_shown(counsel):
    for _ in range(10):
        make.request(by=counsel, at=FEBRUARY)
    shown = quarter(SHOWN)
    assert shown.lanes.total is None
    assert set(shown.lanes.cells.values()) == {None}
    assert set(shown.outcomes.cells.values()) == {None}


def test_a_quarter_without_any_says_zero(counsel):
    make.request(by=counsel, at=make.local("2025-11-10 10:00"))
    assert quarter(SHOWN).lanes.total == 0


def test_what_a_court_sealed_is_counted_in_the_quarter_in_which_the_seal_ends(counsel):
    made = [make.request(by=counsel, at=FEBRUARY) for _ in range(24)]
    for one in made[:12]:
        actions.seal_by_court(request=one, until=date(2026, 8, 31), order="MC-26-1", by=counsel, at=FEBRUARY)
    assert quarter(SHOWN).lanes.total == 12
    later = make.local("2026-11-01 09:00")
    assert (quarter(later).lanes.total, quarter(later, "2026-Q3").lanes.total) == (12, 12)


def test_a_seal_that_comes_after_a_quarter_was_shown_changes_nothing_any_more(counsel):
    made = [make.request(by=counsel, at=FEBRUARY) for _ in range(12)]
    before = quarter(SHOWN)
    for one in made:
        actions.seal_by_court(request=one, until=date(2026, 8, 31), order="MC-26-1", by=counsel, at=SHOWN)
    later = make.local("2026-11-01 09:00")
    assert (quarter(later), quarter(later, "2026-Q3").lanes.total) == (before, 0)


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(days, days, st.lists(st.tuples(days, days), max_size=3), st.integers(0, 60))
def test_nothing_noted_later_moves_a_request_out_of_a_quarter_that_was_shown(received, recorded, seals, delay):
    """Whatever is noted after a quarter was shown, the quarter holds the same requests."""
    recorded = max(received, recorded)
    counted = counting.counts_on(received=received, recorded=recorded, seals=seals, delay_days=delay)
    first_shown = counting.shown_from(counting.quarter_of(counted), delay_days=delay)
    more = [*seals, (first_shown, date(2027, 6, 30))]
    assert counting.counts_on(received=received, recorded=recorded, seals=more, delay_days=delay) == counted


def test_without_a_pack_or_a_request_there_is_nothing(town):
    assert queries.quarters(at=SHOWN) == ()


def test_quarters_follow_each_other():
    assert counting.quarter_of(date(2026, 12, 31)) == Quarter(year=2026, number=4)
    assert Quarter(year=2026, number=4).next == Quarter(year=2027, number=1)
    assert (Quarter(year=2026, number=1).first, Quarter(year=2026, number=1).last) == (
        date(2026, 1, 1),
        date(2026, 3, 31),
    )


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40), max_size=9))
def test_nobody_can_work_out_a_number_that_is_left_out(cells):
    """Try every table that would be shown the same way: for each number left out there are at least two answers."""
    least = 5
    shown = protected(cells, least=least)
    for name, number in shown.cells.items():
        assert number is None or number == cells[name]
        assert number is None or number == 0 or number >= least
    hidden = [name for name, number in shown.cells.items() if number is None]
    if shown.total is None:
        assert len(hidden) == len(cells)
        assert sum(cells.values()) <= max(least - 1, len(cells))
    elif hidden and len(cells) > 1:
        rest = shown.total - sum(number for number in shown.cells.values() if number is not None)
        assert len(hidden) > 1
        assert rest >= least
        assert rest > len(hidden)


def test_an_attack_on_every_small_table_finds_no_hidden_number():
    least, seen = 3, {}
    numbers = range(8)
    for a in numbers:
        for b in numbers:
            for c in numbers:
                shown = protected({"a": a, "b": b, "c": c}, least=least)
                seen.setdefault((shown.total, tuple(shown.cells.items())), []).append((a, b, c))
    for (_, cells), real in seen.items():
        for place, (_, number) in enumerate(cells):
            if number is None and max(sum(one) for one in real) < 7:  # beyond, the range of numbers cuts answers off
                assert len({one[place] for one in real}) > 1, (cells, real)


def test_a_count_below_zero_is_a_mistake():
    with pytest.raises(ValueError, match="below zero"):
        protected({"a": -1}, least=3)


def test_the_pages_are_published_with_a_stamp_that_follows_the_quarter(counsel):
    make.request(by=counsel, at=FEBRUARY)
    stamps = {page.path: page.stamp for page in api.published_pages(SHOWN)}
    assert {"/status/requests/", "/status/data-sharing/", "/status/requests.csv"} <= set(stamps)
    assert stamps == {page.path: page.stamp for page in api.published_pages(SHOWN + timedelta(days=1))}
    later = {page.path: page.stamp for page in api.published_pages(SHOWN + timedelta(days=100))}
    assert later["/status/requests/"] != stamps["/status/requests/"]
    assert api.waiting() == 1
