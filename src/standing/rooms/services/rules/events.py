"""What the directory tells whoever listens above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesChanged:
    """What is shown of some services has changed."""

    services: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceListAttested:
    """A department said that its list of services is complete."""

    attestation: UUID
    department: str
    day: date
    services: int
    list_sha256: str
    at: datetime
