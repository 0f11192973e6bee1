"""Completions: facts bound to exactly the words that were acknowledged; certificates found by a code."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.acknowledgements.api import How, Kind, Who
from standing.hall.audit import api as audit
from standing.hall.sealed import api as sealed
from standing.hall.sealed.api import NotACode
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.training import api
from standing.rooms.training.actions import completing, editions
from standing.rooms.training.models import Completion
from standing.rooms.training.rules.answers import Holds, NotPassed
from standing.rooms.training.rules.text import sha_of
from tests.make import roster
from tests.make import training as make

pytestmark = pytest.mark.django_db
AT, DAY = make.AT + make.HOUR, timedelta(days=1)


@pytest.fixture
def fact(town):
    return make.out(make.in_two_languages())


def complete(fact, person, **changed):
    said = {"language": "en", "on": roster.DAY, "how": How.PAPER, "score": None, "out_of": None, "by": audit.SYSTEM}
    return api.complete(person=person.id, edition=fact, at=AT, **{**said, **changed})


def test_a_completion_is_bound_to_the_words_of_its_edition_and_language(fact, ines):
    done = complete(fact, ines, language="es", sheet_sha256="a" * 64)
    (noted,) = acknowledgements.acknowledged_by(who=Who(kind=Kind.PERSON, id=str(ines.id)))
    assert (noted.text.subject, noted.text.edition, noted.text.language) == ("training:desk", 1, "es")
    assert noted.sheet_sha256 == "a" * 64
    row = Completion.objects.get()
    assert (row.pk, row.acknowledgement_id, row.language, row.score) == (done.id, noted.id, "es", None)
    (record,) = audit.records_about(subject=f"completion:{row.pk}")
    assert record.verb == "training.complete"


def test_the_same_day_again_is_the_same_fact_and_another_day_another(fact, ines):
    first, again = complete(fact, ines), complete(fact, ines, language="es")
    assert (again.id, again.is_new, again.code) == (first.id, False, first.code)
    later = api.complete(
        person=ines.id, edition=fact, language="en", on=roster.DAY + DAY, how=How.PAPER, score=None, out_of=None,
        by=audit.SYSTEM, at=AT + DAY,
    )  # fmt: skip
    assert later.id != first.id
    assert later.is_new


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"language": "fa"}, NotFound),
        ({"on": roster.DAY + DAY}, NotNow),
        ({"on": roster.DAY - DAY}, NotNow),
        ({"score": 2, "out_of": 4}, NotPassed),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(fact, ines, changed, refusal):
    with pytest.raises(refusal):
        complete(fact, ines, **changed)
    assert not Completion.objects.exists()
    assert not acknowledgements.acknowledged_by(who=Who(kind=Kind.PERSON, id=str(ines.id)))


def test_who_has_left_finishes_nothing(fact, town):
    gone = roster.person(number="9", name="Gone Sample", left_on=roster.DAY)
    with pytest.raises(NotNow, match="did not work for the City"):
        complete(fact, gone)


def test_the_database_refuses_a_completion_of_other_words(fact, ines):
    done = complete(fact, ines)
    row = Completion.objects.get(pk=done.id)
    second = make.out(make.in_two_languages(edition=2, title="Newer"), by=make.counsel(email="b@city.example"))
    other = roster.person(number="12", name="Other Sample")
    for changed in ({"edition_id": second.id}, {"person_id": other.id}, {"language": "es"}, {"on": row.on + DAY}):
        values = {
            "person_id": row.person_id, "edition_id": row.edition_id, "language": row.language, "on": row.on,
            "how": row.how, "acknowledgement_id": row.acknowledgement_id, "code_fingerprint": "b" * 64,
            "recorded_at": AT,
        }  # fmt: skip
        with pytest.raises(DatabaseError, match="exactly the words"), transaction.atomic():
            Completion.objects.create(**{**values, **changed})
    for deed in (row.delete, lambda: Completion.objects.update(how="page")):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_number_and_name_must_fit_and_case_and_accents_do_not_matter(fact, ines):
    for number, name in (("4711", "Nobody Else"), ("4712", "Inés Sample"), ("", "Inés Sample")):
        with pytest.raises(completing.NoSuchPerson):
            make.finished(fact, number=number, name=name)
    assert not Completion.objects.exists()
    assert make.finished(fact, number=" 4711 ", name="sample, INES").person == ines.id


def test_a_certificate_says_who_when_and_how_long(fact, ines):
    done = make.finished(fact, number="4711", name="Inés Sample")
    found = api.certificate(code=done.code.lower().replace("-", " "), at=AT)
    assert (found.name, found.course, found.title, found.edition) == ("Inés Sample", "desk", "At the desk", 1)
    assert found.on == roster.DAY
    assert found.valid_until is not None
    assert found.valid_until.year == roster.DAY.year + 1
    assert found.holds is Holds.YES
    assert api.certificate(code=done.code, at=AT + 800 * DAY).holds is Holds.OUTDATED


def test_the_code_itself_is_kept_nowhere(fact, ines):
    done = make.finished(fact, number="4711", name="Inés Sample")
    kept = str(Completion.objects.values().get()) + str(audit.records_about(subject=f"completion:{done.id}"))
    assert done.code not in kept
    assert done.code.replace("-", "") not in kept


def test_a_withdrawn_edition_and_a_newer_material_one_are_said(fact, ines):
    done = make.finished(fact, number="4711", name="Inés Sample")
    counsel = make.counsel(email="b@city.example")
    newer = make.in_two_languages(edition=2, title="Newer", material=True)
    make.out(newer, by=counsel, at=AT)
    assert api.certificate(code=done.code, at=AT + 100 * DAY).holds is Holds.OUTDATED
    editions.withdraw_edition(
        course="desk", number=1, seen_sha256=sha_of(make.in_two_languages()), note="Wrong.", by=counsel, at=AT
    )
    assert api.certificate(code=done.code, at=AT).holds is Holds.WITHDRAWN


def test_who_tries_codes_finds_none_and_keeps_nobody_waiting(fact, ines):
    done = make.finished(fact, number="4711", name="Inés Sample")
    for _ in range(80):
        with pytest.raises(NotFound):
            api.certificate(code=sealed.new_code(length=16), at=AT)
    assert api.certificate(code=done.code, at=AT).name == "Inés Sample"
    with pytest.raises(NotACode):
        api.certificate(code="12345", at=AT)
