"""The steps of a plan's text, and which may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from standing.kernel.refusals import NotNow


class Step(StrEnum):
    """Where the text of a plan stands."""

    DRAFT = "draft"
    CERTIFIED_BY_ONE = "certified-by-one"
    CERTIFIED = "certified"
    FILED = "filed"
    RETURNED = "returned"
    ACCEPTED = "accepted"


NEXT: Mapping[Step, frozenset[Step]] = {
    Step.DRAFT: frozenset({Step.CERTIFIED_BY_ONE}),
    Step.CERTIFIED_BY_ONE: frozenset({Step.CERTIFIED, Step.DRAFT}),
    Step.CERTIFIED: frozenset({Step.FILED, Step.DRAFT}),
    Step.FILED: frozenset({Step.RETURNED, Step.ACCEPTED}),
    Step.RETURNED: frozenset({Step.DRAFT}),  # the text is open again; the filed version stays as it was
    Step.ACCEPTED: frozenset({Step.DRAFT}),  # a revision starts; the accepted version stays in force
}

OPEN = frozenset({Step.DRAFT, Step.CERTIFIED_BY_ONE, Step.CERTIFIED, Step.RETURNED})
"""Steps in which the text may be written on; a signed text loses its signatures by it."""

_WORDS: Mapping[Step, str] = {
    Step.DRAFT: "a draft",
    Step.CERTIFIED_BY_ONE: "signed by one person",
    Step.CERTIFIED: "signed by two people",
    Step.FILED: "filed and waiting for an answer",
    Step.RETURNED: "returned with comments",
    Step.ACCEPTED: "accepted",
}


def check_next(*, current: Step, wanted: Step) -> None:
    """Test that one step may follow the other. :raises NotNow: with the present state in words."""
    if wanted not in NEXT[current]:
        raise NotNow(f"This cannot be done now: the plan is {_WORDS[current]}.")


def check_open(*, current: Step) -> None:
    """Test that the text may be written on. :raises NotNow: if it is filed or accepted."""
    if current is Step.FILED:
        raise NotNow("The plan is filed and waits for an answer. Its text cannot change until it is answered.")
    if current is Step.ACCEPTED:
        raise NotNow("The plan is accepted. Start a revision first; the accepted text stays in force.")


def after_signatures(*, live: int) -> Step:
    """Return the step of an open text with that many signatures that still count."""
    return (Step.DRAFT, Step.CERTIFIED_BY_ONE, Step.CERTIFIED)[live]
