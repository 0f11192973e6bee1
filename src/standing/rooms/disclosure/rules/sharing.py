"""The register of whom the City shares data with, and whether the contract forbids passing it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Clause(StrEnum):
    """Whether the clause that forbids passing data on is in the contract."""

    IN_FORCE = "in-force"
    NEGOTIATED = "being-negotiated"
    MISSING = "missing"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFact:
    """One look at a contract."""

    number: int
    clause: Clause
    categories: tuple[str, ...]
    next_review: date
    finding: str
    reviewed_at: datetime
    reviewed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFact:
    """Somebody the City shares data with, with the last look at the contract."""

    id: UUID
    name: str
    system: str
    department: str
    review: ReviewFact
    is_overdue: bool
