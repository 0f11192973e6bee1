"""What this room tells others after the fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractsChanged:
    """Contracts, answers or exceptions of these departments changed."""

    departments: frozenset[str]
    at: datetime
