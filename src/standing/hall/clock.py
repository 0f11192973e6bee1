"""The only clock. Views, jobs and commands read it; everything else is told the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(tz=UTC)
