"""Messages about what is owed: to whom, once a step, in the transaction that covers it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.accounts.api import Role
from standing.hall.mail.models import Letter
from standing.kernel import deadlines
from standing.rooms.obligations import actions, api
from standing.rooms.obligations.models import ReminderCovered
from tests.make import accounts
from tests.make import obligations as make

DUE = dt.date(2025, 7, 25)


def posted():
    return [(one.key, sorted(one.to)) for one in Letter.objects.order_by("pk")]


def covered(department="fire"):
    rows = ReminderCovered.objects.filter(department_id=department).order_by("pk")
    return [row.step for row in rows]


@pytest.fixture
def town(db, tmp_path):
    make.load_pack(tmp_path, offices=[make.office("fire"), make.office("ctr", "invited")])
    accounts.grant(email="author@fire.example", role=Role.AUTHOR, department="fire")
    accounts.grant(email="head@fire.example", role=Role.HEAD, department="fire")
    accounts.grant(email="mayor@city.example", role=Role.COORDINATOR)


def test_each_step_goes_further_up_and_the_invited_hear_nothing(town):
    for day in ("2025-07-17", "2025-07-18", "2025-07-22", "2025-07-25", "2025-07-26"):
        actions.send_reminders(at=make.local(f"{day} 09:00"))

    assert [to for _, to in posted()] == [
        ["author@fire.example"],
        ["author@fire.example"],
        ["author@fire.example", "head@fire.example"],
        ["author@fire.example", "head@fire.example", "mayor@city.example"],
    ]
    assert covered() == ["T-7", "T-3", "T-1", "T", "T+1"]
    assert covered("ctr") == []


def test_a_mail_never_tells_that_something_happened_or_where(db, tmp_path):
    duty = make.duty("T.report", due={"rule": "right-away", "event": "happened"}, evidence={"all": ["a"]})
    make.load_pack(tmp_path, make.instrument(duty), thresholds={"right_away_hours": 24})
    accounts.grant(email="author@fire.example", role=Role.AUTHOR, department="fire")
    at = make.local("2025-07-15 12:00")
    api.record_event(kind="happened", department="fire", happened_at=at, source="e:1", by=make.SYSTEM, at=at)

    actions.send_reminders(at=make.local("2025-07-16 09:00"))
    (letter,) = Letter.objects.all()
    assert (letter.subject, letter.body) == (
        "Something waits for you in Standing",
        "Sign in and open Standing to see it.\n",
    )


def test_a_second_run_sends_nothing_and_a_met_duty_is_left_alone(town):
    at = make.local("2025-07-18 09:00")

    assert actions.send_reminders(at=at) == actions.Reminded(sent=1, covered=1)
    assert actions.send_reminders(at=at) == actions.Reminded()
    make.evidence(at=at)
    assert actions.send_reminders(at=make.local("2025-08-18 09:00")) == actions.Reminded()


def test_with_nobody_on_a_rung_the_next_one_hears_and_with_nobody_at_all_nothing_is_covered(db, tmp_path):
    make.load_pack(tmp_path, offices=[make.office("fire")])
    at = make.local("2025-07-18 09:00")

    assert actions.send_reminders(at=at) == actions.Reminded(nobody=1)
    assert covered() == []
    accounts.grant(email="mayor@city.example", role=Role.COORDINATOR)
    assert actions.send_reminders(at=at) == actions.Reminded(sent=1, covered=1)
    assert [to for _, to in posted()] == [["mayor@city.example"]]
    accounts.grant(email="head@fire.example", role=Role.HEAD, department="fire")
    actions.send_reminders(at=make.local("2025-07-22 09:00"))
    assert posted()[-1][1] == ["head@fire.example"]


def test_before_the_first_pack_nobody_is_reminded(db):
    assert api.send_reminders(at=make.local("2025-07-18 09:00")) == 0


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(-10, 30), st.integers(1, 3)), min_size=1, max_size=8))
def test_outages_clock_changes_and_double_runs_lose_nothing_and_double_nothing(town, django_db_blocker, runs):
    from django.db import transaction

    with transaction.atomic():
        for offset, times in runs:
            for _ in range(times):
                actions.send_reminders(at=make.local(f"{DUE + dt.timedelta(days=offset)} 09:00"))
        latest = DUE + dt.timedelta(days=max(offset for offset, _ in runs))
        steps = [one.step for one in deadlines.steps_reached(DUE, latest)]
        keys = [key for key, _ in posted()]

        assert sorted(covered()) == sorted(steps)
        assert len(keys) == len(set(keys))
        assert set(ReminderCovered.objects.values_list("message", flat=True)) == set(keys)
        transaction.set_rollback(True)
