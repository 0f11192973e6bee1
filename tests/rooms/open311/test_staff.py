"""The agent's pages and the keys."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from standing.hall.accounts.api import Role
from standing.rooms.open311.models import ApiKey
from tests.make import accounts, rights
from tests.make.open311 import House
from tests.rooms.open311.test_content import in_spanish


def of(person):
    return accounts.client_of(person)


def url(name, *parts):
    return reverse(f"open311:{name}", args=parts)


@pytest.fixture
def article(people, now):
    rights.approved(people.team, at=now - dt.timedelta(hours=2))
    in_spanish(people, "at-the-door", now)


def test_an_answer_is_two_clicks_away(people: House, article):
    agent = of(people.agent)
    first = agent.get(url("script"), {"in": "es"}).content.decode()
    link = url("answer", "at-the-door") + "?in=es"
    assert link in first
    page = agent.get(link).content.decode()

    assert "Palabras en español" in page
    assert "Stay calm." in page  # the approved words stand beside it
    assert "213-555-0123" in page
    assert "Let the caller say the language." in page
    assert '?in=fa"' in page
    assert "<script" not in page.split("<main")[1].split("</main")[0]


def test_words_find_a_question_in_either_language(people: House, article):
    agent = of(people.agent)
    for words, is_found in (("calm", True), ("ESPAÑOL", True), ("calm español", True), ("nothing", False)):
        page = agent.get(url("script"), {"in": "es", "q": words}).content.decode()
        assert ("at-the-door" in page) == is_found, words


def test_a_missing_language_says_so(people: House, article):
    page = of(people.agent).get(url("answer", "at-the-door"), {"in": "fa"}).content.decode()
    assert "not there in the caller" in page


@pytest.mark.parametrize("name", ["script", "short_texts", "short_texts_csv", "short_texts_json"])
def test_agents_read_and_others_do_not(people: House, article, name):
    assert of(people.agent).get(url(name)).status_code == 200
    assert of(people.auditor).get(url(name)).status_code == 200
    assert of(people.agent).get(url(name), {"in": "xx"}).status_code == 404
    liaison = accounts.person(role=Role.LIAISON, department="fire")
    assert of(liaison).get(url(name)).status_code == 404


def test_short_texts_are_counted_and_handed_out(people: House, article):
    agent = of(people.agent)
    page = agent.get(url("short_texts"), {"in": "es"}).content.decode()
    assert "GSM-7" in page
    assert "For your rights, press 1." in page

    said = agent.get(url("short_texts_json"), {"in": "es"}).json()
    [row] = csv.DictReader(io.StringIO(agent.get(url("short_texts_csv"), {"in": "es"}).content.decode()))
    [text] = said["texts"]
    assert (text["language"], text["state"], text["version"], text["messages"]) == ("es", "reviewed", 1, 1)
    assert row["text"] == text["text"]
    assert row["approved_by"] == text["approved_by"] != ""


def test_a_key_is_shown_once(people: House):
    administrator = of(people.administrator)
    bad = administrator.post(url("issue_key"), {"owner": "Call centre", "office_email": "nobody"})
    assert bad.status_code == 422
    assert "Call centre" in bad.content.decode()

    page = administrator.post(url("issue_key"), {"owner": "Call centre", "office_email": "a@b.example"})
    key = page.context["key"]
    assert key in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    listed = administrator.get(url("list_keys")).content.decode()
    assert key not in listed
    assert key[:6] in listed

    row = ApiKey.objects.get()
    assert of(people.auditor).get(url("list_keys")).status_code == 200
    assert of(people.auditor).post(url("revoke_key", row.pk)).status_code == 404
    administrator.post(url("revoke_key", row.pk))
    assert "Revoked" in administrator.get(url("list_keys")).content.decode()


@pytest.mark.parametrize("name", ["list_keys", "issue_key"])
def test_keys_are_the_administrators(people: House, name):
    assert of(people.administrator).get(url(name)).status_code == 200
    assert of(people.agent).get(url(name)).status_code == 404
