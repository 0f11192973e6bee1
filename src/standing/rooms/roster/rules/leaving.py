"""When a list asks a second time, and when somebody who left is forgotten."""

from __future__ import annotations

from datetime import date, timedelta


def asks_again(*, leaves: int, here: int, percent: int) -> bool:
    """Test whether so many would leave that their number must be typed: more than that share of those who are here."""
    return leaves * 100 > here * percent


def left_before(*, today: date, days: int) -> date:
    """Return the first day of being gone that is not yet forgotten today; who left before it is."""
    return today - timedelta(days=days)
