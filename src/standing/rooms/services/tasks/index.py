"""Jobs of the directory."""

from __future__ import annotations

from datetime import UTC, datetime

from standing.hall.jobs.api import periodic
from standing.rooms.services.actions import index


@periodic(cron="20 9 * * *", name="services.refresh_all")
def refresh_all(timestamp: int) -> None:
    """Bring search in step with translations and days that passed, once a night."""
    index.refresh_all(at=datetime.fromtimestamp(timestamp, tz=UTC))
