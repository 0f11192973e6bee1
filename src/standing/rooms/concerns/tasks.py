"""The clockwork of this room. Each job works from state: late, twice or never for a day does no harm."""

from __future__ import annotations

from standing.hall import clock
from standing.hall.jobs.api import periodic
from standing.rooms.concerns.actions import keeping, keys


@periodic(cron="11 16 * * *", name="concerns.send_notices")
def send_notices(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Tell those who must look, once a day, at one hour."""
    keeping.send_notices(at=clock.now())


@periodic(cron="41 9 * * *", name="concerns.forget_reports")
def forget_reports(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Destroy what must go, part by part."""
    now = clock.now()
    keys.retire_leavers(at=now)
    keeping.forget_work(at=now)
    while keeping.forget_reports(at=now):
        pass
