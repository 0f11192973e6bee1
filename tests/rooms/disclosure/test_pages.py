"""The pages of the desk: what is typed comes back, what may not be kept is refused, and nothing of it stays."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.holds import api as holds
from standing.rooms.disclosure.models import Decision, Partner, Release, Request, Review
from standing.rooms.disclosure.rules import counting
from tests import canary
from tests.make import accounts
from tests.make import disclosure as make
from tests.make.disclosure import HASH, PAPER

NAME, PHONE, HOME = "Canaria Pajarita", "213-555-0188", "4417 Warbler Street"
NUMBER = "A987654321"


@pytest.fixture
def now(town):
    return clock.now()


@pytest.fixture
def lawyer(counsel) -> Client:
    return accounts.client_of(counsel)


@pytest.fixture
def officer(records) -> Client:
    return accounts.client_of(records)


def posted(now, **changed):
    local = (now - timedelta(hours=1)).astimezone(make.ZONE)
    return make.posted(
        **{
            "received_day": local.date().isoformat(),
            "received_time": local.strftime("%H:%M"),
            "return_date": (now + timedelta(days=11)).date().isoformat(),
            **changed,
        }
    )


def file(content=PAPER):
    return SimpleUploadedFile("answer.pdf", content)


def test_a_request_goes_through_the_desk_by_three_people(liaison, lawyer, officer, now):
    door = accounts.client_of(liaison)
    answer = door.post(reverse("disclosure:record_request"), posted(now))
    assert answer.status_code == 302
    page = door.get(answer["Location"]).content.decode()
    assert "Court subpoena or order" in page
    assert "The number of the form says the same." in page
    request = Request.objects.get().pk

    lawyer.post(reverse("disclosure:take_request", args=[request]))
    decided = lawyer.post(
        reverse("disclosure:decide", args=[request]),
        {"reading": 1, "outcome": "partly", "reason": "process", "categories": ["water-accounts"], "content": file(),
         "advice": "Leave the notes out."},
    )  # fmt: skip
    assert decided.status_code == 302
    shown = officer.get(reverse("disclosure:show_request", args=[request])).content.decode()
    assert "Agree as the second person" in shown
    assert "Leave the notes out" not in shown
    opened = officer.post(reverse("disclosure:open_advice", args=[request, Decision.objects.get().pk]))
    assert "Leave the notes out" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]

    wrong = officer.post(
        reverse("disclosure:release", args=[request]),
        {"decision": Decision.objects.get().pk, "content": file(b"Another file."), "sent_by": "mail"},
    )
    assert (wrong.status_code, "it differs" in wrong.content.decode()) == (422, True)
    right = officer.post(
        reverse("disclosure:release", args=[request]),
        {"decision": Decision.objects.get().pk, "content": file(), "sent_by": "mail"},
    )
    assert right.status_code == 302
    assert Release.objects.get().sha256 == HASH
    again = officer.get(reverse("disclosure:release", args=[request]))
    assert again.status_code == 422


def test_a_form_with_mistakes_comes_back_with_all_of_them_and_all_that_was_typed(liaison, now):
    door = accounts.client_of(liaison)
    answer = door.post(
        reverse("disclosure:record_request"),
        posted(now, reference="Juan Perez", agency="", return_date="someday", people="3"),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(
        words in page for words in ("Give only the number", "Choose an answer.", "Give a day such as", "someday")
    )
    assert not Request.objects.exists()


def test_the_list_filters_and_costs_the_same_however_many(lawyer, counsel, now):
    for number in range(3):
        make.request(by=counsel, at=now - timedelta(hours=number), reference=f"26-{number}00")
    address = reverse("disclosure:list_requests")
    lawyer.get(address)
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            page = lawyer.get(address).content.decode()
        asked.append((len(caught), page.count("Court subpoena or order")))
        make.request(by=counsel, at=now - timedelta(days=1), reference="26-900")
    assert asked == [(asked[0][0], 3), (asked[0][0], 4)]
    assert asked[0][0] <= 20
    for query, rows in (("lane=court-process", 5), ("lane=gap", 0), ("state=refused", 0), ("state=new", 5), ("words=26-200", 1), (f"words=DR-{now.astimezone(make.ZONE).year}-0002", 1), ("department=police", 0)):  # fmt: skip
        assert lawyer.get(f"{address}?{query}").content.decode().count("Court subpoena or order") == rows, query


def test_somebody_elses_request_does_not_exist_for_a_liaison(liaison, counsel, now):
    other = make.request(by=counsel, at=now, department="police")
    door = accounts.client_of(liaison)
    assert door.get(reverse("disclosure:show_request", args=[other])).status_code == 404
    assert door.get(reverse("disclosure:decide", args=[other])).status_code == 404
    assert "DR-" not in door.get(reverse("disclosure:list_requests")).content.decode()


def test_the_paper_is_read_again_and_a_court_seals_it(lawyer, counsel, now):
    request = make.request(by=counsel, at=now, seen=make.UNCLEAR)
    form = {
        name: value for name, value in posted(now).items() if name not in {"key", "department", "agency", "channel"}
    }
    assert lawyer.get(reverse("disclosure:read_again", args=[request])).status_code == 200
    assert lawyer.post(reverse("disclosure:read_again", args=[request]), form).status_code == 302
    until = (now + timedelta(days=90)).date().isoformat()
    sealed = reverse("disclosure:seal_by_court", args=[request])
    assert lawyer.post(sealed, {"until": until, "order": NAME}).status_code == 422
    assert lawyer.post(sealed, {"until": until, "order": "MC-26-17"}).status_code == 302
    assert "Sealed by a court" in lawyer.get(reverse("disclosure:list_requests")).content.decode()


def test_the_register_and_the_holds_have_their_pages(lawyer, officer, counsel, now):
    entered = {
        "name": "Sample Meter Works", "system": "Meter readings", "department": "water", "clause": "missing",
        "categories": ["water-accounts"], "next_review": "2030-01-01", "finding": "The contract is silent.",
    }  # fmt: skip
    assert officer.post(reverse("disclosure:enter_partner"), entered).status_code == 302
    assert officer.post(reverse("disclosure:enter_partner"), entered).status_code == 422
    partner = Partner.objects.get().pk
    review = {name: entered[name] for name in ("categories", "next_review")} | {"clause": "in-force", "finding": ""}
    assert officer.post(reverse("disclosure:review_partner", args=[partner]), review).status_code == 302
    assert Review.objects.count() == 2
    assert "Sample Meter Works" in Client().get("/status/data-sharing/").content.decode()

    address = reverse("disclosure:list_holds")
    assert officer.post(address, {"subject": "disclosure", "reason": "A case.", "order": "MC-26-1"}).status_code == 404
    assert (
        lawyer.post(address, {"subject": "no such thing!", "reason": "A case.", "order": "MC-26-1"}).status_code == 422
    )
    assert lawyer.post(address, {"subject": "disclosure", "reason": "A case.", "order": "MC-26-1"}).status_code == 302
    page = officer.get(address).content.decode()
    assert "A case." in page
    assert ">Lift<" not in page
    hold = holds.all_holds()[0].id
    assert lawyer.post(reverse("disclosure:lift_hold", args=[hold]), {"reason": ""}).status_code == 422
    assert lawyer.post(reverse("disclosure:lift_hold", args=[hold]), {"reason": "Over."}).status_code == 302


def test_the_public_pages_say_counts_without_cookies(counsel, now):
    quarter = counting.quarter_of((now - timedelta(days=200)).date())
    then = now - timedelta(days=200)
    for _ in range(12):
        make.request(by=counsel, at=then)
    door = Client()
    page = door.get("/status/requests/")
    assert quarter.name in page.content.decode()
    assert "12 requests came." in page.content.decode()
    assert page.cookies == {}
    rows = list(csv.DictReader(io.StringIO(door.get("/status/requests.csv").content.decode())))
    assert {"kind": "record", "quarter": quarter.name, "table": "lane", "what": "court-process", "number": "12"} in rows
    assert door.get("/staff/disclosure/").status_code == 302


def test_a_city_without_a_desk_says_so(tmp_path, db):
    make.load_town(tmp_path, at=clock.now(), desk="")
    assert "does not keep such a desk" in Client().get("/status/requests/").content.decode()
    assert accounts.client_of(accounts.person(role=Role.ATTORNEY)).get("/staff/disclosure/").status_code == 404


@pytest.mark.parametrize("said", [NAME, PHONE, HOME, NUMBER, f"the file of {NAME}", f"call {PHONE}"])
def test_canaries_in_any_form_are_refused_or_sealed_and_found_nowhere(
    liaison, lawyer, officer, counsel, records, now, said
):
    door = accounts.client_of(liaison)
    assert door.post(reverse("disclosure:record_request"), posted(now, reference=said)).status_code == 422
    for field in ("department", "agency", "form", "categories", "people", "title"):
        assert door.post(reverse("disclosure:record_request"), posted(now, **{field: said})).status_code == 422
    request = make.request(by=counsel, at=now)
    lawyer.post(
        reverse("disclosure:decide", args=[request]),
        {"reading": 1, "outcome": "release", "reason": "process", "categories": ["water-accounts"],
         "content": file(said.encode()), "advice": f"It is about {said}."},
    )  # fmt: skip
    lawyer.post(reverse("disclosure:seal_by_court", args=[request]), {"until": "2035-01-01", "order": said})
    lawyer.post(reverse("disclosure:list_holds"), {"subject": "disclosure", "reason": said, "order": "MC-26-1"})
    lawyer.post(reverse("disclosure:list_holds"), {"subject": "disclosure", "reason": "A case.", "order": said})
    officer.post(
        reverse("disclosure:enter_partner"),
        {"name": "Sample Works", "system": "Readings", "department": "water", "clause": "missing",
         "categories": ["water-accounts"], "next_review": "2030-01-01", "finding": said},
    )  # fmt: skip

    found = canary.find(
        canaries=[NAME, PHONE, HOME, NUMBER], folder=settings.STANDING["var"] / "files", besides=canary.mails()
    )
    assert found == ()
