"""The clockwork of the pager. What is due is computed from what is kept: late, twice or never does no harm."""

from standing.hall import clock
from standing.hall.jobs.api import periodic, task
from standing.hall.pager import actions


@periodic(cron="* * * * *", name="pager.send_due")
def send_due(timestamp: int) -> None:  # noqa: ARG001 - what is due counts, not the plan
    """Send every ring whose time has come."""
    actions.send_due(at=clock.now())


@task(name=actions.SEND_SOON)
def send_soon() -> None:
    """Send the first rings of a call that has just begun."""
    actions.send_due(at=clock.now())


@periodic(cron="23 10 * * *", name="pager.forget_calls")
def forget_calls(timestamp: int) -> None:  # noqa: ARG001 - what is old enough counts
    """Delete the calls whose time is over, part by part."""
    while actions.forget_calls(at=clock.now()):
        pass
