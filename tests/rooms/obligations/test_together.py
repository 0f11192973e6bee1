"""What the public is told of single events: late, by whole months, and nothing that tells a few from none."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.rooms.obligations import api, queries
from standing.rooms.obligations.rules import status, together
from standing.rooms.obligations.rules.facts import DutyFacts, Happening, Thresholds
from tests.make import obligations as make

K, DELAY = 11, 30
TOLD_FROM = make.local("2025-08-31 00:00")  # July is over on 1 August, and thirty days later it is told
RIGHT_AWAY = make.duty("T.report", due={"rule": "right-away", "event": "happened"}, evidence={"all": ["a"]})
TELLING = {"small_count": K, "activity_delay_days": DELAY}


@pytest.fixture
def town(tmp_path, db):
    make.load_pack(tmp_path, make.instrument(RIGHT_AWAY), thresholds=TELLING)


def happens(number: int, *, day: str = "2025-07-15", answered: bool = True, department: str = "fire") -> None:
    at = make.local(f"{day} 12:00") + dt.timedelta(minutes=number)
    source = f"secret:{department}:{day}:{number}"
    api.record_event(kind="happened", department=department, happened_at=at, source=source, by=make.SYSTEM, at=at)
    if answered:
        make.evidence(
            obligation="T.report", department=department, kind_="a", period=source, source=f"{source}:report", at=at
        )


def public(at: dt.datetime, *, inside: bool = False):
    return api.explain(obligation="T.report", department="fire", at=at, inside=inside)


def everything_public(at: dt.datetime) -> str:
    """Return all that the doors of this room say in public about a moment."""
    board = api.statuses(at=at)
    return "\n".join(
        [
            repr(board),
            queries.board_bytes(at=at, known=at)[0].decode(),
            public(at).body.decode(),
            repr(public(at)),
            repr(api.due_of(obligation="T.report", department="fire", at=at)),
            repr(api.evidence_of(known=at)),
            repr(api.evidence_of(department="fire", known=at)),
        ]
    )


@pytest.mark.parametrize(
    ("events", "at"),
    [
        pytest.param(K - 1, TOLD_FROM + dt.timedelta(days=300), id="too few, however old"),
        pytest.param(K, TOLD_FROM - dt.timedelta(seconds=1), id="enough, a second too early"),
    ],
)
def test_few_events_and_none_look_the_same(town, events, at):
    before = everything_public(at)
    for number in range(events):
        happens(number, answered=number % 2 == 0)

    assert everything_public(at) == before
    assert public(at).pair.reason == together.NOTHING_TOLD
    assert "11 on" in public(at).pair.sentence
    assert public(at, inside=True).pair.status == "due"


def test_enough_events_are_told_together_once_their_month_is_over_for_long_enough(town):
    for number in range(K):
        happens(number, answered=number > 0)

    told = public(TOLD_FROM)
    assert (told.pair.status, told.pair.period, told.pair.due_date, told.pair.since) == ("due", "", None, None)
    assert (
        told.pair.sentence
        == "Of 11 or more events up to July 31, 2025, told together: it is not done yet for all of them."
    )
    assert "secret" not in everything_public(TOLD_FROM)
    assert "12:0" not in everything_public(TOLD_FROM)

    make.evidence(obligation="T.report", kind_="a", period="secret:fire:2025-07-15:0", source="late", at=TOLD_FROM)
    assert public(TOLD_FROM).pair.status == "met"
    assert public(TOLD_FROM).pair.sentence.endswith("told together: it was done each time.")


def test_an_event_of_this_month_changes_nothing_of_what_is_told_of_the_last(town):
    for number in range(K):
        happens(number)
    at = make.local("2025-09-05 12:00")
    before = everything_public(at)
    happens(1, day="2025-09-04", answered=False)

    assert everything_public(at) == before
    assert public(at).pair.status == "met"
    assert public(at, inside=True).pair.status == "due"


def test_inside_the_city_each_event_is_seen_at_once(town):
    happens(1, answered=False)
    now = make.local("2025-07-15 12:30")

    (light,) = [one for one in api.statuses(at=now, inside=True).pairs if one.department == "fire"]
    assert (light.status, light.period) == ("due", "secret:fire:2025-07-15:1")
    assert api.evidence_of(known=now, inside=True) == ()
    happens(2)
    assert [one.period for one in api.evidence_of(known=now, inside=True)] == ["secret:fire:2025-07-15:2"]
    assert api.evidence_of(known=now) == ()


def test_another_department_s_events_are_not_counted_in(town):
    for number in range(K):
        happens(number, department="water" if number else "fire")
    assert public(TOLD_FROM).pair.reason == together.NOTHING_TOLD


def test_a_frozen_board_holds_no_single_event_and_comes_out_the_same_again(town):
    for number in range(K - 1):
        happens(number)
    day = dt.date(2025, 7, 16)
    api.freeze_board(day=day, at=make.local("2025-07-16 00:05"))

    _, body = api.frozen(day=day)
    assert b"secret" not in body
    assert {pair["reason"] for pair in json.loads(body)["pairs"]} == {together.NOTHING_TOLD, "invited"}
    assert api.replay_board(day=day).is_same


MINUTES = st.integers(0, 200 * 24 * 60)


@given(when=st.lists(MINUTES, max_size=30), asked=MINUTES, least=st.integers(2, 15), delay=st.integers(0, 90))
def test_the_public_is_told_of_enough_old_events_or_of_none(when, asked, least, delay):
    rules = make.rulebook(
        make.instrument(RIGHT_AWAY), thresholds=Thresholds(small_count=least, activity_delay_days=delay)
    )
    begin = make.local("2025-07-01 00:00")
    at = begin + dt.timedelta(minutes=asked)
    events = tuple(
        Happening(kind="happened", source=f"e{number}", happened_at=begin + dt.timedelta(minutes=one), known_at=at)
        for number, one in enumerate(when)
    )
    question = status.ask(book=rules, at=at, known=at, inside=False)
    told = together.told(events, asked=question)
    zone = rules.zone
    end_of_months = {
        one.source: (one.happened_at.astimezone(zone).date().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        for one in events
    }

    assert len(told) == 0 or len(told) >= least
    assert all(end_of_months[one.source] + dt.timedelta(days=delay) <= question.today for one in told)
    old = [one for one in events if end_of_months[one.source] + dt.timedelta(days=delay) <= question.today]
    assert len(told) == (len(old) if len(old) >= least else 0)
    facts, light = together.light_of(
        rules.duties["T.report"], DutyFacts(department="fire", happenings=told), asked=question
    )
    assert facts.happenings == ()
    assert (light.period, light.due_date, light.late_from, light.owed) == ("", None, None, ())
