"""News of this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertConfirmed:
    """Somebody of the City stands behind an alert."""

    alert: UUID
    department: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmitted:
    """A version of a report was handed in."""

    report: UUID
    department: str
    version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthAttested:
    """A department said that nothing happened in a month."""

    department: str
    month: date
    at: datetime
