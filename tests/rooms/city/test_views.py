"""The pages: who may enter, what they show, what they take in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from standing.hall import clock
from standing.hall.accounts.api import Role, User
from standing.rooms.city import api
from standing.rooms.city.models import Appointment, AppointmentEnd
from standing.rooms.city.rules.appointments import AppointmentFact, Rank
from tests.make import accounts
from tests.make import city as make

PEOPLE = {
    "nobody": None,
    "head": (Role.HEAD, "parks"),
    "author": (Role.AUTHOR, "parks"),
    "liaison": (Role.LIAISON, "parks"),
    "backup": (Role.BACKUP, "parks"),
    "other head": (Role.HEAD, "fire"),
    "other author": (Role.AUTHOR, "fire"),
    "coordinator": (Role.COORDINATOR, ""),
    "reviewer": (Role.REVIEWER, ""),
    "attorney": (Role.ATTORNEY, ""),
    "auditor": (Role.AUDITOR, ""),
    "administrator": (Role.ADMINISTRATOR, ""),
}
STAFF = set(PEOPLE) - {"nobody"}
OWN = {"head", "author", "liaison", "backup"}
ALL = {"coordinator", "reviewer", "attorney", "auditor", "administrator"}
APPOINTS = {"head", "coordinator", "administrator"}
MAY = {
    "public_liaisons": set(PEOPLE),
    "list_liaisons": STAFF,
    "show_department": OWN | ALL,
    "appoint_liaison": APPOINTS,
    "end_appointment": APPOINTS,
    "show_letter": OWN | ALL,
    "download_letter": OWN | ALL,
    "on_call": STAFF,
}
FORM = {
    "rank": "primary",
    "name": "New Liaison",
    "title": "Officer",
    "office_email": "New@parks.example",
    "office_phone": "213-555-0143",
    "from_day": "2025-07-20",
    "from_time": "09:00",
    "last_day": "",
    "monday_opens": "08:00",
    "monday_closes": "16:00",
}
END = {"day": "2025-07-21", "clock": "12:00", "reason": "moved", "sure": "on"}


@pytest.fixture
def fact(head: User) -> AppointmentFact:
    at = make.local("2025-07-14 09:00")
    return make.appoint(by=head, at=at)


def address(name: str, fact: AppointmentFact) -> str:
    kwargs: dict[str, object] = {}
    if name in {"show_department", "appoint_liaison"}:
        kwargs = {"department": "parks"}
    elif name not in {"public_liaisons", "list_liaisons", "on_call"}:
        kwargs = {"department": "parks", "appointment": fact.id}
    return reverse(f"city:{name}", kwargs=kwargs)


def client(who: str) -> Client:
    scope = PEOPLE[who]
    if scope is None:
        return Client()
    return accounts.client_of(accounts.person(role=scope[0], department=scope[1]))


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_look_at_which_page(who: str, fact: AppointmentFact) -> None:
    browser = client(who)

    entered = {name for name in MAY if browser.get(address(name, fact)).status_code == 200}

    assert entered == {name for name, may in MAY.items() if who in may}


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_send_which_form(who: str, fact: AppointmentFact) -> None:
    browser = client(who)

    appointed = browser.post(address("appoint_liaison", fact), FORM)
    ended = browser.post(address("end_appointment", fact), END)

    if who in APPOINTS:
        assert (appointed.status_code, ended.status_code) == (302, 422)  # the successor's time begins before
        assert Appointment.objects.count() == 2
    else:
        assert appointed.status_code == ended.status_code == (401 if who == "nobody" else 404)
        assert Appointment.objects.count() == 1
        assert AppointmentEnd.objects.count() == 0


def test_visitors_are_sent_to_sign_in_and_other_departments_do_not_exist(fact: AppointmentFact) -> None:
    page = Client().get(reverse("city:list_liaisons"))
    assert page.status_code == 302
    assert page["Location"].endswith("?next=%2Fstaff%2Fliaisons%2F")
    browser = client("coordinator")
    assert browser.get(reverse("city:show_department", args=["zoo"])).status_code == 404
    assert browser.get(reverse("city:show_letter", args=["fire", fact.id])).status_code == 404


# The public list


def test_everybody_sees_office_contacts_and_vacancies_and_gets_no_cookie(fact: AppointmentFact) -> None:
    page = Client().get(reverse("city:public_liaisons"))
    text = page.content.decode()

    assert page.cookies == {}
    assert [word in text for word in ("Sample Liaison", "213-555-0142", "liaison@parks.example")] == [True] * 3
    assert text.count("Vacant") == 5  # three departments, two posts each, one held
    assert "Invited, not bound" in text


def test_everybody_can_ask_for_another_day(fact: AppointmentFact) -> None:
    def shows(day: str) -> bool:
        page = Client().get(reverse("city:public_liaisons"), {"on": day})
        assert page.status_code == 200
        return "Sample Liaison" in page.content.decode()

    assert [shows(day) for day in ("2025-07-13", "2025-07-14", "9999-12-31", "0001-01-01", "soon")] == [
        False,
        True,
        True,
        True,
        True,
    ]


# Staff pages


def test_own_people_see_their_own_department_in_the_list(fact: AppointmentFact) -> None:
    def departments(who: str) -> list[str]:
        page = client(who).get(reverse("city:list_liaisons"))
        return re.findall(r'<a href="/staff/liaisons/([a-z]+)/">', page.content.decode())

    assert departments("author") == ["parks"]
    assert departments("other author") == ["fire"]
    assert departments("auditor") == ["council", "fire", "parks"]


def test_a_department_can_be_seen_as_it_was_known(fact: AppointmentFact, head: User) -> None:
    make.end(fact, by=head, at=make.local("2025-07-20 09:00"), until_at=make.local("2025-07-16 09:00"))
    browser = client("auditor")

    def held(**asked: str) -> int:
        page = browser.get(reverse("city:show_department", args=["parks"]), asked)
        return page.content.decode().split('id="history"')[0].count("liaison@parks.example</a>")

    assert held(on="2025-07-18", known="2025-07-18") == 1
    assert held(on="2025-07-18", known="2025-07-21") == 0
    assert held(on="2025-07-15", known="2025-07-21") == 1


def test_a_liaison_is_appointed_with_hours_and_a_letter(fact: AppointmentFact) -> None:
    browser = client("head")
    letter = SimpleUploadedFile("letter.txt", b"Signed.\n", content_type="text/plain")

    page = browser.post(address("appoint_liaison", fact), {**FORM, "letter": letter})

    assert page.status_code == 302
    made = api.appointments(at=make.local("2025-07-20 09:00"), known=clock.now())[0]
    assert (made.name, made.office_email, made.from_at) == (
        "New Liaison",
        "new@parks.example",
        make.local("2025-07-20 09:00"),
    )
    assert made.hours_said == ("Monday 8:00 a.m. to 4:00 p.m.",)
    signed = browser.get(reverse("city:download_signed_letter", args=["parks", made.id]))
    assert (signed.status_code, signed.content) == (200, b"Signed.\n")
    assert browser.get(reverse("city:download_signed_letter", args=["parks", fact.id])).status_code == 404


def test_a_last_day_is_the_last_day(fact: AppointmentFact) -> None:
    client("head").post(address("appoint_liaison", fact), {**FORM, "last_day": "2025-07-31", "acting": "on"})

    made = api.appointments(at=make.local("2025-07-31 23:59"), known=clock.now())[0]
    assert (made.acting, made.until_at) == (True, make.local("2025-08-01 00:00"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "This is still empty. Fill it in."),
        ({"office_phone": "call me"}, "Give a number such as 213-555-0142"),
        ({"monday_closes": ""}, "Give both times, or neither."),
        ({"monday_closes": "07:00"}, "The hours end before they begin."),
        ({"last_day": "2025-07-19"}, "The last day lies before the first."),
        ({"title": "He was born in Guatemala."}, "This text seems to tell where a person was born."),
        ({"from_day": "2025-07-10"}, "Somebody else is appointed for part of that time."),
    ],
    ids=str,
)
def test_a_wrong_form_keeps_what_was_typed(change: dict[str, str], sentence: str, fact: AppointmentFact) -> None:
    page = client("head").post(address("appoint_liaison", fact), {**FORM, **change})
    text = page.content.decode()

    assert page.status_code == 422
    assert sentence in text
    assert "New@parks.example" in text
    assert Appointment.objects.count() == 1


def test_an_appointment_is_ended_only_when_confirmed(fact: AppointmentFact) -> None:
    browser = client("head")
    where = address("end_appointment", fact)

    assert browser.post(where, {**END, "sure": ""}).status_code == 422
    assert AppointmentEnd.objects.count() == 0
    assert browser.post(where, END).status_code == 302
    assert AppointmentEnd.objects.get().until_at == make.local("2025-07-21 12:00")
    page = browser.get(address("show_department", fact)).content.decode()
    assert page.count("Vacant") == 2
    assert "Correct the end" in page


def test_a_day_without_a_time_is_its_start_and_today_is_now(fact: AppointmentFact) -> None:
    browser = client("head")
    where = address("end_appointment", fact)

    browser.post(where, {**END, "clock": ""})
    assert AppointmentEnd.objects.get().until_at == make.local("2025-07-21 00:00")
    before = clock.now()
    browser.post(where, {**END, "clock": "", "day": before.astimezone(make.ZONE).date().isoformat()})
    latest = AppointmentEnd.objects.order_by("id").last()
    assert latest is not None
    assert timedelta() <= latest.until_at - before < timedelta(minutes=1)


def test_the_letter_is_a_page_and_a_pdf(fact: AppointmentFact) -> None:
    browser = client("coordinator")

    page = browser.get(address("show_letter", fact)).content.decode()
    pdf = browser.get(address("download_letter", fact))

    assert "From Monday, July 14, 2025 you are liaison of Parks." in page
    assert "Signature of the Director" in page
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")


def test_who_is_on_call_is_asked_by_get(fact: AppointmentFact, coordinator: User) -> None:
    browser = client("liaison")
    where = reverse("city:on_call")

    empty = browser.get(where)
    morning = browser.get(where, {"department": "parks", "day": "2025-07-15", "clock": "10:00"}).content.decode()
    other = browser.get(where, {"department": "fire", "day": "2025-07-15", "clock": "10:00"}).content.decode()
    wrong = browser.get(where, {"department": "zoo"})

    assert "On call" not in empty.content.decode()
    assert re.findall(r"<h3><span[^>]*>([^<]+)</span> · ([^<]+)</h3>", morning) == [
        ("Sample Liaison", "Primary liaison"),
        ("Sample Head", "Head of the department"),
        ("Sample Coordinator", "Coordinator of the City"),
    ]
    assert "In office hours (Tuesday 8:00 a.m. to 5:00 p.m.)." in morning
    assert re.findall(r"<h3><span[^>]*>([^<]+)</span>", other) == ["Sample Coordinator"]
    assert wrong.status_code == 422
    assert browser.post(where, {"department": "parks"}).status_code == 405


@pytest.mark.parametrize("name", MAY)
def test_no_page_needs_javascript(name: str, fact: AppointmentFact) -> None:
    browser = client("administrator")

    page = browser.get(address(name, fact))

    if page["Content-Type"].startswith("text/html"):
        text = page.content.decode()
        assert re.findall(r"\son[a-z]+=|javascript:|<style|\sstyle=", text) == []
        assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
        assert all("action=" in form or 'method="post"' in form for form in re.findall(r"<form[^>]*>", text))
        assert len(re.findall("<h1", text)) == 1


def test_the_rank_in_the_address_is_chosen(fact: AppointmentFact) -> None:
    page = client("head").get(address("appoint_liaison", fact), {"rank": Rank.BACKUP.value})

    assert '<option value="backup" selected>' in page.content.decode()
