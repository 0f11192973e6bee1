"""Appointments: the ranks, from when until when, and what others may know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from standing.kernel.refusals import NotNow
from standing.rooms.city.rules.hours import Week, said


class Rank(StrEnum):
    """Which of a department's two liaisons somebody is."""

    PRIMARY = "primary"
    BACKUP = "backup"


class EndReason(StrEnum):
    """Why an appointment ended."""

    SUCCEEDED = "succeeded"
    MOVED = "moved"
    LEFT = "left"
    ASKED = "asked"
    TERM = "term"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentFact:
    """An appointment as it was known at a moment; ``until_at`` is None while no end is known."""

    id: UUID
    department: str
    rank: Rank
    person: UUID
    name: str
    acting: bool
    title: str
    office_email: str
    office_phone: str
    hours: Week
    from_at: datetime
    until_at: datetime | None
    known_at: datetime
    letter_sha256: str

    @property
    def hours_said(self) -> tuple[str, ...]:
        """Return the office hours in words."""
        return said(self.hours)

    @property
    def is_void(self) -> bool:
        """Test whether it never held, for it was recorded by mistake or replaced at its very start."""
        return self.until_at is not None and self.until_at <= self.from_at

    def covers(self, moment: datetime) -> bool:
        """Test whether it holds at that moment."""
        return self.from_at <= moment and (self.until_at is None or moment < self.until_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiaisonAppointed:
    """Somebody was appointed."""

    appointment: UUID
    department: str
    rank: Rank
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentEnded:
    """The end of an appointment was recorded; ``until_at`` may lie ahead."""

    appointment: UUID
    department: str
    rank: Rank
    until_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when until when somebody holds a rank, as known now; until is None while it is open."""

    appointment: UUID
    from_at: datetime
    until_at: datetime | None

    def overlaps(self, from_at: datetime, until_at: datetime | None) -> bool:
        """Test whether the two share a moment; an empty span shares none."""
        if (self.until_at is not None and self.until_at <= self.from_at) or (
            until_at is not None and until_at <= from_at
        ):
            return False
        return (until_at is None or self.from_at < until_at) and (self.until_at is None or from_at < self.until_at)


def check_order(*, from_at: datetime, until_at: datetime | None) -> None:
    """Let a time through that can pass. :raises NotNow: if it would end before it begins"""
    if until_at is not None and until_at < from_at:
        raise NotNow("An appointment cannot end before it begins.")


def predecessor(*, spans: Iterable[Span], from_at: datetime) -> Span | None:
    """Return the span that somebody else's appointment at that moment would cut short."""
    for span in spans:
        if span.from_at <= from_at and span.overlaps(from_at, None):
            return span
    return None


def check_free(*, spans: Iterable[Span], from_at: datetime, until_at: datetime | None) -> None:
    """Let a time through in which nobody else holds the rank. :raises NotNow: if somebody does"""
    if any(span.overlaps(from_at, until_at) for span in spans):
        raise NotNow(
            "Somebody else is appointed for part of that time. End that appointment first, or choose other days."
        )
