"""The clockwork of this room. Both jobs work from state: late, twice or never for a day does no harm."""

from standing.hall import clock
from standing.hall.jobs.api import periodic
from standing.rooms.obligations import actions


@periodic(cron="5 * * * *", name="obligations.send_reminders")
def send_reminders(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Remind people, every hour; the local day decides which steps are reached."""
    actions.send_reminders(at=clock.now())


@periodic(cron="*/10 * * * *", name="obligations.freeze_missed")
def freeze_missed(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Seal the midnights that have come; local midnight is at another hour in each time zone."""
    actions.freeze_missed(at=clock.now())
