"""The steps of an import, and the words that are used of what it brings."""

from __future__ import annotations

from enum import StrEnum

from standing.kernel.refusals import NotNow


class ImportStep(StrEnum):
    """Where an import stands."""

    WAITING = "waiting"
    READ = "read"
    REFUSED = "refused"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDONE = "undone"
    DROPPED = "dropped"


class Verdict(StrEnum):
    """What applying a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


class Twin(StrEnum):
    """What staff said about a new record that looks like one of ours."""

    SAME = "same"
    OTHER = "other"


class Kind(StrEnum):
    """What can be merged."""

    SERVICE = "service"
    ORGANIZATION = "organization"


IMPORT_NEXT: dict[ImportStep, frozenset[ImportStep]] = {
    ImportStep.WAITING: frozenset({ImportStep.READ, ImportStep.REFUSED, ImportStep.DROPPED}),
    ImportStep.READ: frozenset({ImportStep.APPLYING, ImportStep.APPLIED, ImportStep.DROPPED}),
    ImportStep.APPLYING: frozenset({ImportStep.APPLIED, ImportStep.READ}),
    ImportStep.APPLIED: frozenset({ImportStep.UNDONE}),
    ImportStep.REFUSED: frozenset({ImportStep.DROPPED}),
    ImportStep.UNDONE: frozenset(),
    ImportStep.DROPPED: frozenset(),
}
_SAID = {
    ImportStep.WAITING: "is still being read",
    ImportStep.READ: "is read and not applied",
    ImportStep.REFUSED: "could not be read",
    ImportStep.APPLYING: "is being applied",
    ImportStep.APPLIED: "is applied",
    ImportStep.UNDONE: "was taken back",
    ImportStep.DROPPED: "was dropped",
}


def check_step(*, current: ImportStep, wanted: ImportStep) -> None:
    """Test that an import may go there now. :raises NotNow: with a sentence that says where it stands"""
    if wanted not in IMPORT_NEXT[current]:
        raise NotNow(f"This import {_SAID[current]}. Load the page again.")
