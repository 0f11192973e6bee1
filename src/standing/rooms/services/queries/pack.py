"""What the pack in force says about the directory, made ready once for each version of the pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.kernel import deadlines
from standing.kernel.places import Outline
from standing.kernel.refusals import NotFound
from standing.rooms.services.rules import words
from standing.rooms.services.rules.kinds import AreaFact, Directory, KindFact
from standing.rooms.services.rules.shapes import DistrictsFile, ServicesFile
from standing.rooms.services.rules.words import Synonyms

_NONE = Directory(pack="", first_language="en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the pack in force says about the directory, asked once for a whole page."""

    at: datetime
    directory: Directory
    synonyms: Synonyms
    zone: ZoneInfo
    tongues: Mapping[str, tuple[str, str]]
    is_holiday: Callable[[date], bool]

    @property
    def today(self) -> date:
        """Return the day it is in the city."""
        return deadlines.local_day(self.at, self.zone)

    @property
    def local(self) -> datetime:
        """Return the moment on the City's clock."""
        return self.at.astimezone(self.zone)

    @property
    def first(self) -> str:
        """Return the language in which everything is written first."""
        return self.directory.first_language.lower()


_ready: dict[str, Ground] = {}


def ground(*, at: datetime) -> Ground:
    """Return what the pack that was in force at a moment says; made ready once for each version of it."""
    pack = packs.in_force(known=at)
    key = pack.sha256 if pack is not None else ""
    if key not in _ready:
        made = _made_ready(pack, at=at)
        _ready.clear()
        _ready[key] = made
    return replace(_ready[key], at=at)


def directory(*, known: datetime) -> Directory:
    """Return what the pack says about the directory; an empty one if it says nothing."""
    return ground(at=known).directory


def zone(*, known: datetime) -> ZoneInfo:
    """Return the City's clock; UTC before the first pack."""
    return ground(at=known).zone


def today(*, at: datetime) -> date:
    """Return the day it is in the city at a moment."""
    return ground(at=at).today


def language_names(*, known: datetime) -> Mapping[str, tuple[str, str]]:
    """Return the own and the English name of each language of the city, by its code."""
    return ground(at=known).tongues


def _made_ready(pack: PackFact | None, *, at: datetime) -> Ground:
    made = of_pack(pack) if pack is not None else _NONE
    return Ground(
        at=at,
        directory=made,
        synonyms=words.synonyms(kinds=[(kind.id, kind.words) for kind in made.kinds], same_words=made.same_words),
        zone=pack.zone if pack is not None else ZoneInfo("UTC"),
        tongues={one.code.lower(): (one.own_name, one.english_name) for one in pack.languages.languages}
        if pack is not None
        else {},
        is_holiday=_holidays(pack),
    )


def _holidays(pack: PackFact | None) -> Callable[[date], bool]:
    file = _file(pack) if pack is not None else None
    try:
        calendar = pack.calendar(file.calendar if file is not None else "city") if pack is not None else None
    except NotFound:
        calendar = None
    return lambda day: calendar is not None and calendar.holiday_on(day) is not None


def of_pack(pack: PackFact) -> Directory:
    """Return what one pack says about the directory."""
    file, outlines = _file(pack), _outlines(pack)
    first = pack.info.default_language
    if file is None:
        return Directory(pack=pack.id, first_language=first, outlines=outlines[0], map_source=outlines[1])
    districts = {one.id: one.name for one in file.districts} | {one.id: one.name for one in outlines[0]}
    return Directory(
        pack=pack.id,
        first_language=first,
        kinds=tuple(
            KindFact(
                id=kind.id,
                name=kind.name,
                about=kind.about,
                words=(kind.name, *(word for found in kind.words.values() for word in found)),
                limit_days=kind.days,
            )
            for kind in file.kinds
        ),
        same_words=file.same_words,
        other_days=file.unchecked_days,
        essentials=file.essentials,
        districts=districts,
        areas={
            area.zip: AreaFact(
                zip=area.zip,
                district=area.district or "",
                point=(area.longitude, area.latitude)
                if area.longitude is not None and area.latitude is not None
                else None,
            )
            for area in file.areas
        },
        outlines=outlines[0],
        map_source=outlines[1],
        map_missing_because=file.map_missing_because,
    )


def _file(pack: PackFact) -> ServicesFile | None:
    try:
        return pack.one(ServicesFile)
    except NotFound:
        return None


def _outlines(pack: PackFact) -> tuple[tuple[Outline, ...], str]:
    try:
        file = pack.one(DistrictsFile)
    except NotFound:
        return (), ""
    return tuple(
        Outline(
            id=feature.properties.id,
            name=feature.properties.name,
            parts=tuple(tuple(tuple(ring) for ring in part) for part in feature.geometry.parts),
        )
        for feature in file.features
    ), file.source
