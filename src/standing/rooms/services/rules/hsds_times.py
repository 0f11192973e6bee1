"""
Opening hours between our time zone and the standard's numeric offset.

The standard writes an offset from UTC, which cannot say that clocks change. Hours are kept with the name
of their zone; sent, they are cut where the clocks change, each part with its own days and offset, and an
attribute joins the parts again when they come back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from standing.rooms.services.rules.hsds_fields import SERIES, Row

PARTS = UUID("6d0c9c5e-6f2b-5f0e-9d6a-3a1f2f0f7a10")
"""The name space of the ids of parts and of attributes that are computed."""

_DAY = timedelta(days=1)
_LOOK = 400  # days; no zone keeps one offset longer between two changes of its clocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days in a row with one offset, in hours; the ends are None where nothing changes for long."""

    first: date | None
    last: date | None
    offset: float


def offset_on(*, day: date, zone: str) -> float:
    """Return the offset from UTC at noon of a day, in hours."""
    at = datetime.combine(day, time(12), tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
    return at.total_seconds() / 3600


@lru_cache(maxsize=64)
def spans(*, zone: str, today: date) -> tuple[Span, ...]:
    """Return the present span of days with one offset, and the next."""
    first, last = today, today
    here = offset_on(day=today, zone=zone)
    while (today - first).days < _LOOK and offset_on(day=first - _DAY, zone=zone) == here:
        first -= _DAY
    while (last - today).days < _LOOK and offset_on(day=last + _DAY, zone=zone) == here:
        last += _DAY
    if (last - today).days >= _LOOK:
        return (Span(first=None, last=None, offset=here),)
    after = last + _DAY
    end, there = after, offset_on(day=after, zone=zone)
    while (end - after).days < _LOOK and offset_on(day=end + _DAY, zone=zone) == there:
        end += _DAY
    return (Span(first=first, last=last, offset=here), Span(first=after, last=end, offset=there))


def parted(*, schedule: Mapping[str, object], zone: str, today: date) -> list[Row]:
    """
    Return the rows of the standard for one schedule of ours; ``attributes`` joins them.

    Closing before opening means the next day, as it does with us. Hours that are over, or lie far ahead,
    make one row with the offset of their own days.
    """
    begins, ends = _day(schedule.get("valid_from")), _day(schedule.get("valid_to"))
    found = [
        (first, last, span.offset)
        for span in spans(zone=zone, today=today)
        if (pair := _overlap(begins, ends, span)) is not None
        for first, last in [pair]
    ]
    if not found:
        there = begins if begins is not None and begins > today else ends or today
        found = [(begins, ends, offset_on(day=there, zone=zone))]
    whole = len(found) == 1 and found[0][:2] == (begins, ends)
    rows: list[Row] = []
    for number, (first, last, offset) in enumerate(found):
        row: Row = dict(schedule)
        row["id"] = schedule["id"] if number == 0 else str(uuid5(PARTS, f"{schedule['id']}/{first}"))
        row["valid_from"] = first.isoformat() if first is not None else None
        row["valid_to"] = last.isoformat() if last is not None else None
        row["timezone"] = int(offset) if offset == int(offset) else offset
        for name in ("opens_at", "closes_at"):
            if row.get(name):
                row[name] = f"{str(row[name])[:5]}{_suffix(offset)}"
        if not whole:
            row["attributes"] = [
                {
                    "id": str(uuid5(PARTS, f"{row['id']}/zone")),
                    "link_id": row["id"],
                    "link_entity": "schedule",
                    "link_type": SERIES,
                    "value": zone,
                    "label": f"{schedule['id']}/{begins or ''}/{ends or ''}",
                }
            ]
        rows.append(row)
    return rows


def joined(*, schedules: Iterable[Row], attributes: Iterable[Mapping[str, object]]) -> list[Row]:
    """
    Return schedules as they were before they were parted; a schedule without the attribute stays.

    Of the parts of one series the first by day speaks for all.
    """
    series = {
        str(one.get("link_id")): str(one.get("label"))
        for one in attributes
        if one.get("link_type") == SERIES and str(one.get("label") or "").count("/") == 2
    }
    whole: list[Row] = []
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in schedules:
        label = series.get(str(row["id"]))
        if label is None:
            whole.append(row)
        else:
            parts[label].append(row)
    for label, rows in parts.items():
        first = min(rows, key=lambda row: (str(row.get("valid_from") or ""), str(row["id"])))
        id_, begins, ends = label.split("/")
        whole.append({**first, "id": id_, "valid_from": begins or None, "valid_to": ends or None})
    return sorted(whole, key=lambda row: str(row["id"]))


def local_time(*, said: str, offset: float | None, known: Sequence[float]) -> str:
    """
    Return the local time "HH:MM" of a time with or without an offset.

    :raises ValueError: with a sentence, if its offset is none that the city's clocks ever show
    """
    clock, own = said[:5], _own_offset(said)
    if own is not None and offset is not None and own != offset:
        raise ValueError(f"The time says UTC{_suffix(own)}, and the field timezone says UTC{_suffix(offset)}.")
    there = own if own is not None else offset
    if there is not None and there not in known:
        here = " or ".join(f"UTC{_suffix(one)}" for one in known)
        raise ValueError(f"UTC{_suffix(there)} is not the time of this city, which is {here}.")
    return clock


def offsets(*, zone: str, today: date) -> tuple[float, ...]:
    """Return the offsets that the clocks of a zone show within a year, the smaller first."""
    days = [date(today.year, month, 15) for month in range(1, 13)]
    return tuple(sorted({offset_on(day=day, zone=zone) for day in days}))


def _suffix(offset: float) -> str:
    minutes = round(abs(offset) * 60)
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def _own_offset(said: str) -> float | None:
    rest = said[5:].lstrip(":")
    if rest.endswith(("Z", "z")):
        return 0.0
    for sign in "+-":
        if sign in rest:
            hours, _, minutes = rest.partition(sign)[2].partition(":")
            return float(f"{sign}1") * (int(hours) + int(minutes or 0) / 60)
    return None


def _day(said: object) -> date | None:
    if said is None or said == "":
        return None
    return said if isinstance(said, date) else date.fromisoformat(str(said))


def _overlap(begins: date | None, ends: date | None, span: Span) -> tuple[date | None, date | None] | None:
    firsts = [day for day in (begins, span.first) if day is not None]
    lasts = [day for day in (ends, span.last) if day is not None]
    first, last = max(firsts, default=None), min(lasts, default=None)
    if first is not None and last is not None and first > last:
        return None
    return first, last
