"""Content for the 311 knowledge base: questions from the rights articles, help from the directory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from standing.hall.installation.api import is_sample
from standing.hall.translations.api import Said
from standing.kernel.refusals import NotFound
from standing.rooms.open311.rules import inquiry
from standing.rooms.open311.rules.georeport import Document
from standing.rooms.open311.rules.inquiry import Mark
from standing.rooms.rights import api as rights
from standing.rooms.rights.api import ArticleFact
from standing.rooms.services import api as services
from standing.rooms.services.api import ServiceFact

ALL = "all"


class _Line(Protocol):
    """Hours that are the same on some days."""

    @property
    def days(self) -> tuple[int, ...]: ...
    @property
    def opens(self) -> dt.time | None: ...
    @property
    def closes(self) -> dt.time | None: ...


class _Place(Protocol):
    """Where help is given, as the directory tells it."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def hours(self) -> Sequence[_Line]: ...


_DAY = dt.timedelta(days=1)
_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def questions(*, category: str, language: str, at: dt.datetime) -> list[Document]:
    """Return the questions of a category, or all. :raises NotFound: if no question has that category"""
    found = rights.articles(language=language, at=at)
    if category != ALL and category not in {one.topic for one in found}:
        raise NotFound("There is no such category.")
    return [_question(one, language=language) for one in found if category in {ALL, one.topic}]


def question(*, id: str, language: str, at: dt.datetime, origin: str) -> Document:
    """Return one question with its answer. :raises NotFound: if there is none"""
    one = rights.article(slug=id, language=language, at=at)
    prefix = "" if one.title.is_source or one.title.is_fallback else f"/{language}"
    return inquiry.question_detail(
        short=_question(one, language=language),
        categories=[one.topic],
        url=f"{origin}{prefix}/rights/{one.slug}/",
        paragraphs=[one.summary.text, *(block.said.text for block in one.blocks)],
        message=one.short.text,
        version=one.version,
        sha256=one.sha256,
        approved_on=one.approved_on,
        approved_by=one.approved_by_title,
    )


def help_listed(*, category: str, language: str, at: dt.datetime) -> list[Document]:
    """Return the services of a category, or all. :raises NotFound: if no service has that category"""
    found = services.services(language=language, at=at)
    if category != ALL and category not in {kind.id for one in found for kind in one.kinds}:
        raise NotFound("There is no such category.")
    return [
        _service(one, language=language)
        for one in found
        if category == ALL or category in {kind.id for kind in one.kinds}
    ]


def help_one(*, id: UUID, language: str, at: dt.datetime, origin: str) -> Document:
    """Return one service. :raises NotFound: if it is not published"""
    one = services.service(id=id, language=language, at=at)
    if not one.is_published:
        raise NotFound("There is no such service.")
    return inquiry.service_detail(
        short=_service(one, language=language),
        categories=[kind.name for kind in one.kinds],
        url=f"{origin}/help/{one.id}/",
        paragraphs=_paragraphs(one),
        link=one.url or one.organization_website,
    )


def facilities(*, category: str, language: str, at: dt.datetime) -> list[Document]:
    """Return the places of the services of a category, or all. :raises NotFound: if no service has that category"""
    found = services.services(language=language, at=at)
    if category != ALL and category not in {kind.id for one in found for kind in one.kinds}:
        raise NotFound("There is no such category.")
    seen: dict[UUID, Document] = {}
    for one in found:
        if category == ALL or category in {kind.id for kind in one.kinds}:
            for place in _open_places(one):
                seen.setdefault(place.id, _facility(one, place, language=language))
    return list(seen.values())


def facility(*, id: UUID, language: str, at: dt.datetime, city: str) -> Document:
    """Return one place. :raises NotFound: if no published service is there"""
    for one in services.services(language=language, at=at):
        for place in one.places:
            if place.id == id and not place.is_virtual:
                return inquiry.facility_detail(
                    short=_facility(one, place, language=language),
                    description="\n\n".join(_paragraphs(one)),
                    features=place.access,
                    lines=place.lines,
                    district=place.district_name or place.district,
                    city=city,
                    zipcode=place.zip,
                    hours=_hours(place, one),
                    point=(place.point[1], place.point[0]) if place.point is not None else None,
                    eligibility=one.eligibility.text if one.eligibility is not None else "",
                )
    raise NotFound("There is no such facility.")


def languages_of(documents: Iterable[Document], *, first: str) -> str:
    """Return the languages of an answer, for its header."""
    return ", ".join(dict.fromkeys(str(one["language"]) for one in documents)) or first


def _question(one: ArticleFact, *, language: str) -> Document:
    return inquiry.question(
        id=one.slug, text=one.title.text, expires=one.last_day + _DAY, mark=_mark(one.said, language=language)
    )


def _service(one: ServiceFact, *, language: str) -> Document:
    return inquiry.service(
        id=str(one.id),
        name=one.name.text,
        expires=_expires(one),
        description=one.description.text if one.description is not None else "",
        mark=_mark(one.said, language=language, is_invented=one.is_sample),
    )


def _facility(one: ServiceFact, place: _Place, *, language: str) -> Document:
    return inquiry.facility(
        id=str(place.id),
        name=place.name or one.organization,
        expires=_expires(one),
        kind=one.kinds[0].name if one.kinds else "",
        description=one.description.text if one.description is not None else "",
        mark=_mark(one.said, language=language, is_invented=one.is_sample),
    )


def _open_places(one: ServiceFact) -> tuple[_Place, ...]:
    return tuple(place for place in one.places if not place.is_virtual)


def _expires(one: ServiceFact) -> dt.date:
    """Return the day from which nobody should rely on it: when it would be taken off the list unchecked."""
    last = one.freshness.shown_until
    return last + _DAY if last is not None else one.changed_at.date()


def _paragraphs(one: ServiceFact) -> list[str]:
    texts = (one.alert, one.description, one.eligibility, one.cost, one.applying, one.interpreting)
    phones = ", ".join(phone.number for phone in one.phones)
    return [*(said.text for said in texts if said is not None), *([phones] if phones else [])]


def _hours(place: _Place, one: ServiceFact) -> str:
    lines = []
    for line in place.hours or one.hours:
        days = " ".join(_WEEK[day] for day in line.days)
        times = f"{line.opens:%H:%M}-{line.closes:%H:%M}" if line.opens and line.closes else "closed"
        lines.append(" ".join(part for part in (days, times) if part))
    return "; ".join(lines)


def _mark(said: Iterable[Said], *, language: str, is_invented: bool = False) -> Mark:
    """Return how far the words are: as written, reviewed, not reviewed (samples only), partly or not translated."""
    texts = tuple(said)
    missing = sum(one.is_fallback for one in texts)
    if texts and all(one.is_source for one in texts):
        state = "source"
    elif missing == len(texts):
        state = "not translated"
    elif missing:
        state = "partly translated"
    elif any(one.is_unreviewed for one in texts):
        state = "not reviewed"
    else:
        state = "reviewed"
    shown = next((one.language for one in texts if not one.is_fallback), texts[0].language if texts else language)
    return Mark(language=shown, translation=state, is_sample=is_sample() or is_invented)
