"""What the pack in force says about firms, and the words that lists use for departments, languages and sites."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.city import api as city
from standing.rooms.contractors.rules.reading import Ground
from standing.rooms.contractors.rules.shapes import ContractorsFile
from standing.rooms.sites import api as sites


def terms_or_none(*, known: datetime) -> ContractorsFile | None:
    """Return what the pack says about firms; None if it says nothing."""
    pack = packs.in_force(known=known)
    return None if pack is None else of_pack(pack)


def terms(*, known: datetime) -> ContractorsFile:
    """Return what the pack says about firms. :raises NotNow: if it says nothing"""
    found = terms_or_none(known=known)
    if found is None:
        raise NotNow("The pack of this city says nothing about contractors.")
    return found


def of_pack(pack: PackFact) -> ContractorsFile | None:
    """Return what one pack says about firms."""
    try:
        return pack.one(ContractorsFile)
    except NotFound:
        return None


def today(*, at: datetime) -> date:
    """Return the city's day of a moment."""
    pack = packs.in_force(known=at)
    return (at if pack is None else at.astimezone(pack.zone)).date()


def working_days_after(*, day: date, count: int, known: datetime) -> date:
    """Return the working day of the City that comes so many after a day."""
    pack = packs.in_force(known=known)
    assert pack is not None  # a ladder stands in a pack
    return pack.calendar("city").add_working_days(day, count)


def departments(*, known: datetime) -> Mapping[str, str]:
    """Return the names of the departments by their codes."""
    return dict(city.names(known=known))


def languages(*, known: datetime) -> Mapping[str, str]:
    """Return the English names of the languages by their codes."""
    pack = packs.in_force(known=known)
    return {} if pack is None else {one.code: one.english_name for one in pack.languages.languages}


def site_names(*, known: datetime) -> Mapping[str, str]:
    """Return the names of all sites by their numbers."""
    return {one.id: one.name for one in sites.sites(department="", known=known)}


def ground(*, known: datetime) -> Ground:
    """Return what a list is read against."""
    spoken: dict[str, str] = {}
    for fact in city.departments(known=known):
        for word in (fact.id, fact.name, fact.abbreviation):
            spoken.setdefault(word.casefold(), fact.id)
    tongues = {word.casefold(): code for code, name in languages(known=known).items() for word in (code, name)}
    numbers: dict[str, str] = {}
    twice: set[str] = set()
    for number, name in site_names(known=known).items():
        if name.casefold() in numbers:
            twice.add(name.casefold())
        numbers[name.casefold()] = number
    kept = {name: number for name, number in numbers.items() if name not in twice}
    kept |= {number.casefold(): number for number in numbers.values()}
    return Ground(departments=spoken, languages=tongues, sites=kept)
