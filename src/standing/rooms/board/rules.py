"""What the board decides without a database: which moment is meant, and which light weighs most."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from standing.kernel import deadlines
from standing.kernel.refusals import Refused

WEIGHT = ("late", "at risk", "due", "unknown", "met", "waived", "not applicable")
"""The order in which lights ask for attention."""

_LAST_INSTANT = timedelta(microseconds=1)
_FORMULAS = frozenset("=+-@\t\r\uff1d\uff0b\uff0d\uff20")  # the last four: the same, full width


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The moment a board is asked for (T) and the state of knowledge (K), both aware; days are local."""

    at: datetime
    known: datetime
    day: date
    known_day: date
    today: date
    is_past: bool

    @property
    def query(self) -> str:
        """Return the end of an address that asks for the same day again; nothing for now."""
        if not self.is_past:
            return ""
        asked = {"on": self.day.isoformat()}
        if self.known_day != self.day:
            asked["known"] = self.known_day.isoformat()
        return f"?{urlencode(asked)}"

    @property
    def exact_query(self) -> str:
        """Return the end of an address that asks for this very moment, to the microsecond."""
        return f"?{urlencode({'at': _spelled(self.at), 'known': _spelled(self.known)})}"


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


def exact(*, at: str, known: str, now: datetime, zone: ZoneInfo) -> Moment:
    """
    Return T and K as they are written, to the microsecond; K is T unless it is given.

    :raises Refused: if one of them is no moment, says no offset, or has not come yet
    """
    then = _read(at, "at", now)
    known_at = _read(known, "known", now) if known else then
    return Moment(
        at=then,
        known=known_at,
        day=deadlines.local_day(then, zone),
        known_day=deadlines.local_day(known_at, zone),
        today=deadlines.local_day(now, zone),
        is_past=then != now,
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
    return f"'{said}" if said[:1] in _FORMULAS else said


def _read(said: str, name: str, now: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused(f"'{name}' is not a moment with its offset. Write it like 2025-07-26T06:59:59Z.")
    if found > now:
        raise Refused(f"'{name}' has not come yet, so nothing is known of it.")
    return found.astimezone(UTC)


def _spelled(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return deadlines.late_from(day, zone) - _LAST_INSTANT
