"""What this room tells others after the fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SitesChanged:
    """Sites were entered, changed or given up."""

    sites: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFiled:
    """A department filed the list of its sites that were or could be used."""

    filing: UUID
    department: str
    sha256: str
    at: datetime
