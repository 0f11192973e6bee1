"""A department without firms says so, until a list names one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from standing.hall.accounts.api import Role, User
from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.contractors.actions import declaring
from standing.rooms.contractors.models import Declaration
from standing.rooms.contractors.queries import asked
from standing.rooms.obligations import api as obligations
from tests.make import accounts
from tests.make import contractors as make

pytestmark = pytest.mark.django_db
AT = make.AT
DAY = timedelta(days=1)


@pytest.fixture
def head() -> User:
    return accounts.person(role=Role.HEAD, department="clerk")


def evidence(*, known=AT + 9 * DAY) -> list[str]:
    found = obligations.evidence_of(obligation=make.DUTY, department="clerk", known=known)
    return [one.title for one in found if one.true_until is None]


def test_a_head_says_so_and_the_duty_gets_its_evidence_until_a_list_names_a_contract(by, head):
    assert evidence() == []
    declaring.declare_none(department="clerk", by=head, at=AT)
    assert evidence() == ["The department says that no firm has people on its property"]

    make.take_in(make.row("C-1", department="clerk"), by=by, at=AT + DAY)

    assert evidence() == []
    assert asked.declared(departments=None) == ()
    with pytest.raises(NotNow, match="has contracts"):
        declaring.declare_none(department="clerk", by=head, at=AT + 2 * DAY)


def test_it_can_be_taken_back_and_said_again(by, head):
    declaring.declare_none(department="clerk", by=head, at=AT)
    with pytest.raises(NotNow, match="already"):
        declaring.declare_none(department="clerk", by=head, at=AT)
    declaring.take_declaration_back(department="clerk", by=head, at=AT + DAY)
    assert evidence() == []
    with pytest.raises(NotNow, match="taken back"):
        declaring.take_declaration_back(department="clerk", by=head, at=AT + DAY)

    declaring.declare_none(department="clerk", by=head, at=AT + 2 * DAY)
    assert len(evidence()) == 1


def test_nobody_else_says_it(by, head):
    others = (
        by,
        accounts.person(role=Role.HEAD, department="streets"),
        accounts.person(role=Role.AUTHOR, department="clerk"),
    )
    for other in others:
        with pytest.raises(NotAllowed):
            declaring.declare_none(department="clerk", by=other, at=AT)
    declaring.declare_none(department="clerk", by=head, at=AT)
    with pytest.raises(NotAllowed):
        declaring.take_declaration_back(department="clerk", by=by, at=AT)


def test_the_page_offers_it_to_those_who_may(by, head):
    client = accounts.client_of(head)
    assert "No firm has people on our property" in client.get("/staff/contractors/").content.decode()
    assert (
        "No firm has people on our property" not in accounts.client_of(by).get("/staff/contractors/").content.decode()
    )

    said = client.post("/staff/contractors/none/clerk/", follow=True).content.decode()
    assert "This is on record" in said
    assert "Take back" in said
    assert client.post("/staff/contractors/none/streets/").status_code == 404
    assert "taken back" in client.post("/staff/contractors/none/clerk/", {"back": "1"}, follow=True).content.decode()


def test_the_database_keeps_what_was_said(by, head):
    declaring.declare_none(department="clerk", by=head, at=AT)
    row = Declaration.objects.get()
    for deed in (row.delete, lambda: Declaration.objects.update(department="streets")):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    declaring.take_declaration_back(department="clerk", by=head, at=AT + DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Declaration.objects.update(until_at=None)
