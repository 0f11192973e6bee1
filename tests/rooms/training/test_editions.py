"""Editions: they come from packs, counsel decides, and the database keeps both."""

import pytest
from django.db import DatabaseError, transaction

from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.installation import api as installation
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.training.actions import editions as actions
from standing.rooms.training.models import Approval, Edition
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.rules.text import sha_of
from tests.make import accounts
from tests.make import training as make

pytestmark = pytest.mark.django_db


def decide(act, course, by, **more):
    return act(
        course=course.id, number=course.edition, seen_sha256=sha_of(course), by=by, at=make.AT + make.HOUR, **more
    )


def test_the_same_course_again_changes_nothing_and_other_words_need_the_next_number(town):
    course = make.in_two_languages()
    assert make.brought(course).number == 1
    assert actions.take_course_from_pack(course=course, pack_sha256="1" * 64, by=make.SYSTEM, at=make.AT) is None
    changed = make.terms(title="At the desk, newly")
    with pytest.raises(actions.SameNumber, match="other words than its edition 1"):
        make.brought(changed)
    with pytest.raises(actions.SameNumber, match="number 2, not 3"):
        make.brought(make.terms(edition=3, title="Newer"))
    assert make.brought(make.terms(edition=2, title="Newer", material=False)).number == 2


def test_the_words_of_each_language_are_kept_as_they_are_shown(town):
    make.brought(make.in_two_languages())
    texts = acknowledgements.editions(subject="training:desk")
    assert [(one.edition, one.language, one.title) for one in texts] == [
        (1, "en", "At the desk"),
        (1, "es", "En el escritorio"),
    ]


def test_nobody_takes_an_edition_before_counsel_approved_it(town):
    course = make.terms()
    make.brought(course)
    with pytest.raises(NotFound, match="counsel has not approved"):
        queries.edition_out(course="desk", at=make.AT + make.HOUR)
    decide(actions.approve_edition, course, make.counsel())
    assert queries.edition_out(course="desk", at=make.AT + make.HOUR).number == 1
    with pytest.raises(NotFound):  # it was not so before
        queries.edition_out(course="desk", at=make.AT)


def test_in_a_sample_people_take_it_before(town):
    installation.create(is_sample=True, at=make.AT)
    make.brought()
    assert queries.edition_out(course="desk", at=make.AT).out_on is not None


def test_only_counsel_decides_and_not_who_brought_it_in(town):
    counsel, course = make.counsel(), make.terms()
    make.brought(course, by=counsel)
    with pytest.raises(NotAllowed, match="Counsel approves"):
        decide(actions.approve_edition, course, accounts.administrator())
    with pytest.raises(NotAllowed, match="wrote, sent or brought in"):
        decide(actions.approve_edition, course, counsel)
    with pytest.raises(DatabaseError, match="they brought in"), transaction.atomic():
        Approval.objects.create(
            edition=Edition.objects.get(), finding="approved", sha256=sha_of(course), by=counsel, at=make.AT + make.HOUR
        )
    assert decide(actions.approve_edition, course, make.counsel(email="second@city.example")).pk


def test_a_withdrawn_edition_is_not_taken_until_it_is_approved_again(town):
    course, counsel = make.terms(), make.counsel()
    make.out(course, by=counsel)
    with pytest.raises(actions.NothingSaid):
        decide(actions.withdraw_edition, course, counsel, note=" ")
    decide(actions.withdraw_edition, course, counsel, note="A sentence on papers is to change.")
    with pytest.raises(NotFound):
        queries.edition_out(course="desk", at=make.AT + make.HOUR)
    with pytest.raises(NotNow, match="withdrawn already"):
        decide(actions.withdraw_edition, course, counsel, note="Again.")
    decide(actions.approve_edition, course, counsel)
    assert queries.edition_out(course="desk", at=make.AT + make.HOUR).number == 1


def test_counsel_decides_on_exactly_what_was_read(town):
    make.brought()
    with pytest.raises(NotNow, match="not the text you opened"):
        actions.approve_edition(
            course="desk", number=1, seen_sha256="0" * 64, by=make.counsel(), at=make.AT + make.HOUR
        )


def test_the_database_keeps_editions_as_they_are(town):
    row = make.brought()
    for deed in (
        lambda: Edition.objects.filter(pk=row.pk).update(is_material=False),
        lambda: Edition.objects.filter(pk=row.pk).delete(),
        lambda: Edition.objects.create(**{**vars_of(row), "number": 3}),
        lambda: Edition.objects.create(**{**vars_of(row), "number": 2, "sha256": "0" * 64}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert Edition.objects.create(**{**vars_of(row), "number": 2}).pk


def vars_of(row):
    names = ("course_id", "content", "sha256", "is_material", "expires", "pass_percent", "attempts", "pack_sha256")
    return {name: getattr(row, name) for name in names} | {"brought_at": row.brought_at}
