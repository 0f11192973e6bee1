"""Jobs of the doors for 311. Whatever they do is computed from state."""

from __future__ import annotations

from datetime import UTC, datetime

from standing.hall.jobs.api import periodic
from standing.kernel.refusals import NotFound
from standing.rooms.open311 import actions


@periodic(cron="23 * * * *", name="open311.number_requests")
def number_requests(timestamp: int) -> None:
    """Give waiting requests their numbers, and delete what is kept no longer."""
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    try:
        actions.number_requests(at=at)
        actions.forget_requests(at=at)
    except NotFound:
        return  # this city has no door for 311


@periodic(cron="41 9 * * *", name="open311.record_evidence")
def record_evidence(timestamp: int) -> None:
    """Record what stands in 311 and which lists were confirmed, in case the news of it was lost."""
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    actions.record_published(at=at)
    actions.record_service_lists(at=at)
