"""Jobs of the city room."""

from __future__ import annotations

from datetime import UTC, datetime

from standing.hall.jobs.api import periodic
from standing.rooms.city import actions


@periodic(cron="*/10 * * * *", name="city.settle_roles")
def settle_roles(timestamp: int) -> None:
    """Take back the roles of those whose appointment ended by the clock."""
    actions.settle_roles(at=datetime.fromtimestamp(timestamp, tz=UTC))
