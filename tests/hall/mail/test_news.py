"""The provider's way in."""

from __future__ import annotations

import base64
import json

import pytest
from anymail.backends.test import EmailBackend
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from standing.hall.accounts import access
from standing.hall.mail.models import Bounce, Letter
from standing.hall.mail.permissions import ROUTES
from standing.hall.mail.rules import State
from tests.make import mail as make

pytestmark = pytest.mark.django_db
SECRET = "provider:four-plain-words"


@pytest.fixture(autouse=True)
def _routes() -> None:
    access.register(ROUTES)


class Naming(EmailBackend):
    """Anymail's own test provider, with a name for the message as real ones have."""

    def get_esp_message_id(self, message):
        return "provider-7"


def use_postmark(settings: Settings, *, secret: str | None = SECRET) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": secret} if secret else {}


def bounce(letter: Letter, *, kind: str = "HardBounce") -> dict[str, object]:
    """Return what Postmark says when a letter came back."""
    return {
        "RecordType": "Bounce",
        "Type": kind,
        "TypeCode": 1,
        "ID": 901,
        "MessageID": "2706ee8a-737c-4285-b032-ccd317af53ed",
        "Metadata": {"letter": letter.name},
        "Email": "clerk@ladot.example",
        "BouncedAt": "2025-07-14T17:10:00Z",
        "Details": "smtp;550 no such person",
    }


def call(said: object, *, secret: str = SECRET) -> int:
    """Call the address as the provider does: no cookie, no token, the secret in the header."""
    words = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("mail:take_news"), json.dumps(said), "application/json", headers=words)
    assert client.cookies == {}
    return answer.status_code


@pytest.mark.parametrize(
    ("secret", "status", "state"),
    [(SECRET, 200, State.BOUNCED), ("provider:wrong", 400, State.WAITING), ("", 400, State.WAITING)],
)
def test_only_who_knows_the_secret_tells_us_anything(
    settings: Settings, secret: str, status: int, state: State
) -> None:
    letter = make.letter()
    use_postmark(settings)
    assert (call(bounce(letter), secret=secret), make.state_of()) == (status, state)


def test_the_same_news_twice_is_one_bounce(settings: Settings) -> None:
    letter = make.letter()
    use_postmark(settings)
    assert [call(bounce(letter)), call(bounce(letter))] == [200, 200]
    said = Bounce.objects.get()
    assert (said.letter_id, said.recipient, said.kind, said.reason) == (
        letter.pk,
        "clerk@ladot.example",
        "bounced",
        "bounced",
    )


def test_without_a_provider_or_a_secret_there_is_no_such_address(settings: Settings) -> None:
    letter = make.letter()
    assert call(bounce(letter)) == 404
    use_postmark(settings, secret=None)
    assert call(bounce(letter)) == 404
    settings.EMAIL_BACKEND, settings.ANYMAIL = "anymail.backends.nobody.EmailBackend", {"WEBHOOK_SECRET": SECRET}
    assert call(bounce(letter)) == 404
    assert Bounce.objects.count() == 0


def test_the_provider_may_knock_but_nobody_reads_there(settings: Settings) -> None:
    use_postmark(settings)
    assert (
        Client().head(reverse("mail:take_news")).status_code,
        Client().get(reverse("mail:take_news")).status_code,
    ) == (
        200,
        405,
    )


def test_a_provider_hears_the_name_and_its_own_is_remembered(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Naming"
    letter = make.letter()
    make.send()
    (sent,) = outbox.outbox
    letter.refresh_from_db()
    assert (sent.anymail_test_params["metadata"], letter.provider_id) == ({"letter": letter.name}, "provider-7")
