"""The pages of staff: who gets in, what they show, what a form keeps."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from standing.hall import clock
from standing.hall.accounts import access
from standing.hall.accounts.api import Role
from standing.rooms.obligations import actions, api, permissions, queries
from standing.rooms.obligations.models import (
    Evidence,
    EvidenceEnd,
    Finding,
    JudgementFact,
    Waiver,
    WaiverEnd,
    WaiverRefusal,
    WaiverRequest,
    WorkFact,
)
from tests.make import accounts
from tests.make import obligations as make

pytestmark = pytest.mark.django_db

NOW = make.local("2025-07-20 12:00")
DUTY = {"department": "fire", "obligation": "T.plan"}


@pytest.fixture(autouse=True)
def _town(tmp_path, monkeypatch):
    access.register(permissions.ROUTES)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    make.load_pack(tmp_path)


def client(role, department=""):
    return accounts.client_of(accounts.person(role=role, department=department, at=NOW))


def url(name, **kwargs):
    return reverse(f"obligations:{name}", kwargs=kwargs)


OWN = {Role.AUTHOR, Role.HEAD, Role.LIAISON, Role.BACKUP}
READS = {Role.COORDINATOR, Role.REVIEWER, Role.ATTORNEY, Role.AUDITOR, Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    ("name", "kwargs", "who"),
    [
        ("show_duty", DUTY, OWN | READS),
        ("list_department", {"department": "fire"}, OWN | READS),
        ("file_evidence", DUTY, OWN | {Role.COORDINATOR}),
        ("set_work", DUTY, OWN),
        ("judge", DUTY, {Role.REVIEWER, Role.ATTORNEY}),
        ("list_unverified", {}, READS),
        ("list_waivers", {}, READS),
        ("request_waiver", {}, {Role.COORDINATOR}),
    ],
)
def test_each_page_opens_for_its_roles_and_is_not_there_for_others(name, kwargs, who):
    for role in Role:
        mine = client(role, "fire" if role in OWN else "")
        assert (role, mine.get(url(name, **kwargs)).status_code) == (role, 200 if role in who else 404)
        if role in OWN and kwargs:
            assert client(role, "water").get(url(name, **kwargs)).status_code == 404


def test_a_duty_page_says_how_it_stands_why_and_what_would_help():
    page = client(Role.AUTHOR, "fire").get(url("show_duty", **DUTY)).content.decode()

    for words in (
        "at risk",
        "Due on Friday, July 25, 2025: 5 days left.",
        "put on record: plan-filed",
        "No waiver was in force on that day.",
        "Departments do things.",
    ):
        assert words in page


def test_a_page_that_is_not_there_is_not_found():
    reader = client(Role.AUDITOR)

    assert reader.get(url("show_duty", department="fire", obligation="T.none")).status_code == 404
    assert reader.get(url("list_department", department="moon")).status_code == 404


def test_a_person_of_one_department_goes_straight_to_it():
    answer = client(Role.AUTHOR, "fire").get(url("list_mine"))

    assert (answer.status_code, answer["Location"]) == (302, url("list_department", department="fire"))
    assert client(Role.AUDITOR).get(url("list_mine")).status_code == 200


def test_filing_a_file_puts_it_on_record_and_hands_it_out_again():
    author = client(Role.AUTHOR, "fire")
    given = {
        "kind": "plan-filed",
        "title": "Our plan",
        "done_date": "2025-07-19",
        "file": SimpleUploadedFile("plan.txt", b"The plan of the department.\n"),
    }

    answer = author.post(url("file_evidence", **DUTY), given)

    assert (answer.status_code, answer["Location"]) == (302, url("show_duty", **DUTY))
    (row,) = Evidence.objects.all()
    assert (row.title, row.kind, row.known_at) == ("Our plan", "plan-filed", NOW)
    kept = author.get(url("read_file", sha256=row.sha256, **DUTY))
    assert (kept.status_code, kept.content) == (200, b"The plan of the department.\n")
    assert author.get(url("read_file", sha256="0" * 64, **DUTY)).status_code == 404
    assert api.explain(**DUTY, at=NOW).pair.status == "met"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"link": ""}, "Add a file, or give a web address below."),
        ({"done_date": "2025-07-25"}, "This has not happened yet."),
        ({"sha256": "xyz"}, "Give 64 digits"),
        ({"until_date": "2025-07-01"}, "The last day must not come before"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(change, words):
    given = {
        "kind": "plan-filed",
        "title": "A name to keep",
        "done_date": "2025-07-19",
        "link": "https://docs.example.org/plan",
        **change,
    }

    answer = client(Role.AUTHOR, "fire").post(url("file_evidence", **DUTY), given)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "A name to keep" in answer.content.decode()
    assert Evidence.objects.count() == 0


def test_work_and_judgement_are_recorded():
    client(Role.AUTHOR, "fire").post(url("set_work", **DUTY), {"state": "in-progress", "note": ""})
    client(Role.ATTORNEY).post(url("judge", **DUTY), {"judgement": "partly"})
    wrong = client(Role.AUTHOR, "fire").post(url("set_work", **DUTY), {"state": "finished"})
    none = client(Role.ATTORNEY).post(url("judge", **DUTY), {})

    assert [row.state for row in WorkFact.objects.all()] == ["in-progress"]
    assert [row.judgement for row in JudgementFact.objects.all()] == ["partly"]
    assert (wrong.status_code, none.status_code) == (422, 422)


def test_a_reviewer_looks_at_evidence():
    make.evidence(at=NOW)
    reviewer = client(Role.REVIEWER)

    assert "A plan" in reviewer.get(url("list_unverified")).content.decode()
    page = reviewer.get(url("verify_evidence"), {"source": "plans:version:1"})
    assert page.status_code == 200
    empty = reviewer.post(url("verify_evidence"), {"source": "plans:version:1"})
    done = reviewer.post(url("verify_evidence"), {"source": "plans:version:1", "finding": "verified"})
    again = reviewer.post(url("verify_evidence"), {"source": "plans:version:1", "finding": "verified"})

    assert (empty.status_code, done.status_code, again.status_code) == (422, 302, 422)
    assert [row.finding for row in Finding.objects.all()] == ["verified"]
    assert reviewer.get(url("verify_evidence"), {"source": "none"}).status_code == 404
    assert queries.unverified(known=NOW) == ()


def test_what_was_filed_can_be_taken_back():
    author = accounts.person(role=Role.AUTHOR, department="fire", at=NOW)
    browser = accounts.client_of(author)
    browser.post(
        url("file_evidence", **DUTY),
        {"kind": "plan-filed", "title": "Ours", "done_date": "2025-07-19", "link": "https://a.example/x"},
    )
    source = Evidence.objects.get().source

    assert browser.get(url("end_evidence", **DUTY), {"source": source}).status_code == 200
    assert browser.get(url("end_evidence", **DUTY), {"source": "none"}).status_code == 404
    empty = browser.post(url("end_evidence", **DUTY), {"source": source, "reason": ""})
    done = browser.post(url("end_evidence", **DUTY), {"source": source, "reason": "The wrong file."})

    assert (empty.status_code, done.status_code) == (422, 302)
    assert EvidenceEnd.objects.get().reason == "The wrong file."
    assert api.explain(**DUTY, at=NOW).pair.status == "at risk"


def test_a_waiver_is_asked_for_by_one_and_granted_by_another_and_ended():
    coordinator = client(Role.COORDINATOR)
    attorney = client(Role.ATTORNEY)
    given = {
        "obligation": "T.plan",
        "department": "fire",
        "from_date": "2025-07-20",
        "until_date": "2025-07-30",
        "reason": "The station flooded.",
    }
    wrong = coordinator.post(url("request_waiver"), {**given, "until_date": "2025-07-01"})
    coordinator.post(url("request_waiver"), given)
    request = WaiverRequest.objects.get()
    own = coordinator.post(url("decide_waiver", asked=request.pk), {"decision": "grant"})
    no_reason = attorney.post(url("decide_waiver", asked=request.pk), {"decision": "refuse"})
    assert "The station flooded." in attorney.get(url("list_waivers")).content.decode()
    assert attorney.get(url("decide_waiver", asked=request.pk)).status_code == 200
    done = attorney.post(url("decide_waiver", asked=request.pk), {"decision": "grant"})

    assert [answer.status_code for answer in (wrong, own, no_reason, done)] == [422, 422, 422, 302]
    waiver = Waiver.objects.get()
    assert api.explain(**DUTY, at=NOW).pair.status == "waived"
    assert attorney.get(url("decide_waiver", asked=request.pk)).status_code == 404

    assert attorney.get(url("end_waiver", waiver=waiver.pk)).status_code == 200
    past = attorney.post(url("end_waiver", waiver=waiver.pk), {"from_date": "2025-07-01", "reason": "Dry."})
    attorney.post(url("end_waiver", waiver=waiver.pk), {"from_date": "2025-07-22", "reason": "Dry."})
    assert past.status_code == 422
    assert WaiverEnd.objects.get().from_date == dt.date(2025, 7, 22)


def test_a_request_can_be_refused():
    coordinator = accounts.person(role=Role.COORDINATOR, at=NOW)
    request = actions.request_waiver(
        obligation="T.plan",
        department="fire",
        reason="Late.",
        from_date=dt.date(2025, 7, 20),
        until_date=dt.date(2025, 7, 30),
        by=coordinator,
        at=NOW,
    )

    client(Role.ATTORNEY).post(url("decide_waiver", asked=request), {"decision": "refuse", "reason": "No ground."})

    assert WaiverRefusal.objects.get().reason == "No ground."
    assert Waiver.objects.count() == 0


def test_reading_changes_nothing():
    make.evidence(at=NOW)
    reader = client(Role.REVIEWER)
    for name, kwargs in (("verify_evidence", {}), ("judge", DUTY), ("show_duty", DUTY)):
        reader.get(url(name, **kwargs), {"source": "plans:version:1", "finding": "refuted"})

    assert Finding.objects.count() == 0
