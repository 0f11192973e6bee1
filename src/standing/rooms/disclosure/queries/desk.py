"""What the pack says of the desk."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.pack import api as packs
from standing.kernel import deadlines
from standing.kernel.calendars import Calendar
from standing.kernel.refusals import NotFound
from standing.rooms.disclosure.rules.desk import DisclosureFile


def desk_or_none(*, known: datetime) -> DisclosureFile | None:
    """Return the desk as the pack describes it; None if it has none."""
    pack = packs.in_force(known=known)
    found = pack.parsed.get("disclosure") if pack is not None else None
    return found if isinstance(found, DisclosureFile) else None


def desk_of(*, known: datetime) -> DisclosureFile:
    """Return the desk as the pack describes it. :raises NotFound: if it has none"""
    found = desk_or_none(known=known)
    if found is None:
        raise NotFound("The pack has no desk for requests of federal authorities.")
    return found


def calendar_of(*, desk: DisclosureFile, known: datetime) -> Calendar:
    """Return the calendar that counts the working days of the desk."""
    pack = packs.in_force(known=known)
    assert pack is not None, "there is a desk, so there is a pack"
    return pack.calendar(desk.calendar)


def zone(*, known: datetime) -> ZoneInfo:
    """Return the city's clock."""
    pack = packs.in_force(known=known)
    return pack.zone if pack is not None else ZoneInfo("UTC")


def today(*, at: datetime) -> date:
    """Return the local day of the city."""
    return deadlines.local_day(at, zone(known=at))
