"""The tags: a text in another language says so, and a note says why."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import override

from standing.hall.translations.rules.states import PageState, Said

FALLBACK = Said(text="Ask & see.", language="en", direction="ltr", state="stale", is_fallback=True)
GOOD = Said(text="Pida & vea.", language="es", direction="ltr", state="reviewed", is_fallback=False)
UNREAD = Said(text="Pida.", language="es", direction="ltr", state="translated", is_fallback=False)
SOURCE = Said(text="Ask.", language="en", direction="ltr", state="source", is_fallback=False)
NEWER, UNCHECKED = "This part is newer in English", "A second person has not checked it yet"


def drawn(template, **context):
    return Template("{% load translations %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (FALLBACK, '<span lang="en" dir="ltr">Ask &amp; see.</span>'),
        (GOOD, "Pida &amp; vea."),
        (SOURCE, "Ask."),
    ],
)
def test_a_text_in_another_language_says_so(value, html):
    assert drawn("{% said value %}", value=value) == html


@pytest.mark.parametrize(
    ("value", "note"),
    [
        (GOOD, ""),
        (SOURCE, ""),
        (FALLBACK, NEWER),
        (UNREAD, UNCHECKED),
        ([GOOD, FALLBACK, UNREAD], NEWER),
        ({"a": GOOD, "b": UNREAD}, UNCHECKED),
        ([], ""),
        (PageState(page="p", language="es", total=3, shown=3), ""),
        (PageState(page="p", language="es", total=3, shown=2), NEWER),
        (PageState(page="p", language="es", total=3, shown=3, has_unreviewed=True), UNCHECKED),
    ],
)
def test_a_note_says_what_is_wanting(value, note):
    said = drawn("{% said_note value %}", value=value)
    assert (note in said) if note else (said == "")


def test_a_note_that_nobody_translated_says_that_it_is_english():
    with override("zap"):
        assert '<p class="notice notice-warn" lang="en" dir="ltr">' in drawn("{% said_note value %}", value=FALLBACK)
    with override("en"):
        assert '<p class="notice notice-warn">' in drawn("{% said_note value %}", value=FALLBACK)


def test_the_direction_of_a_language_is_known():
    assert drawn("{{ 'fa'|language_direction }} {{ 'zh-Hant'|language_direction }}") == "rtl ltr"
