"""What the pack says of the log."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.pack import api as packs
from standing.kernel import deadlines
from standing.kernel.refusals import NotFound
from standing.rooms.scenes.rules.log import ScenesFile


def log_or_none(*, known: datetime) -> ScenesFile | None:
    """Return the log as the pack describes it; None if it has none."""
    pack = packs.in_force(known=known)
    found = pack.parsed.get("scenes") if pack is not None else None
    return found if isinstance(found, ScenesFile) else None


def log_of(*, known: datetime) -> ScenesFile:
    """Return the log as the pack describes it. :raises NotFound: if it has none"""
    found = log_or_none(known=known)
    if found is None:
        raise NotFound("The pack has no log of police scenes.")
    return found


def zone(*, known: datetime) -> ZoneInfo:
    """Return the city's clock."""
    pack = packs.in_force(known=known)
    return pack.zone if pack is not None else ZoneInfo("UTC")


def today(*, at: datetime) -> date:
    """Return the local day of the city."""
    return deadlines.local_day(at, zone(known=at))
