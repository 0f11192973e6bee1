"""The steps of a list that somebody brings, what taking it in would do with a person, and kinds of changes."""

from __future__ import annotations

from enum import StrEnum

from standing.kernel.refusals import NotNow


class ImportStep(StrEnum):
    """Where an import stands."""

    MATCHING = "matching"
    READING = "reading"
    READ = "read"
    REFUSED = "refused"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDONE = "undone"
    DROPPED = "dropped"


class RowState(StrEnum):
    """How a row of the list was understood."""

    GOOD = "good"
    REPEATED = "repeated"
    WRONG = "wrong"


class Verdict(StrEnum):
    """What taking the list in would do with a person, or that the row is left out."""

    JOINS = "joins"
    MOVES = "moves"
    LEAVES = "leaves"
    CHANGED = "changed"
    SAME = "same"
    REPEATED = "repeated"
    WRONG = "wrong"


class ChangeKind(StrEnum):
    """How the roster was changed."""

    IMPORT = "import"
    ADD = "add"
    MOVE = "move"
    LEAVE = "leave"
    CORRECT = "correct"


NEXT: dict[ImportStep, frozenset[ImportStep]] = {
    ImportStep.MATCHING: frozenset({ImportStep.READING, ImportStep.REFUSED, ImportStep.DROPPED}),
    ImportStep.READING: frozenset({ImportStep.READ, ImportStep.REFUSED, ImportStep.DROPPED}),
    ImportStep.READ: frozenset({ImportStep.READING, ImportStep.APPLYING, ImportStep.APPLIED, ImportStep.DROPPED}),
    ImportStep.REFUSED: frozenset({ImportStep.DROPPED}),
    ImportStep.APPLYING: frozenset({ImportStep.APPLIED, ImportStep.READ}),
    ImportStep.APPLIED: frozenset({ImportStep.UNDONE}),
    ImportStep.UNDONE: frozenset(),
    ImportStep.DROPPED: frozenset(),
}
FORGOTTEN_FROM = frozenset({ImportStep.MATCHING, ImportStep.READING, ImportStep.READ, ImportStep.REFUSED})
"""Steps in which a list waits with its rows; a list that waits too long is forgotten from them."""
_SAID = {
    ImportStep.MATCHING: "waits until its columns are matched",
    ImportStep.READING: "is being read",
    ImportStep.READ: "is read and not taken in",
    ImportStep.REFUSED: "could not be read",
    ImportStep.APPLYING: "is being taken in",
    ImportStep.APPLIED: "is taken in",
    ImportStep.UNDONE: "was taken back",
    ImportStep.DROPPED: "was forgotten",
}


def check_step(*, current: ImportStep, wanted: ImportStep) -> None:
    """Test that an import may go there now. :raises NotNow: with a sentence that says where it stands"""
    if wanted not in NEXT[current]:
        raise NotNow(f"This list {_SAID[current]}. Load the page again.")
