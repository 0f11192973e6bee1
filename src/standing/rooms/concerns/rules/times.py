"""The clock of a report, who is reminded when, and when a report is forgotten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta


def due(*, day: date, days: int) -> date:
    """Return the last day on which a report that came on ``day`` is closed in time; the day after is day 1."""
    return day + timedelta(days=days)


def days_left(*, due: date, today: date) -> int:
    """Return how many days are left; below nothing when it is late."""
    return (due - today).days


def is_near(*, left: int, remind_days: Collection[int]) -> bool:
    """Test whether the last day is near or over."""
    return left <= max(remind_days, default=0)


def closed_before(*, today: date, days: int) -> date:
    """Return the day before which reports must have been closed to be forgotten today."""
    return today - timedelta(days=days)


def kept_until(*, closed: date, days: int) -> date:
    """Return the last day on which a report that was closed on a day is kept."""
    return closed + timedelta(days=days)
