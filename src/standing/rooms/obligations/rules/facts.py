"""What is known about one duty of one department: recorded facts, each with the time it was known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

RULES_VERSION = "2026.11.2"
"""Changes whenever the same facts could give another answer; frozen boards carry it."""


class Status(StrEnum):
    """How a duty stands: the first of these that holds."""

    NOT_APPLICABLE = "not applicable"
    WAIVED = "waived"
    UNKNOWN = "unknown"
    MET = "met"
    LATE = "late"
    AT_RISK = "at risk"
    DUE = "due"


class WorkState(StrEnum):
    """What the department says of its own progress. It never makes a light."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    BLOCKED = "blocked"
    DONE_CLAIMED = "done-claimed"


class WorkNote(StrEnum):
    """Why work stands where it stands, in words that name nobody."""

    NONE = ""
    WAITS_FOR_PEOPLE = "waits-for-people"
    WAITS_FOR_MONEY = "waits-for-money"
    WAITS_FOR_COUNSEL = "waits-for-counsel"
    WAITS_FOR_ANOTHER_OFFICE = "waits-for-another-office"
    SOURCE_UNCLEAR = "source-unclear"


class FoundAs(StrEnum):
    """What a reviewer found a piece of evidence to be."""

    VERIFIED = "verified"
    REFUTED = "refuted"


class Assessment(StrEnum):
    """How well a reviewer or counsel holds the duty to be done. It never makes a light."""

    COMPLIANT = "compliant"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The numbers of the pack that a status depends on."""

    at_risk_days: int = 7
    evidence_expiring_days: int = 30
    right_away_hours: int | None = None
    standing_grace_hours: int = 0
    small_count: int = 11
    activity_delay_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Evidence stopped being true."""

    true_until: dt.datetime
    reason: str
    known_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A reviewer looked at a piece of evidence."""

    finding: str
    known_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of evidence."""

    kind: str
    period: str
    source: str
    title: str
    sha256: str
    version: str
    true_from: dt.datetime
    known_at: dt.datetime
    expires_at: dt.datetime | None = None
    ends: tuple[End, ...] = ()
    findings: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverEnded:
    """A waiver was taken back: the day given is the first without it."""

    from_date: dt.date
    known_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverGiven:
    """A duty is set aside from one day to another, both included."""

    id: str
    reason: str
    from_date: dt.date
    until_date: dt.date
    known_at: dt.datetime
    ends: tuple[WaiverEnded, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something happened that sets off right-away duties."""

    kind: str
    source: str
    happened_at: dt.datetime
    known_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A state somebody recorded: of the work, or a judgement."""

    value: str
    known_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFacts:
    """All that bears on one duty of one department."""

    department: str
    standing: str = "bound"
    reason: str = ""
    owes: bool = True
    exists_from: dt.date | None = None
    exists_until: dt.date | None = None
    evidence: tuple[Item, ...] = ()
    waivers: tuple[WaiverGiven, ...] = ()
    happenings: tuple[Happening, ...] = ()
    work: tuple[Said, ...] = ()
    judgements: tuple[Said, ...] = ()
