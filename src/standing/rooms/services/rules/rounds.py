"""The steps of a round of checking."""

from standing.kernel.refusals import NotNow
from standing.rooms.services.rules.terms import Step

NEXT: dict[Step, frozenset[Step]] = {
    Step.ASSIGNED: frozenset({Step.CLAIMED, Step.DROPPED}),
    Step.CLAIMED: frozenset({Step.SUBMITTED, Step.ASSIGNED, Step.APPROVED, Step.DROPPED}),
    Step.SUBMITTED: frozenset({Step.APPROVED, Step.RETURNED, Step.DROPPED}),
    Step.RETURNED: frozenset({Step.SUBMITTED, Step.APPROVED, Step.DROPPED}),
    Step.APPROVED: frozenset(),
    Step.DROPPED: frozenset(),
}
OPEN = frozenset(step for step, after in NEXT.items() if after)
_SAID = {
    Step.ASSIGNED: "waits for somebody",
    Step.CLAIMED: "is being done",
    Step.SUBMITTED: "waits for approval",
    Step.RETURNED: "was sent back",
    Step.APPROVED: "is approved",
    Step.DROPPED: "was dropped",
}


def check_next(*, current: Step, wanted: Step) -> None:
    """Test that the round may go there now. :raises NotNow: with a sentence that says where it stands"""
    if wanted not in NEXT[current]:
        raise NotNow(f"This round of checking {_SAID[current]}. Load the page again.")
