"""When a message is forgotten."""

from __future__ import annotations

from datetime import date, timedelta


def kept_until(*, day: date, days: int) -> date:
    """Return the last day on which a message that came on ``day`` is kept."""
    return day + timedelta(days=days)


def came_before(*, today: date, days: int) -> date:
    """Return the day before which messages must have come to be forgotten today."""
    return today - timedelta(days=days)


def may_forget(*, approved: bool, held: bool) -> bool:
    """Test whether anything may be deleted: counsel approved how long it is kept, and no legal hold is on."""
    return approved and not held
