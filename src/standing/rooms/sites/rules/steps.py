"""The steps of an import, what it would do with a row, and what people say about rows that look alike."""

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


class Verdict(StrEnum):
    """What taking a row in would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"
    UNSURE = "unsure"
    WRONG = "wrong"


class Answer(StrEnum):
    """What somebody said about a row that looks like one of ours."""

    SAME = "same"
    OTHER = "other"


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
        raise NotNow(f"This import {_SAID[current]}. Load the page again.")
