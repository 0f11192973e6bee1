"""The clockwork of this room. Both jobs work from state: late, twice or never for a day does no harm."""

from __future__ import annotations

from standing.hall import clock
from standing.hall.jobs.api import periodic
from standing.rooms.disclosure import actions


@periodic(cron="*/30 * * * *", name="disclosure.send_notices")
def send_notices(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Remind counsel of what waits and of what falls due."""
    actions.send_notices(at=clock.now())


@periodic(cron="41 9 * * *", name="disclosure.forget_requests")
def forget_requests(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Delete the words whose time is over, part by part."""
    while actions.forget_requests(at=clock.now()):
        pass
