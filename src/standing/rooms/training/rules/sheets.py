"""Sheets of paper: why one is withdrawn, and what somebody typed who entered one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

EMPTY_LINES = 8
"""Lines on each sheet for people whose names are not printed on it."""
MOST_LINES = 60
"""Names on one sheet: two pages that one supervisor can stand by."""


class Why(StrEnum):
    """Why a sheet does not count."""

    DAY = "day"
    PEOPLE = "people"
    UNSIGNED = "unsigned"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Somebody who signed on an empty line, as it was typed. ``row`` counts from 1."""

    row: int
    number: str
    name: str

    @property
    def is_empty(self) -> bool:
        """Test whether nothing was typed."""
        return not self.number.strip() and not self.name.strip()
