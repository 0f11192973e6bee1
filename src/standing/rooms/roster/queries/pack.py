"""What the pack in force says about the roster, made ready once for each version of the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.kernel import deadlines
from standing.kernel.refusals import NotFound
from standing.rooms.city import api as city
from standing.rooms.roster.rules.shapes import NOTHING, RosterFile, Terms, terms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the pack in force says about people, asked once for a whole page. Departments by code."""

    terms: Terms
    departments: Mapping[str, str]


_ready: dict[str, Ground] = {}


def ground(*, known: datetime) -> Ground:
    """Return what the pack says about the roster; made ready once for each version of it."""
    pack = packs.in_force(known=known)
    if pack is None:
        return Ground(terms=NOTHING, departments={})
    if pack.sha256 not in _ready:
        made = Ground(terms=of_pack(pack), departments=dict(city.names(known=known)))
        _ready.clear()
        _ready[pack.sha256] = made
    return _ready[pack.sha256]


def terms(*, known: datetime) -> Terms:
    """Return what the pack says about the roster; nothing if it has no such section."""
    return ground(known=known).terms


def departments(*, known: datetime) -> Mapping[str, str]:
    """Return the names of the departments by their codes."""
    return ground(known=known).departments


def of_pack(pack: PackFact) -> Terms:
    """Return what one pack says about the roster."""
    try:
        return terms_of(pack.one(RosterFile))
    except NotFound:
        return NOTHING


def today(*, at: datetime) -> date:
    """Return the local day of the city."""
    pack = packs.in_force(known=at)
    return deadlines.local_day(at, pack.zone if pack is not None else ZoneInfo("UTC"))
