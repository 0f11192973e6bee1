"""The clockwork of this room. It works from state: late, twice or never for a day does no harm."""

from __future__ import annotations

from standing.hall import clock
from standing.hall.jobs.api import periodic
from standing.rooms.funds.actions import donors


@periodic(cron="23 10 * * *", name="funds.forget_contacts")
def forget_contacts(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Forget how to reach donors whose day is over, part by part."""
    while donors.forget_contacts(at=clock.now()):
        pass
