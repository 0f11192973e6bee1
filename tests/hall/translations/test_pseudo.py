"""Languages that nobody speaks: what is not translated stands out on the public pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.translation import override

from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.hall.pack import registry
from standing.hall.translations.catalogues.pseudo import ACCENTS, FROM_THE_RIGHT, pseudo, write_catalogues
from standing.hall.translations.rules.texts import translation_mistakes
from tests.hall.translations.conftest import EVERY_SECTION
from tests.make import translations as make

IN_BRACKETS = re.compile(r"⟦[^⟦⟧]*⟧")
SHOWN = {"alt", "title", "aria-label", "placeholder", "aria-description"}
SILENT = {"script", "style", "code", "pre", "time", "option"}
NAMES = ("the Town of Alder Ford", "Town of Alder Ford", "Alder Ford", "Standing")
PACK = Path(__file__).resolve().parents[2] / "packs" / "alder-ford"


class Reader(HTMLParser):
    """Collects what a person reads, but for what says that it is in another language."""

    def __init__(self, language):
        super().__init__()
        self.language = language
        self.read = []
        self.stack = []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        other = bool(said.get("lang")) and tag != "html" and said["lang"] != self.language
        quiet = other or tag in SILENT or (bool(self.stack) and self.stack[-1][1])
        if not quiet:
            self.read.extend(str(said[name]) for name in SHOWN & said.keys())
        if tag not in {"meta", "link", "br", "img", "input", "hr", "path", "circle", "rect"}:
            self.stack.append((tag, quiet))

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            continue

    def handle_data(self, data):
        if not (self.stack and self.stack[-1][1]):
            self.read.append(data)


def left_over(page, language):
    reader = Reader(language)
    reader.feed(page)
    text = re.sub(r"\s+", " ", " ".join(reader.read))
    text = IN_BRACKETS.sub(" ", IN_BRACKETS.sub(" ", text))
    for name in (language, *NAMES):
        text = text.replace(name, " ")
    return re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]+)*", text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Help", "⟦Ħéļþ ~⟧"),
        ("Hi %(name)s, call {phone_311}", "⟦Ħí %(name)s, çàļļ {phone_311} ~~⟧"),
        ('Call <a href="tel:311">311</a>', '⟦Çàļļ <a href="tel:311">311</a> ~⟧'),
    ],
)
def test_places_html_and_numbers_stay(text, said):
    assert pseudo(text) == said


@pytest.mark.parametrize("language", [ACCENTS, FROM_THE_RIGHT])
def test_content_in_a_language_that_nobody_speaks_passes_the_guards(language):
    for source in ("Ask to see the paper.", "Call {phone_311} or 213-555-0123 now.", "See https://city.example/help."):
        assert translation_mistakes(source=source, text=pseudo(source, language=language)) == ()


@pytest.fixture
def nobody_speaks(tmp_path, settings, monkeypatch, db):
    monkeypatch.setattr(registry, "_sections", EVERY_SECTION)
    write_catalogues(locale=tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.LANGUAGES = [("en", "English"), (ACCENTS, "Accents"), (FROM_THE_RIGHT, "From the right")]
    settings.LANGUAGES_BIDI = [FROM_THE_RIGHT]
    packs.load_first(directory=PACK, by=SYSTEM, at=make.AT)
    make.sample()
    make.page()
    make.pseudo_content([ACCENTS, FROM_THE_RIGHT])


def public_routes():
    """Yield the pages in every language that need no more in their address than the language."""
    for resolver in get_resolver().url_patterns:
        for each in getattr(resolver, "url_patterns", ()):
            namespace = getattr(each, "namespace", None) or ""
            if namespace.endswith("_pages"):
                yield from (f"{namespace}:{route.name}" for route in each.url_patterns)


def addresses(language):
    with override(language):
        for name in public_routes():
            try:
                yield reverse(name)
            except NoReverseMatch:
                continue


@pytest.mark.parametrize("language", [ACCENTS, FROM_THE_RIGHT])
def test_no_public_page_says_anything_that_is_not_translated(nobody_speaks, language):
    seen, wrong = 0, {}
    for address in [one for one in addresses(language) if one.endswith("/")]:
        page = Client(raise_request_exception=False).get(address)
        if page.status_code != 200:
            continue
        seen += 1
        if found := left_over(page.content.decode(), language):
            wrong[address] = found
    assert wrong == {}
    assert seen >= 3


def test_what_is_not_translated_is_seen():
    assert left_over("<p>⟦Ħéļþ ~⟧ Help me <span lang='en'>Ask</span></p>", ACCENTS) == ["Help me"]
