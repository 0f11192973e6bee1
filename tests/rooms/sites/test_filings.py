"""A department files its list: frozen as it was seen, and evidence of its duties in the same transaction."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from standing.hall.accounts.api import Role
from standing.hall.audit.models import Record
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.obligations import api as obligations
from standing.rooms.sites import api
from standing.rooms.sites.actions import filing as actions
from standing.rooms.sites.models import Filing
from standing.rooms.sites.queries import filings
from standing.rooms.sites.rules.lists import Evidence
from standing.rooms.sites.rules.records import Use
from tests.make import accounts
from tests.make import sites as make

pytestmark = pytest.mark.django_db
AT = make.AT
LATER = AT + timedelta(days=1)


def file(by, *, department="streets", kinds=tuple(Evidence), at=LATER):
    seen = filings.draft(department=department).sha256
    return actions.file_list(department=department, kinds=kinds, seen_sha256=seen, by=by, at=at)


def evidence(duty, department="streets", *, known=LATER):
    found = obligations.evidence_of(obligation=duty, department=department, known=known)
    return sorted((one.kind, one.sha256) for one in found)


def test_a_list_is_frozen_and_every_duty_that_asks_for_it_gets_its_evidence(by, liaison):
    make.site("A", by=by)
    make.site("B", by=by, name="Not on it", use=Use.NO)
    key = file(liaison)
    row = Filing.objects.get(pk=key)
    assert ([one["id"] for one in row.rows], row.number, row.filed_by_id) == (["A"], 1, liaison.pk)
    assert evidence("T9-1.sites") == [("property-list", row.sha256), ("property-plan", row.sha256)]
    assert evidence("T9-1.gates") == [("property-barriers", row.sha256)]
    assert evidence("T9-1.sites", "clerk") == []
    assert Record.objects.get(verb="sites.file_list").facts["list"] == row.sha256
    (fact,) = api.filings_of(department="streets", known=LATER)
    assert (fact.id, fact.sha256) == (key, row.sha256)
    assert api.filings_of(department="streets", known=AT) == ()


def test_a_department_without_such_sites_files_an_empty_list(town):
    head = accounts.person(role=Role.HEAD, department="police")
    file(head, department="police")
    assert Filing.objects.get().rows == []
    assert [kind for kind, _ in evidence("T9-1.sites", "police")] == ["property-list", "property-plan"]
    assert evidence("T9-1.gates", "police") == []


def test_what_is_not_ready_is_not_filed_and_leaves_nothing(by, liaison):
    make.site("A", by=by, plan="")
    make.site("B", by=by, name="B", use=Use.UNJUDGED, plan="")
    for kinds in ([Evidence.LIST], [Evidence.PLAN], []):
        with pytest.raises(NotNow):
            file(liaison, kinds=kinds)
    assert not Filing.objects.exists()
    assert evidence("T9-1.sites") == []
    file(liaison, kinds=[Evidence.BARRIERS])
    assert evidence("T9-1.gates") != []


def test_only_the_list_that_was_on_the_screen_is_filed_and_only_once(by, liaison):
    make.site("A", by=by)
    seen = filings.draft(department="streets").sha256
    make.site("B", by=by, name="B")
    with pytest.raises(NotNow, match="has changed"):
        actions.file_list(department="streets", kinds=list(Evidence), seen_sha256=seen, by=liaison, at=LATER)
    file(liaison)
    with pytest.raises(NotNow, match="filed already"):
        file(liaison)
    make.site("C", by=by, name="C", at=LATER)
    file(liaison)
    assert list(Filing.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("role", "department", "may"),
    [
        (Role.LIAISON, "streets", True),
        (Role.BACKUP, "streets", True),
        (Role.HEAD, "streets", True),
        (Role.AUTHOR, "streets", False),
        (Role.HEAD, "clerk", False),
        (Role.PROPERTY, "", False),
        (Role.COORDINATOR, "", False),
        (Role.AUDITOR, "", False),
    ],
)
def test_the_departments_own_liaison_backup_or_head_files(town, role, department, may):
    person = accounts.person(role=role, department=department)
    if may:
        file(person)
    else:
        with pytest.raises(NotAllowed):
            file(person)
    assert Filing.objects.exists() is may


def test_there_is_no_list_of_a_department_that_does_not_exist(town):
    person = accounts.person(role=Role.HEAD, department="nowhere")
    with pytest.raises(NotFound):
        file(person, department="nowhere")


def test_evidence_and_filing_happen_together_or_not_at_all(by, liaison, monkeypatch):
    make.site("A", by=by)
    monkeypatch.setattr(actions.events, "emit", _fail)
    with pytest.raises(RuntimeError):
        file(liaison)
    assert not Filing.objects.exists()
    assert evidence("T9-1.sites") == []


def _fail(_event):
    raise RuntimeError("something broke at the end")


@pytest.mark.parametrize(
    "sql", ["UPDATE sites_filing SET rows = '[]'", "DELETE FROM sites_filing", "TRUNCATE sites_filing"]
)
def test_a_filed_list_never_changes(liaison, sql):
    file(liaison)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
