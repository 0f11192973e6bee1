"""The words families read in Los Angeles: plain, short, from today's source, and whole where they cannot wait."""

import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import textstat
import yaml

from standing.hall.translations.rules.texts import tidy, translation_mistakes
from standing.kernel.reading import reading_of
from standing.rooms.rights.rules.shape import LONGEST_SHORT, ArticleFile, ArticleTerms, NumbersFile
from standing.sample import agenda, directory, words

LOS_ANGELES = Path(__file__).resolve().parents[2] / "packs" / "los-angeles"
ARTICLES = sorted((LOS_ANGELES / "rights").glob("*.yaml"))
LANGUAGES = sorted(path.name for path in (LOS_ANGELES / "words").iterdir())
TIER_ONE = ("es", "ko", "hy", "zh-Hant", "zh-Hans", "tl", "fa", "ru", "vi")
EASY_SPANISH = 70
HARDEST_GRADE = 6


@cache
def read(name: str) -> Any:
    """Return a file of the pack as plain values."""
    return yaml.safe_load((LOS_ANGELES / name).read_text(encoding="utf-8"))


@cache
def article(path: Path) -> ArticleTerms:
    """Return an article as the room reads it."""
    return ArticleFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).article


@cache
def numbers() -> dict[str, str]:
    """Return every number by its name."""
    return {one.id: one.number for one in NumbersFile.model_validate(read("numbers.yaml")).numbers}


def sources(*, urgent: bool) -> Iterator[tuple[str, str]]:
    """Yield the key and the English words of every text about rights, or of those that cannot wait."""
    for one in (article(path) for path in ARTICLES):
        if one.critical or not urgent:
            yield from ((f"rights:{one.id}:{part}", getattr(one, part)) for part in ("title", "summary", "short"))
            yield from ((f"rights:{one.id}:{block.id}", block.text) for block in one.blocks)
    for number in read("numbers.yaml")["numbers"]:
        yield from ((f"numbers:{number['id']}:{part}", number[part]) for part in ("label", "hours", "note"))


def said(language: str) -> dict[str, dict[str, str]]:
    """Return what is said in a language, by key."""
    files = sorted((LOS_ANGELES / "words" / language).glob("*.yaml"))
    texts = [one for file in files for one in read(str(file.relative_to(LOS_ANGELES)))["texts"]]
    assert len({one["key"] for one in texts}) == len(texts)
    return {one["key"]: one for one in texts}


def filled(text: str) -> str:
    """Return a text with its numbers."""
    return text.format_map(numbers())


def spoken(text: str) -> str:
    """Return a text as it is said aloud, for counts that stumble over digits."""
    return re.sub(r"[A-Z]+-?\d+|\d[\d:.,-]*", "one", re.sub(r"\{\w+\}", "one", text)).replace("-", " ")


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_an_article_is_read_with_six_years_of_school(path: Path) -> None:
    texts = [article(path).summary, article(path).short, *(block.text for block in article(path).blocks)]

    assert reading_of(texts).grade <= HARDEST_GRADE
    assert reading_of(texts).long_sentences == ()
    assert [text for text in texts if reading_of([text]).is_hard and len(text.split()) > 8] == []


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_an_article_in_spanish_reads_easily(path: Path) -> None:
    spanish = said("es")
    parts = ("summary", *(block.id for block in article(path).blocks))
    whole = " ".join(spoken(spanish[f"rights:{article(path).id}:{part}"]["text"]).rstrip(".:?") + "." for part in parts)
    textstat.set_lang("es")

    try:
        assert textstat.fernandez_huerta(whole) >= EASY_SPANISH
    finally:
        textstat.set_lang("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_was_made_from_the_source_of_today(language: str) -> None:
    now = dict(sources(urgent=False))
    known = {key: one for key, one in said(language).items() if key.partition(":")[0] in {"rights", "numbers"}}

    assert known.keys() <= now.keys()
    assert [key for key, one in known.items() if one["en"] != now[key]] == []
    assert [
        (key, mistakes)
        for key, one in said(language).items()
        if (mistakes := translation_mistakes(source=tidy(one["en"]), text=tidy(one["text"])))
    ] == []


@pytest.mark.parametrize("language", TIER_ONE)
def test_what_cannot_wait_is_said_in_every_language_of_the_first_tier(language: str) -> None:
    assert dict(sources(urgent=True)).keys() - said(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_short_form_fits_in_every_language(language: str) -> None:
    short = {key: one["text"] for key, one in said(language).items() if key.endswith(":short")}

    assert [key for key, text in short.items() if len(filled(text)) > LONGEST_SHORT] == []


def test_only_the_emergency_line_and_the_city_line_are_real() -> None:
    real = {id_ for id_, number in numbers().items() if not re.fullmatch(r"213-555-01\d\d", number)}

    assert real == {"phone_911", "phone_311"}
    assert all("sample" in one["label"] for one in read("numbers.yaml")["numbers"] if one["id"] not in real)


def test_what_must_never_be_missing_is_said_where_officers_stand() -> None:
    now = " ".join(block.text for block in article(LOS_ANGELES / "rights" / "officers-here-now.yaml").blocks)

    for said_there in (
        "Stay calm",
        "Do not run",
        "Do not lie",
        "false papers",
        "stay silent",
        "free to go",
        "signed by a judge",
    ):
        assert said_there in now
    assert "must be followed" in now
    assert "{phone_911}" in now


def test_what_the_sample_makes_up_is_said_in_spanish() -> None:
    written = "".join(inspect.getsource(module) for module in (agenda, directory))

    assert [text for text in words.SPANISH if text not in written] == []
    assert [plan.title for plan in agenda.PLANS if plan.title not in words.SPANISH] == []
    assert [one.name for one in directory.SERVICES if one.es is None and one.name not in words.SPANISH] == []
