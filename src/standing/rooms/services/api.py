"""The door of the directory of help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation.trans_real import get_languages

from standing.hall.publish.api import Page
from standing.kernel.places import Outline
from standing.rooms.services.actions import index
from standing.rooms.services.queries import cards, gaps, names, pack, shown, work
from standing.rooms.services.queries import search as searching
from standing.rooms.services.queries.facts import (
    CardFact,
    HoursLine,
    KindName,
    PhoneFact,
    PlaceFact,
    ServiceFact,
    SpokenFact,
)
from standing.rooms.services.queries.gaps import GapsFact
from standing.rooms.services.queries.search import Filters, Result
from standing.rooms.services.queries.shown import Group
from standing.rooms.services.queries.work import AttestationFact
from standing.rooms.services.rules.events import ServiceListAttested, ServicesChanged

__all__ = [
    "AttestationFact",
    "CardFact",
    "Filters",
    "GapsFact",
    "Group",
    "HoursLine",
    "KindName",
    "PhoneFact",
    "PlaceFact",
    "Result",
    "ServiceFact",
    "ServiceListAttested",
    "ServicesChanged",
    "SpokenFact",
    "attestations",
    "essentials",
    "gap",
    "outlines",
    "published_pages",
    "search",
    "service",
    "services",
    "set_department_names",
    "words_changed",
]


def services(*, language: str, at: datetime) -> tuple[ServiceFact, ...]:
    """Return every service that everybody may find, by name."""
    return cards.all_published(language=language, at=at)


def service(*, id: UUID, language: str, at: datetime) -> ServiceFact:
    """Return one service, also one that is closed. :raises NotFound: if there is none"""
    return cards.service(id=id, language=language, at=at)


def search(*, filters: Filters, language: str, at: datetime, page: int = 1) -> Result:
    """Return one page of the services that fit, best first."""
    return searching.search(filters=filters, language=language, at=at, page=page)


def essentials(*, language: str, at: datetime) -> tuple[Group, ...]:
    """Return whom to call first, by kind of help."""
    return shown.essentials(language=language, at=at)


def attestations(*, at: datetime, department: str | None = None) -> tuple[AttestationFact, ...]:
    """Return which departments said by a moment that their list is complete, the latest first."""
    return work.attestations(at=at, department=department)


def gap(*, at: datetime, department: str = "") -> GapsFact:
    """Return where help is missing, by kind, language and district."""
    return gaps.gaps(at=at, department=department)


def outlines(*, known: datetime) -> tuple[Outline, ...]:
    """Return the districts that the pack in force draws; none where it names no file of districts."""
    return pack.directory(known=known).outlines


def published_pages(at: datetime) -> Iterable[Page]:
    """Return the pages of the directory, in every language."""
    first = pack.directory(known=at).first_language
    return shown.pages(at=at, homes={code: "/" if code == first else f"/{code}/" for code in get_languages()})


def words_changed(*, keys: Iterable[str], at: datetime) -> None:
    """Let search know the words of services of which a translation has changed; other keys are left alone."""
    touched = set()
    for key in keys:
        room, _, rest = key.partition(":")
        try:
            if room == "services":
                touched.add(UUID(rest.partition(":")[0]))
        except ValueError:
            continue
    if touched:
        index.refresh_words(services=touched, at=at)


def set_department_names(ask: Callable[[datetime], Mapping[str, str]]) -> None:
    """Say who knows the names of departments by their codes; the directory keeps codes only."""
    names.set_departments(ask)
