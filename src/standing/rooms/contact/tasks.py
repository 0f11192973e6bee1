"""The clockwork of this room. Both jobs work from state: late, twice or never for a day does no harm."""

from __future__ import annotations

from standing.hall import clock
from standing.hall.jobs.api import periodic
from standing.rooms.contact import actions


@periodic(cron="*/15 * * * *", name="contact.send_notices")
def send_notices(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Tell the office that messages wait."""
    actions.send_notices(at=clock.now())


@periodic(cron="17 9 * * *", name="contact.forget_messages")
def forget_messages(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Delete the words whose time is over, part by part."""
    while actions.forget_messages(at=clock.now()):
        pass
