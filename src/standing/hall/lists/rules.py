"""The steps of a list that somebody brings."""

from __future__ import annotations

from enum import StrEnum

from standing.kernel.refusals import NotNow


class ListStep(StrEnum):
    """Where a list stands."""

    MATCHING = "matching"
    READING = "reading"
    READ = "read"
    REFUSED = "refused"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDONE = "undone"
    DROPPED = "dropped"


NEXT: dict[ListStep, frozenset[ListStep]] = {
    ListStep.MATCHING: frozenset({ListStep.READING, ListStep.REFUSED, ListStep.DROPPED}),
    ListStep.READING: frozenset({ListStep.READ, ListStep.REFUSED, ListStep.DROPPED}),
    ListStep.READ: frozenset({ListStep.READING, ListStep.APPLYING, ListStep.APPLIED, ListStep.DROPPED}),
    ListStep.REFUSED: frozenset({ListStep.DROPPED}),
    ListStep.APPLYING: frozenset({ListStep.APPLIED, ListStep.READ}),
    ListStep.APPLIED: frozenset({ListStep.UNDONE}),
    ListStep.UNDONE: frozenset(),
    ListStep.DROPPED: frozenset(),
}
BUSY = frozenset({ListStep.READING, ListStep.APPLYING})
"""Steps in which a job works on it."""
FORGOTTEN_FROM = frozenset(now for now, after in NEXT.items() if ListStep.DROPPED in after)
"""Steps in which a list waits with its file; one that waits too long is forgotten from them."""
_SAID = {
    ListStep.MATCHING: "waits until its columns are matched",
    ListStep.READING: "is being read",
    ListStep.READ: "is read and not taken in",
    ListStep.REFUSED: "could not be read",
    ListStep.APPLYING: "is being taken in",
    ListStep.APPLIED: "is taken in",
    ListStep.UNDONE: "was taken back",
    ListStep.DROPPED: "was forgotten",
}


def check_step(*, current: str, wanted: ListStep) -> None:
    """Test that a list may go there now. :raises NotNow: with a sentence that says where it stands"""
    step = ListStep(current)
    if wanted not in NEXT[step]:
        raise NotNow(f"This list {_SAID[step]}. Load the page again.")


def shown_name(name: str) -> str:
    """Return the name of a file as it is kept: without folders, and without letters that nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable())[:120] or "list"
