"""What an agent reads out: questions by topic, the answer beside its English, short texts with their counters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from standing.hall.translations import api as translations
from standing.hall.translations.api import Said
from standing.kernel import septets
from standing.kernel.refusals import NotFound
from standing.rooms.open311.queries import from_pack
from standing.rooms.open311.rules.shape import Choice
from standing.rooms.rights import api as rights
from standing.rooms.rights.api import ArticleFact, BlockFact, NumberFact


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """A topic and its questions."""

    topic: str
    articles: tuple[ArticleFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One block of an answer in the caller's language, and as the approved text says it."""

    block: BlockFact
    first: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """An answer as an agent needs it."""

    article: ArticleFact
    first: ArticleFact
    lines: tuple[Line, ...]
    numbers: tuple[NumberFact, ...]
    count: septets.Count
    language: str
    is_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText:
    """The short text of an article in a language, with what it costs to send."""

    slug: str
    topic: str
    said: Said
    count: septets.Count
    version: int
    sha256: str
    approved_on: dt.date
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    """A language an agent can switch to."""

    code: str
    own_name: str
    english_name: str
    direction: str


def languages(*, at: dt.datetime) -> tuple[LanguageLink, ...]:
    """Return the written languages of the city."""
    return tuple(
        LanguageLink(
            code=one.code.lower(), own_name=one.own_name, english_name=one.english_name, direction=one.direction
        )
        for one in translations.languages(at=at)
        if one.medium == "written"
    )


def rows(*, language: str, search: str, at: dt.datetime) -> tuple[TopicRow, ...]:
    """Return the questions by topic, in the order of the articles; with words to search, those that have them all."""
    words = search.casefold().split()
    found: dict[str, list[ArticleFact]] = {}
    first = _by_slug(rights.articles(language=from_pack.first_language(known=at), at=at)) if words else {}
    for one in rights.articles(language=language, at=at):
        texts = " ".join(said.text for each in (one, first.get(one.slug, one)) for said in each.said).casefold()
        if all(word in texts for word in words):
            found.setdefault(one.topic, []).append(one)
    return tuple(TopicRow(topic=topic, articles=tuple(articles)) for topic, articles in found.items())


def answer(*, slug: str, language: str, at: dt.datetime) -> AnswerPage:
    """Return one answer in the caller's language beside the approved text. :raises NotFound: if it is not public"""
    shown = rights.article(slug=slug, language=language, at=at)
    first = (
        shown
        if shown.title.is_source
        else rights.article(slug=slug, language=from_pack.first_language(known=at), at=at)
    )
    texts = {block.id: block.said for block in first.blocks}
    return AnswerPage(
        article=shown,
        first=first,
        lines=tuple(Line(block=block, first=texts[block.id]) for block in shown.blocks),
        numbers=rights.numbers(language=language, at=at),
        count=septets.count(shown.short.text),
        language=language,
        is_first=first is shown,
    )


def short_texts(*, language: str, at: dt.datetime) -> tuple[ShortText, ...]:
    """Return the short text of every article in a language, for messages and for the voice menu."""
    return tuple(
        ShortText(
            slug=one.slug,
            topic=one.topic,
            said=one.short,
            count=septets.count(one.short.text),
            version=one.version,
            sha256=one.sha256,
            approved_on=one.approved_on,
            approved_by=one.approved_by_title,
        )
        for one in rights.articles(language=language, at=at)
    )


def menu(*, language: str, at: dt.datetime) -> tuple[tuple[Choice, Said], ...]:
    """Return the voice menu in a language: at most five choices. Nothing where the pack has none."""
    try:
        file = from_pack.ground(known=at).file
    except NotFound:
        return ()
    said = from_pack.said(file, language=language)
    return tuple((one, said[f"menu:{one.key}"]) for one in file.menu)


def hint(*, at: dt.datetime) -> str:
    """Return what an agent tells a caller about choosing a language; empty where the pack says nothing."""
    try:
        return from_pack.ground(known=at).file.language_hint
    except NotFound:
        return ""


def _by_slug(found: Sequence[ArticleFact]) -> dict[str, ArticleFact]:
    return {one.slug: one for one in found}
