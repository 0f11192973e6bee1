"""The door of rights for other rooms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from standing.hall.accounts.api import User
from standing.hall.publish.api import Page
from standing.rooms.rights import queries
from standing.rooms.rights.queries import ArticleFact, BlockFact, EditionFact, NumberFact, WaitingFact
from standing.rooms.rights.rules.events import ArticleApproved, ArticleWithdrawn
from standing.rooms.rights.rules.text import LawFact

__all__ = [
    "ArticleApproved",
    "ArticleFact",
    "ArticleWithdrawn",
    "BlockFact",
    "EditionFact",
    "LawFact",
    "NumberFact",
    "WaitingFact",
    "article",
    "articles",
    "articles_in",
    "edition",
    "numbers",
    "published_pages",
    "variables",
    "waiting_for",
]


def articles(*, language: str, at: datetime) -> tuple[ArticleFact, ...]:
    """Return the public articles in a language, in order; telephone numbers stand in the text."""
    return queries.articles(language=language, at=at)


def articles_in(*, languages: Iterable[str], at: datetime, only: Collection[str]) -> dict[str, tuple[ArticleFact, ...]]:
    """Return some public articles in each of these languages; what they have in common is asked once."""
    return queries.articles_in(languages=languages, at=at, only=only)


def article(*, slug: str, language: str, at: datetime) -> ArticleFact:
    """Return one public article in a language. :raises NotFound: if it is not public"""
    return queries.article(slug=slug, language=language, at=at)


def numbers(*, language: str, at: datetime) -> tuple[NumberFact, ...]:
    """Return the telephone numbers of the city with their words in a language, in the pack's order."""
    return queries.numbers(language=language, at=at)


def variables(*, at: datetime) -> dict[str, str]:
    """Return the telephone number that stands for each name in a text, such as ``phone_311``."""
    return dict(queries.variables(at=at))


def waiting_for(*, by: User) -> tuple[WaitingFact, ...]:
    """Return the versions that this person may answer as counsel, the longest waiting first."""
    return queries.waiting_for(by=by)


def edition(*, at: datetime) -> EditionFact:
    """Return what is public about rights at a moment under one hash: evidence that it is kept up."""
    return queries.edition(at=at)


def published_pages(at: datetime) -> Iterable[Page]:
    """Return every public page of this room for the publisher."""
    return queries.pages(at=at)
