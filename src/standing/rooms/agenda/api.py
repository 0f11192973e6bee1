"""The door of the agenda: public events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotFound
from standing.rooms.agenda import queries
from standing.rooms.agenda.queries import Choice, EventFact, OccurrenceFact
from standing.rooms.agenda.rules import file

__all__ = ["Choice", "EventFact", "OccurrenceFact", "events", "published_pages", "topics"]


EVENTS = _("Events")


def events(*, language: str, from_at: datetime, until_at: datetime) -> tuple[OccurrenceFact, ...]:
    """
    Return the times of approved events that are not over at ``from_at`` and begin before ``until_at``, in order.

    Cancelled ones are among them and say so. Nothing where the pack has no agenda.
    """
    try:
        return queries.occurrences(language=language, from_at=from_at, until_at=until_at)
    except NotFound:
        return ()


def topics(*, language: str, at: datetime) -> tuple[Choice, ...]:
    """Return the topics in a language; nothing where the pack has no agenda."""
    try:
        return queries.topics(language=language, at=at)
    except NotFound:
        return ()


def published_pages(at: datetime) -> Iterable[Page]:
    """Return every page and feed of this room in every language that is offered; searches stay with the application."""
    try:
        desk = queries.desk_of(known=at)
    except NotFound:
        return
    found = queries.public_events(at=at)
    first = queries.first_language(known=at)
    spoken = [one.code for one in queries.languages(known=at)]
    for language in (code.lower() for code in translations.offered(at=at)):
        prefix = "" if language == first else f"/{language}"
        facts = queries.in_language(found, language=language, at=at)
        words = translations.stamp(pages=[file.PAGE], language=language)
        yield from _pages(facts, prefix=prefix, language=language, words=words, topics=desk, spoken=spoken, at=at)


def _pages(
    facts: tuple[EventFact, ...],
    *,
    prefix: str,
    language: str,
    words: str,
    topics: file.AgendaFile,
    spoken: list[str],
    at: datetime,
) -> Iterator[Page]:
    """
    Return the pages of one language.

    What a page shows depends on the day, and on what is over by now: both are in its stamp.
    """
    day = queries.today(at=at).isoformat()
    stamps = queries.stamps(facts)
    ahead = {fact.id: len(queries.occurrences_of(fact, from_at=at)) for fact in facts}
    single = {fact.id: _hash(stamps[fact.id], words, day, str(ahead[fact.id])) for fact in facts}
    whole = _hash(words, day, *(single[fact.id] for fact in facts))

    def page(path: str, stamp: str, title: str | Promise = EVENTS, media_type: str = "text/html") -> Page:
        return Page(
            path=f"{prefix}/events/{path}",
            language=language,
            stamp=stamp,
            title=title,
            group="agenda",
            media_type=media_type,
        )

    yield page("", whole)
    yield page("share/", words)
    yield page("feed.ics", _hash(words, *(single[fact.id] for fact in facts)), media_type="text/calendar")
    yield page("feed.atom", whole, media_type="application/atom+xml")
    for topic in topics.topics:
        of_topic = (single[fact.id] for fact in facts if fact.content.topic == topic.id)
        yield page(f"topic/{topic.id}/feed.ics", _hash(words, *of_topic), media_type="text/calendar")
    for code in spoken:
        in_it = (
            single[fact.id] for fact in facts if code in fact.content.languages or code in fact.content.interpreters
        )
        yield page(f"language/{code}/feed.ics", _hash(words, *in_it), media_type="text/calendar")
    for fact in facts:
        yield page(f"{fact.id}/", single[fact.id], title=fact.title.text)
        yield page(f"{fact.id}/event.ics", stamps[fact.id], title=fact.title.text, media_type="text/calendar")


def _hash(*parts: str) -> str:
    return sha256_hex(canonical(list(parts)))
