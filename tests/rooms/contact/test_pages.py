"""The pages: what everybody sees without a cookie, and what the office does."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.publish.api import Page
from standing.hall.web import open_forms
from standing.rooms.contact import actions, api, queries
from standing.rooms.contact.models import Answer, Message
from standing.rooms.contact.rules.messages import AnswerBy, State
from tests.make import accounts
from tests.make import contact as make

WRITE, ANSWER = "/contact/write/", "/contact/answer/"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def visitor(town) -> Client:
    return Client(enforce_csrf_checks=True)


def write(client: Client, **changed: str):
    headers = changed.pop("headers", None)
    return make.post(client, WRITE, "contact.write", headers=headers, **{**make.WRITTEN, **changed})


def words(answer) -> str:
    return answer.content.decode()


def no_trace(answer) -> bool:
    """Test that a page sets no cookie and does not look at one."""
    return not answer.cookies and "cookie" not in answer.get("Vary", "").lower()


# Everybody


@pytest.mark.parametrize("prefix", ["", "/es", "/fa", "/zh-hant"])
def test_danger_comes_first_and_calling_before_writing(visitor, prefix):
    answer = visitor.get(f"{prefix}/contact/")
    page = words(answer)

    assert answer.status_code == 200
    assert no_trace(answer)
    places = [
        page.index(part) for part in ('href="tel:911"', 'href="tel:2135550130"', f'href="{prefix}/contact/write/"')
    ]
    assert places == sorted(places)
    assert page.index('href="tel:911"') < page.index("<h2", page.index('id="urgent"') + 20)


@pytest.mark.parametrize("path", ["/contact/", WRITE, ANSWER, "/es/contact/write/"])
def test_every_page_leaves_no_trace_and_speaks_to_no_one_else(visitor, path):
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert no_trace(answer)
    assert "csrfmiddlewaretoken" not in words(answer)
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', words(answer)) == []
    if path != "/contact/":
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "same-origin")
        assert 'href="tel:911"' in words(answer) or path == ANSWER


def test_a_message_gives_a_code_that_is_shown_once_and_leads_to_the_answer(visitor, desk):
    answer = write(visitor)
    code = CODE.search(words(answer)).group()
    row = Message.objects.get()

    assert (answer.status_code, answer["Cache-Control"], no_trace(answer)) == (200, "no-store", True)
    assert code not in str(vars(row))
    now = clock.now()
    actions.read_message(message=row.pk, by=desk, at=now)
    actions.answer_message(message=row.pk, text="The pantry opens on Friday.", by=desk, at=now)
    shown = make.post(visitor, ANSWER, "contact.answer", receipt=code.lower().replace("-", " "))
    assert "The pantry opens on Friday." in words(shown)
    assert make.WRITTEN["text"] not in words(shown)
    assert shown["Cache-Control"] == "no-store"


def test_the_same_page_sent_twice_is_one_message_with_one_code(visitor, town):
    token = make.token("contact.write")
    said = {open_forms.TOKEN: token, open_forms.TRAP: "", **make.WRITTEN}
    codes = [CODE.search(words(visitor.post(WRITE, said, headers=make.SAME))).group() for _ in range(2)]
    other = CODE.search(words(visitor.post(WRITE, {**said, "text": "Another text"}, headers=make.SAME))).group()

    assert codes[0] == codes[1] != other
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"topic": ""}, "topic", "Choose an answer"),
        ({"topic": "cars"}, "topic", "Select a valid choice"),
        ({"text": "She is undocumented."}, "text", "status"),
        ({"text": "SSN 123-45-6789, born in Puebla"}, "text", "Social Security number"),
        ({"text": "x" * 2001}, "text", "too long"),
        ({"answer_by": "phone", "phone": "me"}, "phone", "213-555-0142"),
        ({"answer_by": "email", "email": "me"}, "email", "name@mail.example"),
        ({"language": "xx"}, "language", "Select a valid choice"),
    ],
)
def test_what_cannot_be_taken_in_is_said_at_its_field_and_nothing_is_lost(visitor, changed, field, says):
    answer = write(visitor, **{"text": "Please call after six.", **changed})
    page = words(answer)

    assert answer.status_code == 422
    assert says in page[page.index(f"id_{field}_error") :][:400]
    assert changed.get("text", "Please call after six.") in page
    assert Message.objects.count() == 0
    again = re.search(rf'name="{open_forms.TOKEN}" value="([^"]+)"', page).group(1)
    assert again


def test_every_reason_against_a_text_is_told_at_once(visitor):
    page = words(write(visitor, text="SSN 123-45-6789. She was born in Puebla."))
    assert "Social Security number" in page
    assert "born" in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [(make.SAME, 200), ({"origin": "http://testserver"}, 200), ({"sec-fetch-site": "cross-site"}, 403),
     ({"origin": "http://evil.example"}, 403), ({}, 403)],
)  # fmt: skip
def test_a_form_of_another_site_is_not_taken_in(visitor, headers, status):
    answer = write(visitor, headers=headers)
    assert (answer.status_code, Message.objects.count()) == (status, int(status == 200))
    assert status == 200 or make.WRITTEN["text"] in words(answer)


@pytest.mark.parametrize("age", [timedelta(seconds=1), timedelta(hours=13)])
def test_a_page_too_young_or_too_old_is_sent_again_with_one_press(visitor, age):
    said = {open_forms.TOKEN: make.token("contact.write", age=age), open_forms.TRAP: "", **make.WRITTEN}
    answer = visitor.post(WRITE, said, headers=make.SAME)
    assert (answer.status_code, Message.objects.count()) == (422, 0)
    assert make.WRITTEN["text"] in words(answer)


def test_a_mistake_mended_at_once_is_sent_at_once_and_a_new_page_is_not(visitor):
    def token_on(page):
        return re.search(rf'name="{open_forms.TOKEN}" value="([^"]+)"', page).group(1)

    def send(token, **fields):
        said = {open_forms.TOKEN: token, open_forms.TRAP: "", **make.WRITTEN, **fields}
        return visitor.post(WRITE, said, headers=make.SAME)

    again = token_on(words(send(make.token("contact.write"), topic="")))
    assert send(again).status_code == 200

    fresh = token_on(words(visitor.get(WRITE)))
    assert send(fresh, text="Another text").status_code == 422
    assert Message.objects.count() == 1

    mistyped = make.post(visitor, ANSWER, "contact.answer", receipt="hello")
    said = {open_forms.TOKEN: token_on(words(mistyped)), open_forms.TRAP: "", "receipt": "7QK4"}
    assert "very fast" not in words(visitor.post(ANSWER, said, headers=make.SAME))


def test_a_robot_that_fills_in_everything_sends_nothing(visitor):
    assert write(visitor, website="x").status_code == 422
    assert Message.objects.count() == 0


def test_too_many_messages_keep_their_words(visitor):
    answers = [write(visitor, text=f"Text {number}") for number in range(12)]
    full = [answer for answer in answers if answer.status_code == 429]
    assert full
    assert all("Text " in words(answer) for answer in full)
    assert {answer.status_code for answer in answers} == {200, 429}


@pytest.mark.parametrize("typed", ["", "hello", "7QK4-M2XD-91TX", "<script>"])
def test_a_code_that_is_none_is_refused_at_its_field(visitor, typed):
    answer = make.post(visitor, ANSWER, "contact.answer", receipt=typed)
    assert answer.status_code == 422
    assert "id_receipt_error" in words(answer)
    assert "<script>" not in words(answer)


def test_a_wrong_code_is_not_found_and_many_are_slowed_down(visitor, town):
    from standing.hall.sealed import api as sealed

    answers = [make.post(visitor, ANSWER, "contact.answer", receipt=sealed.new_code()) for _ in range(9)]
    assert {answer.status_code for answer in answers} == {422, 429}
    assert "deleted after 30 days" in words(answers[0])


def test_a_pack_without_a_desk_has_a_kind_page_and_no_form(db, tmp_path):
    make.load_town(tmp_path, at=clock.now(), desk="")
    assert [Client().get(path).status_code for path in ("/contact/", WRITE, ANSWER)] == [200, 404, 404]
    assert list(api.published_pages(clock.now())) == []
    assert api.topics(language="en", at=clock.now()) == ()


def test_the_published_page_is_where_the_address_leads(town):
    pages = list(api.published_pages(clock.now()))
    assert [(type(page), page.path, page.language) for page in pages] == [(Page, "/contact/", "en")]
    with translation.override("es"):
        assert reverse("contact_pages:index") == "/es/contact/"


# The office


@pytest.fixture
def office(desk) -> Client:
    return accounts.client_of(desk)


def at(name: str, row: Message) -> str:
    return reverse(f"contact:{name}", kwargs={"message": row.pk})


def test_the_list_and_the_page_of_a_message_tell_none_of_its_words(office, town):
    row = make.message(at=clock.now(), text="Words of somebody", answer_by=AnswerBy.PHONE, contact="213-555-0199")
    for path in (reverse("contact:inbox"), at("show_message", row), reverse("contact:counts")):
        page = words(office.get(path))
        assert "I need help" in page
        assert "Words of somebody" not in page
        assert "213-555-0199" not in page
    row.refresh_from_db()
    assert row.state == State.NEW


def test_opening_shows_the_words_and_who_did_it(office, town):
    row = make.message(at=clock.now(), text="Words of somebody", answer_by=AnswerBy.EMAIL, contact="me@mail.example")
    answer = office.post(at("read_message", row))
    assert answer.status_code == 200
    assert "Words of somebody" in words(answer)
    assert 'href="mailto:me@mail.example"' in words(answer)
    assert answer["Cache-Control"] == "no-store"
    page = words(office.get(at("show_message", row)))
    assert "Opened and read" in page
    assert "Sample Desk" in page


def test_the_desk_answers_from_a_template_assigns_refers_and_closes(office, town, desk):
    row = make.message(at=clock.now())
    office.post(at("assign_message", row), {"to": str(desk.pk)})
    page = words(office.post(at("read_message", row), {"template": "food"}))
    assert "Food is there for everybody." in page
    assert office.post(at("answer_message", row), {"text": "Food is there for everybody."}).status_code == 302
    assert office.post(at("refer_message", row), {"refer-text": "Sample Pantry"}).status_code == 302
    assert office.post(at("close_message", row)).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.assigned_to_id, Answer.objects.count()) == (State.CLOSED, desk.pk, 2)
    assert "No message fits." in words(office.get(reverse("contact:inbox") + "?mine=1"))


@pytest.mark.parametrize(("name", "field"), [("answer_message", "text"), ("refer_message", "refer-text")])
def test_an_answer_that_may_not_be_kept_keeps_the_words(office, town, name, field):
    row = make.message(at=clock.now())
    office.post(at("read_message", row))
    for text, says in (("", "empty"), ("She is undocumented, I fear.", "immigration status")):
        answer = office.post(at(name, row), {field: text})
        assert answer.status_code == 422
        assert says in words(answer)
        assert text in words(answer)
    assert Answer.objects.count() == 0


def test_an_unread_message_cannot_be_closed(office, town):
    row = make.message(at=clock.now())
    office.post(at("close_message", row))
    assert "Read the message first." in words(office.get(at("show_message", row)))


def test_the_inbox_narrows(office, town):
    now = clock.now()
    make.send(at=now, topic="rights", language="ar")
    make.send(at=now)
    page = reverse("contact:inbox")
    rows = [words(office.get(page + query)).count('<tr><th scope="row">') for query in ("", "?topic=rights", "?language=en", "?state=closed", "?state=new", "?state=xx", "?mine=1")]  # fmt: skip
    assert rows == [2, 1, 1, 0, 2, 2, 0]


def test_templates_are_shown_in_every_language(office, town):
    page = words(office.get(reverse("contact:list_templates") + "?language=ar"))
    assert "Not translated" in page
    assert "Not translated" not in words(office.get(reverse("contact:list_templates")))


def test_counsel_begins_and_ends_a_hold(town, counsel, office):
    client = accounts.client_of(counsel)
    page = reverse("contact:hold")
    assert office.post(page, {"deed": "begin"}).status_code == 404
    assert client.post(page, {"deed": "begin"}).status_code == 302
    assert client.post(page, {"deed": "begin"}).status_code == 422
    assert "A hold is on since" in words(client.get(page))
    assert "A legal hold is on" in words(office.get(reverse("contact:inbox")))
    client.post(page, {"deed": "end"})
    assert queries.hold() is None


MAY = {
    "inbox": {Role.COORDINATOR, Role.ATTORNEY, Role.AUDITOR},
    "counts": {Role.COORDINATOR, Role.ATTORNEY, Role.AUDITOR},
    "list_templates": {Role.COORDINATOR, Role.ATTORNEY, Role.AUDITOR},
    "hold": {Role.COORDINATOR, Role.ATTORNEY, Role.AUDITOR},
    "show_message": {Role.COORDINATOR, Role.ATTORNEY, Role.AUDITOR},
    "read_message": {Role.COORDINATOR},
    "answer_message": {Role.COORDINATOR},
    "close_message": {Role.COORDINATOR},
}


@pytest.mark.parametrize("role", list(Role))
def test_who_comes_in_where(town, role):
    row = make.message(at=clock.now(), text="Words of somebody")
    client = accounts.client_of(accounts.person(role=role, department="parks" if role in {"author", "head", "liaison", "backup"} else ""))  # fmt: skip
    entered = set()
    for name in MAY:
        deed = name.endswith("_message") and name != "show_message"
        path = at(name, row) if name.endswith("_message") else reverse(f"contact:{name}")
        answer = client.post(path, {"text": "x"}) if deed else client.get(path)
        if answer.status_code != 404:
            entered.add(name)
        if role is not Role.COORDINATOR:
            assert "Words of somebody" not in words(answer)
    assert entered == {name for name, roles in MAY.items() if role in roles}
