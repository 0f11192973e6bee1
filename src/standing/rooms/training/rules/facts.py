"""What other rooms and pages get to know of a completion and of a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from standing.rooms.training.rules.answers import Holds


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionFact:
    """
    A person finished an edition of a course on a day.

    ``code`` is the code of the certificate, made from ``id`` with the key of this installation; the database keeps its
    fingerprint only. ``is_new`` is False where the same was recorded before.
    """

    id: UUID
    person: UUID
    course: str
    edition: int
    language: str
    on: date
    score: int | None
    out_of: int | None
    code: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFact:
    """
    What a certificate says, and what it is worth now.

    ``name`` is as on the roster, empty if it is no longer kept. ``valid_until`` is the last day on which it holds;
    None if it does not end.
    """

    completion: UUID
    course: str
    title: str
    edition: int
    language: str
    on: date
    valid_until: date | None
    holds: Holds
    name: str
    score: int | None
    out_of: int | None
