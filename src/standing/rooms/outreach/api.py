"""The door of messages for rooms above."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from standing.hall.publish.api import Page
from standing.rooms.outreach import queries
from standing.rooms.outreach.queries import PublicMessage, Reach, SendingFact, WithdrawnFact

__all__ = [
    "PublicMessage",
    "Reach",
    "SendingFact",
    "WithdrawnFact",
    "public_messages",
    "published_pages",
    "reach",
    "sendings",
    "withdrawn",
]


def sendings(*, campaign: str | None = None) -> tuple[SendingFact, ...]:
    """Return what went out, the latest first."""
    return queries.log(campaign=campaign)


def reach(*, at: datetime) -> tuple[Reach, ...]:
    """Return how far messages went by language."""
    return queries.reach(sendings=queries.log(), known=at)


def withdrawn() -> tuple[WithdrawnFact, ...]:
    """Return every message that was out and is taken back, the latest first."""
    return queries.withdrawn()


def public_messages(*, language: str, at: datetime) -> tuple[PublicMessage, ...]:
    """Return the messages that anybody may pass on, with their names in a language."""
    return queries.public_messages(language=language, at=at)


def published_pages(at: datetime) -> Iterable[Page]:
    """Return every public page of this room for the publisher."""
    return queries.pages(at=at)
