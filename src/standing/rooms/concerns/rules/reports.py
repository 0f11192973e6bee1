"""A report: its steps, its words, what lies open of it, and what an envelope must hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from standing.kernel import privacy
from standing.kernel.refusals import NotNow, Refused

LONGEST = 4000
LONGEST_NAME = 120
LONGEST_PLACE = 200
FEWEST_READERS = 2
"""A report that one person alone could open could be lost, or kept quiet."""
_LOOKS_LIKE = str.maketrans("OIL", "011")


class State(StrEnum):
    """How far a report is."""

    NEW = "new"
    OPEN = "open"
    FOUND = "found"
    CLOSED = "closed"


NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.NEW: frozenset({State.OPEN}),
        State.OPEN: frozenset({State.FOUND, State.CLOSED}),
        State.FOUND: frozenset({State.CLOSED}),
        State.CLOSED: frozenset(),
    }
)
"""What may follow what. A report is read before anything is found; what is closed stays closed."""


class Finding(StrEnum):
    """What the investigation showed."""

    SUBSTANTIATED = "substantiated"
    NOT_SUBSTANTIATED = "not-substantiated"
    CANNOT_BE_SHOWN = "cannot-be-shown"


class Reason(StrEnum):
    """Why a report is closed."""

    FINISHED = "finished"
    OUTSIDE = "outside"
    TWICE = "twice"
    UNREADABLE = "unreadable"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """Whose words they are, and for whom."""

    REPORT = "report"
    REPLY = "reply"
    QUESTION = "question"
    ANSWER = "answer"
    FINDING = "finding"
    NOTE = "note"
    CORRECTION = "correction"


FROM_REPORTER = frozenset({Kind.REPORT, Kind.REPLY})
FOR_REPORTER = frozenset({Kind.QUESTION, Kind.ANSWER, Kind.FINDING})
WRITTEN = frozenset({Kind.QUESTION, Kind.ANSWER, Kind.NOTE, Kind.CORRECTION})
"""What an investigator writes at any time; a finding is written as such."""


class SealedBy(StrEnum):
    """Who closed the boxes of a report: then nobody, or the server for a moment, saw the words."""

    BROWSER = "browser"
    SERVER = "server"


class AskReason(StrEnum):
    """Why an investigator asks for a name."""

    INTERVIEW = "interview"
    PROTECT = "protect"
    CORRECT = "correct"
    COURT = "court"


class Decision(StrEnum):
    """What the custodian decided."""

    GRANTED = "granted"
    REFUSED = "refused"


class Busy(Refused):
    """Too much comes in within this minute."""


class KeysChanged(Refused):
    """Those who may read are not those that the form was drawn for."""


class TooFewReaders(NotNow):
    """Fewer than two people could open it."""


class CodeInside(Refused):
    """The words hold the receipt code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A report as it is taken in: boxes, a mark to find it by, a mark to prove it by. No words."""

    lookup: str
    proof: str
    public: bytes
    for_reporter: bytes
    keys: Mapping[UUID, bytes]
    words: bytes
    names: Mapping[UUID, bytes]
    sealed_by: SealedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFact:
    """What the reporter takes home."""

    code: str
    salt: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words of a report, opened."""

    kind: Kind
    day: date
    text: str
    by: str = ""
    about: str = ""
    place: str = ""
    language: str = ""
    is_punished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFact:
    """What lies open of a report: nothing that was written."""

    id: UUID
    alias: str
    day: date
    state: State
    sealed_by: SealedBy
    is_named: bool
    has_new_words: bool
    assigned_to: str
    assigned_id: UUID | None
    department: str
    rule: str
    retaliation: bool
    finding: Finding | None
    corrected_on: date | None
    closed_on: date | None
    reason: Reason | None
    forgotten_on: date | None
    proof: str
    due: date
    days_left: int

    @property
    def is_open(self) -> bool:
        """Test whether somebody waits for the City."""
        return self.state is not State.CLOSED

    @property
    def is_late(self) -> bool:
        """Test whether the last day is over."""
        return self.is_open and self.days_left < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFact:
    """Somebody's name and how to reach them, opened."""

    name: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFact:
    """A report with its boxes open, for the person whose deed that was."""

    report: ReportFact
    words: tuple[Said, ...]
    damaged: int
    proof_fits: bool | None
    tells: str
    name: NameFact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFact:
    """What the sealed log says of a report: the record, and where it stands, once its day is over."""

    proof: str
    day: date
    record: UUID
    position: int | None
    size: int | None
    root: str
    leaf: str
    path: tuple[str, ...]
    canonical: str
    note: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxFact:
    """What stands in a mailbox, closed: a browser with the code opens it."""

    state: State
    day: date
    finding: Finding | None
    is_corrected: bool
    proof: str
    public: bytes
    for_reporter: bytes
    boxes: tuple[tuple[Kind, date, bytes], ...]
    replies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMailboxFact:
    """What stands in a mailbox, opened by the server for one answer."""

    mailbox: MailboxFact
    words: tuple[Said, ...]
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingFact:
    """A wish to know a name."""

    id: UUID
    report: UUID
    alias: str
    asked_by: str
    asked_by_id: UUID
    asked_at: datetime
    reason: AskReason
    decision: Decision | None
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFact:
    """How much waits for one person."""

    with_new_words: int
    near_or_late: int
    askings: int
    needs_key: bool


def check_next(*, current: State, wanted: State) -> None:
    """Let a step through that the table knows. :raises NotNow: with what stands in the way"""
    if wanted in NEXT[current]:
        return
    if current is State.NEW:
        raise NotNow("Open and read the report first.")
    if current is State.CLOSED:
        raise NotNow("This report is closed. Nothing more can be done with it.")
    raise NotNow(f"A report that is {current} cannot become {wanted}.")


def check_close(*, state: State, reason: Reason, finding: Finding | None, is_corrected: bool) -> None:
    """
    Let a report be closed for a reason that fits what was done.

    :raises NotNow: if something is found and not put right, or the reason does not fit
    """
    check_next(current=state, wanted=State.CLOSED)
    if (reason is Reason.FINISHED) != (finding is not None):
        raise NotNow(
            "Write down the finding first, or choose another reason."
            if reason is Reason.FINISHED
            else "There is a finding, so the report is closed as finished."
        )
    if finding is Finding.SUBSTANTIATED and not is_corrected:
        raise NotNow("Write down what was put right first.")


def tidy_text(text: str) -> str:
    """Return words as they are kept and proven: line ends of one kind, nothing around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def check_text(text: str, *, longest: int = LONGEST) -> None:
    """Let words through that are there, short enough, and tell nothing that may not be kept. :raises Refused: if not"""
    if not text.strip():
        raise Refused("Write something first.")
    if len(text) > longest:
        raise Refused(f"The text is too long. Use at most {longest} characters.")
    if told := privacy.sentence(privacy.screen(text)):
        raise Refused(told)


def check_no_code(*, text: str, code: str) -> None:
    """Let words through without the receipt code. :raises CodeInside: if they hold it, however it is written"""
    if _bare(code) in _bare(text):
        raise CodeInside("Your code stands in your text. Take it out. Who reads your text must not have your code.")


def check_readers(readers: Collection[object]) -> None:
    """Let a report in that enough people can open. :raises TooFewReaders: otherwise"""
    if len(readers) < FEWEST_READERS:
        raise TooFewReaders("Too few people can open reports here right now. Please use one of the other ways.")


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper().translate(_LOOKS_LIKE))
