"""Several things at the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from standing.kernel.refusals import Refused

T = TypeVar("T")


def at_once(*deeds: Callable[[], T]) -> list[T | Refused]:
    """Do several things at the same moment and for good; return what came of each, refusals too."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], T]) -> T | Refused:
        try:
            start.wait()
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))
