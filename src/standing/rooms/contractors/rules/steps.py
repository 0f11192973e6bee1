"""Where a list, an asking and a contract stand."""

from __future__ import annotations

from enum import StrEnum

from standing.kernel.refusals import NotNow


class ImportStep(StrEnum):
    """Where a list stands that somebody brought."""

    READ = "read"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDONE = "undone"
    DROPPED = "dropped"


class Verdict(StrEnum):
    """What taking a row in would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REPEATED = "repeated"
    WRONG = "wrong"


class State(StrEnum):
    """How a contract with people on City property stands; the first that holds."""

    ATTESTED = "attested"
    EXCEPTED = "excepted"
    SILENT = "silent"


class Clause(StrEnum):
    """What is known of a clause in a contract."""

    IN = "in"
    AMENDING = "amending"
    OUT = "out"
    UNKNOWN = "unknown"


class Ended(StrEnum):
    """Why an asking is over."""

    ANSWERED = "answered"
    EXCEPTED = "excepted"
    GONE = "gone"


class Because(StrEnum):
    """Why a letter went out."""

    FIRST = "first"
    NO_ANSWER = "no-answer"
    CAME_BACK = "came-back"
    NAMED = "named"


NEXT: dict[ImportStep, frozenset[ImportStep]] = {
    ImportStep.READ: frozenset({ImportStep.APPLYING, ImportStep.APPLIED, ImportStep.DROPPED}),
    ImportStep.APPLYING: frozenset({ImportStep.APPLIED, ImportStep.READ}),
    ImportStep.APPLIED: frozenset({ImportStep.UNDONE}),
    ImportStep.UNDONE: frozenset(),
    ImportStep.DROPPED: frozenset(),
}
_SAID = {
    ImportStep.READ: "is read and not taken in",
    ImportStep.APPLYING: "is being taken in",
    ImportStep.APPLIED: "is taken in",
    ImportStep.UNDONE: "was taken back",
    ImportStep.DROPPED: "was forgotten",
}


def check_step(*, current: ImportStep, wanted: ImportStep) -> None:
    """Test that a list may go there now. :raises NotNow: with a sentence that says where it stands"""
    if wanted not in NEXT[current]:
        raise NotNow(f"This list {_SAID[current]}. Load the page again.")
