"""The door of the guide for other rooms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from standing.hall.accounts.api import User
from standing.hall.publish.api import Page
from standing.rooms.guide import queries
from standing.rooms.guide.queries import CardFact, ContactFact, StepFact, TreeFact, TreeNodeFact, WaitingFact
from standing.rooms.guide.rules.events import GuideApproved, GuideTakenDown
from standing.rooms.guide.rules.forbidden import sentence_of

__all__ = [
    "CardFact",
    "ContactFact",
    "GuideApproved",
    "GuideTakenDown",
    "StepFact",
    "TreeFact",
    "TreeNodeFact",
    "WaitingFact",
    "card",
    "forbidden_in",
    "path_words",
    "published_pages",
    "tree",
    "waiting_for",
]


def tree(*, at: datetime) -> TreeFact | None:
    """Return the tree that was in force at a moment; None before the first, or after it was taken down."""
    return queries.tree(at=at)


def path_words(*, path: Sequence[str], at: datetime, language: str) -> tuple[StepFact, ...]:
    """Return what each word of a path, such as ``N1b``, means in a language; an unknown word stays without text."""
    return queries.path_words(path=path, at=at, language=language)


def card(*, language: str, at: datetime) -> CardFact | None:
    """Return the words of a counter card in a language; None while no guide is in force."""
    return queries.card(language=language, at=at)


def waiting_for(*, by: User) -> tuple[WaitingFact, ...]:
    """Return the version that this person may answer as counsel, if one waits."""
    return queries.waiting_for(by=by)


def forbidden_in(*, text: str, language: str) -> str:
    """Return what no worker is told, if a text says it, as a sentence for its writer; nothing if it may be said."""
    return sentence_of(text, language=language)


def published_pages(at: datetime) -> Iterable[Page]:
    """Return every public page of this room for the publisher."""
    return queries.pages(at=at)
