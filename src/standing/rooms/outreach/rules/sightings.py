"""
A message never tells where or when officers are: such news is refused, with words that say what to do instead.

It reads English and Spanish. What people can do *if* somebody comes passes; that somebody *is* at a place does not.
"""

# ruff: noqa: E501 (a line of the table is one pattern)
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SENTENCE = (
    "These words tell where or when officers are: “{words}”. A message of the City never does that, for it may be wrong, "
    "it may bring people into danger, and it may come from a report. Say instead what people can do, and whom they can call."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A stretch of a text that tells where or when officers are."""

    start: int
    end: int
    words: str


_OFFICERS = (
    r"(?:(?-i:\bICE\b|\bI\.C\.E\.)(?!\s*[- ]?cream)|\bICE\b(?=\s+(?:agents?|officers?))|\bla\s+migra\b|\bmigra\b"
    r"|\b(?:immigration|federal|ICE|CBP|HSI|DHS|border\s+patrol|deportation)\s+(?:agents?|officers?|police|vans?|vehicles?|cars?|trucks?)"
    r"|\bborder\s+patrol\b|\b(?-i:CBP|HSI|ERO)\b|\bhomeland\s+security\b|\b(?:agents|agentes)\b"
    r"|\b(?:agentes?|oficiales?)\s+(?:de\s+(?:inmigración|ICE|migración)|federales?))"
)
_EVENT = r"\b(?:check\s?points?|raids?|sweeps?|round-?ups?|redadas?|ret[eé]n(?:es)?|operativos?)\b"
_AT = r"(?:at|in|on|near|outside|by|around|inside|along|behind|across\s+from|corner\s+of|en|por|cerca\s+de|afuera\s+de|frente\s+a)"
_ANYBODYS = r"(?!\s*(?:your|their|my|our|his|her|somebody's|someone's|anyone's|a|an|any|su|sus|tu|tus|mi|una?|person|court\s+order)\b)"
_SEEN = (
    r"(?:seen|spotted|sighted|reported|raiding|detaining|arresting|patrolling|parked|waiting|staging|grabbing|stopping\s+(?:cars|people)"
    r"|present|active|vist[oa]s?|avistad[oa]s?|deteniendo|arrestando|patrullando|estacionad[oa]s?)"
)
_BE = r"(?:\s+(?:is|are|was|were|be|been|have\s+been|has\s+been|está|están|estaba|estaban|anda|andan|fue|fueron|se\s+encuentran?)|['’](?:s|re))"
_NOW = r"(?:\s+(?:now|right\s+now|currently|today|tonight|again|still|just|ahora(?:\s+mismo)?|hoy|all\s+over))*"
_CLOCK = r"(?:\b\d{1,2}(?::\d{2})\s*(?:[ap][.·]?\s?m\b)?|\b\d{1,2}\s*[ap][.·]?\s?m\b|\bnoon\b|\bmidnight\b|\b\d{1,2}\s+de\s+la\s+(?:mañana|tarde|noche))"
_PLACE = (
    r"(?:(?-i:\b(?:at|on|near|outside|in|en|por|cerca\s+de)\s+(?:the\s+|el\s+|la\s+)?[A-ZÁÉÍÓÚÑ\d][\w.'’-]*)"
    r"|\b\w+\s+(?:street|st\.|avenue|ave\.?|boulevard|blvd\.?|road|plaza|parking\s+lot|station|mall|calle|avenida)\b)"
)

_NEWS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_OFFICERS}{_BE}{_NOW}\s+(?:{_SEEN}\s+)?{_AT}\b{_ANYBODYS}",
        rf"{_OFFICERS}(?:{_BE}{_NOW})?\s+{_SEEN}\b",
        rf"{_OFFICERS}\s+{_AT}\s+(?-i:[A-ZÁÉÍÓÚÑ\d])",
        rf"\b(?:saw|seen|spotted|sightings?\s+of|presence\s+of|vieron|vimos|avistaron|reportan|se\s+(?:vio|vieron))\s+(?:\w+\s+){{0,3}}?{_OFFICERS}",
        rf"\b(?:avoid|stay\s+away\s+from|do\s+not\s+go\s+to|eviten?|no\s+vayan?\s+a)\b[^.!?\n]{{0,60}}(?:{_OFFICERS}|{_EVENT})",
        rf"{_EVENT}(?:{_BE})?{_NOW}\s+{_AT}\b{_ANYBODYS}",
        rf"{_EVENT}{_BE}?\s+(?:under\s+way|happening|going\s+on|in\s+progress|right\s+now|tonight|today|ahora|hoy|en\s+curso)\b",
        rf"\b(?:there\s+(?:is|are|was|were)|hay|hubo)\s+(?:\w+\s+){{0,2}}?(?:{_OFFICERS}|{_EVENT})",
        r"\b(?:unmarked|white|black|tinted)\s+(?:vans?|SUVs?|cars?|trucks?)\s+(?:\w+\s+){0,2}?(?:at|near|on|outside|with\s+plates?)\b",
        r"\b(?:license\s+)?plates?\s*(?:number|no\.?|#|:)\s*[A-Z0-9]{4,8}\b",
    )
)
_IS_TIME_AND_PLACE = (re.compile(_CLOCK, re.IGNORECASE), re.compile(_PLACE, re.IGNORECASE))
_SPEAKS_OF_OFFICERS = re.compile(_OFFICERS, re.IGNORECASE)
_IF = re.compile(
    r"\b(?:if|when|whenever|unless|in\s+case|before|until|cuando|si|en\s+caso\s+de\s+que|antes\s+de\s+que)\s+(?:[\w'’]+\s+){0,3}$",
    re.IGNORECASE,
)
_DOTS_OF_A_CLOCK = re.compile(r"\b([ap])\.(\s?m)\.", re.IGNORECASE)
_SENTENCES = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")


def screen(text: str) -> tuple[Sighting, ...]:
    """Return every stretch of a text that tells where or when officers are."""
    found = sorted({(one.start(), one.end()) for one in (*_news_in(text), *_times_in(text))})
    whole: list[tuple[int, int]] = []
    for start, end in found:
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return tuple(Sighting(start=start, end=end, words=" ".join(text[start:end].split())) for start, end in whole)


def sentence(found: Iterable[Sighting]) -> str:
    """Return what to tell the writer; empty if nothing was found."""
    first = next(iter(found), None)
    return "" if first is None else SENTENCE.format(words=first.words)


def _news_in(text: str) -> Iterator[re.Match[str]]:
    for pattern in _NEWS:
        for match in pattern.finditer(text):
            if not _IF.search(text[: match.start()].rpartition(",")[2]):
                yield match


def _times_in(text: str) -> Iterator[re.Match[str]]:
    """Return the sentences that name officers, a time of day and a place."""
    for said in _SENTENCES.finditer(_DOTS_OF_A_CLOCK.sub(r"\1·\2·", text)):
        words = said.group()
        named = [one for one in _SPEAKS_OF_OFFICERS.finditer(words) if not _IF.search(words[: one.start()])]
        if named and all(pattern.search(words) for pattern in _IS_TIME_AND_PLACE):
            yield said
