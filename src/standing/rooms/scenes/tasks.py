"""The clockwork of this room. It works from state: late, twice or never for a day does no harm."""

from __future__ import annotations

from standing.hall import clock
from standing.hall.jobs.api import periodic
from standing.rooms.scenes import actions


@periodic(cron="53 9 * * *", name="scenes.forget_names")
def forget_names(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Delete the sealed names whose time is over, part by part."""
    while actions.forget_names(at=clock.now()):
        pass
