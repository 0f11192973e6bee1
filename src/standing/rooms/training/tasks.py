"""The clockwork of this room. Every job works from state: late, twice or never for a day does no harm."""

from __future__ import annotations

from standing.hall import clock
from standing.hall.jobs.api import periodic, task
from standing.rooms.training.actions import assigning, proving, reminding, trying


@periodic(cron="20 * * * *", name="training.count_coverage")
def count_coverage(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Count every department, each hour; evidence moves only when a share does."""
    proving.count_coverage(at=clock.now())


@task(name=assigning.COUNT_SOON)
def count_soon() -> None:
    """Count every department after rules, sheets, lists or the roster changed."""
    proving.count_coverage(at=clock.now())


@periodic(cron="5 * * * *", name="training.empty_drawers")
def empty_drawers(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Forget each hour how often numbers and names were tried before."""
    trying.empty_drawers(at=clock.now())


@periodic(cron="40 * * * *", name="training.send_reminders")
def send_reminders(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Remind people, every hour; the local day decides which steps are reached."""
    reminding.send_reminders(at=clock.now())
