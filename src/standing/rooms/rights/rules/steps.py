"""The steps of a version: who has it, and what may come next."""

from __future__ import annotations

from enum import StrEnum

from standing.kernel.refusals import NotNow


class Step(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"


class Finding(StrEnum):
    """How waiting for counsel ended."""

    APPROVED = "approved"
    RETURNED = "returned"
    TAKEN_BACK = "taken-back"


class Stand(StrEnum):
    """Where an article stands for the people who keep it; the first that holds."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    SOON = "soon"
    APPROVED = "approved"
    UNPUBLISHED = "unpublished"


NEXT: dict[Step, frozenset[Step]] = {
    Step.DRAFT: frozenset({Step.WAITING}),
    Step.WAITING: frozenset({Step.APPROVED, Step.RETURNED, Step.DRAFT}),
    Step.RETURNED: frozenset(),  # a new version answers it; this one stays as it was
    Step.APPROVED: frozenset(),
}

_SENTENCES = {
    Step.DRAFT: "This version was not sent to counsel.",
    Step.WAITING: "Counsel is reading this version. Take it back first.",
    Step.RETURNED: "Counsel returned this version. Save a new one.",
    Step.APPROVED: "Counsel approved this version. Save a new one.",
}


def step_of(*, is_submitted: bool, finding: Finding | None) -> Step:
    """Return the step that records amount to, judged by the last sending."""
    if not is_submitted or finding is Finding.TAKEN_BACK:
        return Step.DRAFT
    if finding is None:
        return Step.WAITING
    return Step(finding.value)


def check_next(*, current: Step, wanted: Step) -> None:
    """Test that a version may take a step. :raises NotNow: with a sentence that says why not"""
    if wanted not in NEXT[current]:
        raise NotNow(_SENTENCES[current])


def check_open(*, newest: Step | None) -> None:
    """Test that a new version may follow the newest. :raises NotNow: while counsel is reading it"""
    if newest is Step.WAITING:
        raise NotNow(_SENTENCES[Step.WAITING])
