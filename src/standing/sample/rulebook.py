"""How the rules for City workers came to guide them, invented: counsel reads the pack's edition and approves it."""

from datetime import datetime, timedelta

from standing.hall.accounts.api import User
from standing.rooms.rulebook import actions, queries


def write(*, counsel: User, first: datetime, until: datetime) -> None:
    """Have counsel approve the rules of the pack, five days after the directive."""
    for edition in queries.waiting():
        actions.approve_edition(
            number=edition.number,
            seen_sha256=edition.sha256,
            note="Sample note: approved for the sample only.",
            by=counsel,
            at=min(first + timedelta(days=5, hours=3), until),
        )
