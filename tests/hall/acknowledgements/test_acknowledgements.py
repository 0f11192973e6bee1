"""This person or firm, this exact text, this day."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.acknowledgements.api import How, Kind, Signer, Who
from standing.hall.acknowledgements.models import Acknowledgement, Text
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.kernel.refusals import NotFound, NotNow, Refused
from tests.make.accounts import AT

DAY = AT.date()
SOMEBODY = Who(kind=Kind.PERSON, id=str(uuid4()))
A_FIRM = Who(kind=Kind.FIRM, id="VRN-0001")
SIGNER = Signer(name="Jo  Sample", title="Manager", authority="I may sign for the firm.")


def keep(edition: int = 1, body: str = "Read me.", **changed: object) -> acknowledgements.TextFact:
    said = {"subject": "tests:text", "language": "en", "title": "A text", "is_material": True, "by": SYSTEM, "at": AT}
    return acknowledgements.keep_text(**{**said, "edition": edition, "body": body, **changed})  # type: ignore[arg-type]


def acknowledge(text: str, who: Who = SOMEBODY, **changed: object) -> acknowledgements.AcknowledgementFact:
    said = {"text": text, "who": who, "on": DAY, "how": How.PAGE, "by": SYSTEM, "at": AT + timedelta(minutes=1)}
    return acknowledgements.acknowledge(**{**said, **changed})  # type: ignore[arg-type]


def test_it_names_who_the_exact_text_and_the_day_and_is_in_the_log(db):
    text = keep()
    made = acknowledge(text.sha256)

    assert (made.who, made.text, made.on, made.signer) == (SOMEBODY, text, DAY, None)
    assert acknowledgements.acknowledged_by(who=SOMEBODY) == (made,)
    deed = audit.records_about(subject=str(made.id))
    assert [record.verb for record in deed] == ["acknowledgements.acknowledge"]


def test_twice_on_one_day_is_once_and_another_day_is_another(db):
    text = keep().sha256
    first = acknowledge(text)

    assert acknowledge(text, how=How.PAPER) == first
    assert acknowledge(text, on=DAY + timedelta(days=1), at=AT + timedelta(days=2)) != first
    assert Acknowledgement.objects.count() == 2


def test_it_cannot_be_before_the_text_or_after_today(db):
    text = keep().sha256
    with pytest.raises(NotNow, match="not there yet"):
        acknowledge(text, on=DAY - timedelta(days=1))
    with pytest.raises(NotNow, match="not come yet"):
        acknowledge(text, on=DAY + timedelta(days=2))
    with pytest.raises(NotFound):
        acknowledge("0" * 64)


def test_a_firm_needs_somebody_who_signs_and_a_person_has_no_signer(db):
    text = keep().sha256
    with pytest.raises(Refused, match="who signs"):
        acknowledge(text, A_FIRM)
    with pytest.raises(Refused, match="your title"):
        acknowledge(text, A_FIRM, signer=Signer(name="Jo", title=" ", authority="x"))

    assert acknowledge(text, A_FIRM, signer=SIGNER).signer == Signer(
        name="Jo Sample", title="Manager", authority="I may sign for the firm."
    )
    assert acknowledge(text, signer=SIGNER).signer is None


def test_a_signer_is_forgotten_and_nothing_else(db):
    made = acknowledge(keep().sha256, A_FIRM, signer=SIGNER)

    assert acknowledgements.forget_signers(ids=[made.id], by=SYSTEM, at=AT) == 1
    (left,) = acknowledgements.acknowledged_by(who=A_FIRM)
    assert (left.signer, left.text, left.on) == (None, made.text, made.on)
    assert acknowledgements.forget_signers(ids=[made.id], by=SYSTEM, at=AT) == 0


def test_an_edition_keeps_its_words(db):
    kept = keep()
    assert keep() == kept
    with pytest.raises(NotNow, match="other words"):
        keep(body="Read me anew.")
    newer = keep(2, "Read me anew.")
    assert acknowledgements.current_text(subject="tests:text", language="en", at=AT) == newer
    assert acknowledgements.current_text(subject="tests:text", language="es", at=AT) is None
    assert acknowledgements.text(sha256=kept.sha256) == kept


@pytest.mark.parametrize("changed", [{"who": "another"}, {"on": DAY - timedelta(days=9)}, {"signer_name": "Somebody"}])
def test_the_database_refuses_changes(db, changed):
    acknowledge(keep().sha256, A_FIRM, signer=SIGNER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Acknowledgement.objects.update(**changed)


def test_the_database_refuses_deletion_and_words_that_are_not_their_hash(db):
    acknowledge(keep().sha256)
    for deed in (
        Acknowledgement.objects.all().delete,
        Text.objects.all().delete,
        lambda: Text.objects.update(title="x"),
        lambda: Text.objects.create(
            sha256="0" * 64, subject="tests:x", edition=1, language="en", title="t", body="b", is_material=True,
            kept_at=AT,
        ),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


@given(st.lists(st.booleans(), max_size=8))
def test_an_acknowledgement_counts_from_the_last_material_edition_on(material):
    editions = list(enumerate(material, start=1))
    since = acknowledgements.last_material(editions)
    assert all(not is_material for number, is_material in editions if number > since)
    assert not any(material[1:]) or material[since - 1]
