"""The pages by which the City steers who takes courses."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.rooms.training.models import Assignment, Completion, Sheet
from tests.make import accounts
from tests.make import duties as make
from tests.make import roster as people
from tests.rooms.training.test_sheets import name, scan  # noqa: F401 - a fixture

DAY = timedelta(days=1)


@pytest.fixture
def town(db, tmp_path, settings, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    settings.STANDING = {**settings.STANDING, "files_dir": tmp_path / "files"}
    make.load_town(tmp_path)


@pytest.fixture
def by(town):
    return make.personnel()


@pytest.fixture
def client(by):
    return accounts.client_of(by)


@pytest.fixture
def liaison(town):
    return accounts.client_of(accounts.person(role=Role.LIAISON, department="streets"))


def said(answer):
    return answer.content.decode()


def test_personnel_sees_how_many_a_rule_covers_makes_it_and_ends_it(client, liaison):
    make.several(3)
    form = {"course": "rules", "department": "streets", "work_type": "", "shift": "", "site": "", "days": "20"}

    wrong = client.post("/staff/training/rules/make/", {**form, "days": "0", "from_on": "soon"})
    assert wrong.status_code == 422
    assert "Give a day such as" in said(wrong)
    looked = client.post("/staff/training/rules/make/", {**form, "from_on": str(make.TODAY), "step": "look"})
    assert "covers 3 people" in said(looked)
    assert not Assignment.objects.exists()
    client.post("/staff/training/rules/make/", {**form, "from_on": str(make.TODAY), "step": "save"})
    row = Assignment.objects.get()
    again = client.post("/staff/training/rules/make/", {**form, "from_on": str(make.TODAY), "step": "save"})
    assert "holds already" in said(again)
    assert "End it today" in said(client.get("/staff/training/rules/"))
    assert liaison.post(f"/staff/training/rules/{row.pk}/end/").status_code in {403, 404}
    client.post(f"/staff/training/rules/{row.pk}/end/")
    assert "1 rule that ended" in said(client.get("/staff/training/rules/"))


def test_names_are_for_those_who_may_see_them_and_counts_for_more(client, liaison, by):
    first, *_more = make.several(2)
    people.person(number="77", name="Otto Clerk", posts=(("clerk", "", "office", "day"),), joined_on=make.TODAY)
    make.rule(by=by, days=10)
    make.complete(first)
    auditor = accounts.client_of(accounts.person(role=Role.AUDITOR))

    board = said(client.get("/staff/training/"))
    assert "1 of 3 people hold it: 33 %" in board
    assert "1 person is late" in board
    assert "1 of 2 people" in said(liaison.get("/staff/training/"))
    assert "1 of 3 people" in said(auditor.get("/staff/training/"))
    past = said(client.get("/staff/training/", {"day": str(make.TODAY - DAY)}))
    assert "This is how it stood on" in past
    assert "0 of 2 people" in past
    assert ",rules,department,streets," in said(client.get("/staff/training/coverage.csv"))
    assert "Otto Clerk" in said(client.get("/staff/training/missing/"))
    assert "Otto Clerk" not in said(liaison.get("/staff/training/missing/", {"department": "clerk"}))
    assert "Otto Clerk" not in said(liaison.get("/staff/training/missing/missing.csv"))
    assert "Otto Clerk" in said(client.get("/staff/training/missing/missing.csv", {"mail": "none"}))
    assert auditor.get("/staff/training/missing/").status_code in {403, 404}
    assert Client().get("/staff/training/").status_code in {302, 403, 404}


def test_everybody_sees_counts_and_no_small_ones(client, by):
    make.several(2)
    make.rule(by=by)

    page = Client().get("/status/training/")

    assert page.status_code == 200
    assert not page.cookies
    assert "not shown" in said(page)
    assert "not yet" not in said(page)  # of two people it would tell of each
    assert "Sample Person" not in said(page)


def test_a_sheet_is_made_printed_entered_found_by_its_code_and_withdrawn(client, liaison, by, scan):  # noqa: F811
    make.several(2)
    make.rule(by=by)
    made = liaison.post(
        "/staff/training/sheets/",
        {"make": "1", "course": "rules", "language": "en", "department": "streets", "site": ""},
    )
    sheet = Sheet.objects.get()
    address = f"/staff/training/sheets/{sheet.pk}/"
    assert made.url == address
    assert liaison.get(f"{address}sheet.pdf").content.startswith(b"%PDF")
    assert name(1) in said(liaison.get(address))

    form = {"on": str(make.TODAY), "supervisor": "Sample Lead", "signed": ["1"]}
    added = {"number_1": "5", "name_1": "Nobody Here"}
    wrong = liaison.post(address, {**form, **added, "scan": SimpleUploadedFile("s.png", scan)})
    assert wrong.status_code == 422
    assert "do not fit together" in said(wrong)
    assert re.search(r'value="1" checked', said(wrong))
    assert 'value="Nobody Here"' in said(wrong)
    assert "attach the scan again" in said(wrong)
    assert "Attach a scan" in said(liaison.post(address, form))
    fake = SimpleUploadedFile("s.png", b"no picture")
    assert liaison.post(address, {**form, "scan": fake}).status_code == 422
    done = liaison.post(address, {**form, "scan": SimpleUploadedFile("s.png", scan)}, follow=True)
    assert "1 person was entered" in said(done)
    assert Completion.objects.count() == 1

    found = client.post("/staff/training/sheets/", {"find": "1", "code": sheet.code.lower().replace("-", " ")})
    assert found.url == address
    assert "no sheet with this code" in said(client.post("/staff/training/sheets/", {"find": "1", "code": "x"}))
    entry = re.search(r"/staff/training/files/[0-9a-f-]+/", said(client.get(address)))[0]
    assert client.get(entry).content[1:4] == b"PNG"
    stranger = accounts.client_of(accounts.person(role=Role.LIAISON, department="clerk"))
    assert stranger.get(address).status_code == 404
    assert stranger.get(entry).status_code == 404
    gone = client.post(f"{address}withdraw/", {"why": "people"}, follow=True)
    assert "does not count any more" in said(gone)
    assert "withdrawn" in said(client.get("/staff/training/sheets/"))


def test_a_list_is_looked_at_first_and_what_is_there_goes_out_as_statements(client, by, settings):
    make.several(1)
    content = f"number,name,course,day\n90001,{name(1)},rules,{make.TODAY}\n1,x,rules,{make.TODAY}\n".encode()

    looked = client.post("/staff/training/imports/", {"file": SimpleUploadedFile("l.csv", content)})
    assert "Take in 1 completion" in said(looked)
    assert "do not fit together" in said(looked)
    assert not Completion.objects.exists()
    carried = re.search(r'name="content" value="([^"]+)"', said(looked))[1]
    done = client.post("/staff/training/imports/", {"content": carried}, follow=True)
    assert "1 completion was recorded" in said(done)
    lines = b"".join(client.get("/staff/training/statements.jsonl")).decode().splitlines()
    (statement,) = [json.loads(line) for line in lines]
    assert statement["context"]["extensions"][f"{settings.STANDING['origin']}/learn/sample"] is True
    assert set(statement) == {"id", "actor", "verb", "object", "result", "context", "timestamp"}
    wrong = client.post("/staff/training/imports/", {"file": SimpleUploadedFile("l.csv", b"%PDF-1.7")})
    assert "This is a PDF" in said(wrong)
