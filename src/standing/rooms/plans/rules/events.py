"""What the room tells others after a deed: identifiers and times, no text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFiled:
    """A department filed a version."""

    campaign: str
    department: str
    version: UUID
    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReturned:
    """A version was sent back with comments."""

    campaign: str
    department: str
    version: UUID
    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAccepted:
    """A version was accepted and is in force."""

    campaign: str
    department: str
    version: UUID
    number: int
    at: datetime
