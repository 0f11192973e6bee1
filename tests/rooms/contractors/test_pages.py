"""What people see: staff by their hats, firms by their link; scanners change nothing."""

from __future__ import annotations

import io
import logging
import re

import pytest
from django.test import Client
from pypdf import PdfReader

from standing.hall.accounts.api import Role
from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.audit.api import SYSTEM
from standing.hall.audit.models import Record
from standing.hall.links.models import Link
from standing.kernel.canonical import canonical
from standing.rooms.contractors.actions._letters import grouped
from standing.rooms.contractors.models import (
    Attestation,
    ContractException,
    CrewReport,
    Decline,
    Import,
    Sending,
    Subcontract,
)
from standing.rooms.contractors.tasks import send_notices
from tests.make import accounts
from tests.make import contractors as make
from tests.make.sites import xlsx

pytestmark = pytest.mark.django_db
AT = make.AT
HERE = "/staff/contractors/"


@pytest.fixture
def visitor():
    return Client(headers={"Sec-Fetch-Site": "same-origin"}, enforce_csrf_checks=True)


@pytest.fixture
def asked(by):
    make.take_in(make.row("C-1", languages="es"), make.row("C-2", department="clerk", heads=3), by=by)
    make.send(by=by)
    return make.token_to("office@fern.example")


def guarded(client, path):
    page = client.get(path).content.decode()
    return {"page_token": re.search(r'name="page_token" value="([^"]+)"', page)[1]}


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def opened(visitor, token, path="/attest/"):
    return visitor.post(path, guarded(visitor, path) | {"token": token, "action": "open"})


def said(page, token, **more):
    return {
        "page_token": hidden(page, "page_token"), "token": token, "action": "attest", "text": hidden(page, "text"),
        "seen": hidden(page, "seen"), "name": "Sample Signer", "title": "Owner", "may_sign": "on",
    } | more  # fmt: skip


def test_scanners_that_look_open_and_prefetch_attest_nothing(visitor, asked, caplog):
    caplog.set_level(logging.DEBUG)
    before = list(Link.objects.values_list("used", "ended_at"))
    records = Record.objects.count()
    for number in range(3):
        machine = {"REMOTE_ADDR": f"192.0.2.{number}"}
        for method in ("get", "head", "options"):
            getattr(visitor, method)("/attest/", **machine)
        visitor.get("/attest/", headers={"Sec-Purpose": "prefetch"}, **machine)
        visitor.get(f"/attest/?token={asked}&action=attest", **machine)
        answer = visitor.post("/attest/", guarded(visitor, "/attest/") | {"token": asked}, **machine)
        assert answer.status_code == 200
        assert b"Fern Cleaning" in answer.content
        visitor.post("/attest/", {"token": asked, "action": "attest", "name": "A", "title": "B", "may_sign": "on"})
    assert list(Link.objects.values_list("used", "ended_at")) == before
    assert (Attestation.objects.count(), Record.objects.count()) == (0, records)
    assert asked not in caplog.text.replace(f"/attest/?token={asked}", "")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not visitor.cookies


def test_a_firm_reads_attests_names_a_firm_and_prints_its_proof(visitor, asked):
    page = opened(visitor, asked, "/es/attest/")
    assert "Lo que su personal" in page.content.decode()
    assert "Firmar por la empresa" in page.content.decode()
    assert 'lang="es"' in page.content.decode()
    wrong = visitor.post("/es/attest/", said(page, asked, may_sign="", named_0="Sub One", email_1="x", title=""))
    assert wrong.status_code == 422
    assert "Sub One" in wrong.content.decode()
    assert not Attestation.objects.exists()
    done = visitor.post("/es/attest/", said(page, asked, named_0="Sub One", email_0="one@sub.example", under_0="C-1"))
    assert done.status_code == 200
    row = Attestation.objects.get(firm="V1")
    assert row.acknowledgement.text.language == "es"
    assert list(Subcontract.objects.values_list("contract", "firm__name")) == [("C-1", "Sub One")]
    assert f"{row.code[:4]}-{row.code[4:8]}" in done.content.decode()
    paper = visitor.post("/attest/proof/", {"ticket": hidden(done, "ticket")})
    assert paper.content.startswith(b"%PDF")
    assert visitor.post("/attest/proof/", {"ticket": "forged"}).status_code == 404
    again = visitor.post("/es/attest/", said(page, asked))
    assert again.status_code == 422
    assert Attestation.objects.count() == 1


def test_a_firm_declines_with_its_reason(visitor, asked):
    page = opened(visitor, asked)
    base = {"page_token": hidden(page, "page_token"), "token": asked, "action": "decline"}
    assert visitor.post("/attest/", base | {"reason": ""}).status_code == 422
    assert visitor.post("/attest/", base | {"reason": "Our lawyer reads it."}).status_code == 200
    assert Decline.objects.get().reason == "Our lawyer reads it."
    assert not Attestation.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
def test_a_wrong_token_is_refused_with_a_sentence_and_stays_in_the_field(visitor, asked, token):
    page = visitor.post("/attest/", guarded(visitor, "/attest/") | {"token": token})
    assert page.status_code == 422
    assert b"does not open anything" in page.content
    assert visitor.post("/attest/", {"token": asked}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_gate_checks_a_code_and_browses_nothing(visitor, asked):
    made = make.attest(asked)
    page = visitor.post("/gate/", guarded(visitor, "/gate/") | {"code": made.code.lower()})
    assert b"Fern Cleaning attested to edition 1" in page.content
    assert b"Sample Signer" not in page.content
    wrong = visitor.post("/gate/", guarded(visitor, "/gate/") | {"code": "AAAA"})
    assert wrong.status_code == 422
    assert b"Fern" not in visitor.get("/gate/").content


def keep_course():
    body = {
        "course": "contractors", "edition": 1, "language": "en", "title": "Ten minutes", "lead": "Read.", "minutes": 10,
        "parts": [{"id": "a", "title": "The rule", "text": "Stay calm."}],
        "questions": [{"id": "q", "text": "Who decides?", "choices": [{"id": "a", "text": "The office"}]}],
    }  # fmt: skip
    return acknowledgements.keep_text(
        subject="training:contractors",
        edition=1,
        language="en",
        title="Ten minutes",
        body=canonical(body).decode(),
        is_material=True,
        by=SYSTEM,
        at=AT,
    )


def test_the_first_page_says_what_waits_for_whom(by):
    make.take_in(make.row("C-1", languages="es"), by=by)
    officer, liaison = accounts.client_of(by), accounts.client_of(accounts.person(role=Role.PERSONNEL))
    assert "1 firm waits for you." in officer.get("/staff/").content.decode()
    assert "Firms that were not told yet" not in liaison.get("/staff/").content.decode()
    make.send(by=by)
    assert "Firms that were not told yet" not in officer.get("/staff/").content.decode()


def test_a_foreman_reads_the_course_prints_the_sheet_and_reports_a_number(visitor, asked):
    token = make.attest(asked).crew_link.partition("#")[2]
    assert b"not there yet" in opened(visitor, token, "/crew/").content
    text = keep_course()
    page = opened(visitor, token, "/crew/")
    assert b"Stay calm." in page.content
    assert b"<li>The office</li>" in page.content
    base = {"page_token": hidden(page, "page_token"), "token": token}
    assert visitor.post("/crew/", base | {"action": "sheet"}).content.startswith(b"%PDF")
    cards = visitor.post("/crew/", base | {"action": "cards"}).content
    assert grouped(Attestation.objects.get().code) in PdfReader(io.BytesIO(cards)).pages[0].extract_text()
    report = base | {"action": "report", "course": text.sha256, "contract": "C-1", "on": "2026-02-12", "heads": "7"}
    assert visitor.post("/crew/", report | {"leader_title": ""}).status_code == 422
    assert visitor.post("/crew/", report | {"leader_title": "Foreman", "on": "2027-01-01"}).status_code == 422
    for _twice in range(2):
        assert b"on record" in visitor.post("/crew/", report | {"leader_title": "Foreman"}).content
    assert CrewReport.objects.get().heads == 7


def test_the_officer_brings_a_list_looks_takes_it_in_and_back(client):
    file = io.BytesIO(make.csv(make.row("C-1"), make.row("C-2", heads="many")))
    file.name = "list.csv"
    matching = client.post(f"{HERE}lists/", {"file": file}).headers["Location"]
    form = client.get(matching).context["form"]
    chosen = {name: form[name].value() or "" for name in form.fields}
    twice = client.post(matching, chosen | {"column_firm": "", "column_title": chosen["column_contract"]})
    assert twice.status_code == 422
    assert set(twice.context["form"].errors) == {"column_firm", "column_title"}
    key = client.post(matching, chosen).headers["Location"]
    page = client.get(key).content.decode()
    assert "Give a number of people" in page
    assert b"many" in b"".join(client.get(f"{key}mistakes.csv").streaming_content)
    assert client.post(f"{key}apply/").status_code == 422
    assert client.post(f"{key}apply/", {"leave_out": "on"}).status_code == 302
    assert b"is taken in" in client.get(key).content
    assert b"C-1" in client.get(f"{HERE}contracts/").content
    assert client.post(f"{key}undo/").status_code == 302
    assert Import.objects.get().step == "undone"
    assert b"No contracts yet" in client.get(f"{HERE}contracts/").content
    empty = client.post(f"{HERE}lists/", {"file": io.BytesIO(b"")})
    assert empty.status_code == 422


def test_another_sheet_is_shown_before_it_is_read_and_a_list_can_be_forgotten(client):
    file = io.BytesIO(xlsx(make.HEAD, make.row("C-1"), make.row("C-2"), others={"More": (make.HEAD, make.row("C-3"))}))
    file.name = "two.xlsx"
    matching = client.post(f"{HERE}lists/", {"file": file}).headers["Location"]
    assert "C-1" in client.get(matching).content.decode()
    assert client.post(matching, {"sheet": "More"}).headers["Location"] == matching
    page = client.get(matching).content.decode()
    assert "C-3" in page
    assert "C-1" not in page
    key = matching.removesuffix("columns/")
    assert client.get(key).headers["Location"] == matching
    assert client.post(f"{key}drop/").status_code == 302
    assert "C-3" not in client.get(key).content.decode()


def test_notices_are_previewed_sent_by_the_job_and_their_page_shows_how_far(client, by):
    make.take_in(make.row("C-1"), make.row("C-2", vrn="V2", firm="Two", email=""), by=by)
    page = client.get(f"{HERE}sendings/").content.decode()
    assert "Send 2 notices" in page
    where = client.post(f"{HERE}sendings/", {"department": ""}).headers["Location"]
    assert b"Being sent" in client.get(f"{HERE}sendings/").content
    assert client.post(f"{HERE}sendings/", {"department": ""}).status_code == 422
    send_notices(sending=str(Sending.objects.get().pk))
    assert b"All letters are written" in client.get(where).content
    assert b"To post on paper" in client.get(HERE).content
    assert client.post(f"{HERE}firms/V2/letter/").content.startswith(b"%PDF")
    assert b"To post on paper" not in client.get(HERE).content
    assert client.post(f"{where}stop/").status_code == 422


def test_a_department_sees_its_own_contracts_and_no_others(asked, liaison):
    theirs = accounts.client_of(liaison)
    page = theirs.get(f"{HERE}contracts/").content.decode()
    assert ("C-1" in page, "C-2" in page) == (True, False)
    assert theirs.get(f"{HERE}contracts/C-1/").status_code == 200
    assert theirs.get(f"{HERE}contracts/C-2/").status_code == 404
    assert theirs.get(f"{HERE}firms/V1/").status_code == 200
    other = accounts.client_of(accounts.person(role=Role.HEAD, department="police"))
    assert other.get(f"{HERE}firms/V1/").status_code == 404
    assert theirs.post(f"{HERE}firms/V1/contacts/", {"email_0": "x@x.example"}).status_code == 404
    lines = b"".join(theirs.get(f"{HERE}contracts.csv").streaming_content).decode()
    assert lines.count("\r\n") == 2


def test_an_exception_is_asked_for_on_the_page_and_decided_by_another(asked, liaison, client):
    theirs = accounts.client_of(liaison)
    path = f"{HERE}contracts/C-1/except/"
    assert theirs.post(path, {"reason": "", "until": "2030-01-01"}).status_code == 422
    assert theirs.post(path, {"reason": "Closed.", "until": "2030-01-01"}).status_code == 422
    assert theirs.post(path, {"reason": "Closed.", "until": "2026-03-01"}).status_code == 302
    row = ContractException.objects.get()
    assert b"Approve" in client.get(f"{HERE}exceptions/").content
    assert b"Somebody else decides" in theirs.get(f"{HERE}exceptions/").content
    assert client.post(f"{HERE}exceptions/{row.pk}/decide/", {"approve": "yes"}).status_code == 302
    assert b"Excepted" in client.get(f"{HERE}contracts/C-1/").content
    assert client.post(f"{HERE}contracts/C-1/clauses/", {"clause": "flow-down", "status": "in"}).status_code == 302
    assert b"In the contract" in client.get(f"{HERE}contracts/C-1/").content
    assert theirs.post(f"{HERE}exceptions/{row.pk}/end/").status_code == 302


def test_everybody_sees_counts_of_contracts_and_no_firm(asked):
    visitor = Client()
    page = visitor.get("/status/contractors/")
    assert b"Fern" not in page.content
    assert b"Streets and Water" in page.content
    assert not page.cookies
    lines = b"".join(visitor.get("/status/contractors.csv").streaming_content).decode()
    assert "streets,1,0,0,1,2026-02-12" in lines


def test_before_any_list_every_page_says_so(client):
    for path in ("", "contracts/", "exceptions/", "sendings/", "lists/", "notice/"):
        assert client.get(f"{HERE}{path}").status_code == 200
    assert client.get("/status/contractors/").status_code == 200
    assert client.get(f"{HERE}contracts/NONE/").status_code == 404
    assert client.get(f"{HERE}lists/sample/sample-contracts-200.csv").status_code == 404


def test_the_offices_of_a_firm_are_put_right(client, asked):
    answer = client.post(
        f"{HERE}firms/V1/contacts/", {"email_0": "new@fern.example", "office_0": "Desk", "email_1": ""}
    )
    assert answer.status_code == 302
    page = client.get(f"{HERE}firms/V1/").content.decode()
    assert "new@fern.example" in page
    assert client.post(f"{HERE}firms/V1/contacts/", {"email_0": "no address"}).status_code == 422
