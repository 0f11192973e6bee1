"""The door of acknowledgements: keep a text, record who took note of it. The caller has checked who may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from standing.hall.acknowledgements import actions, queries
from standing.hall.acknowledgements.rules import (
    AcknowledgementFact,
    How,
    Kind,
    Signer,
    TextFact,
    Who,
    last_material,
)
from standing.hall.audit.api import Actor

__all__ = [
    "AcknowledgementFact",
    "How",
    "Kind",
    "Signer",
    "TextFact",
    "Who",
    "acknowledge",
    "acknowledged_by",
    "acknowledgements_of",
    "current_text",
    "editions",
    "forget_signers",
    "keep_text",
    "last_material",
    "text",
]


def keep_text(
    *, subject: str, edition: int, language: str, title: str, body: str, is_material: bool, by: Actor, at: datetime
) -> TextFact:
    """
    This will keep words exactly as they are shown; the same a second time changes nothing.

    :raises NotNow: if the edition has other words in this language already
    """
    return actions.keep_text(
        subject=subject,
        edition=edition,
        language=language,
        title=title,
        body=body,
        is_material=is_material,
        by=by,
        at=at,
    )


def text(*, sha256: str) -> TextFact:
    """Return one text. :raises NotFound: if none has these bytes"""
    return queries.text(sha256=sha256)


def current_text(*, subject: str, language: str, at: datetime) -> TextFact | None:
    """Return the last edition that was there at a moment in a language; None if there was none."""
    return queries.current_text(subject=subject, language=language, at=at)


def editions(*, subject: str) -> tuple[TextFact, ...]:
    """Return every text of a subject, by edition and language."""
    return queries.editions(subject=subject)


def acknowledge(
    *,
    text: str,
    who: Who,
    on: date,
    how: How,
    by: Actor,
    at: datetime,
    signer: Signer | None = None,
    sheet_sha256: str = "",
) -> AcknowledgementFact:
    """
    This will record that somebody took note of a text on a day; a second time on that day it returns the first.

    ``text`` is the hash of exactly the words that were shown.

    :raises NotFound: if there is no such text
    :raises Refused: if the day cannot be, or a firm has no signer
    """
    return actions.acknowledge(
        text=text, who=who, on=on, how=how, by=by, at=at, signer=signer, sheet_sha256=sheet_sha256
    )


def acknowledged_by(*, who: Who) -> tuple[AcknowledgementFact, ...]:
    """Return all that somebody took note of, the latest first."""
    return queries.acknowledged_by(who=who)


def acknowledgements_of(*, text: str) -> tuple[AcknowledgementFact, ...]:
    """Return who took note of one text, the earliest first."""
    return queries.acknowledgements_of(text=text)


def forget_signers(*, ids: Iterable[UUID], by: Actor, at: datetime) -> int:
    """This will take the signers' names out of acknowledgements whose time is over; return of how many."""
    return actions.forget_signers(ids=ids, by=by, at=at)
