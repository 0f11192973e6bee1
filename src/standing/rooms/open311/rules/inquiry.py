"""The documents of the content door, in the shape of Inquiry v1: services, facilities, questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from standing.rooms.open311.rules.documents import Value
from standing.rooms.open311.rules.georeport import Document

BRIEF = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What every piece of content says about its words."""

    language: str
    translation: str
    is_sample: bool

    @property
    def fields(self) -> Document:
        """Return the mark as fields."""
        sample: Document = {"sample": True} if self.is_sample else {}
        return {"language": self.language, "translation": self.translation, **sample}


def brief(text: str) -> str:
    """Return the beginning of a text, cut between words."""
    text = " ".join(text.split())
    return text if len(text) <= BRIEF else f"{text[:BRIEF].rsplit(' ', 1)[0]} …"


def html_of(paragraphs: Iterable[str]) -> str:
    """Return paragraphs as HTML in which no text is markup."""
    return "".join(f"<p>{escape(one)}</p>" for one in paragraphs if one)


def service(*, id: str, name: str, expires: dt.date, description: str, mark: Mark) -> Document:
    """Return a service in a list."""
    return {
        "id": id,
        "service_name": name,
        "expiration": expires.isoformat(),
        "brief_description": brief(description),
        **mark.fields,
    }


def service_detail(
    *, short: Document, categories: Iterable[str], url: str, paragraphs: Sequence[str], link: str
) -> Document:
    """Return one service."""
    actions: list[Value] = [{"type": "Link", "label": "Website", "url": link}] if link else []
    return {
        **short,
        "categories": list(categories),
        "url": url,
        "description": "\n\n".join(one for one in paragraphs if one),
        "description_html": html_of(paragraphs),
        "web_actions": actions,
    }


def facility(*, id: str, name: str, expires: dt.date, kind: str, description: str, mark: Mark) -> Document:
    """Return a facility in a list."""
    return {
        "id": id,
        "facility_name": name,
        "expiration": expires.isoformat(),
        "type": kind,
        "brief_description": brief(description),
        **mark.fields,
    }


def facility_detail(
    *,
    short: Document,
    description: str,
    features: Iterable[str],
    lines: Sequence[str],
    district: str,
    city: str,
    zipcode: str,
    hours: str,
    point: tuple[float, float] | None,
    eligibility: str,
) -> Document:
    """Return one facility. ``point``: latitude and longitude, WGS 84."""
    return {
        **short,
        "description": description,
        "features": list(features),
        "address": lines[0] if lines else None,
        "additional_address_information": ", ".join(lines[1:]) or None,
        "district": district or None,
        "city": city or None,
        "state": None,
        "zipcode": zipcode or None,
        "displayed_hours": hours or None,
        "lat": point[0] if point is not None else None,
        "long": point[1] if point is not None else None,
        "eligibility_information": eligibility or None,
    }


def question(*, id: str, text: str, expires: dt.date, mark: Mark) -> Document:
    """Return a question in a list."""
    return {"id": id, "question": text, "expiration": expires.isoformat(), **mark.fields}


def question_detail(
    *,
    short: Document,
    categories: Iterable[str],
    url: str,
    paragraphs: Sequence[str],
    message: str,
    version: int,
    sha256: str,
    approved_on: dt.date,
    approved_by: str,
) -> Document:
    """Return one question with its answer, the short text for messages, and who approved it."""
    return {
        **short,
        "categories": list(categories),
        "url": url,
        "answer": "\n\n".join(one for one in paragraphs if one),
        "answer_html": html_of(paragraphs),
        "services": [],
        "short_answer": message,
        "version": version,
        "version_sha256": sha256,
        "approved_on": approved_on.isoformat(),
        "approved_by": approved_by,
        "disclaimer": "Not legal advice.",
    }
