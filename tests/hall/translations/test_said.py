"""What a reader gets, and what the states are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from standing.hall.installation.api import is_sample
from standing.hall.translations import api
from standing.hall.translations.api import PageState, Said, SourceText
from tests.make import translations as make
from tests.make.translations import ASK, CALL, CARD, DOOR, SPANISH, TEXTS

pytestmark = pytest.mark.django_db


def said(key=ASK, language="es"):
    return api.said(keys=[key], language=language)[key]


def test_the_first_language_says_the_source():
    make.page()
    assert said(language="en") == Said(
        text="Ask to see the paper.", language="en", direction="ltr", state="source", is_fallback=False
    )


def test_what_nobody_translated_falls_back_and_says_so():
    make.page()
    assert said(language="fa") == Said(
        text="Ask to see the paper.", language="en", direction="ltr", state="missing", is_fallback=True
    )


def test_a_translation_is_shown_only_after_a_second_person_read_it(writer, reader):
    make.page()
    make.write(by=writer)
    assert (said().is_fallback, said().state) == (True, "translated")

    make.approve(by=reader)
    assert said() == Said(text=SPANISH[ASK], language="es", direction="ltr", state="reviewed", is_fallback=False)


def test_a_sample_shows_what_nobody_reviewed_and_says_so(writer):
    make.sample()
    make.page()
    make.write(by=writer)
    assert (said().text, said().is_fallback, said().is_unreviewed) == (SPANISH[ASK], False, True)


def test_a_new_source_makes_it_stale_and_the_old_source_makes_it_good_again(writer, reader):
    make.page()
    make.write(by=writer)
    make.approve(by=reader)

    make.page([SourceText(key=ASK, text="Ask to see a judge's paper.", critical=True), *TEXTS[1:]])
    assert (said().text, said().is_fallback, said().state) == ("Ask to see a judge's paper.", True, "stale")

    make.page()
    assert (said().text, said().state) == (SPANISH[ASK], "reviewed")


def test_a_draft_does_not_take_away_what_was_approved(writer, reader):
    make.page()
    make.write(by=writer)
    make.approve(by=reader)
    make.write(text="Pida ver la orden.", by=writer, state="draft")
    assert (said().text, said().state) == (SPANISH[ASK], "reviewed")


@pytest.mark.parametrize("count", [1, 3])
def test_many_keys_cost_one_question(count, django_assert_num_queries):
    make.sample()
    is_sample()  # asked once a process
    make.page()
    keys = [one.key for one in TEXTS[:count]]
    with django_assert_num_queries(1):
        found = api.said(keys=keys, language="es")
    assert list(found) == keys


def test_codes_of_languages_are_known_however_they_are_spelled(writer, reader):
    make.page()
    make.write(text="要求看文件。", by=writer, language="zh-Hant")
    make.approve(text="要求看文件。", by=reader, language="zh_Hant")
    assert said(language="zh-hant").text == said(language="zh-Hant").text == "要求看文件。"


def test_a_page_counts_what_is_shown(writer, reader):
    make.page()
    make.write(by=writer)
    make.write(CARD, by=writer)
    make.approve(by=reader)
    assert api.page_state(page=DOOR, language="es") == PageState(page=DOOR, language="es", total=3, shown=1)
    assert api.page_state(page=DOOR, language="en").is_whole


def test_a_number_keeps_its_order_where_one_reads_from_the_right(writer, reader):
    make.page()
    text = "برای کمک با {phone_311} تماس بگیرید."
    make.write(CALL, text, by=writer, language="fa")
    make.approve(CALL, text, by=reader, language="fa")

    filled = said(CALL, "fa").filled({"phone_311": "213-555-0123"})

    assert filled.text == "برای کمک با \u2066213-555-0123\u2069 تماس بگیرید."
    assert said(CALL).filled({"phone_311": "311"}).text == "Call 311 for help."
    with pytest.raises(KeyError):
        said(CALL).filled({})


def test_a_stamp_changes_with_what_is_shown_and_with_nothing_else(writer, reader):
    def stamp(language="es"):
        return api.stamp(pages=[DOOR], language=language)

    make.page()
    first, persian = stamp(), stamp("fa")
    make.write(by=writer, state="draft", text="Pida el papel.")
    make.write(by=writer)
    assert stamp() == first

    make.approve(by=reader)
    assert stamp() != first
    assert stamp("fa") == persian

    make.page([*TEXTS[:2]])
    assert stamp("fa") != persian


def test_many_pages_have_the_stamps_and_states_of_each_alone_for_the_questions_of_one(writer, reader):
    make.page()
    make.write(by=writer)
    make.approve(by=reader)
    asked = [DOOR, "nothing:here"]

    counted = []
    for pages in (asked[:1], asked):
        with CaptureQueriesContext(connection) as questions:
            stamps = api.stamps(pages=pages, language="es")
            states = api.page_states(pages=pages, language="es")
        counted.append(len(questions))

    assert counted[0] == counted[1]
    assert stamps == {page: api.stamp(pages=[page], language="es") for page in asked}
    assert states == {page: api.page_state(page=page, language="es") for page in asked}
    assert stamps[DOOR] != api.stamps(pages=asked, language="fa")[DOOR]
