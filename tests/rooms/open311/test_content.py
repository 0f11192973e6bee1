"""Content for the 311 knowledge base: what it says, in which language, until when, and when it is not there."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from standing.hall.installation import api as installation
from standing.hall.translations import api as translations
from standing.kernel.canonical import sha256_hex
from tests.make import open311 as make
from tests.make import rights
from tests.make.open311 import House
from tests.rooms.open311 import georeport

FORMS = pytest.mark.parametrize("f", ["xml", "json"])


def get(path, f="json", **more):
    return Client().get(f"/open311/inquiry/v1/{path}.{f}", **more)


def in_spanish(people, slug, now, *, is_reviewed=True):
    words = dict(rights.TEXT.texts())
    for number, (part, source) in enumerate(words.items()):
        key = f"rights:{slug}:{part}"
        places = "".join(f" {{{name}}}" for name in ("phone_311", "phone_legal") if f"{{{name}}}" in source)
        text = f"Palabras en español, parte {'abcdefghijklmnop'[number]}.{places}"
        if source.endswith("?"):
            text += "?"
        translations.write_translation(
            key=key,
            language="es",
            text=text,
            seen_source_sha256=sha256_hex(source.encode()),
            by=people.team.translator,
            at=now,
        )
        if is_reviewed:
            translations.review_translation(
                key=key, language="es", seen_sha256=sha256_hex(text.encode()), by=people.team.reviewer, at=now
            )


@FORMS
def test_questions_are_the_approved_articles(people: House, f, now):
    rights.waiting(people.team, "not-yet", at=now - dt.timedelta(hours=3))
    rights.approved(people.team, at=now - dt.timedelta(hours=2))

    [said] = georeport.read(get("web_faqs/all", f), f)
    assert (said["id"], said["question"], said["language"], said["translation"]) == (
        "at-the-door",
        "At your door",
        "en",
        "source",
    )
    assert dt.date.fromisoformat(said["expiration"]) > now.date() + dt.timedelta(days=190)
    assert georeport.read(get("web_faqs/home", f), f) == [said]
    assert georeport.read(get("web_faqs/work", f), f)[0]["code"] == "404"

    whole = georeport.read(get("web_faqs/at-the-door", f), f)
    assert whole["question"] == "At your door"
    assert "Stay calm." in whole["answer"]
    assert "<p>Stay calm.</p>" in whole["answer_html"]
    assert whole["short_answer"] == "You do not have to open the door. Help: 311."
    assert whole["version"] == "1"
    assert whole["url"].endswith("/rights/at-the-door/")


@FORMS
def test_the_reader_gets_their_language_or_is_told(people: House, f, now):
    rights.approved(people.team, at=now - dt.timedelta(hours=2))
    spanish = {"headers": {"accept-language": "es"}}
    before = get("web_faqs/at-the-door", f, **spanish)
    assert before.headers["Content-Language"] == "en"
    assert georeport.read(before, f)["translation"] == "not translated"

    in_spanish(people, "at-the-door", now)
    answer = get("web_faqs/at-the-door", f, **spanish)
    said = georeport.read(answer, f)
    assert answer.headers["Content-Language"] == "es"
    assert (said["language"], said["translation"]) == ("es", "reviewed")
    assert said["answer"].startswith("Palabras en español")
    assert "/es/rights/" in said["url"]
    assert get("web_faqs/all", f, **spanish).headers["Content-Language"] == "es"


def test_what_nobody_reviewed_is_shown_in_a_sample_only_and_says_so(people: House, now):
    rights.approved(people.team, at=now - dt.timedelta(hours=2))
    in_spanish(people, "at-the-door", now, is_reviewed=False)
    spanish = {"headers": {"accept-language": "es"}}
    assert get("web_faqs/at-the-door", **spanish).json()["translation"] == "not translated"

    installation.create(is_sample=True, at=now)
    installation.forget()
    said = get("web_faqs/at-the-door", **spanish).json()
    assert (said["translation"], said["sample"]) == ("not reviewed", True)


def test_an_article_that_is_taken_down_is_gone(people: House, now):
    from standing.rooms.rights import actions

    rights.approved(people.team, at=now - dt.timedelta(hours=2))
    actions.withdraw_article(slug="at-the-door", reason="It is wrong.", by=people.team.counsel, at=now)
    assert get("web_faqs/at-the-door").status_code == 404
    assert get("web_faqs/all").json() == []


@FORMS
def test_services_and_facilities_are_those_of_the_directory(people: House, f, now):
    service = make.help_service(people, at=now)

    [said] = georeport.read(get("services/all", f), f)
    assert (said["id"], said["service_name"]) == (str(service), "Oak Street Pantry")
    dt.date.fromisoformat(said["expiration"])
    assert georeport.read(get("services/food", f), f) == [said]
    assert get("services/hotline", f).status_code == 404
    whole = georeport.read(get(f"services/{service}", f), f)
    assert whole["categories"] == ["Food"]
    assert "Everybody is welcome." in whole["description"]

    [place] = georeport.read(get("facilities/all", f), f)
    detail = georeport.read(get(f"facilities/{place['id']}", f), f)
    assert place["type"] == "Food"
    assert "1 Oak Street" in detail["address"]
    assert detail["zipcode"] == "00001"
    assert float(detail["lat"]) == pytest.approx(34.15)
    assert float(detail["long"]) == pytest.approx(-118.25)
    assert "09:00-17:00" in detail["displayed_hours"]


@FORMS
@pytest.mark.parametrize("kind", ["services", "facilities", "web_faqs"])
@pytest.mark.parametrize(
    "which", ["nothing", str(uuid.UUID("00000000-0000-4000-8000-000000000000")), "%00", "a%2Fb", "É"]
)
def test_what_is_unknown_is_told_in_that_form(people: House, f, kind, which, now):
    answer = get(f"{kind}/{which}", f)
    assert answer.status_code == 404
    assert georeport.read(answer, f)[0]["code"] == "404"


def test_an_unchanged_answer_is_not_sent_again(people: House, now):
    rights.approved(people.team, at=now - dt.timedelta(hours=2))
    tag = get("web_faqs/at-the-door").headers["ETag"]
    assert get("web_faqs/at-the-door", headers={"if-none-match": tag}).status_code == 304
    in_spanish(people, "at-the-door", now)
    assert get("web_faqs/at-the-door", headers={"if-none-match": tag, "accept-language": "es"}).status_code == 200
