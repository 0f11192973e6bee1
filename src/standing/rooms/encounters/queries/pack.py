"""What the pack in force says about alerts and reports, and the city's clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from standing.hall.pack import api as packs
from standing.kernel import deadlines
from standing.rooms.encounters.rules import terms
from standing.rooms.encounters.rules.terms import EncountersFile


def file_of(*, known: dt.datetime) -> EncountersFile:
    """Return what the pack says; a careful default where it says nothing."""
    pack = packs.in_force(known=known)
    found = pack.parsed.get("encounters") if pack is not None else None
    return found if isinstance(found, EncountersFile) else terms.DEFAULT


def zone(*, known: dt.datetime) -> ZoneInfo:
    """Return the city's clock."""
    pack = packs.in_force(known=known)
    return pack.zone if pack is not None else ZoneInfo("UTC")


def today(*, at: dt.datetime) -> dt.date:
    """Return the local day of the city."""
    return deadlines.local_day(at, zone(known=at))


def least(*, known: dt.datetime) -> int:
    """Return the smallest number that is shown of anything."""
    pack = packs.in_force(known=known)
    return max(pack.thresholds.small_count, 2) if pack is not None else 11


def delay_days(*, known: dt.datetime) -> int:
    """Return how many days after a month its numbers are shown."""
    pack = packs.in_force(known=known)
    said = getattr(pack.thresholds, "activity_delay_days", None) if pack is not None else None
    return int(said) if said is not None else 30


def first_language(*, known: dt.datetime) -> str:
    """Return the language whose pages stand at addresses without a code."""
    pack = packs.in_force(known=known)
    return pack.info.default_language.lower() if pack is not None else "en"
