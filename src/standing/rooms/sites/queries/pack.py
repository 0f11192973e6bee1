"""What the pack in force says about sites, made ready once for each version of the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.kernel.places import Outline
from standing.kernel.refusals import NotFound
from standing.rooms.city import api as city
from standing.rooms.services import api as services
from standing.rooms.sites.rules import texts
from standing.rooms.sites.rules.shapes import NOTHING, SitesFile, Terms, terms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the pack in force says about sites, asked once for a whole page."""

    terms: Terms
    departments: Mapping[str, str]
    outlines: tuple[Outline, ...]
    languages: tuple[tuple[str, str], ...]

    @property
    def districts(self) -> Mapping[str, str]:
        """Return the names of the districts: those the register's section names, and those that are drawn."""
        return {**{outline.id: outline.name for outline in self.outlines}, **self.terms.districts}


_ready: dict[str, Ground] = {}


def ground(*, known: datetime) -> Ground:
    """Return what the pack says about sites; made ready once for each version of it."""
    pack = packs.in_force(known=known)
    if pack is None:
        return Ground(terms=NOTHING, departments={}, outlines=(), languages=())
    if pack.sha256 not in _ready:
        made = Ground(
            terms=of_pack(pack),
            departments=dict(city.names(known=known)),
            outlines=services.outlines(known=known),
            languages=tuple((one.code, one.english_name) for one in pack.languages.languages),
        )
        _ready.clear()
        _ready[pack.sha256] = made
    return _ready[pack.sha256]


def terms(*, known: datetime) -> Terms:
    """Return what the pack says about sites; nothing if it has no such section."""
    return ground(known=known).terms


def of_pack(pack: PackFact) -> Terms:
    """Return what one pack says about sites."""
    try:
        return terms_of(pack.one(SitesFile))
    except NotFound:
        return NOTHING


def departments(*, known: datetime) -> Mapping[str, str]:
    """Return the names of the departments by their codes."""
    return ground(known=known).departments


def department_words(*, known: datetime) -> Mapping[str, str]:
    """Return the code of a department by each way a list may write it: code, abbreviation, name, parts of the name."""
    return texts.spoken_names((fact.id, fact.name, fact.abbreviation) for fact in city.departments(known=known))


def outlines(*, known: datetime) -> tuple[Outline, ...]:
    """Return the districts that the pack draws."""
    return ground(known=known).outlines


def districts(*, known: datetime) -> Mapping[str, str]:
    """Return the names of the districts."""
    return ground(known=known).districts
