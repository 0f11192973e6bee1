"""Firms are asked and answer by their link: exactly once, exactly this text, exactly these contracts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from standing.hall.accounts.api import Role
from standing.hall.acknowledgements.models import Acknowledgement
from standing.hall.audit.models import Record
from standing.hall.links.api import LinkOver
from standing.hall.mail.models import Letter
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.contractors import api
from standing.rooms.contractors.actions import answering, asking, exceptions
from standing.rooms.contractors.actions.answering import NamedFirm
from standing.rooms.contractors.models import Asking, Attestation, AttestedContract, Decline, Firm, Notice, Subcontract
from standing.rooms.contractors.queries import answers, listed
from standing.rooms.contractors.rules.steps import Clause, Ended, State
from standing.rooms.obligations import api as obligations
from tests.make import accounts
from tests.make import contractors as make

pytestmark = pytest.mark.django_db
AT = make.AT
DAY = timedelta(days=1)


def evidence(department="streets", *, known=AT + DAY):
    found = obligations.evidence_of(obligation=make.DUTY, department=department, known=known)
    return [one.kind for one in found if one.true_until is None]


def test_a_firm_attests_for_the_contracts_it_was_shown_and_the_duty_gets_its_evidence(by):
    make.take_in(make.row("C-1"), make.row("C-2", department="clerk", heads=3), by=by)
    make.send(by=by)
    assert (Asking.objects.count(), Notice.objects.count()) == (1, 1)
    assert evidence() == []
    made = make.attest(make.token_to("office@fern.example"))
    row = Attestation.objects.select_related("acknowledgement").get(pk=made.id)
    assert sorted(AttestedContract.objects.values_list("contract", flat=True)) == ["C-1", "C-2"]
    assert (row.acknowledgement.signer_name, row.acknowledgement.signer_authority) == (
        "Sample Signer",
        answering.AUTHORITY,
    )
    assert api.coverage(at=AT).whole.heads == {State.ATTESTED: 8}
    assert api.coverage(at=AT, department="clerk").whole.contracts == {State.ATTESTED: 1}
    assert (make.asked(), Asking.objects.get().ended_because) == (None, Ended.ANSWERED)
    assert evidence() == ["contractor-notices"] == evidence("clerk")
    assert evidence("police") == []
    with pytest.raises(LinkOver):
        make.attest(_old_token(), at=AT)


def _old_token():
    from standing.hall.links import api as links

    row = Asking.objects.get()
    token = links.make(purpose="contractors.attest", subject=str(row.pk), expires_at=AT + DAY, at=AT - DAY)
    links.end(purpose="contractors.attest", subject=str(row.pk), at=AT)
    return token


def test_a_new_contract_is_silent_again_ends_the_evidence_and_asks_anew(by):
    make.take_in(make.row("C-1"), by=by)
    make.send(by=by)
    make.attest(make.token_to("office@fern.example"))
    make.take_in(make.row("C-2"), by=by, at=AT + DAY)
    assert api.coverage(at=AT + DAY).whole.contracts == {State.ATTESTED: 1, State.SILENT: 1}
    assert evidence(known=AT + 2 * DAY) == []
    make.send(by=by, at=AT + DAY)
    assert Asking.objects.count() == 2
    made = make.attest(make.token_to("office@fern.example"), at=AT + DAY)
    assert list(AttestedContract.objects.filter(attestation=made.id).values_list("contract", flat=True)) == ["C-2"]
    assert evidence(known=AT + 3 * DAY) == ["contractor-notices"]


@pytest.mark.parametrize(
    ("other", "sentence"), [({"text": "0" * 64}, "new words"), ({"seen": "0" * 64}, "list of contracts has changed")]
)
def test_other_words_or_other_contracts_than_on_the_screen_are_refused_and_use_nothing(by, other, sentence):
    make.take_in(make.row(), by=by)
    make.send(by=by)
    token = make.token_to("office@fern.example")
    with pytest.raises(NotNow, match=sentence):
        make.attest(token, **other)
    assert not Acknowledgement.objects.exists()
    make.attest(token)
    with pytest.raises(NotNow):
        make.attest(token)
    assert Attestation.objects.count() == 1


def test_nobody_attests_without_authority_name_or_a_link(by):
    make.take_in(make.row(), by=by)
    make.send(by=by)
    token = make.token_to("office@fern.example")
    page = answers.page_of(make.asked(), language="en", at=AT)
    said = {"token": token, "text": page.text.sha256, "seen": page.seen, "at": AT}
    for wrong in ({"may_sign": False}, {"name": " "}, {"title": ""}):
        with pytest.raises(Refused):
            answering.attest(**(said | {"name": "A", "title": "B", "may_sign": True} | wrong))
    for guess in ("x", "A" * 43):
        with pytest.raises(NotFound):
            answering.attest(**(said | {"token": guess, "name": "A", "title": "B", "may_sign": True}))
    assert not Attestation.objects.exists()
    answering.attest(**(said | {"name": "A", "title": "B", "may_sign": True}))


def test_firms_that_are_named_get_their_own_letter_and_the_tree_is_kept(by):
    make.take_in(make.row("C-1"), make.row("C-2"), by=by)
    make.send(by=by)
    named = (NamedFirm(name="Sub One", email="one@sub.example", contract="C-1"),)
    make.attest(make.token_to("office@fern.example"), named=named)
    sub = Firm.objects.get(name="Sub One")
    assert make.asked(sub.pk) is not None
    assert "Fern Cleaning says" in Letter.objects.get(to=["one@sub.example"]).body
    deeper = (NamedFirm(name="Sub Two", email="two@sub.example"),)
    make.attest(make.token_to("one@sub.example"), named=deeper)
    tree = [(depth, one.parent.name, one.firm.name, yes) for depth, one, yes in listed.subcontracts(contract="C-1")]
    assert tree == [(0, "Fern Cleaning", "Sub One", True), (1, "Sub One", "Sub Two", False)]
    assert api.coverage(at=AT).whole.contracts == {State.ATTESTED: 2}
    with pytest.raises(Refused, match="itself"):
        make.attest(make.token_to("two@sub.example"), named=[NamedFirm(name="sub two", email="x@x.example")])
    make.attest(make.token_to("two@sub.example"), named=[NamedFirm(name="Fern Cleaning", email="x@x.example")])
    assert Subcontract.objects.count() == 2


def test_to_decline_is_no_attestation_and_the_manager_is_told(by):
    make.take_in(make.row(), by=by)
    make.send(by=by)
    token = make.token_to("office@fern.example")
    for reason in ("", "His SSN is 123-45-6789."):
        with pytest.raises(Refused):
            answering.decline(token=token, reason=reason, at=AT)
    answering.decline(token=token, reason="Our lawyer has to read it first.", at=AT)
    assert Letter.objects.get(to=["manager@streets.example"]).subject.startswith("Declined: Fern")
    assert api.coverage(at=AT).whole.contracts == {State.SILENT: 1}
    with pytest.raises(NotNow, match="declined already"):
        answering.decline(token=token, reason="Again.", at=AT)
    assert Decline.objects.count() == 1
    make.attest(token)
    assert api.coverage(at=AT).whole.contracts == {State.ATTESTED: 1}


def test_an_exception_needs_two_people_and_an_end_and_stops_the_asking(by, other, liaison):
    make.take_in(make.row(), by=by)
    make.send(by=by)
    until = date(2026, 3, 1)
    for day in (date(2026, 2, 1), date(2028, 1, 1)):
        with pytest.raises(Refused):
            exceptions.ask_exception(contract="C-1", reason="Closed.", until=day, by=liaison, at=AT)
    key = exceptions.ask_exception(contract="C-1", reason="Closed.", until=until, by=by, at=AT)
    with pytest.raises(NotAllowed, match="Somebody else"):
        exceptions.decide_exception(exception=key, approve=True, by=by, at=AT)
    with pytest.raises(NotAllowed):
        exceptions.decide_exception(exception=key, approve=True, by=liaison, at=AT)
    exceptions.decide_exception(exception=key, approve=True, by=other, at=AT)
    assert (make.asked(), Asking.objects.get().ended_because) == (None, Ended.EXCEPTED)
    assert api.coverage(at=AT).whole.contracts == {State.EXCEPTED: 1}
    assert evidence() == ["contractor-notices"]
    assert api.coverage(at=AT + 20 * DAY).whole.contracts == {State.SILENT: 1}
    asking.send_reminders(at=AT + 20 * DAY)
    assert evidence(known=AT + 21 * DAY) == []


def test_an_exception_that_is_ended_leaves_the_contract_silent(by, other):
    make.take_in(make.row(), by=by)
    key = make.except_contract("C-1", until=date(2026, 3, 1), asks=by, decides=other)
    exceptions.end_exception(exception=key, by=by, at=AT + DAY)
    assert api.coverage(at=AT + DAY).whole.contracts == {State.SILENT: 1}
    with pytest.raises(NotNow):
        exceptions.end_exception(exception=key, by=by, at=AT + DAY)


def test_people_of_another_department_do_not_ask_for_an_exception(by, town):
    make.take_in(make.row(), by=by)
    stranger = accounts.person(role=Role.LIAISON, department="clerk")
    with pytest.raises(NotAllowed):
        exceptions.ask_exception(contract="C-1", reason="Closed.", until=date(2026, 3, 1), by=stranger, at=AT)


def test_the_last_finding_about_a_clause_counts_and_none_is_changed(by):
    make.take_in(make.row(), by=by)
    for status in (Clause.OUT, Clause.AMENDING, Clause.AMENDING, Clause.IN):
        exceptions.set_clause(contract="C-1", clause="flow-down", status=status, by=by, at=AT)
    assert listed.clauses(contract="C-1")["flow-down"].status == "in"
    assert Record.objects.filter(verb="contractors.set_clause").count() == 3
    with pytest.raises(NotFound):
        exceptions.set_clause(contract="C-1", clause="other", status=Clause.IN, by=by, at=AT)


def test_a_gate_is_told_what_a_code_says_and_nothing_else(by):
    make.take_in(make.row(ends="2026-02-13"), by=by)
    make.send(by=by)
    made = make.attest(make.token_to("office@fern.example"))
    code = made.code.lower()
    fact = answers.proof(code=f" {code[:4]}-{code[4:8]}-{code[8:]} ", at=AT)
    assert (fact.firm, fact.edition, fact.contracts, fact.is_valid) == ("Fern Cleaning", 1, [("C-1", True)], True)
    assert not answers.proof(code=code, at=AT + 9 * DAY).is_valid
    with pytest.raises(NotFound):
        answers.proof(code="ABCD-EFGH-2345", at=AT)


def test_the_database_keeps_what_was_answered(by):
    make.take_in(make.row(), by=by)
    make.send(by=by)
    make.attest(make.token_to("office@fern.example"))
    for change in (
        lambda: Attestation.objects.update(edition=9),
        lambda: AttestedContract.objects.all().delete(),
        lambda: Notice.objects.update(rung="other"),
        lambda: Asking.objects.update(ended_because="gone"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_no_token_stands_in_a_record_or_stays_in_a_letter_that_was_sent(by):
    from standing.hall.mail import actions as mail

    make.take_in(make.row(), by=by)
    make.send(by=by)
    token = make.token_to("office@fern.example")
    made = make.attest(token)
    assert all(token not in str(one.facts) + one.subject for one in Record.objects.all())
    assert set(Letter.objects.filter(about="contractors", body__contains="#").values_list("is_secret", flat=True)) == {
        True
    }
    assert made.crew_link.partition("#")[2] not in str(list(Record.objects.values_list("facts", flat=True)))
    del mail
