"""What the pack in force says: topics, places, languages, the city's clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from standing.hall.pack import api as packs
from standing.hall.translations import api as translations
from standing.hall.translations.api import Said
from standing.kernel.refusals import NotFound
from standing.rooms.open311.rules.shape import Open311File

PAGE = "open311"
"""What translators know the words of the doors by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every door stands on: the pack's file, its clock, its languages (tidy code → code of the pack)."""

    file: Open311File
    zone: dt.tzinfo
    city: str
    applied_at: dt.datetime
    first_language: str
    codes: Mapping[str, str]
    names: Mapping[str, str]


def ground(*, known: dt.datetime) -> Ground:
    """Return what the doors stand on. :raises NotFound: if the pack in force has no doors for 311"""
    pack = packs.in_force(known=known)
    if pack is None:
        raise NotFound("There is no pack yet, so there is no door for 311.")
    languages = pack.languages.languages
    return Ground(
        file=pack.one(Open311File),
        zone=pack.zone,
        city=pack.info.city_name,
        applied_at=pack.applied_at or known,
        first_language=pack.info.default_language.lower(),
        codes={one.code.lower(): one.code for one in languages},
        names={one.code.lower(): one.own_name for one in languages},
    )


def first_language(*, known: dt.datetime) -> str:
    """Return the language that sources are written in."""
    pack = packs.in_force(known=known)
    return pack.info.default_language.lower() if pack is not None else "en"


def sources(file: Open311File) -> tuple[translations.SourceText, ...]:
    """Return the words of the doors that are translated."""
    texts = [
        translations.SourceText(key=f"{PAGE}:{topic.code}:{part}", text=text, about=f"311: {topic.code}")
        for topic in file.topics
        for part, text in (("name", topic.name), ("description", topic.description), ("not-yet", topic.not_yet))
        if text
    ]
    texts += [
        translations.SourceText(key=f"{PAGE}:group:{number}", text=group, about="311: heading over topics")
        for number, group in enumerate(groups(file))
    ]
    texts += [
        translations.SourceText(key=f"{PAGE}:menu:{one.key}", text=one.says, about="Said by the voice menu")
        for one in file.menu
    ]
    return tuple(texts)


def groups(file: Open311File) -> tuple[str, ...]:
    """Return the headings over topics, each once."""
    return tuple(dict.fromkeys(topic.group for topic in file.topics if topic.group))


def said(file: Open311File, *, language: str) -> Mapping[str, Said]:
    """Return the words of the doors in a language, by the key without the name of the page."""
    texts = sources(file)
    found = translations.said(keys=[one.key for one in texts], language=language)
    return {one.key.removeprefix(f"{PAGE}:"): found.get(one.key, _as_written(one.text)) for one in texts}


def _as_written(text: str) -> Said:
    return Said(text=text, language="en", direction="ltr", state="source", is_fallback=True)
