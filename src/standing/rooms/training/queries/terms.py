"""What the pack says about who takes courses, and the words for what people are counted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.kernel.refusals import NotFound
from standing.rooms.city import api as city
from standing.rooms.roster import api as roster
from standing.rooms.sites import api as sites
from standing.rooms.training.queries import courses
from standing.rooms.training.rules.coverage import By
from standing.rooms.training.rules.terms import NOTHING, TrainingFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Names by their codes: of courses, departments, sites, sorts of work and shifts."""

    courses: Mapping[str, str]
    departments: Mapping[str, str]
    sites: Mapping[str, str]
    work_types: Mapping[str, str]
    shifts: Mapping[str, str]

    def of(self, by: By) -> Mapping[str, str]:
        """Return the names of what people are counted by."""
        return {
            By.CITY: {},
            By.DEPARTMENT: self.departments,
            By.SITE: self.sites,
            By.WORK_TYPE: self.work_types,
            By.SHIFT: self.shifts,
        }[by]


def terms(*, known: datetime) -> TrainingFile:
    """Return what the pack says about who takes courses; nothing if it has no such section."""
    pack = packs.in_force(known=known)
    return of_pack(pack) if pack is not None else NOTHING


def of_pack(pack: PackFact) -> TrainingFile:
    """Return what one pack says."""
    try:
        return pack.one(TrainingFile)
    except NotFound:
        return NOTHING


def least(*, known: datetime) -> int:
    """Return the least count of people that everybody may see."""
    pack = packs.in_force(known=known)
    return pack.thresholds.small_count if pack is not None else 11


def titles(*, known: datetime) -> Mapping[str, str]:
    """Return the title of the newest edition of each course."""
    return {fact.course: fact.title for fact in courses.editions(known=known)}


def words(*, known: datetime) -> Words:
    """Return the names of all that coverage is counted by."""
    return Words(
        courses=titles(known=known),
        departments=dict(city.names(known=known)),
        sites={one.id: one.name for one in sites.sites(department="", known=known)},
        work_types=dict(roster.work_types(known=known)),
        shifts=dict(roster.shifts(known=known)),
    )
