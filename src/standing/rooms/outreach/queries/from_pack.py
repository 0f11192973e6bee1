"""What the pack in force says: channels, languages, the day by the city's clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from standing.hall.pack import api as packs
from standing.kernel.refusals import NotFound
from standing.rooms.outreach.rules.channels import USUAL, Channel, OutreachFile


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageTerms:
    """A written language of the city; ``is_first`` is the one that sources are written in."""

    code: str
    own_name: str
    english_name: str
    direction: str
    is_mandatory: bool
    is_first: bool


def file(*, known: dt.datetime) -> OutreachFile:
    """Return how the city spreads the word; the usual where its pack is silent."""
    fact = packs.in_force(known=known)
    if fact is None:
        return USUAL
    try:
        return fact.one(OutreachFile)
    except NotFound:
        return USUAL


def channels(*, known: dt.datetime) -> tuple[Channel, ...]:
    """Return the channels of the city, in its order."""
    return file(known=known).channels


def channel(*, id: str, known: dt.datetime) -> Channel:
    """Return one channel. :raises NotFound: if the city has none of that name"""
    for one in channels(known=known):
        if one.id == id:
            return one
    raise NotFound("There is no such channel.")


def languages(*, known: dt.datetime) -> tuple[LanguageTerms, ...]:
    """Return the written languages of the city, the first one first."""
    fact = packs.in_force(known=known)
    if fact is None:
        return ()
    tier, first = file(known=known).mandatory_tier, fact.info.default_language
    terms = [
        LanguageTerms(
            code=one.code.lower(),
            own_name=one.own_name,
            english_name=one.english_name,
            direction=one.direction,
            is_mandatory=one.tier <= tier,
            is_first=one.code == first,
        )
        for one in fact.languages.languages
        if one.medium == "written"
    ]
    return tuple(sorted(terms, key=lambda one: (not one.is_first, not one.is_mandatory)))


def language(*, code: str, known: dt.datetime) -> LanguageTerms:
    """Return one language. :raises NotFound: if the city does not write it"""
    for one in languages(known=known):
        if one.code == code.lower():
            return one
    raise NotFound("There is no such language.")


def first_language(*, known: dt.datetime) -> str:
    """Return the language that sources are written in."""
    fact = packs.in_force(known=known)
    return fact.info.default_language.lower() if fact is not None else "en"


def today(*, at: dt.datetime) -> dt.date:
    """Return the local day of a moment, by the city's clock."""
    fact = packs.in_force(known=at)
    return at.astimezone(fact.zone if fact is not None else dt.UTC).date()
