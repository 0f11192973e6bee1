"""The content door, in the shape of Inquiry v1: for the 311 knowledge base."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest

from standing.hall import clock
from standing.rooms.open311 import queries
from standing.rooms.open311.rules.georeport import Document
from standing.rooms.open311.rules.problems import missing
from standing.rooms.open311.views.doors import Said, door, here, language_of, origin

_SLUG = re.compile(r"[a-z0-9-]{1,60}")
_TOPICS = frozenset({"all", "home", "work", "street", "car", "detained", "plan", "money", "city", "help"})


@door("GET")
def inquiry_services(request: HttpRequest, which: str) -> Said:
    """Give the help of a category, all of it, or one service."""
    ground, at = here(), clock.now()
    language = language_of(request, ground)
    if (id_ := _id(which)) is not None:
        return _one("service", queries.help_one(id=id_, language=language, at=at, origin=origin()))
    return _many("services", queries.help_listed(category=which, language=language, at=at), first=language)


@door("GET")
def inquiry_facilities(request: HttpRequest, which: str) -> Said:
    """Give the places of a category, all of them, or one place."""
    ground, at = here(), clock.now()
    language = language_of(request, ground)
    if (id_ := _id(which)) is not None:
        return _one("facility", queries.facility(id=id_, language=language, at=at, city=ground.city))
    return _many("facilities", queries.facilities(category=which, language=language, at=at), first=language)


@door("GET")
def inquiry_questions(request: HttpRequest, which: str) -> Said:
    """Give the questions of a category, all of them, or one with its answer."""
    ground, at = here(), clock.now()
    language = language_of(request, ground)
    if which in _TOPICS:
        return _many("web_faqs", queries.questions(category=which, language=language, at=at), first=language)
    if not _SLUG.fullmatch(which):
        raise missing("question")
    return _one("web_faq", queries.question(id=which, language=language, at=at, origin=origin()))


def _one(root: str, content: Document) -> Said:
    return Said(root=root, content=content, languages=str(content["language"]))


def _many(root: str, content: Sequence[Document], *, first: str) -> Said:
    return Said(root=root, content=content, languages=queries.languages_of(content, first=first))


def _id(which: str) -> UUID | None:
    try:
        return UUID(which)
    except ValueError:
        return None
