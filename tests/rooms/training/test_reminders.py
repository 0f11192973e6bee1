"""Letters about courses: no step lost, none told twice, at most one letter a person a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.accounts.api import Role
from standing.hall.links import api as links
from standing.hall.mail.models import Letter
from standing.rooms.training.actions import reminding
from standing.rooms.training.actions.completing import LINK
from standing.rooms.training.models import Reminded
from standing.rooms.training.queries import courses, owing
from standing.rooms.training.rules import reminding as rules
from tests.make import accounts
from tests.make import duties as make
from tests.make import roster as people

DAY = timedelta(days=1)
STEPS = (7, 3, 1, 0)


@pytest.fixture
def town(db, tmp_path):
    make.load_town(tmp_path, make.course("counter", expires={"months": 1}))


@pytest.fixture
def by(town):
    return make.personnel()


def letters():
    return list(Letter.objects.filter(key__startswith="training:reminder").order_by("pk"))


def at(day, hour=15):
    return datetime.combine(day, time(hour), tzinfo=courses.zone_of(at=make.AT))


def test_one_letter_a_day_holds_all_courses_with_a_link_that_opens_each(by):
    (person,) = make.several(1)
    make.rule(by=by, days=20)
    make.rule(by=by, course="counter", days=23)

    assert reminding.send_reminders(at=make.AT) == reminding.Sent(letters=1, steps=2)
    assert reminding.send_reminders(at=make.AT + timedelta(hours=1)).letters == 0
    (letter,) = letters()
    assert letter.to == ["p1@town.example"]
    assert letter.is_secret
    assert "Course rules" in letter.body
    tokens = [line.rpartition("#")[2] for line in letter.body.splitlines() if "#" in line]
    assert {links.look(token=token, purpose=LINK, at=make.AT).subject for token in tokens} == {
        f"{person}:rules", f"{person}:counter",
    }  # fmt: skip


def test_who_holds_the_course_is_left_alone_until_it_ends_soon(by):
    (person,) = make.several(1)
    make.rule(by=by, course="counter", days=1)
    make.complete(person, course="counter", on=make.TODAY - 10 * DAY)  # holds through 2 March

    sent = [day for day in range(40) if reminding.send_reminders(at=at(make.TODAY + day * DAY)).letters]

    assert [(make.TODAY + day * DAY).strftime("%m-%d") for day in sent] == [
        "02-23", "02-27", "03-01", "03-02", "03-09", "03-16", "03-23",
    ]  # fmt: skip


def test_who_has_no_mail_stands_on_the_list_of_the_department_once_a_week(by):
    make.several(2, email=False)
    accounts.grant(email="author@town.example", role=Role.AUTHOR, department="streets")
    make.rule(by=by, days=20)

    assert [reminding.send_reminders(at=at(make.TODAY + day * DAY)).lists for day in range(9)] == [
        1, 0, 0, 0, 1, 0, 0, 0, 0,
    ]  # fmt: skip
    first = Letter.objects.get(key__startswith="training:no-mail", key__endswith="W07")
    assert first.to == ["author@town.example"]
    assert "2 people of" in first.body
    assert "Sample Person" not in first.body


def live(data, by):
    """Let fifty days pass, with days on which nothing runs; return who is still to take the course, and the last day."""
    persons = make.several(3)
    make.rule(by=by, from_on=make.TODAY, days=data.draw(st.integers(1, 30)))
    for number in range(0, 50, 3):
        day = make.TODAY + (number + data.draw(st.integers(0, 2))) * DAY
        event = data.draw(st.sampled_from(("run", "run", "run", "twice", "joins", "finishes", "again", "outage")))
        if event == "joins":
            persons.append(people.person(number=f"8{number}", email=f"j{number}@t.example", joined_on=day, by=by).id)
        elif event == "finishes" and persons:
            make.complete(persons.pop(0), on=day, at=at(day, 8))
        elif event == "again":  # the list is brought again, with another address for everybody
            people.Person.objects.update(email=f"again{number}@t.example")
        if event != "outage":
            reminding.send_reminders(at=at(day, data.draw(st.integers(0, 23))))
        if event == "twice":
            reminding.send_reminders(at=at(day, 23))
    last = make.TODAY + 52 * DAY
    reminding.send_reminders(at=at(last))
    return persons, last


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_over_outages_clock_changes_and_lists_brought_again(by, data):
    """Fifty days around the change of clocks on 8 March."""
    with transaction.atomic():
        persons, last = live(data, by)

        keys = [letter.key for letter in letters()]
        told = list(Reminded.objects.values_list("person_id", "course_id", "due_on", "step_on", "letter_on"))
        assert len(keys) == len(set(keys)) == len({(row[0], row[4]) for row in told})
        assert len(told) == len({row[:4] for row in told})
        assert all(step <= on for _person, _course, _due, step, on in told)
        covered = {(person, due): step for person, _course, due, step, _on in sorted(told, key=lambda row: row[3])}
        owed, _people = owing.owed(day=last, known=at(last), grace_days=10, days=STEPS)
        assert {one.person for one in owed} == set(persons)
        for one in owed:
            step = rules.last_step(due_on=one.due_on, today=last, days=STEPS, weekly_after=True)
            assert covered.get((one.person, one.due_on)) == (step.on if step else None)
        transaction.set_rollback(True)
