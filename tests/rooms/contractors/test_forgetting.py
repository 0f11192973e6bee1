"""What is kept of a firm until when, what is forgotten on its day, and what a legal hold keeps longer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from standing.hall.audit.models import Record
from standing.hall.holds import api as holds
from standing.hall.mail import actions as mail
from standing.hall.mail.models import Letter
from standing.rooms.contractors import api
from standing.rooms.contractors.actions import forgetting
from standing.rooms.contractors.models import Attestation, Contract, FirmContact, Notice
from standing.rooms.contractors.rules.steps import State
from tests import canary
from tests.make import contractors as make

pytestmark = pytest.mark.django_db
AT = make.AT
DAY = timedelta(days=1)
ENDS = date(2027, 12, 31)
DUE = datetime.combine(ENDS, AT.timetz()) + 1831 * DAY
"""The first day on which the last day of the contract lies more than 1,830 days back."""
ADDRESS = "quetzal@fern.example"
SIGNER = "Sample Signer"


@pytest.fixture
def attested(by):
    """Return the firm V1 that was written to, attested, and whose only contract ends; V2 was never written to."""
    make.take_in(make.row("C-1", email=ADDRESS), by=by)
    make.send(by=by)
    make.attest(make.token_to(ADDRESS))
    make.take_in(make.row("C-2", vrn="V2", firm="Two", email="pangolin@two.example"), by=by)
    return "V1"


def test_contacts_and_signers_go_on_the_day_and_answers_stay(attested):
    before = api.coverage(at=AT + DAY).whole.contracts
    assert before[State.ATTESTED] == 1
    assert forgetting.forget_old(at=DUE - DAY) == 0
    assert {hit.canary for hit in canary.find(canaries=[ADDRESS, SIGNER, "pangolin"])} == {ADDRESS, SIGNER, "pangolin"}
    assert forgetting.forget_old(at=DUE) == 3
    assert [row.email for row in FirmContact.objects.all()] == [
        f"forgotten-{FirmContact.objects.get().pk}@firm.invalid"
    ]
    assert (Attestation.objects.count(), Notice.objects.count(), Contract.objects.count()) == (1, 1, 2)
    assert api.coverage(at=AT + DAY).whole.contracts == before
    assert Record.objects.get(verb="contractors.forget_old").facts == {"count": 3}
    assert forgetting.forget_old(at=DUE) == 0


def test_an_address_and_a_signer_are_nowhere_in_the_database_afterwards(attested):
    forgetting.forget_old(at=DUE)
    assert {hit.where.split(":")[1].split(".")[0] for hit in canary.find(canaries=[ADDRESS, SIGNER])} <= {"mail_letter"}
    while mail.purge_letters(at=DUE):
        pass
    assert not Letter.objects.filter(to=[ADDRESS]).exists()
    assert not canary.find(canaries=[ADDRESS, SIGNER, "pangolin"])


@pytest.mark.parametrize("below", ["contractors", "contractors:firm:V1"])
def test_a_legal_hold_keeps_it_until_it_is_lifted(attested, other, below):
    with transaction.atomic():
        hold = holds.place(subject=below, reason="A case.", order="Order 1", by=other, at=AT)
    assert forgetting.forget_old(at=DUE) == (0 if below == "contractors" else 1)
    assert FirmContact.objects.filter(email=ADDRESS).exists()
    assert canary.find(canaries=[SIGNER])
    with transaction.atomic():
        holds.lift(hold=hold.id, reason="It ended.", by=other, at=AT)
    forgetting.forget_old(at=DUE)
    assert not FirmContact.objects.filter(email=ADDRESS).exists()
    assert not FirmContact.objects.filter(firm="V2").exists()


def test_a_firm_with_a_contract_that_lasts_is_kept_whole(attested, by):
    make.take_in(make.row("C-9", email=ADDRESS, ends="2032-01-01"), by=by, at=AT + DAY)
    assert forgetting.forget_old(at=DUE) == 2  # the firm without one, and the signer for the contract that ended
    assert FirmContact.objects.filter(email=ADDRESS).exists()


def test_parts_are_forgotten_one_after_the_other(by):
    rows = (make.row(f"C-{n}", vrn=f"V{n}", firm=f"Firm {n}", email=f"a{n}@firm.example") for n in range(3))
    make.take_in(*rows, by=by)
    assert [forgetting.forget_old(at=DUE, most=2) for _ in range(3)] == [2, 1, 0]
