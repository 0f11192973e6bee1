"""What this room tells others after the deed is committed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRecorded:
    """A piece of evidence was put on record."""

    obligation: str
    department: str
    kind: str
    source: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEnded:
    """A piece of evidence is no longer true."""

    source: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFound:
    """A reviewer verified or refuted a piece of evidence."""

    source: str
    finding: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverGranted:
    """A duty was set aside for a time."""

    waiver: str
    obligation: str
    department: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverWithdrawn:
    """A waiver was ended before its time."""

    waiver: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningRecorded:
    """Something was recorded that sets off right-away duties."""

    kind: str
    department: str
    source: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFrozen:
    """The board of a midnight was sealed."""

    day: dt.date
    sha256: str
    at: dt.datetime
