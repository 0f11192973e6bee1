"""The jobs of the post office."""

from django.conf import settings
from django.core.mail import get_connection

from standing.hall import clock
from standing.hall.jobs.api import periodic, task
from standing.hall.mail import actions


@periodic(cron="* * * * *", name="mail.send_waiting")
def send_waiting(timestamp: int) -> None:  # noqa: ARG001 (the planned moment; what is due is what is sent)
    """Send every letter whose time has come, also those of an earlier try."""
    _send()


@task(name=actions.SEND_SOON)
def send_soon() -> None:
    """Send a letter that was just posted, and whatever else is due."""
    _send()


@periodic(cron="47 10 * * *", name="mail.purge_letters")
def purge_letters(timestamp: int) -> None:  # noqa: ARG001 (what is old enough is what is forgotten)
    """Forget what may be forgotten, part by part."""
    while actions.purge_letters(at=clock.now()):
        pass


def _send() -> None:
    connection = get_connection()  # opened for each letter: one broken line costs one try
    while actions.send_waiting(at=clock.now(), sender=settings.DEFAULT_FROM_EMAIL, connection=connection):
        pass
