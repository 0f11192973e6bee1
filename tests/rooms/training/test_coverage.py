"""Coverage is one question to the database, and equal to counting people one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.kernel.refusals import Refused
from standing.rooms.training.models import Assignment
from standing.rooms.training.queries import courses, coverage
from standing.rooms.training.rules import coverage as rules
from standing.rooms.training.rules import validity
from standing.rooms.training.rules.coverage import By, Cell, Filters
from tests.make import duties as make
from tests.make import roster as people

DAY = timedelta(days=1)
GRACE = 10


@pytest.fixture
def town(db, tmp_path):
    make.load_town(tmp_path, make.course("counter", expires={"months": 1}))


@pytest.fixture
def by(town):
    return make.personnel()


def counted(filters=rules.EVERYBODY, day=make.TODAY):
    return coverage.cells(day=day, known=make.AT, grace_days=GRACE, filters=filters)


def cell(course="rules", by=By.CITY, code="", **asked):
    found = [one for one in counted(**asked) if (one.course, one.by, one.code) == (course, by, code)]
    return (found[0].assigned, found[0].done, found[0].overdue) if found else None


def test_who_was_never_asked_counts_and_who_has_two_posts_counts_in_both_and_once_in_the_city(by):
    first, second = make.several(2)
    two = people.person(
        number="7", posts=(("streets", "", "field", "night"), ("clerk", "", "office", "day")), joined_on=make.TODAY
    )
    make.rule(by=by, days=10)
    make.complete(first)

    assert cell() == (3, 1, 1)  # the one who joined today has time
    assert cell(by=By.DEPARTMENT, code="streets") == (3, 1, 1)
    assert cell(by=By.DEPARTMENT, code="clerk") == (1, 0, 0)
    assert cell(by=By.SHIFT, code="night") == (1, 0, 0)
    assert cell(by=By.WORK_TYPE, code="office") == (3, 1, 1)
    assert cell(filters=Filters(department="clerk")) == (1, 0, 0)
    total, lacking = coverage.missing(day=make.TODAY, known=make.AT, grace_days=GRACE, filters=rules.EVERYBODY)
    assert total == 2
    assert {one.person for one in lacking} == {second, two.id}
    assert {one.person: one.departments for one in lacking}[two.id] == ("clerk", "streets")
    heads = coverage.heads(day=make.TODAY, known=make.AT, grace_days=GRACE, courses=["rules"])
    assert [(one.department, one.heads, one.finished) for one in heads] == [("clerk", 1, 0), ("streets", 3, 1)]


def test_a_material_edition_asks_anew_after_the_days_of_grace_and_another_one_never(by):
    (person,) = make.several(1)
    make.rule(by=by)
    make.complete(person, on=make.TODAY - 20 * DAY)
    make.next_edition(make.course(edition=2, material=False), at=make.AT - 15 * DAY)
    assert cell() == (1, 1, 0)

    make.next_edition(make.course(edition=3), at=make.AT - 9 * DAY)
    assert cell() == (1, 1, 0)
    assert coverage.cells(day=make.TODAY + DAY, known=make.AT, grace_days=GRACE)[0].done == 0
    make.complete(person, number=3)
    assert coverage.cells(day=make.TODAY + DAY, known=make.AT, grace_days=GRACE)[0].done == 1


def test_a_past_day_gives_what_held_then(by):
    person, _other = make.several(2)
    make.rule(by=by, course="counter", days=5)
    make.complete(person, course="counter", on=make.TODAY - 29 * DAY)

    asked = {"course": "counter"}
    assert cell(**asked) == (2, 1, 1)
    assert cell(**asked, day=make.TODAY + 3 * DAY) == (2, 0, 2)
    assert cell(**asked, day=make.TODAY - 18 * DAY) == (2, 1, 0)
    assert cell(**asked, day=make.TODAY - 21 * DAY) is None


def brute(day):
    """Count people one by one, in plain Python."""
    facts = courses.editions(known=make.AT)
    done_rows = list(make.completions())
    found: dict[tuple[str, By, str], list[int]] = {}
    for person in people.queries.people(on=day):
        posts = [post for post in person.posts if post.from_on <= day and (not post.until_on or post.until_on > day)]
        for course in ("counter", "rules"):
            dues = [
                max(rule.from_on, person.joined_on) + rule.days * DAY
                for rule in Assignment.objects.filter(course=course)
                for post in posts
                if rule.from_on <= day
                and (rule.until_on is None or day < rule.until_on)
                and all(
                    getattr(rule, name) in {"", getattr(post, name)}
                    for name in ("department", "site", "work_type", "shift")
                )
            ]
            if not dues:
                continue
            held = any(
                validity.is_valid(
                    on=on,
                    day=day,
                    expires=validity.expiry_of(fact.expires),
                    superseded=coverage.superseded_on(fact, facts, grace_days=GRACE),
                )
                for who, edition, on in done_rows
                for fact in facts
                if who == person.id and fact.id == edition and fact.course == course
            )
            places = {(By.CITY, "")}
            for post in posts:
                places |= {
                    (By.DEPARTMENT, post.department), (By.SITE, post.site), (By.WORK_TYPE, post.work_type),
                    (By.SHIFT, post.shift),
                }  # fmt: skip
            for by, code in places:
                row = found.setdefault((course, by, code), [0, 0, 0])
                row[0] += 1
                row[1] += held
                row[2] += not held and min(dues) < day
    return {
        Cell(course=course, by=by, code=code, assigned=row[0], done=row[1], overdue=row[2])
        for (course, by, code), row in found.items()
    }


POSTS = st.tuples(
    st.sampled_from(("streets", "clerk")), st.sampled_from(("", "S1")), st.sampled_from(("office", "field")),
    st.sampled_from(("", "day")),
)  # fmt: skip
RULES = st.fixed_dictionaries(
    {
        "course": st.sampled_from(("rules", "counter")),
        "department": st.sampled_from(("", "streets")),
        "work_type": st.sampled_from(("", "field")),
        "shift": st.sampled_from(("", "day")),
        "days": st.integers(1, 30),
        "from_on": st.integers(0, 40).map(lambda ago: make.TODAY - ago * DAY),
    }
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_is_what_counting_one_by_one_gives(by, data):
    with transaction.atomic():
        for number in range(data.draw(st.integers(1, 5))):
            posts = data.draw(st.lists(POSTS, min_size=1, max_size=2, unique_by=lambda post: post[0]))
            joined = make.TODAY - data.draw(st.integers(0, 60)) * DAY
            one = people.person(number=f"5{number}", posts=posts, joined_on=joined, by=by)
            for course in ("rules", "counter"):
                if data.draw(st.booleans()):
                    on = max(joined, make.TODAY - data.draw(st.integers(0, 29)) * DAY)
                    make.complete(one.id, course=course, on=on)
        if data.draw(st.booleans()):
            make.next_edition(make.course(edition=2), at=make.AT - data.draw(st.integers(0, 20)) * DAY)
        for said in data.draw(st.lists(RULES, max_size=4)):
            try:
                made = make.rule(by=by, **said)
            except Refused:  # the same rule drawn twice
                continue
            if data.draw(st.integers(0, 4)) == 0:
                make.assigning.end_rule(rule=made, by=by, at=make.AT)
        day = make.TODAY + data.draw(st.integers(-30, 30)) * DAY

        found = counted(day=day)

        assert len(found) == len(set(found))
        assert set(found) == brute(day)
        transaction.set_rollback(True)


def test_no_small_number_of_people_can_be_worked_out():
    cells = {
        code: Cell(course="rules", by=By.DEPARTMENT, code=code, assigned=assigned, done=done, overdue=0)
        for code, assigned, done in (("a", 200, 200), ("b", 300, 250), ("c", 7, 7), ("d", 90, 88), ("e", 40, 20))
    }

    shown = {one.department: one for one in rules.public(cells, mark_percent=95, least=11)}

    assert set(shown) == set(cells)
    assert shown["c"].assigned is None
    assert shown["d"].done is None
    assert shown["b"].done == 250
    assert [code for code, one in shown.items() if one.at_mark] == ["a", "d"]
    assert [code for code, one in shown.items() if one.at_mark is None] == ["c"]
    assert sum(one.assigned is None for one in shown.values()) > 1


@given(
    numbers=st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1)
)
def test_every_number_that_is_shown_is_zero_or_large(numbers):
    cells = {
        code: Cell(course="x", by=By.DEPARTMENT, code=code, assigned=done + lacking, done=done, overdue=0)
        for code, (done, lacking) in numbers.items()
    }
    for one in rules.public(cells, mark_percent=95, least=11):
        if one.done is not None:
            assert one.assigned is not None
            assert all(number == 0 or number >= 11 for number in (one.done, one.assigned, one.assigned - one.done))
