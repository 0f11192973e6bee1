"""The middleware at the door: who comes in, who is sent where, and what is kept."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from standing.hall import clock
from standing.hall.accounts import actions, queries
from standing.hall.accounts.access import AccessMiddleware, allowed, registry
from standing.hall.accounts.api import Role
from standing.hall.accounts.permissions import ROUTES
from tests.make import accounts as make
from tests.make.accounts import AT

pytestmark = pytest.mark.django_db

FIRE = "/staff/people/fire/"
PARKS = "/staff/people/parks/"
ALL = "/staff/people/"


def answers(user, method="get"):
    client = make.client_of(user)
    return [getattr(client, method)(address).status_code for address in (FIRE, PARKS, ALL)]


@pytest.mark.parametrize(
    ("role", "department", "read", "write"),
    [
        (Role.HEAD, "fire", [200, 404, 404], [422, 404, 404]),
        (Role.AUTHOR, "fire", [404, 404, 404], [404, 404, 404]),
        (Role.LIAISON, "fire", [404, 404, 404], [404, 404, 404]),
        (Role.ADMINISTRATOR, "", [200, 200, 200], [422, 422, 422]),
        (Role.AUDITOR, "", [200, 200, 200], [404, 404, 404]),
        (Role.REVIEWER, "", [404, 404, 404], [404, 404, 404]),
        (None, "", [404, 404, 404], [404, 404, 404]),
    ],
)
def test_role_by_scope(role, department, read, write):
    user = make.person(role=role, department=department)
    assert answers(user) == read
    assert answers(user, "head") == read
    assert answers(user, "post") == write


def test_what_is_closed_looks_like_what_is_not_there():
    client = make.client_of(make.person(role=Role.HEAD, department="fire"))
    closed, absent = client.get(PARKS), client.get("/staff/no-such-page/")
    assert (closed.status_code, closed.content) == (absent.status_code, absent.content)


@pytest.mark.parametrize("method", ["options", "trace"])
def test_other_methods_are_refused_whoever_asks(method):
    for client in (Client(), make.client_of(make.administrator())):
        response = getattr(client, method)(ALL)
        assert response.status_code == 405
        assert response["Allow"] == "DELETE, GET, HEAD, PATCH, POST, PUT"


def test_a_route_that_is_not_listed_does_not_exist_for_anybody(monkeypatch):
    admin = make.client_of(make.administrator())
    assert admin.get(ALL).status_code == 200
    monkeypatch.delitem(registry, "accounts:people")
    assert admin.get(ALL).status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_stranger_who_reads_is_sent_to_sign_in_and_back(method):
    response = getattr(Client(), method)("/staff/people/?page=2")
    assert (response.status_code, response["Location"]) == (302, "/staff/sign-in/?next=%2Fstaff%2Fpeople%2F%3Fpage%3D2")


def test_a_stranger_who_sent_a_form_gets_the_text_back_but_no_secret():
    typed = {
        "text": "Everybody goes to the north door <now>.",
        "password": "hunter22222",
        "csrfmiddlewaretoken": "abc",
        "recovery_code": "12345678",
    }
    response = Client().post(FIRE, typed)
    page = response.content.decode()
    assert response.status_code == 401
    assert "Everybody goes to the north door &lt;now&gt;." in page
    assert "/staff/sign-in/" in page
    assert [secret for secret in ("hunter22222", "12345678") if secret in page] == []
    assert queries.open_grants().count() == 0


def test_rights_end_with_the_next_request_of_the_same_session():
    admin = make.administrator()
    head = make.person(role=Role.HEAD, department="fire")
    client = make.client_of(head)
    assert client.get(FIRE).status_code == 200
    actions.withdraw_role(email=head.email, role=Role.HEAD, department="fire", by=admin, at=AT)
    assert client.get(FIRE).status_code == 404
    make.grant(email=head.email, role=Role.HEAD, department="fire")
    assert client.get(FIRE).status_code == 200


def test_a_closed_account_is_out_with_the_next_request():
    admin = make.administrator()
    head = make.person(role=Role.HEAD, department="fire")
    client = make.client_of(head)
    assert client.get("/staff/account/").status_code == 200
    actions.close_account(account=head.pk, by=admin, at=AT)
    assert client.get("/staff/account/").status_code == 302
    make.grant(email=head.email, role=Role.HEAD, department="fire")
    actions.create_account(email=head.email, at=AT)
    assert client.get("/staff/account/").status_code == 302  # the old session stays dead


@pytest.mark.parametrize(
    ("role", "age", "idle", "stays"),
    [
        (Role.HEAD, timedelta(hours=1), timedelta(minutes=29), True),
        (Role.HEAD, timedelta(hours=1), timedelta(minutes=31), False),
        (Role.AUTHOR, timedelta(hours=1), timedelta(hours=3), True),
        (Role.AUTHOR, timedelta(hours=12, minutes=1), timedelta(minutes=1), False),
        (Role.HEAD, timedelta(hours=12, minutes=1), timedelta(minutes=1), False),
    ],
)
def test_a_session_ends_with_age_and_for_some_with_idleness(role, age, idle, stays):
    client = make.client_of(make.person(role=role, department="fire"))
    now = clock.now()
    make.set_clock(client, signed_in_at=now - age, seen_at=now - idle)
    assert client.get("/staff/account/").status_code == (200 if stays else 302)


def test_a_form_sent_after_the_session_ended_keeps_its_text():
    client = make.client_of(make.person(role=Role.HEAD, department="fire"))
    now = clock.now()
    make.set_clock(client, signed_in_at=now - timedelta(hours=2), seen_at=now - timedelta(minutes=45))
    response = client.post(FIRE, {"text": "two hours of work"})
    assert response.status_code == 401
    assert "two hours of work" in response.content.decode()


def test_a_public_page_does_not_look_at_the_session():
    def ask(address):
        request = RequestFactory().get(address)
        request.resolver_match = resolve(address)  # and no session, no user
        return AccessMiddleware(HttpResponse).process_view(request, HttpResponse, (), {})

    assert ask("/staff/account/password/link/sent/") is None
    with pytest.raises(AttributeError):
        ask("/staff/account/")


def test_allowed_answers_as_the_door_does():
    head = make.person(role=Role.HEAD, department="fire")
    auditor = make.person(role=Role.AUDITOR)
    assert [allowed(head, "accounts:people_of", m, d) for m in ("GET", "POST") for d in ("fire", "parks")] == [
        True, False, True, False,
    ]  # fmt: skip
    assert [allowed(auditor, "accounts:people_of", m, "fire") for m in ("GET", "POST", "TRACE")] == [True, False, False]
    assert allowed(head, "no:such_route", "GET", "fire") is False


def test_the_auditor_changes_nothing_in_the_whole_house():
    assert [route for route, access in registry.items() if Role.AUDITOR in access.see.roles] != []
    assert [route for route, access in registry.items() if Role.AUDITOR in access.do.roles] == []


def test_every_route_of_the_library_that_has_an_address_is_listed():
    assert [route for route in ROUTES if route not in registry] == []
    for address in (
        "/staff/account/email/",
        "/staff/account/signup/",
        "/accounts/login/",
        "/staff/account/login/code/",
    ):
        assert Client().get(address).status_code == 404
