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


def is_waiting() -> bool:
    """Test whether a change asks to be published."""
    return any(True for _job in jobs.job_manager.list_jobs(task=SOON, status="todo"))


def take_over() -> None:
    """
    Carry out what waits as part of a run that goes on; call this before looking at what there is to publish.

    So the next change can ask again, and is noticed again.
    """
    for job in jobs.job_manager.list_jobs(task=SOON, status="todo"):
        assert job.id is not None
        jobs.job_manager.cancel_job_by_id(job.id, delete_job=True)


def ask(task: str, **arguments: int | str | bool) -> bool:
    """Queue a job unless the same one waits already. :returns: whether it was queued by this call"""
    try:
        with transaction.atomic():
            jobs.configure_task(task, queueing_lock=task, lock="publish").defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True
