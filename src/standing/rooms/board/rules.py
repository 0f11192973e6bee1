"""What the board decides without a database: which moment is meant, and which light weighs most."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from standing.kernel import deadlines

WEIGHT = ("late", "at risk", "due", "unknown", "met", "waived", "not applicable")
"""The order in which lights ask for attention."""

_LAST_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The moment a board is asked for (T) and the state of knowledge (K), both aware; days are local."""

    at: datetime
    known: datetime
    day: date
    known_day: date
    today: date
    is_past: bool


def moment(*, on: date | None, known: date | None, now: datetime, zone: ZoneInfo) -> Moment:
    """
    Return T and K: the end of the day asked for, or now for today and for days to come.

    K is T unless another day is given, for then it is the end of that day. Neither lies in the future,
    because nothing is known of it.
    """
    today = deadlines.local_day(now, zone)
    at = now if on is None or on >= today else _end_of(on, zone)
    known_at = at if known is None else (now if known >= today else _end_of(known, zone))
    return Moment(
        at=at,
        known=known_at,
        day=deadlines.local_day(at, zone),
        known_day=deadlines.local_day(known_at, zone),
        today=today,
        is_past=at != now,
    )


def counts(statuses: Iterable[str]) -> Mapping[str, int]:
    """Return how many lights of each kind there are, the weightiest first, the absent left out."""
    counted = Counter(statuses)
    return {status: counted[status] for status in WEIGHT if counted[status]}


def weight(status: str) -> int:
    """Return the place of a light in the order of attention, 0 first."""
    return WEIGHT.index(status)


def cell(value: object) -> str:
    """
    Return a value for a CSV file so that no spreadsheet takes it for a formula.

    OWASP, CSV injection: a leading = + - @, tab or carriage return is quoted with an apostrophe.
    """
    said = "" if value is None else str(value)
    return f"'{said}" if said[:1] in {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} else said


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return deadlines.late_from(day, zone) - _LAST_INSTANT
