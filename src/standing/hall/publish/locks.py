"""One publisher at a time: for the database, whichever machine it runs on, and for the folder."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from standing.kernel.refusals import NotNow

_PUBLISHING = 0x7075626C69  # the advisory lock of whoever publishes
_PAUSE = 0.1


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
