"""A language is offered when nothing that matters is missing; the public page says how far each one is."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as live
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import get_language_info, override

from standing.hall.translations import api
from standing.hall.translations.api import SourceText
from tests.make import translations as make
from tests.make.translations import ASK, CARD, TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(tmp_path, settings, db):
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    make.load_town(tmp_path / "pack")
    return tmp_path / "locale"


def offered():
    return api.offered(at=make.AT)


def shares(code="es"):
    return next(one.shares for one in api.languages(at=make.AT) if one.code == code)


def test_before_the_first_pack_only_the_first_language_is_offered():
    assert offered() == ("en",)
    assert api.languages(at=make.AT) == ()


def test_a_language_is_offered_when_no_critical_word_is_missing(town, writer, reader):
    make.page()
    assert offered() == ("en",)
    make.whole_words(town, "es")
    make.write(by=writer)
    make.approve(by=reader)
    make.write(CARD, by=writer)
    assert offered() == ("en",)

    make.approve(CARD, by=reader)

    assert offered() == ("en", "es")  # the third text is not critical
    assert (shares().critical.done, shares().critical.total, shares().content.done) == (2, 2, 2)


def test_it_is_offered_no_longer_when_a_critical_source_changes(town, writer, reader):
    make.page(TEXTS[:1])
    make.whole_words(town, "es")
    make.write(by=writer)
    make.approve(by=reader)
    assert offered() == ("en", "es")
    make.page([SourceText(key=ASK, text="Ask again.", critical=True)])
    assert offered() == ("en",)


def test_a_word_of_the_program_that_is_missing_keeps_it_back(town):
    make.whole_words(town, "es", without=["Languages"])
    assert offered() == ("en",)
    make.whole_words(town, "es")
    make.page([])
    assert offered() == ("en", "es")


def test_a_sample_offers_what_nobody_reviewed(town, writer):
    make.sample()
    make.page(TEXTS[:1])
    make.whole_words(town, "es")
    make.write(by=writer)
    assert offered() == ("en", "es")


def test_asking_again_is_cheap(town):
    make.page()
    offered()
    with CaptureQueriesContext(connection) as questions:
        offered()
    assert len(questions) <= 3


def test_the_page_names_every_language_in_itself(town):
    make.page()
    make.whole_words(town, "es")
    page = Client().get("/languages/")
    assert (page.status_code, page.cookies) == (200, {})
    said = page.content.decode()
    assert '<a href="/fa/" lang="fa" dir="rtl" hreflang="fa">فارسی</a>' in said
    assert '<a href="/zh-hant/" lang="zh-Hant" dir="ltr" hreflang="zh-Hant">繁體中文</a>' in said
    assert "Tu&#x27;un Savi" in said


@pytest.mark.parametrize(("code", "name"), live.LANGUAGES[1:])
def test_every_language_has_its_address_and_its_direction(code, name, tmp_path):
    """Also languages that Django does not know, and those in which nothing is said yet."""
    make.load_town(tmp_path)
    with override(code):
        path = reverse("translations_pages:list_languages")
    assert path == f"/{code}/languages/"
    page = Client().get(path)
    assert page.status_code == 200
    found = re.search(r'<html lang="([^"]+)" dir="([^"]+)"', page.content.decode())
    assert found is not None
    assert found.groups() == (code, api.direction_of(code))
    assert get_language_info(code)["code"]
    assert page.cookies == {}


def test_what_is_published_are_the_pages_and_the_sounds(town):
    paths = [page.path for page in api.published_pages(make.AT)]
    assert paths[:2] == ["/languages/", f"/{live.LANGUAGES[1][0]}/languages/"]
    assert len(paths) == len(live.LANGUAGES)


def test_the_stamp_of_the_page_moves_with_how_far_languages_are(town, writer, reader):
    def stamp():
        return next(iter(api.published_pages(make.AT))).stamp

    make.page()
    first = stamp()
    make.write(by=writer, state="draft")
    assert stamp() == first
    make.write(by=writer)
    make.approve(by=reader)
    assert stamp() != first
