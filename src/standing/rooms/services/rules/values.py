"""What is checked of a service, as plain values: to show, compare, hash, propose and put in place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from standing.kernel.canonical import Json, canonical, sha256_hex
from standing.rooms.services.rules.hours import Hours
from standing.rooms.services.rules.terms import Field, Freq

Values = Mapping[Field, Json]
"""The value of each field of one service."""


def fingerprint(value: Json) -> str:
    """Return the hash of a value; equal values have equal hashes."""
    return sha256_hex(canonical(value))


def day(value: date | None) -> str:
    """Return a day as text; empty if there is none."""
    return value.isoformat() if value is not None else ""


def clock(value: time | None) -> str:
    """Return a time of day as text; empty if there is none."""
    return value.isoformat("minutes") if value is not None else ""


def hours_of(rule: Mapping[str, Json]) -> Hours:
    """Return the rule of hours that a plain value tells."""

    def text(name: str) -> str:
        return str(rule.get(name) or "")

    interval, count = rule.get("interval"), rule.get("count")
    return Hours(
        opens=time.fromisoformat(text("opens_at")) if text("opens_at") else None,
        closes=time.fromisoformat(text("closes_at")) if text("closes_at") else None,
        freq=Freq(text("freq")) if text("freq") else None,
        byday=text("byday"),
        bymonthday=text("bymonthday"),
        interval=interval if isinstance(interval, int) else 1,
        begins=date.fromisoformat(text("dtstart")) if text("dtstart") else None,
        first=date.fromisoformat(text("valid_from")) if text("valid_from") else None,
        last=date.fromisoformat(text("valid_to")) if text("valid_to") else None,
        until=date.fromisoformat(text("until")) if text("until") else None,
        count=count if isinstance(count, int) else None,
        zone=text("zone") or "UTC",
        note=text("notes"),
    )
