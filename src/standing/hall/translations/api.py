"""The door of translations: sources in, what is said in a language out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from standing.hall.audit.api import Actor
from standing.hall.pack.api import PackFact
from standing.hall.publish import api as publish
from standing.hall.translations.actions import pack as pack_actions
from standing.hall.translations.actions import recordings as recording_actions
from standing.hall.translations.actions import reviewing, sources, writing
from standing.hall.translations.actions.writing import NewerEdit, SourceMoved
from standing.hall.translations.queries import offers, publishing, standing
from standing.hall.translations.queries import pages as page_queries
from standing.hall.translations.queries import recordings as recording_queries
from standing.hall.translations.queries.recordings import RecordingFact
from standing.hall.translations.rules.states import (
    LanguageFact,
    PageSource,
    PageState,
    Report,
    Said,
    Share,
    Shares,
    ShownChanged,
    SourceText,
    State,
    direction_of,
)
from standing.hall.translations.rules.texts import TextRefused, check_source

__all__ = [
    "LanguageFact",
    "NewerEdit",
    "PageSource",
    "PageState",
    "RecordingFact",
    "Report",
    "Said",
    "Share",
    "Shares",
    "ShownChanged",
    "SourceMoved",
    "SourceText",
    "State",
    "TextRefused",
    "attach_recording",
    "check_source",
    "direction_of",
    "languages",
    "offered",
    "page_state",
    "page_states",
    "published_pages",
    "put_source",
    "put_sources",
    "recordings",
    "return_translation",
    "review_translation",
    "said",
    "stamp",
    "stamps",
    "take_from_pack",
    "write_translation",
]


def put_source(*, page: str, title: str, texts: Sequence[SourceText], by: Actor, at: datetime) -> None:
    """
    This will declare all that a page says; what is left out is retired, and what changed makes its translations stale.

    The room that asks has checked who may. Call it in the action that approves or changes the source.

    :raises TextRefused: if a text holds what no text may hold; every mistake is told
    """
    sources.put_sources(pages=[PageSource(key=page, title=title, texts=tuple(texts))], by=by, at=at)


def put_sources(*, pages: Sequence[PageSource], by: Actor, at: datetime) -> None:
    """
    This will declare all that many pages say, as ``put_source`` does for one, in about as many questions as one takes.

    :raises TextRefused: if a text holds what no text may hold; every mistake is told
    """
    sources.put_sources(pages=pages, by=by, at=at)


def write_translation(
    *, key: str, language: str, text: str, seen_source_sha256: str, by: Actor, at: datetime, state: str = "translated"
) -> None:
    """
    This will add a version of a translation, a ``draft`` or ``translated``; the same words again change nothing.

    :raises NotAllowed: if the person does not translate
    :raises NotFound: if there is no such text
    :raises SourceMoved: if the text never had the source that was seen
    :raises TextRefused: if it does not say what its source says; every mistake is told
    """
    writing.write_translation(
        key=key, language=language, text=text, seen_source_sha256=seen_source_sha256, by=by, at=at, state=state
    )


def review_translation(*, key: str, language: str, seen_sha256: str, by: Actor, at: datetime) -> None:
    """
    This will record that a second person found a translation true; ``seen_sha256`` is the hash of what was read.

    :raises Refused: if the person wrote it or does not review, or it is not what was read, a draft or stale
    """
    reviewing.review_translation(key=key, language=language, seen_sha256=seen_sha256, by=by, at=at)


def return_translation(*, key: str, language: str, seen_sha256: str, note: str, by: Actor, at: datetime) -> None:
    """
    This will give a translation back to its writers with a note.

    :raises Refused: if the person wrote it or does not review, or it is not what was read, or the note is empty
    """
    reviewing.return_translation(key=key, language=language, seen_sha256=seen_sha256, note=note, by=by, at=at)


def said(*, keys: Iterable[str], language: str) -> dict[str, Said]:
    """Return what a reader gets for each key, in one question; keys that nobody declared are left out."""
    return standing.said(keys=keys, language=language)


def page_state(*, page: str, language: str) -> PageState:
    """Return how much of a page can be shown in a language."""
    return page_queries.page_state(page=page, language=language)


def page_states(*, pages: Iterable[str], language: str) -> dict[str, PageState]:
    """Return how much of each page can be shown in a language, in one question."""
    return page_queries.page_states(pages=pages, language=language)


def offered(*, at: datetime) -> tuple[str, ...]:
    """Return the codes of the languages in which nothing critical is missing, as the pack writes them."""
    return offers.offered(at=at)


def languages(*, at: datetime) -> tuple[LanguageFact, ...]:
    """Return the languages of the city, each with how far it is; none before the first pack."""
    return offers.languages(at=at)


def stamp(*, pages: Iterable[str], language: str) -> str:
    """Return a hash that changes with anything shown for these pages in that language."""
    return page_queries.stamp(pages=pages, language=language)


def stamps(*, pages: Iterable[str], language: str) -> dict[str, str]:
    """Return the same hash for each page alone; many pages cost as many questions as one."""
    return page_queries.stamps(pages=pages, language=language)


def attach_recording(
    *,
    page: str,
    language: str,
    transcript: str,
    by: Actor,
    at: datetime,
    file_sha256: str = "",
    link: str = "",
    title: str = "",
) -> UUID:
    """
    This will put a recording beside a page: a sound file that is kept, or the address of a video.

    :raises Refused: if the person does not translate, it is neither, or nothing says in writing what is said
    """
    return recording_actions.attach_recording(
        page=page,
        language=language,
        transcript=transcript,
        by=by,
        at=at,
        file_sha256=file_sha256,
        link=link,
        title=title,
    )


def recordings(*, page: str) -> tuple[RecordingFact, ...]:
    """Return what can be heard or seen of a page, one for each language that has it."""
    return recording_queries.of_page(page=page)


def take_from_pack(*, pack: PackFact, by: Actor, at: datetime) -> Report:
    """
    This will take in the words of a pack where their source is the source of today; a newer edit stays.

    Whoever may bring a pack into force may bring its words.
    """
    return pack_actions.take_from_pack(pack=pack, by=by, at=at)


def published_pages(at: datetime) -> Iterable[publish.Page]:
    """Return the page of all languages in each language, and the recordings that the public may hear."""
    return publishing.pages(at)
