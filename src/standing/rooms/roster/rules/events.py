"""What this room tells others after the fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChanged:
    """People joined, moved, left or were put right in these departments."""

    departments: frozenset[str]
    at: datetime
