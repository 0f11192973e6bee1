"""A legal hold: placed, lifted, wide and narrow; the database keeps what it says."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.accounts.api import Role, User
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.holds import api as holds
from standing.hall.holds.models import Hold
from standing.hall.holds.rules import covering
from standing.kernel.refusals import NotFound, NotNow, Refused
from tests.make import accounts as make
from tests.make.accounts import AT

ORDER = "Case 2:26-cv-01234"


@pytest.fixture
def counsel(db: None) -> User:
    return make.person(role=Role.ATTORNEY)


def place(subject: str, *, by: User) -> holds.HoldFact:
    return holds.place(subject=subject, reason="A lawsuit is likely.", order=ORDER, by=by, at=AT)


def test_a_hold_covers_its_subject_and_all_below_and_nothing_beside(counsel):
    place("encounters:report", by=counsel)

    asked = ("encounters", "encounters:report", "encounters:report:7", "encounters:reports:7", "scenes:scene:7")
    assert holds.held(subjects=asked) == {"encounters:report", "encounters:report:7"}
    assert [holds.is_held(subject) for subject in asked] == [False, True, True, False, False]
    with pytest.raises(NotNow, match="legal hold"):
        holds.check_not_held("encounters:report:7")
    holds.check_not_held("encounters")


def test_one_hold_can_cover_everything(counsel):
    place(holds.EVERYTHING, by=counsel)
    assert holds.held(subjects=["a", "b:c"]) == {"a", "b:c"}


def test_lifting_ends_it_unless_another_covers_the_same(counsel):
    first, second = place("scenes:scene:1", by=counsel), place("scenes", by=counsel)

    lifted = holds.lift(hold=first.id, reason="The case is over.", by=counsel, at=AT + timedelta(days=3))
    assert holds.is_held("scenes:scene:1")
    holds.lift(hold=second.id, reason="The case is over.", by=counsel, at=AT + timedelta(days=3))

    assert not holds.is_held("scenes:scene:1")
    assert (lifted.is_on, lifted.lifted_by, lifted.lifted_reason) == (False, str(counsel), "The case is over.")
    assert {one.id for one in holds.holds_on(subject="scenes:scene:1")} == {first.id, second.id}
    assert {one.id for one in holds.all_holds(below="scenes")} == {first.id, second.id}
    assert holds.all_holds(below="encounters") == ()


def test_both_deeds_are_in_the_log_without_a_word_of_the_reason(counsel):
    placed = place("scenes:scene:1", by=counsel)
    holds.lift(hold=placed.id, reason="The case is over.", by=counsel, at=AT + timedelta(days=1))

    records = audit.records_about(subject="scenes:scene:1")
    assert [(record.verb, record.actor, record.facts) for record in records] == [
        ("holds.place", str(counsel.pk), {"hold": str(placed.id)}),
        ("holds.lift", str(counsel.pk), {"hold": str(placed.id)}),
    ]


@pytest.mark.parametrize(
    ("subject", "reason", "order"),
    [
        ("", "Why", ORDER),
        ("Encounters Report", "Why", ORDER),
        ("encounters", "", ORDER),
        ("encounters", "Why", " "),
        ("encounters", "He is undocumented", ORDER),
        ("encounters", "Why", "A123-456-789"),
        ("encounters", "x" * 501, ORDER),
    ],
)
def test_a_hold_that_says_too_little_or_too_much_is_refused_and_leaves_nothing(counsel, subject, reason, order):
    with pytest.raises(Refused):
        holds.place(subject=subject, reason=reason, order=order, by=counsel, at=AT)
    assert not Hold.objects.exists()


def test_a_hold_is_lifted_once_and_for_a_reason(counsel):
    placed = place("scenes", by=counsel)
    with pytest.raises(Refused, match="why"):
        holds.lift(hold=placed.id, reason=" ", by=counsel, at=AT)
    holds.lift(hold=placed.id, reason="Over.", by=counsel, at=AT)
    with pytest.raises(NotNow):
        holds.lift(hold=placed.id, reason="Over.", by=counsel, at=AT)
    with pytest.raises(NotFound):
        holds.lift(hold=uuid4(), reason="Over.", by=counsel, at=AT)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows, _: rows.delete(),
        lambda rows, _: rows.update(subject="other"),
        lambda rows, _: rows.update(reason="Another."),
        lambda rows, _: rows.update(lifted_at=AT),
        lambda rows, by: rows.update(lifted_at=AT - timedelta(days=1), lifted_by=by, lifted_reason="Before it began."),
    ],
)
def test_the_database_keeps_a_hold_as_it_was_placed(counsel, change):
    placed = place("scenes", by=counsel)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(Hold.objects.all(), counsel)
    assert holds.all_holds() == (placed,)


def test_many_subjects_are_one_question(counsel, django_assert_num_queries):
    place("scenes:scene:3", by=counsel)
    with django_assert_num_queries(1):
        assert holds.held(subjects=[f"scenes:scene:{number}" for number in range(200)]) == {"scenes:scene:3"}
    with django_assert_num_queries(0):
        assert holds.held(subjects=[]) == frozenset()


def test_the_system_places_one_at_the_order_of_a_person(db):
    assert holds.place(subject="scenes", reason="Filed.", order=ORDER, by=SYSTEM, at=AT).placed_by == ""


@given(st.lists(st.from_regex(r"[a-z]{1,4}", fullmatch=True), min_size=1, max_size=5))
def test_what_covers_a_subject_is_each_of_its_beginnings(parts):
    subject = ":".join(parts)
    covers = covering(subject)
    assert (covers[0], covers[-1], len(covers)) == ("*", subject, len(parts) + 1)
    assert all(subject == wide or subject.startswith(wide + ":") for wide in covers[1:])
