"""The job that seals the log."""

from standing.hall import clock
from standing.hall.audit import actions, commands
from standing.hall.jobs.api import periodic


@periodic(cron="*/5 * * * *", name="audit.seal")
def seal(timestamp: int) -> None:  # noqa: ARG001 (the planned moment; what waits is what is sealed)
    """Seal whatever was recorded since the last time."""
    actions.seal(key=commands.log_key(), at=clock.now())
