"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleApproved:
    """Counsel approved a version; it is public from now on."""

    slug: str
    version: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleWithdrawn:
    """An article was taken down, with all its papers."""

    slug: str
    version: int
    at: datetime
