"""Whoever applies in Spanish reads no English: every page of the room, every mistake, every word of its program."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from django.apps import apps
from django.test import Client

from standing.config.environment import CHECKOUT
from standing.config.trustee import wiring
from standing.hall import clock
from standing.hall.translations.catalogues import compiled, files
from standing.hall.translations.catalogues.messages import Message, in_file
from tests.make import draw as make
from tests.make.trustee import AT, ROUND

HOME = Path(apps.get_app_config("draw").path)
CATALOGUE = CHECKOUT / "locale" / "es" / "LC_MESSAGES" / "django.po"
PAGES = ("", f"{ROUND}/", f"{ROUND}/receipt/", f"{ROUND}/group/", "group-key/")
PROGRAM = CHECKOUT / "npm" / "apply"


@pytest.fixture(autouse=True)
def _spanish(tmp_path, settings, monkeypatch):
    """The words as a start compiles them, and what is offered counted anew."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    place = tmp_path / "es" / "LC_MESSAGES"
    place.mkdir(parents=True)
    shutil.copy(CATALOGUE, place)
    files.compile_all(locale=tmp_path)
    settings.LOCALE_PATHS = [tmp_path]
    wiring._whole.cache_clear()
    yield
    wiring._whole.cache_clear()


def families() -> dict[Path, tuple[Message, ...]]:
    """What the room says to families and groups, by file: all of its templates but those of its own people."""
    templates = [
        one for one in sorted((HOME / "templates").rglob("*.html")) if '"web/staff.html"' not in one.read_text()
    ]
    return {one: in_file(one) for one in (*templates, HOME / "views" / "pages.py")}


def seen(page: str) -> str:
    """The words of a page, those for its program too."""
    return " ".join(
        unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script).*?</\1>", " ", page, flags=re.DOTALL))).split()
    )


def test_everything_that_the_room_says_to_families_has_a_spanish_text():
    said = {
        (entry.context or "", entry.id[0] if isinstance(entry.id, tuple) else entry.id): entry
        for entry in files.read(CATALOGUE)
        if entry.id
    }
    found = families()
    assert sum(map(len, found.values())) > 100
    for path, messages in found.items():
        for message in messages:
            entry = said.get(message.name)
            assert entry is not None, (path.name, message.said)
            given = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            assert all(given), (path.name, message.said)
            assert not entry.fuzzy, message.said
            assert message.said not in given, message.said
            assert files.entry_mistakes(entry, plurals=2) == (), message.said


@pytest.mark.parametrize("at", [AT, make.OVER])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_spanish_holds_no_english_of_the_templates(held, monkeypatch, path, at):
    if at == make.OVER:
        make.send(held, "Ana")
        make.hold_draw(held)
    monkeypatch.setattr(clock, "now", lambda: at)
    english, spanish = (seen(Client().get(f"{prefix}/apply/{path}").content.decode()) for prefix in ("", "/es"))
    sentences = {
        one.said for messages in families().values() for one in messages if " " in one.said and "%" not in one.said
    }
    there = {one for one in sentences if one in english}
    assert there
    assert {one for one in sentences if one in spanish} == set()
    assert "not yet ready" not in spanish
    assert "aún no están listas" not in spanish  # nothing is missing, so nothing is excused


def test_the_program_takes_its_words_from_the_page():
    """Every word that the program asks for by name stands in the template, where it is translated."""
    words = (HOME / "templates" / "draw" / "_words.html").read_text()
    there = set(re.findall(r'data-word="([^"]+)"', words))
    source = "\n".join(one.read_text() for one in sorted(PROGRAM.glob("*.js")))
    asked = set(re.findall(r'word\("([a-z-]+)"', source))
    assert asked
    assert asked <= there
    assert {"received", "drawn", "not-drawn", "no-broken"} <= there
    # Each refusal of either party has words of its own; what is misread is a mistake of the program.
    for code in ("closed", "not-found", "other-number", "no-work", "exhausted", "over-quota", "not-known", "not-now"):
        assert f"no-{code}" in there


@pytest.mark.parametrize("path", PAGES)
def test_spanish_is_one_step_away_on_every_page_and_english_from_there(held, path):
    english, spanish = (Client().get(f"{prefix}/apply/{path}").content.decode() for prefix in ("", "/es"))
    assert re.search(rf'<a href="/es/apply/{path}" lang="es"[^>]*>Español</a>', english)
    assert re.search(rf'<a href="/apply/{path}" lang="en"[^>]*>English</a>', spanish)
    assert "/tl/apply/" not in english  # not whole, so not offered


def test_a_language_in_which_a_word_is_missing_is_not_offered(held, tmp_path):
    catalogue = files.read(tmp_path / "es" / "LC_MESSAGES" / "django.po")
    assert compiled.missing_in(language="es") == ()
    catalogue.delete("Add another adult")
    with (tmp_path / "es" / "LC_MESSAGES" / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    wiring._whole.cache_clear()
    assert "/es/apply/" not in Client().get("/apply/").content.decode()
    assert Client().get("/es/apply/").status_code == 200  # its address answers all the same, and says what is missing


def test_languages_to_choose_call_themselves_by_their_own_name(held):
    page = Client().get(f"/es/apply/{ROUND}/").content.decode()
    assert re.search(r'<option value="es" selected lang="es">Español</option>', page)
    assert "한국어" in page
    assert ">Korean<" not in page
