"""Calendars: read by the library, and by a reader of our own that knows the letters of the standard only."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.rooms.agenda.rules import feed, times
from standing.rooms.agenda.rules.events import ChangeFact, Kind, Reason, slots
from standing.rooms.agenda.rules.feed import FeedEvent
from standing.rooms.agenda.rules.times import Series
from tests.make import agenda as make
from tests.rooms.agenda.test_times import series as any_series

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")


def event(series: Series, *changes: ChangeFact, **said: object) -> FeedEvent:
    facts = {
        "id": UUID(int=7), "summary": "Clínica", "description": "", "location": "Sample Library", "category": "Legal",
        "url": "http://127.0.0.1:8000/events/", "language": "es", "is_cancelled": False, "sequence": len(changes),
        "changed_at": AT,
    }  # fmt: skip
    return FeedEvent(**{**facts, "series": series, "slots": slots(series=series, changes=changes), **said})  # type: ignore[arg-type]


def change(kind: Kind, occurrence: datetime | None, to: datetime | None = None) -> ChangeFact:
    return ChangeFact(kind=kind, occurrence=occurrence, reason=Reason.PLACE, to=to, at=AT, by="")


def calendar(*events: FeedEvent, is_sample: bool = False) -> bytes:
    return feed.calendar(events=events, name="Events", zone=ZONE, is_sample=is_sample)


# A reader of our own


def lines(content: bytes) -> list[tuple[str, dict[str, str], str]]:
    """Unfold, then cut each line into name, parameters and value."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    whole = re.sub(rb"\r\n[ \t]", b"", content).decode().split("\r\n")[:-1]
    found = []
    for line in whole:
        head, value = re.match(r'((?:[^:"]|"[^"]*")*):(.*)', line, re.DOTALL).groups()
        name, *parameters = head.split(";")
        found.append((name, dict(part.split("=", 1) for part in parameters), value))
    return found


def components(content: bytes, kind: str) -> list[dict[str, tuple[dict[str, str], str]]]:
    found, inside = [], False
    for name, parameters, value in lines(content):
        if (name, value) == ("BEGIN", kind):
            inside, entry = True, {}
        elif (name, value) == ("END", kind):
            inside = False
            found.append(entry)
        elif inside:
            entry[name] = (parameters, value)
    return found


def local(entry: dict[str, tuple[dict[str, str], str]], name: str) -> datetime:
    parameters, value = entry[name]
    assert parameters == {"TZID": "America/Los_Angeles"}
    return datetime.strptime(value, "%Y%m%dT%H%M%S")


def expanded(content: bytes) -> dict[datetime, tuple[datetime, str]]:
    """Return planned local start → (local start, status), as a calendar program works it out."""
    entries = components(content, "VEVENT")
    mains = [entry for entry in entries if "RECURRENCE-ID" not in entry]
    assert len(mains) == 1
    [main] = mains
    start, status = local(main, "DTSTART"), main["STATUS"][1]
    planned = [start]
    if "RRULE" in main:
        rule = rrule.rrulestr(main["RRULE"][1], dtstart=start.replace(tzinfo=ZONE))
        planned = [one.replace(tzinfo=None) for one in rule]
    out = set()
    if "EXDATE" in main:
        assert main["EXDATE"][0] == {"TZID": "America/Los_Angeles"}
        out = {datetime.strptime(one, "%Y%m%dT%H%M%S") for one in main["EXDATE"][1].split(",")}
    found = {one: (one, status) for one in planned if one not in out}
    for entry in entries:
        if "RECURRENCE-ID" in entry:
            assert local(entry, "RECURRENCE-ID") in found
            found[local(entry, "RECURRENCE-ID")] = (local(entry, "DTSTART"), entry["STATUS"][1])
    return found


@st.composite
def with_changes(draw: st.DrawFn) -> tuple[Series, tuple[ChangeFact, ...]]:
    series = draw(any_series().filter(lambda one: one.local_starts != ()))
    planned = series.local_starts
    changes = []
    for occurrence in draw(st.lists(st.sampled_from(planned), max_size=3)):
        kind = draw(st.sampled_from(Kind))
        to = occurrence + timedelta(minutes=draw(st.integers(1, 9000))) if kind is Kind.MOVED else None
        changes.append(change(kind, occurrence, to))
    return series, tuple(changes)


@settings(max_examples=200, deadline=None)
@given(found=with_changes())
def test_a_feed_says_the_same_moments_as_the_pages(found):
    series, changes = found
    content = calendar(event(series, *changes))

    shown = {
        slot.planned: (slot.starts, "CANCELLED" if slot.is_cancelled else "CONFIRMED")
        for slot in slots(series=series, changes=changes)
    }
    if series.repeat is None:  # an event of one time moves as a whole
        assert list(expanded(content).values()) == list(shown.values())
    else:
        assert expanded(content) == shown


@settings(max_examples=60, deadline=None)
@given(found=with_changes(), text=st.text(max_size=300))
def test_the_library_reads_what_was_meant_whatever_the_words_are(found, text):
    series, changes = found
    text = "".join(letter for letter in text if letter.isprintable() or letter == "\n").strip()
    content = calendar(event(series, *changes, summary=text or "x", description=text, location=text))

    read = icalendar.Calendar.from_ical(content)
    main = next(entry for entry in read.walk("VEVENT") if "RECURRENCE-ID" not in entry)

    assert read.to_ical() == content
    assert str(main["SUMMARY"]) == (text or "x")
    assert [str(main.get(name, "")) for name in ("DESCRIPTION", "LOCATION")] == [text, text]
    assert main.decoded("DURATION") == timedelta(minutes=series.minutes)
    zones = [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")]
    assert zones == ["America/Los_Angeles"]
    read_moment = main.decoded("DTSTART").astimezone(UTC)
    first = slots(series=series, changes=changes)[0].starts if series.repeat is None else series.starts
    assert read_moment == times.moment(first, ZONE)


def test_the_zone_written_into_the_feed_tells_the_true_moments_on_both_sides_of_the_change():
    series = make.weekly("2026-10-20 18:00", "2026-11-20")
    read = icalendar.Calendar.from_ical(calendar(event(series)))
    [zone] = read.walk("VTIMEZONE")
    told = zone.to_tz()
    for start in series.local_starts:
        assert start.replace(tzinfo=told).astimezone(UTC) == times.moment(start, ZONE)
    assert {times.moment(start, ZONE).hour for start in series.local_starts} == {1, 2}


def test_what_every_entry_carries():
    content = calendar(event(make.weekly(), change(Kind.CANCELLED, datetime(2026, 7, 21, 18))))
    entries = components(content, "VEVENT")

    assert [entry["UID"][1] for entry in entries] == [str(UUID(int=7))] * 2
    assert {entry["DTSTAMP"][1] for entry in entries} == {"20260701T120000Z"}
    assert [entry["STATUS"][1] for entry in entries] == ["CONFIRMED", "CANCELLED"]
    assert {entry["SEQUENCE"][1] for entry in entries} == {"1"}
    assert [zone["TZID"][1] for zone in components(content, "VTIMEZONE")] == ["America/Los_Angeles"]


def test_a_whole_event_that_is_cancelled_says_so_once():
    series = make.weekly()
    whole = change(Kind.CANCELLED, None)
    entries = components(calendar(event(series, whole, is_cancelled=True)), "VEVENT")
    assert [entry["STATUS"][1] for entry in entries] == ["CANCELLED"]


@pytest.mark.parametrize("is_sample", [True, False])
def test_a_sample_says_so(is_sample):
    content = calendar(event(make.once()), is_sample=is_sample).decode()
    assert ("X-STANDING-SAMPLE:TRUE" in content) is is_sample
    assert ("[sample]" in content) is is_sample


def test_the_same_facts_give_the_same_bytes_and_an_empty_feed_is_a_calendar():
    assert calendar(event(make.weekly())) == calendar(event(make.weekly()))
    assert icalendar.Calendar.from_ical(calendar()).walk("VEVENT") == []
