"""
Who publishes when: one job waits, however many changes ask for it, and one publisher works at a time.

That is so for the database, whichever machine the publisher runs on, and for the folder.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from standing.kernel.refusals import NotNow

SOON = "publish.soon"
BY_HAND = "publish.by_hand"
_PUBLISHING = 0x7075626C69  # the advisory lock of whoever publishes
_PAUSE = 0.1


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


class IsPublishing(NotNow):
    """Somebody else publishes at this moment."""


@contextmanager
def only_one(folder: Path, *, patience: float) -> Iterator[None]:
    """
    Publish alone. Both locks end with the process that holds them, however it ends.

    The lock of the database is held by a connection of its own: that of the pages may be closed and opened
    again by Django in the middle.

    :raises IsPublishing: if another publisher is not done within ``patience`` seconds
    """
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + patience
    own = connection.copy()
    with closing(own), (folder / "publish.lock").open("a") as file:
        while not _locked(file.fileno()):
            _wait_or_refuse(deadline)
        with own.cursor() as cursor:
            while True:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [_PUBLISHING])
                if (cursor.fetchone() or (False,))[0]:
                    break
                _wait_or_refuse(deadline)
        yield


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_or_refuse(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise IsPublishing("Pages are being published at this moment. Look again in a minute.")
    time.sleep(_PAUSE)
