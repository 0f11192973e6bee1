"""Every step that is reached is covered exactly once, whatever the clock and the machine do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.kernel import deadlines
from standing.rooms.obligations.rules import reminders
from standing.rooms.obligations.rules.reminders import Covered, Unmet

DUE = dt.date(2025, 7, 25)
DAYS = (7, 3, 1, 0, -1)
PLAN = Unmet(obligation="T.plan", department="fire", period="", due_date=DUE)
OTHER = Unmet(obligation="T.plan", department="water", period="", due_date=DUE)


def owed(today, covered=(), unmet=(PLAN,), weekly=True):
    return reminders.owed(unmet, today=today, covered=frozenset(covered), days=DAYS, weekly_after=weekly)


@pytest.mark.parametrize(
    ("today", "steps", "rungs"),
    [
        (dt.date(2025, 7, 17), None, None),
        (dt.date(2025, 7, 18), ("T-7",), ("author",)),
        (dt.date(2025, 7, 22), ("T-7", "T-3"), ("author",)),
        (dt.date(2025, 7, 25), ("T-7", "T-3", "T-1", "T"), ("author", "head")),
        (dt.date(2025, 7, 26), ("T-7", "T-3", "T-1", "T", "T+1"), reminders.LADDER),
        (dt.date(2025, 8, 2), ("T-7", "T-3", "T-1", "T", "T+1", "T+8"), reminders.LADDER),
    ],
)
def test_steps_missed_while_nothing_ran_come_in_one_message_and_go_up_the_ladder(today, steps, rungs):
    found = owed(today)

    assert [(one.steps, one.rungs) for one in found] == ([] if steps is None else [(steps, rungs)])


def test_a_covered_step_is_not_sent_again_and_without_weekly_it_ends():
    covered = [Covered(unmet=PLAN, step=step) for step in ("T-7", "T-3", "T-1", "T", "T+1")]

    assert owed(dt.date(2025, 8, 1), covered) == ()
    assert [one.steps for one in owed(dt.date(2025, 8, 2), covered)] == [("T+8",)]
    assert owed(dt.date(2025, 8, 2), covered, weekly=False) == ()


def test_a_new_due_day_has_steps_of_its_own():
    covered = [Covered(unmet=PLAN, step="T-7")]
    moved = Unmet(obligation="T.plan", department="fire", period="", due_date=dt.date(2025, 7, 27))

    assert owed(dt.date(2025, 7, 20), covered) == ()
    assert [one.steps for one in owed(dt.date(2025, 7, 20), covered, (moved,))] == [("T-7",)]


def test_nobody_on_a_rung_means_the_next_one_up():
    assert reminders.higher(("author",)) == ("head", "coordinator")
    assert reminders.higher(("author", "head")) == ("coordinator",)
    assert reminders.higher(reminders.LADDER) == ()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(-20, 60), st.booleans(), st.booleans(), st.booleans()),
        min_size=1,
        max_size=40,
    )
)
def test_random_outages_clock_changes_and_double_runs_cover_each_step_once(runs):
    """A run happens on some day (also an earlier one), may run twice, may be undone before it commits."""
    covered: set[Covered] = set()
    messages: list[str] = []
    latest = None
    for offset, twice, is_undone, water_is_done in runs:
        today = DUE + dt.timedelta(days=offset)
        unmet = (PLAN,) if water_is_done else (PLAN, OTHER)
        for _ in range(2 if twice else 1):
            for message in owed(today, covered, unmet):
                if is_undone:
                    continue
                fresh = {Covered(unmet=message.unmet, step=step) for step in message.steps}
                assert not fresh & covered
                covered |= fresh
                messages.append(message.key)
        if not is_undone:
            latest = today if latest is None else max(latest, today)

    assert len(messages) == len(set(messages))
    reached = () if latest is None else deadlines.steps_reached(DUE, latest, steps=DAYS)
    assert {one.step for one in covered if one.unmet == PLAN} == {step.step for step in reached}
