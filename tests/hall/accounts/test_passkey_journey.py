"""One person's way with a passkey: set a password, add the key, sign out, sign in with the key alone."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from standing.hall.accounts.api import Role
from tests.make import accounts as make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("tables_can_be_emptied"),
]


@pytest.fixture
def page(chromium: Browser):
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    context.close()


def at(server: LiveServer, path: str) -> str:
    return f"{server.url.replace('127.0.0.1', 'localhost')}{path}"


def test_a_head_adds_a_passkey_and_signs_in_with_it_alone(page: Page, live_server: LiveServer):
    head = make.person(role=Role.HEAD, department="fire", name="Hana Head", password=make.PASSWORD)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)

    page.goto(at(live_server, "/staff/people/fire/"))
    page.get_by_label("E-mail").fill(head.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keys of your account")

    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of this key").fill("Office laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert Authenticator.objects.filter(user=head, type=Authenticator.Type.WEBAUTHN).count() == 1

    page.goto(at(live_server, "/staff/people/fire/"))  # this session set the key up, so it counts
    expect(page.get_by_role("heading", level=1)).to_contain_text("People of")

    page.goto(at(live_server, "/staff/account/security/passkeys/confirm/?next=/staff/account/"))
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    page.goto(at(live_server, "/staff/account/security/passkeys/"))
    expect(page.get_by_role("row", name="Office laptop")).to_be_visible()

    page.goto(at(live_server, "/staff/sign-out/"))
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto(at(live_server, "/staff/sign-in/"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(at(live_server, "/staff/people/fire/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("People of")
    assert [text for text in problems if "404" not in text] == []


def test_a_refused_passkey_is_said_in_words_and_the_password_still_needs_the_key(page: Page, live_server: LiveServer):
    head = make.person(role=Role.HEAD, department="fire", password=make.PASSWORD)
    make.client_of(head)  # the head has an authenticator app, and no passkey
    page.goto(at(live_server, "/staff/sign-in/"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="passkey did not work")).to_be_visible()

    page.get_by_label("E-mail").fill(head.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm with your second key")
    page.goto(at(live_server, "/staff/account/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm with your second key")
