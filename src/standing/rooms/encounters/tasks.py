"""The clockwork of this room. It works from state: late, twice or never for a day does no harm."""

from __future__ import annotations

from standing.hall import clock
from standing.hall.jobs.api import periodic
from standing.rooms.encounters import actions


@periodic(cron="37 10 * * *", name="encounters.forget_reports")
def forget_reports(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Delete the words whose time is over, part by part."""
    while actions.forget_reports(at=clock.now()):
        pass
