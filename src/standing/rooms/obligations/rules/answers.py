"""What this room tells others: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from standing.kernel.canonical import Json
from standing.rooms.obligations.rules.remedies import Remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFact:
    """How one duty of one department stands."""

    obligation: str
    clause: str
    instrument: str
    department: str
    status: str
    reason: str
    due_date: dt.date | None
    late_from: dt.datetime | None
    period: str
    sentence: str
    claimed: bool
    verified: bool
    work: str
    judgement: str
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFact:
    """Every duty of every department at one moment, as known at another."""

    at: dt.datetime
    known: dt.datetime
    rules_version: str
    pack_version: str
    pack_sha256: str
    pairs: tuple[PairFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFact:
    """A light laid open. ``body`` is the one spelling of ``tree``, ``sha256`` its hash."""

    pair: PairFact
    tree: Mapping[str, Json]
    body: bytes
    sha256: str
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFact:
    """When something is due, from when it is late, and how that was counted."""

    date: dt.date | None
    late_from: dt.datetime | None
    explanation: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFact:
    """One piece of evidence on record."""

    obligation: str
    department: str
    kind: str
    period: str
    source: str
    title: str
    sha256: str
    version: str
    true_from: dt.datetime
    expires_at: dt.datetime | None
    known_at: dt.datetime
    finding: str = ""
    true_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFact:
    """Where something about an instrument was read."""

    id: str
    title: str
    where: str
    confidence: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentDateFact:
    """A day in the life of an instrument; without a day ``why_unknown`` says why."""

    what: str
    date: dt.date | None
    why_unknown: str
    confidence: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentFact:
    """A directive, an ordinance, a law."""

    id: str
    short_name: str
    name: str
    kind: str
    issuer: str
    about: str
    text_known: str
    text_note: str
    dates: tuple[InstrumentDateFact, ...]
    sources: tuple[SourceFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceFact:
    """One sentence of a clause in the pack's own words."""

    id: str
    text: str
    confidence: str
    sources: tuple[SourceFact, ...]
    duties: tuple[str, ...]
    non_binding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFact:
    """A clause with the clauses under it."""

    id: str
    instrument: str
    parent: str
    heading: str
    depth: int
    sentences: tuple[SentenceFact, ...]
    unknowns: tuple[str, ...]
    children: tuple[ClauseFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationFact:
    """One duty as the pack states it."""

    id: str
    clause: str
    instrument: str
    title: str
    act: str
    to_whom: str
    confidence: str
    public_note: str
    all_departments: bool
    departments: tuple[str, ...]
    due_rule: str
    due_sentence: str
    due_unknown: str
    kinds: tuple[KindFact, ...]
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFact:
    """A kind of evidence."""

    id: str
    name: str
    what_counts: str
    from_: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverFact:
    """A waiver as it is published; no person is named."""

    id: str
    obligation: str
    department: str
    reason: str
    from_date: dt.date
    until_date: dt.date
    granted_at: dt.datetime
    ended_from: dt.date | None = None
    ended_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenFact:
    """A sealed board."""

    day: dt.date
    at: dt.datetime
    known_at: dt.datetime
    rules_version: str
    pack_sha256: str
    pairs: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayFact:
    """Whether a sealed board comes out the same today, and if not, what differs."""

    day: dt.date
    is_same: bool
    sha256: str
    replayed_sha256: str
    differs: tuple[str, ...] = ()
