"""The jobs of publishing. They never run beside each other."""

from procrastinate.contrib.django import app

from standing.hall import clock
from standing.hall.accounts.api import User
from standing.hall.audit.api import SYSTEM
from standing.hall.publish import actions, queue, sources

_LOCK = "publish"


@app.task(name=queue.SOON, lock=_LOCK, queueing_lock=queue.SOON)
def publish_soon() -> None:
    """Publish what just changed."""
    actions.publish(at=clock.now(), by=SYSTEM)


@app.task(name=queue.BY_HAND, lock=_LOCK, queueing_lock=queue.BY_HAND)
def publish_by_hand(*, by: str, everything: bool) -> None:
    """Publish because somebody pressed the button; the record names them."""
    actions.publish(at=clock.now(), by=User.objects.get(pk=by), everything=everything)


@app.periodic(cron="*/5 * * * *", periodic_id="publish.now_and_then")
@app.task(name="publish.now_and_then", lock=_LOCK, queueing_lock="publish.now_and_then")
def publish_now_and_then(timestamp: int) -> None:  # noqa: ARG001 - what is due counts, not the plan
    """Publish what changes with the day (an event is over), and whatever a killed process did not ask for."""
    if sources.names():  # the trustee's process has no page to lay down
        actions.publish(at=clock.now(), by=SYSTEM)
