"""A request: how it came, how far it is, how it ends, and what may be written about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from standing.kernel import likeness, particulars, privacy
from standing.kernel.deadlines import Due
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.disclosure.rules.lanes import MAY_RELEASE, Lane
from standing.rooms.disclosure.rules.papers import CheckList, Kind

LONGEST_REFERENCE, LONGEST_ADVICE, LONGEST_FINDING = 60, 4000, 300
MOST_PEOPLE = 1_000_000
_TOKEN = re.compile(
    r"[A-Za-z]{0,4}(?:[-:./#]?(?:\d+[A-Za-z]{0,3}|[A-Za-z]{1,4}(?=[-:./#]?\d)))+(?:[-:./][A-Za-z]{1,4})*"
)
_PHONE = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Channel(StrEnum):
    """How it came."""

    IN_PERSON = "in-person"
    MAIL = "mail"
    EMAIL = "email"
    PHONE = "phone"
    CLERK = "clerk"
    PORTAL = "portal"


class Outcome(StrEnum):
    """What counsel decides."""

    RELEASE = "release"
    PARTLY = "partly"
    REFUSE = "refuse"
    CHALLENGE = "challenge"
    NOT_HELD = "not-held"
    REFER = "refer"


class State(StrEnum):
    """How far a request is; it is computed and stored nowhere."""

    NEW = "new"
    WITH_COUNSEL = "with-counsel"
    APPROVED = "approved"
    CHALLENGED = "challenged"
    RELEASED = "released"
    PARTLY = "partly"
    REFUSED = "refused"
    NOT_HELD = "not-held"
    REFERRED = "referred"


LEAVING = frozenset({Outcome.RELEASE, Outcome.PARTLY})
"""The decisions after which something leaves, when a second person agrees."""
OPEN = frozenset({State.NEW, State.WITH_COUNSEL, State.APPROVED, State.CHALLENGED})
"""The states in which somebody still has to act."""
_ENDS: Mapping[Outcome, State] = MappingProxyType(
    {
        Outcome.REFUSE: State.REFUSED,
        Outcome.NOT_HELD: State.NOT_HELD,
        Outcome.REFER: State.REFERRED,
        Outcome.CHALLENGE: State.CHALLENGED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFact:
    """One reading of a paper."""

    number: int
    seen: CheckList
    categories: tuple[str, ...]
    people: int | None
    kind: Kind
    lane: Lane
    reasons: tuple[str, ...]
    read_at: datetime
    read_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFact:
    """What counsel decided; ``name`` is counsel's id, without which nothing leaves."""

    id: UUID
    name: str
    outcome: Outcome
    reason: str
    lane: Lane
    categories: tuple[str, ...]
    sha256: str
    size: int
    has_advice: bool
    decided_at: datetime
    decided_by: str
    decided_by_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFact:
    """What left, by two people."""

    decision: str
    sha256: str
    size: int
    sent_by: Channel
    confirmed_at: datetime
    confirmed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFact:
    """A request as it stands in a list."""

    id: UUID
    name: str
    department: str
    agency: str
    received_at: datetime
    kind: Kind
    lane: Lane
    state: State
    due: Due
    days_left: int | None
    is_sealed: bool

    @property
    def is_open(self) -> bool:
        """Test whether somebody still has to act."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFact:
    """All about one request."""

    row: RowFact
    channel: Channel
    reference: str
    recorded_at: datetime
    recorded_by: str
    taken_at: datetime | None
    taken_by: str
    counsel_by: date
    readings: tuple[ReadingFact, ...]
    decisions: tuple[DecisionFact, ...]
    releases: tuple[ReleaseFact, ...]
    sealed_until: date | None
    is_forgotten: bool

    @property
    def reading(self) -> ReadingFact:
        """Return the reading that counts: the last one."""
        return self.readings[-1]

    @property
    def decision(self) -> DecisionFact | None:
        """Return the decision that counts: the last one."""
        return self.decisions[-1] if self.decisions else None


def name_of(*, prefix: str, year: int, number: int) -> str:
    """Return what people call it, such as DR-2026-0014."""
    return f"{prefix}-{year}-{number:04d}"


def state(*, is_taken: bool, outcome: Outcome | None, is_released: bool) -> State:
    """Return how far a request is. ``is_released`` speaks of the last decision."""
    if outcome is None:
        return State.WITH_COUNSEL if is_taken else State.NEW
    if outcome in LEAVING:
        if not is_released:
            return State.APPROVED
        return State.RELEASED if outcome is Outcome.RELEASE else State.PARTLY
    return _ENDS[outcome]


def check_reference(reference: str) -> str:
    """
    Return the number that stands on the paper, such as 2:26-cv-01234. :raises Refused: if it says more than a number

    Every part must hold a digit, and letters only in short runs, so that no name fits in.
    """
    reference = " ".join(reference.split())
    if not reference:
        return ""
    parts = reference.split(" ")
    if (
        len(reference) > LONGEST_REFERENCE
        or _PHONE.search(reference)
        or privacy.screen(reference)
        or not all(_TOKEN.fullmatch(part) for part in parts)
    ):
        raise Refused(
            "Give only the number on the paper, such as 2:26-cv-01234. Leave it empty if it is about one person."
        )
    return reference


def check_advice(advice: str) -> str:
    """Return counsel's words if they tell nothing that may not be kept. :raises Refused: otherwise"""
    advice = advice.strip()
    if len(advice) > LONGEST_ADVICE:
        raise Refused(f"This is too long. Use at most {LONGEST_ADVICE} letters.")
    if told := privacy.sentence(privacy.screen(advice)):
        raise Refused(told)
    return advice


def check_note(note: str, *, longest: int = LONGEST_FINDING, ask: str = "") -> str:
    """Return a note that is about no person. :raises Refused: if it points to one, is too long, or is missing"""
    note = " ".join(note.split())
    if ask and not note:
        raise Refused(ask)
    if len(note) > longest:
        raise Refused(f"This is too long. Use at most {longest} letters.")
    if told := likeness.sentence(likeness.screen(note)) or particulars.sentence(particulars.point(note)):
        raise Refused(told)
    return note


def check_people(people: int | None) -> int | None:
    """Return how many people are asked about. :raises Refused: if that is no such number"""
    if people is not None and not 0 <= people <= MOST_PEOPLE:
        raise Refused("Give the number of people asked about, or leave it empty if it is not known.")
    return people


def check_decision(*, outcome: Outcome, lane: Lane, sha256: str, categories: tuple[str, ...]) -> None:
    """
    Let a decision through that fits the lane and is bound to what leaves, where something leaves.

    :raises NotNow: if nothing can leave in this lane
    :raises Refused: if it lacks the fingerprint of what leaves, or has one where nothing does
    """
    if outcome not in LEAVING:
        if sha256 or categories:
            raise Refused("Nothing leaves by this decision, so name no data and no file.")
        return
    if lane not in MAY_RELEASE:
        raise NotNow("In this lane nothing can leave. Read the paper again if it was read wrong.")
    if not _SHA256.fullmatch(sha256):
        raise Refused("Choose the file that is to leave, exactly as it is to leave.")
    if not categories:
        raise Refused("Say which kinds of data are in the file.")


def check_release(*, approved: DecisionFact, latest: DecisionFact, sha256: str, by: UUID) -> None:
    """
    Let exactly what counsel saw leave, by somebody else.

    :raises NotNow: if counsel decided anew since, or nothing may leave by this decision
    :raises Refused: if it is another file, or the same person
    """
    if approved.id != latest.id:
        raise NotNow("Counsel has decided anew since. Look at the newest decision.")
    if approved.outcome not in LEAVING:
        raise NotNow("By this decision nothing leaves.")
    if approved.decided_by_id == by:
        raise Refused("You decided this. A second person has to agree before anything leaves.")
    if approved.sha256 != sha256:
        raise Refused("This is not the file counsel approved: it differs. Nothing was released.")
