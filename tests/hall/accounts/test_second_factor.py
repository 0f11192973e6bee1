"""Reviewers, heads and administrators prove themselves twice; the rest may."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from standing.hall.accounts import queries
from standing.hall.accounts.api import Role
from standing.hall.audit import api as audit
from tests.make import accounts as make

pytestmark = pytest.mark.django_db

HOME = "/staff/people/fire/"
KEYS = "/staff/account/security/"


def digits(secret, *, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def sign_in(client, user, **more):
    return client.post("/staff/sign-in/", {"login": user.email, "password": make.PASSWORD, **more})


@pytest.mark.parametrize(
    ("role", "department", "page"),
    [(Role.HEAD, "fire", HOME), (Role.ADMINISTRATOR, "", "/staff/people/")],
)
def test_without_a_second_factor_everything_leads_to_the_keys(role, department, page):
    user = make.person(role=role, department=department)
    client = make.client_of(user, proven=False)
    response = client.get(page)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, KEYS)
    assert client.get(KEYS).status_code == 200
    assert client.get("/staff/account/").status_code == 200
    kept = client.post(page, {"text": "not lost"})
    assert (kept.status_code, "not lost" in kept.content.decode()) == (401, True)

    make.with_second_factor(client, user)
    assert client.get(page).status_code == 200


def test_an_auditor_needs_none():
    client = make.client_of(make.person(role=Role.AUDITOR), proven=False)
    assert client.get("/staff/people/").status_code == 200


def test_a_session_that_did_not_use_the_factor_is_asked_to():
    user = make.person(role=Role.HEAD, department="fire")
    make.client_of(user)  # the factor exists, and was used in another session
    client = make.client_of(user, proven=False)
    response = client.get(HOME)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/staff/account/security/confirm/")


def test_an_authenticator_app_from_setting_up_to_signing_in(django_capture_on_commit_callbacks):
    user = make.person(role=Role.HEAD, department="fire", password=make.PASSWORD)
    client = Client()
    assert sign_in(client, user).status_code == 302
    assert client.get(HOME)["Location"].startswith(KEYS)

    add = "/staff/account/security/app/add/"
    asked = client.get(add)
    assert asked["Location"].startswith("/staff/account/confirm/")
    assert client.post(asked["Location"], {"password": "wrong wrong wrong", "next": add}).status_code == 422
    assert client.post(asked["Location"], {"password": make.PASSWORD, "next": add})["Location"] == add
    page = client.get(add)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert client.post(add, {"code": "000000"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(add, {"code": digits(secret)})["Location"] == "/staff/account/security/codes/"

    # Inside a test's transaction the news of the new key comes too late for this session, so it is confirmed here.
    assert client.get(HOME)["Location"].startswith(KEYS + "confirm/")
    assert client.post(KEYS + "confirm/", {"code": digits(secret), "next": HOME})["Location"] == HOME
    assert client.get(HOME).status_code == 200
    key = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert secret not in key.data["secret"]
    assert [(r.verb, dict(r.facts)) for r in audit.records_about(subject=str(user.pk))] == [
        ("accounts.add_factor", {"kind": "totp"}),
        ("accounts.add_factor", {"kind": "recovery_codes"}),
    ]

    again = Client()
    assert sign_in(again, user)["Location"] == "/staff/account/security/enter/"
    assert again.get("/staff/account/").status_code == 302  # the password alone opens nothing
    enter = "/staff/account/security/enter/"
    assert again.get(enter).status_code == 200
    assert again.post(enter, {"code": "000000"}).status_code == 422
    assert again.post(enter, {"code": digits(secret, steps=1)}).status_code == 302
    assert again.get(HOME).status_code == 200


def test_a_recovery_code_works_once():
    user = make.person(role=Role.HEAD, department="fire", password=make.PASSWORD)
    client = make.client_of(user)
    session = client.session
    session["account_authentication_methods"] += [
        {"method": "password", "at": time.time(), "reauthenticated": True, "email": user.email}
    ]
    session.save()
    assert client.post("/staff/account/security/codes/new/").status_code == 302
    code = client.get("/staff/account/security/codes/").context["unused_codes"][0]

    def enters():
        other = Client()
        sign_in(other, user)
        return other.post("/staff/account/security/enter/", {"code": code}).status_code

    assert [enters(), enters()] == [302, 422]
    assert client.get("/staff/account/security/codes/file/").status_code == 200


def test_removing_the_only_factor_closes_the_doors_again():
    user = make.person(role=Role.HEAD, department="fire")
    client = make.client_of(user)
    remove = "/staff/account/security/app/remove/"
    session = client.session
    session["account_authentication_methods"] += [
        {"method": "mfa", "at": time.time(), "reauthenticated": True, "type": "totp"}
    ]
    session.save()
    assert client.get(remove).status_code == 200
    assert client.post(remove).status_code == 302
    assert client.get(HOME)["Location"].startswith(KEYS)
    assert queries.holds(user=user, role=Role.HEAD)


def test_every_page_about_keys_can_be_drawn():
    client = make.client_of(make.person(role=Role.HEAD, department="fire"))
    session = client.session
    session["account_authentication_methods"] += [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session.save()
    pages = ["", "confirm/", "passkeys/", "passkeys/add/", "codes/new/", "app/remove/"]
    assert [client.get(KEYS + page).status_code for page in pages] == [200] * len(pages)


def test_a_page_about_passkeys_leads_from_the_number_to_the_name():
    named = b"http://localhost:8000/staff/sign-in/"
    shown = [named in Client().get("/staff/sign-in/", headers={"host": host}).content for host in
             ("127.0.0.1:8000", "localhost:8000")]  # fmt: skip
    assert shown == [True, False]
