"""
Calendars as RFC 5545 writes them: always with TZID and VTIMEZONE, CRLF, lines of at most 75 octets.

A series is one VEVENT with its rule; a time that is cancelled or moved is another with RECURRENCE-ID.
The same facts give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar

from standing.rooms.agenda.rules.events import Slot
from standing.rooms.agenda.rules.times import Series

PRODUCT = "-//Standing//Events 1//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """What a calendar says of an event, in one language."""

    id: UUID
    summary: str
    description: str
    location: str
    url: str
    category: str
    language: str
    series: Series
    slots: tuple[Slot, ...]
    is_cancelled: bool
    sequence: int
    changed_at: datetime


def calendar(*, events: Iterable[FeedEvent], name: str, zone: ZoneInfo, is_sample: bool) -> bytes:
    """Return a calendar of events, ready to be handed out."""
    found = tuple(events)
    whole = icalendar.Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", name)
    whole.add("x-wr-timezone", zone.key)
    whole.add("x-published-ttl", "PT1H")
    if is_sample:
        whole.add("x-standing-sample", "TRUE")
    days = [slot.starts.date() for event in found for slot in event.slots]
    days += [slot.planned.date() for event in found for slot in event.slots]
    if days:
        whole.add_component(_time_zone(zone, first=min(days), last=max(days)))
    for event in found:
        whole.add_component(_main(event, zone, is_sample=is_sample))
        if not event.is_cancelled and event.series.repeat is not None:
            for slot in event.slots:
                if slot.is_cancelled or slot.is_moved:
                    whole.add_component(_override(event, slot, zone, is_sample=is_sample))
    return bytes(whole.to_ical())


def _time_zone(zone: ZoneInfo, *, first: date, last: date) -> icalendar.Timezone:
    margin = timedelta(days=400)
    return icalendar.Timezone.from_tzid(zone.key, first_date=first - margin, last_date=last + margin)


def _main(event: FeedEvent, zone: ZoneInfo, *, is_sample: bool) -> icalendar.Event:
    first = event.slots[0]
    is_one = event.series.repeat is None
    entry = _entry(event, is_sample=is_sample, is_cancelled=event.is_cancelled or (is_one and first.is_cancelled))
    # DTSTART is the first time of the rule even where that one is left out: EXDATE takes it out then.
    starts = first.starts if is_one else event.series.starts
    entry.add("dtstart", starts.replace(tzinfo=zone))
    if event.series.repeat is not None:
        entry["RRULE"] = icalendar.vRecur.from_ical(event.series.rrule(zone))
        skipped = [start.replace(tzinfo=zone) for start in sorted(set(event.series.skipped))]
        if skipped:
            entry.add("exdate", skipped)
    return entry


def _override(event: FeedEvent, slot: Slot, zone: ZoneInfo, *, is_sample: bool) -> icalendar.Event:
    entry = _entry(event, is_sample=is_sample, is_cancelled=slot.is_cancelled)
    entry.add("recurrence-id", slot.planned.replace(tzinfo=zone))
    entry.add("dtstart", slot.starts.replace(tzinfo=zone))
    return entry


def _entry(event: FeedEvent, *, is_sample: bool, is_cancelled: bool) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", str(event.id))
    entry.add("dtstamp", event.changed_at.astimezone(UTC).replace(microsecond=0))
    entry.add("last-modified", event.changed_at.astimezone(UTC).replace(microsecond=0))
    entry.add("sequence", event.sequence)
    entry.add("duration", timedelta(minutes=event.series.minutes))
    entry.add("summary", f"[sample] {event.summary}" if is_sample else event.summary, {"LANGUAGE": event.language})
    if event.description:
        entry.add("description", event.description)
    if event.location:
        entry.add("location", event.location)
    entry.add("url", event.url)
    entry.add("categories", [event.category])
    entry.add("class", "PUBLIC")
    entry.add("transp", "TRANSPARENT")
    entry.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    return entry
