"""News of the guide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideApproved:
    """A version came into force."""

    version: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideTakenDown:
    """The guide was taken down."""

    version: int
    at: datetime
