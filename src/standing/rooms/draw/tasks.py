"""The draw's jobs: each night what hides the order of applications, each hour what its day has come to."""

from __future__ import annotations

from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.jobs.api import periodic
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.draw import actions
from standing.rooms.draw.queries import draws


@periodic(cron="17 8 * * *", name="draw.night")
def night(timestamp: int) -> None:  # noqa: ARG001 - what lies there counts
    """Write the applications anew, after midnight from the Atlantic to the Pacific."""
    actions.rewrite_applications(by=SYSTEM, at=clock.now())


@periodic(cron="37 * * * *", name="draw.destroy_applications")
def destroy_applications(timestamp: int) -> None:  # noqa: ARG001 - what is due counts
    """Destroy applications whose day has come, and what is left in their files; under a hold it is tried again."""
    at = clock.now()
    gone = 0
    for one in draws.draws(at=at):
        if one.destroyed_at is None and one.round.manifest.destroy_at <= at:
            try:
                gone += actions.destroy_applications(round_=one.round.code, by=SYSTEM, at=at)
            except (NotFound, NotNow):
                continue
    if gone:
        actions.rewrite_applications(by=SYSTEM, at=at)
