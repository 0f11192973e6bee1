"""The staff's pages of the post."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from standing.hall import clock
from standing.hall.accounts import access
from standing.hall.accounts.api import Role
from standing.hall.audit import api as audit
from standing.hall.mail import queries, views
from standing.hall.mail.models import Letter
from standing.hall.mail.permissions import ROUTES
from standing.hall.mail.rules import State
from standing.kernel.access import DEPARTMENT_ROLES
from tests.hall.mail.test_bounces import news, tell
from tests.make import accounts
from tests.make import mail as make

pytestmark = pytest.mark.django_db
READERS = {Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR}


@pytest.fixture(autouse=True)
def _routes() -> None:
    access.register(ROUTES)


def signed_in(role: Role) -> Client:
    return accounts.client_of(accounts.person(role=role, department="ladot" if role in DEPARTMENT_ROLES else ""))


def stuck(key: str = "letter-1", **words) -> Letter:
    letter = make.letter(key, **words)
    Letter.objects.filter(pk=letter.pk).update(next_try_at=None, tries=8, trouble="SMTPDataError 451")
    return letter


def page(client: Client, route: str, *args: str, **query: str) -> str:
    return client.get(reverse(f"mail:{route}", args=args), query).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_post_and_who_sends_again(role: Role) -> None:
    letter = stuck()
    client = signed_in(role)
    sees, sends = role in READERS, role is Role.ADMINISTRATOR

    assert client.get(reverse("mail:list_letters")).status_code == (200 if sees else 404)
    assert client.get(reverse("mail:show_letter", args=[letter.name])).status_code == (200 if sees else 404)
    assert ("Send again" in page(client, "show_letter", letter.name)) is sends
    assert client.post(reverse("mail:send_again", args=[letter.name])).status_code == (302 if sends else 404)
    assert make.state_of() == (State.WAITING if sends else State.FAILED)
    assert [deed.verb for deed in audit.records_about(subject=letter.name)] == (["mail.send_again"] if sends else [])


def test_nobody_signed_in_is_asked_to_sign_in() -> None:
    letter = stuck()
    answer = Client().get(reverse("mail:show_letter", args=[letter.name]))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))
    assert Client().post(reverse("mail:send_again", args=[letter.name])).status_code == 401
    assert make.state_of() == State.FAILED


def test_what_waits_for_a_person_stands_first_and_each_state_has_its_word(mailbox) -> None:
    make.letter("sent", subject="Sent one")
    back = make.letter("back", subject="Back one")
    make.send()
    tell(news(back))
    stuck("stuck", subject="Stuck one", at=make.AT + timedelta(hours=1))
    make.letter("waiting", subject="Waiting one", at=make.AT + timedelta(hours=2))
    client = signed_in(Role.AUDITOR)

    def shown(**query: str) -> list[str]:
        text = page(client, "list_letters", **query)
        found = {name: text.find(f"{name} one") for name in ("Sent", "Back", "Stuck", "Waiting")}
        return sorted((name for name, place in found.items() if place >= 0), key=lambda name: found[name])

    assert shown() == ["Stuck", "Back", "Waiting", "Sent"]
    assert {state: shown(state=state.value) for state in State} == {
        State.BOUNCED: ["Back"],
        State.FAILED: ["Stuck"],
        State.WAITING: ["Waiting"],
        State.SENT: ["Sent"],
    }
    text = page(client, "list_letters")
    assert [text.count(f">{word}</span>") for word in ("Came back", "Stuck", "Waiting", "Sent")] == [1, 1, 1, 1]
    assert client.get(reverse("mail:list_letters"), {"state": "opened"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_of_letters_costs_two_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(rows):
        make.letter(f"letter-{number}")
    with django_assert_num_queries(2):
        shown = queries.LetterList()[0:50]
    assert len(shown) == rows


def test_the_list_has_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_PAGE", 2)
    client = signed_in(Role.COORDINATOR)
    for number in range(5):
        make.letter(f"letter-{number}", subject=f"Number {number} of five", at=make.AT + timedelta(seconds=number))
    shown = [
        [number for number in range(5) if f"Number {number} of" in page(client, "list_letters", page=str(at))]
        for at in (1, 2, 3)
    ]
    assert shown == [[3, 4], [1, 2], [0]]


@pytest.mark.parametrize(("secret", "seen"), [(False, True), (True, False)])
def test_a_letter_says_what_it_says_unless_it_is_a_secret(secret: bool, seen: bool) -> None:
    letter = make.letter(body="Open http://127.0.0.1:8000/set/abc <now>\n", secret=secret)
    client = signed_in(Role.ADMINISTRATOR)
    text = page(client, "show_letter", letter.name) + page(client, "list_letters")
    assert ("/set/abc &lt;now&gt;" in text) is seen
    assert ("for its reader only" in text) is not seen
    assert client.get(reverse("mail:show_letter", args=["f" * 32])).status_code == 404
    assert client.post(reverse("mail:send_again", args=["f" * 32])).status_code == 404


def test_a_letter_on_its_way_is_not_sent_again() -> None:
    letter = make.letter()
    client = signed_in(Role.ADMINISTRATOR)
    answer = client.post(reverse("mail:send_again", args=[letter.name]), follow=True)
    assert "This letter is waiting to be sent already." in answer.content.decode()
    assert audit.records_about(subject=letter.name) == ()


def test_an_address_that_refuses_is_shown_and_still_written_to(mailbox) -> None:
    client = signed_in(Role.COORDINATOR)
    letter = make.letter()
    make.letter("other", to=["fine@ladot.example"])
    make.send()
    assert "Addresses to look at" not in page(client, "list_letters")
    tell(news(letter))
    text = page(client, "list_letters").partition("Addresses to look at")[2]
    assert ("clerk@ladot.example" in text, "fine@ladot.example" in text) == (True, False)
    make.letter("next", at=clock.now())
    assert make.send(at=clock.now()) == 1
    assert make.state_of("next") == State.SENT
