"""The door of the contact room: messages of residents to the office that answers them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.kernel.refusals import NotFound
from standing.rooms.contact import actions, queries
from standing.rooms.contact.queries import PageFact, TopicFact
from standing.rooms.contact.rules import desk
from standing.rooms.contact.rules.messages import AnswerBy, AnswerFact, Busy, Channel, SafeTime, State, StatusFact

__all__ = [
    "AnswerBy",
    "AnswerFact",
    "Busy",
    "Channel",
    "PageFact",
    "SafeTime",
    "State",
    "StatusFact",
    "TopicFact",
    "page",
    "published_pages",
    "send_message",
    "states",
    "status",
    "topics",
]


def send_message(
    *,
    topic: str,
    text: str,
    answer_by: AnswerBy | str,
    contact: str,
    language: str,
    safe_time: SafeTime | str = SafeTime.ANY,
    channel: Channel | str,
    at: datetime,
) -> str:
    """
    This will take in a message for the office and return its receipt code, which is kept nowhere.

    ``language`` is a code of the pack, ``topic`` one of ``topics``. Words that may not be kept are refused.

    :raises Busy: if too much comes in within this minute
    :raises Refused: if topic or language are unknown, the contact cannot be reached, or the text may not be kept
    """
    actions.pass_gate(name=actions.SENT, most=queries.desk_of(known=at).limits.messages_a_minute, at=at)
    return actions.send_message(
        topic=topic,
        text=text,
        answer_by=AnswerBy(answer_by),
        contact=contact,
        language=language,
        safe_time=SafeTime(safe_time or SafeTime.ANY),
        channel=Channel(channel),
        at=at,
    )


def topics(*, language: str, at: datetime) -> tuple[TopicFact, ...]:
    """Return what a message can be about, in a language; nothing where the pack has no desk."""
    return queries.topics(language=language, at=at)


def page(*, language: str, at: datetime) -> PageFact:
    """Return urgent numbers, phones and topics in a language. :raises NotFound: if the pack has no desk"""
    return queries.page(language=language, at=at)


def status(*, code: str, at: datetime) -> StatusFact:
    """
    Return how far the message of a receipt code is, with its answers.

    :raises NotACode: if it cannot be one
    :raises NotFound: if no message has it (any more)
    :raises Busy: if many wrong codes are tried within this minute
    """
    return actions.look_up(code=code, at=at)


def states(*, fingerprints: Iterable[str]) -> dict[str, State]:
    """Return how far the messages behind these fingerprints of receipt codes are; forgotten ones are not there."""
    return queries.states(fingerprints=fingerprints)


def published_pages(at: datetime) -> Iterable[Page]:
    """Return the page of this room that is published: whom to call. Forms stay with the application."""
    try:
        queries.desk_of(known=at)
    except NotFound:
        return
    first = queries.first_language(known=at)
    for language in (code.lower() for code in translations.offered(at=at)):
        yield Page(
            path="/contact/" if language == first else f"/{language}/contact/",
            language=language,
            stamp=translations.stamp(pages=[desk.PAGE], language=language),
            title=_("Contact"),
            group="contact",
            essential=True,
        )
