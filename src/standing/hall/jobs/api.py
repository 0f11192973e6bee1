"""
The door of jobs. Each room's ``tasks.py`` wraps one action: numbers and ids in, one call out.

A periodic job may run late, twice or not at all for a day; what it does is computed from state, so that
none of these matters.
"""

from collections.abc import Callable

from django.db import connection
from procrastinate.contrib.django import app

__all__ = ["is_working", "periodic", "task"]


def task(*, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a job; ``later`` of the result queues it inside the running transaction."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        return app.task(name=name)(function)

    return register


def periodic(*, cron: str, name: str) -> Callable[[Callable[[int], None]], Callable[[int], None]]:
    """Run a function by the clock (cron words, UTC); it gets the planned Unix time. Never twice at once."""

    def register(function: Callable[[int], None]) -> Callable[[int], None]:
        job = app.task(name=name, queueing_lock=name, lock=name)(function)
        app.periodic(cron=cron, periodic_id=name)(job)
        return job

    return register


def is_working() -> bool:
    """Tell whether a worker has given a sign of life within the last minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds'"
        )
        row = cursor.fetchone()
    return bool(row and row[0])
