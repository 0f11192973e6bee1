"""Days instead of moments: what a card desk does bears the day it was done, and no time of day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo


def local_day(at: datetime, *, zone: tzinfo) -> date:
    """Return the day of a moment where the round is."""
    return at.astimezone(zone).date()


def start_of_day(at: datetime, *, zone: tzinfo) -> datetime:
    """
    Return the beginning of the local day of a moment, aware.

    Cards and books are told this instead of the moment, so that no row says at which time a family was there.
    """
    return datetime.combine(local_day(at, zone=zone), time(), tzinfo=zone)


def end_of_day(day: date, *, zone: tzinfo) -> datetime:
    """Return the first moment after a day, aware."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
