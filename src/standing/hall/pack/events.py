"""What the pack tells others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PackApplied:
    """Another version of the pack is in force."""

    number: int
    sha256: str
    at: datetime
