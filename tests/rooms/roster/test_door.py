"""What other rooms ask: who is on the roster on a day, and who is that."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from standing.kernel.refusals import NotFound
from standing.rooms.roster import api
from standing.rooms.roster.models import Person, Post
from tests.make import roster as make

pytestmark = pytest.mark.django_db
DAY = make.DAY
NEXT = DAY + timedelta(days=1)
TWO_POSTS = (("streets", "", "office", "day"), ("clerk", "S-1", "counter", ""))


@pytest.mark.parametrize(
    "name", ["Ana García", "ana garcia", "GARCÍA, Ana", "Garcia Ana M.", "Ana María García", "  Ana   GARCIA "]
)
def test_number_and_name_find_a_person_however_it_is_written(by, name):
    ours = make.person(number="A 17", name="Ana María García" if "Mar" in name else "Ana M. García", by=by)
    assert api.find_person(number=" a17 ", name=name, on=DAY) == ours


@pytest.mark.parametrize(("number", "name"), [("A18", "Ana García"), ("A17", "Ana"), ("A17", "Eva García"), ("", "")])
def test_a_wrong_number_or_name_finds_nobody(by, number, name):
    make.person(number="A17", name="Ana García", by=by)
    assert api.find_person(number=number, name=name, on=DAY) is None


def test_a_person_in_two_departments_is_one_person(by):
    ours = make.person(number="A17", posts=TWO_POSTS, by=by)
    assert api.person(id=ours.id) == ours
    assert {(post.department, post.work_type) for post in ours.posts} == {("streets", "office"), ("clerk", "counter")}
    assert (api.count(on=DAY), api.count(on=DAY, department="clerk"), api.count(on=DAY, department="parks")) == (
        1,
        1,
        0,
    )
    assert api.people(on=DAY, department="clerk", work_type="counter") == (ours,)
    assert api.people(on=DAY, department="streets", work_type="counter") == ()
    assert sorted(row["department_id"] for row in api.posts_on(on=DAY)) == ["clerk", "streets"]


def test_days_count_from_the_first_up_to_but_not_including_the_last(by):
    ours = make.person(number="A17", name="Ana García", left_on=NEXT, by=by)
    counts = [api.count(on=day) for day in (DAY - timedelta(days=1), DAY, NEXT)]
    assert counts == [0, 1, 0]
    assert api.find_person(number="A17", name="Ana García", on=DAY) == ours
    assert api.find_person(number="A17", name="Ana García", on=NEXT) is None


def test_there_is_nobody_by_another_id(by):
    with pytest.raises(NotFound):
        api.person(id=uuid4())


def test_the_pack_says_sorts_of_work_and_shifts(town):
    assert api.work_types(known=make.AT) == (("office", "Office"), ("counter", "Counter"), ("field", "Field"))
    assert api.shifts(known=make.AT)[1] == ("night", "Night")


def test_the_database_keeps_people_and_posts(by):
    ours = make.person(number="A17", by=by)
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        Person.objects.filter(pk=ours.id).delete()
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        Post.objects.all()._raw_delete("default")
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Post.objects.update(site="S-2")
    with pytest.raises(IntegrityError, match="rosterperson_has_a_number"), transaction.atomic():
        make.person(number="A17", by=by)
    with pytest.raises(IntegrityError, match="rosterpost_one_at_a_time"), transaction.atomic():
        make.person(number="A18", posts=TWO_POSTS[:1] * 2, by=by)


def test_a_name_that_was_forgotten_does_not_come_back(by):
    ours = make.person(number="A17", left_on=NEXT, by=by)
    rows = Person.objects.filter(pk=ours.id)
    with pytest.raises(IntegrityError, match="known_or_forgotten"), transaction.atomic():
        rows.update(forgotten_at=make.AT)
    rows.update(forgotten_at=make.AT, number="", name="", key="", sort_name="", email="")
    assert api.person(id=ours.id).is_forgotten
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        rows.update(forgotten_at=None, number="A17", name="Ana", key="ana")


def test_two_posts_in_one_department_never_overlap_closed_ones_included(by):
    ours = make.person(number="A17", left_on=DAY + timedelta(days=10), by=by)
    first = Post.objects.get(person=ours.id)

    def post(begins, ends, department="streets"):
        with transaction.atomic():
            return Post.objects.create(
                person_id=ours.id, department_id=department, opened_by=first.opened_by, from_on=DAY + timedelta(days=begins),
                until_on=DAY + timedelta(days=ends) if ends is not None else None,
                closed_by=first.opened_by if ends is not None else None,
            )  # fmt: skip

    for begins, ends in ((-5, 1), (0, 10), (3, 4), (9, 20), (9, None), (-5, None)):
        with pytest.raises(IntegrityError, match="rosterpost_one_at_a_time_in_a_department"):
            post(begins, ends)
    post(10, 12)  # the day after
    post(-5, 0)
    post(3, 3)  # one that was taken back covers no day
    post(3, 4, department="clerk")
    last = post(12, None)
    with pytest.raises(IntegrityError, match="rosterpost_one"), transaction.atomic():
        post(30, None)
    with pytest.raises(IntegrityError, match="rosterpost_one_at_a_time"), transaction.atomic():
        Post.objects.filter(pk=first.pk).update(until_on=DAY + timedelta(days=11))
    Post.objects.filter(pk=last.pk).update(until_on=DAY + timedelta(days=14), closed_by=first.opened_by)
