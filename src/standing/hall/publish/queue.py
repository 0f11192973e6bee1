"""Asks for a publishing job: one at a time waits, however many changes ask for it."""

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

SOON = "publish.soon"
BY_HAND = "publish.by_hand"


def soon() -> None:
    """
    Have what changed published as soon as the running transaction is committed.

    The job is asked for after the commit, and not inside it: a job that waits already could otherwise begin,
    and look, before the change that relied on it is there to be seen. If the process dies between the two,
    the job that runs every five minutes finds the change.
    """
    if _is_asked_for():
        return
    transaction.on_commit(_ask, robust=True)


def _is_asked_for() -> bool:
    """Test whether this transaction asks already, for as long as the innermost savepoint lives."""
    alive = set(connection.savepoint_ids)
    return any(each[1] is _ask and each[0] <= alive for each in connection.run_on_commit)


def _ask() -> None:
    ask(SOON)


def ask(task: str, **arguments: int | str | bool) -> bool:
    """Queue a job unless the same one waits already. :returns: whether it was queued by this call"""
    try:
        with transaction.atomic():
            jobs.configure_task(task, queueing_lock=task, lock="publish").defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True
