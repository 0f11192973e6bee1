"""
A screen for short notes that are about an event and never about a person: what could point to somebody is found.

It looks for names, ways to reach somebody, street addresses and long numbers. It is strict on purpose; the writer is
told to say it with roles. Status, nationality and the like are the business of ``privacy``.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from itertools import pairwise


class Pointer(StrEnum):
    """What points to one person."""

    NAME = "name"
    REACH = "reach"
    ADDRESS = "address"
    NUMBER = "number"


_SAID = {
    Pointer.NAME: "a person's name",
    Pointer.REACH: "a phone number or e-mail",
    Pointer.ADDRESS: "a street address",
    Pointer.NUMBER: "a long number",
}
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ſ][\w'’-]*"
_STREET = (
    r"(?:Street|St|Avenue|Ave|Av|Boulevard|Blvd|Road|Rd|Drive|Dr|Lane|Ln|Way|Place|Pl|Court|Ct|Terrace|Circle"
    r"|Highway|Hwy|Apt|Apartment)"
)
_REACH = re.compile(r"[^\s@]+@[^\s@]+\.\w+|(?<!\d)(?:\+?\d[\s().-]{0,2}){7,}(?!\d)")
_ADDRESS = re.compile(
    rf"(?<![\w-])\d{{1,6}}\s+(?:[\w.'’-]+\s+){{1,4}}?{_STREET}\b|\b(?:Calle|Avenida|Camino)\s+{_CAPITAL}", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{6,}")
_CALLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Señora?|Sra?|Don|Doña)\.?\s+{_CAPITAL}"
    rf"|\b(?:named|name\s+is|called|se\s+llama|llamad[oa])\s+{_CAPITAL}"
)
_RUN = re.compile(rf"{_CAPITAL}(?:[^\S\n]+(?:de|del|la|los|van|von|bin|da|dos)[^\S\n]+{_CAPITAL}|[^\S\n]+{_CAPITAL})+")
# Words of offices, papers and days: a capital letter on them names nobody.
_OFFICE_WORDS = """
a ab about access act activity administrative advice after agency agent agents all and animal answer april asked
at attorney august aviation board body bureau by camera captain card case center central chapter charter chief
city civil clerk code college commission commissioner commissioners committee community company contract
contractor convention corporation council counsel county court customs data database december department deputy
detective directive director district division document east emergency enforcement equity executive february
federal fire for form friday from general government governor health homeland hospital if immigration
information inspector intelligence internal international investigations it january judge july june jury justice
law library lieutenant magistrate management manager march mayor medical metropolitan ministry mission monday
month municipal national new no north northeast northwest notice november october of office officer official
officials on operation operations order police policy president privacy program property protection public
record records recreation release report request road room rule sample saturday school section security senior
september sergeant service services sheriff site social south southeast southwest special standing state states
station subpoena summons sunday superior supervisor system team that the their they this thursday to traffic
transportation treasury tuesday two u.s unit united university us vendor vice warrant we wednesday west with
"""
_OFFICE = frozenset(_OFFICE_WORDS.split())


def point(text: str, *, known: Collection[str] = ()) -> frozenset[Pointer]:
    """Return what in the text could point to one person; ``known`` are names of places and offices that may stand."""
    found = set()
    if _REACH.search(text):
        found.add(Pointer.REACH)
    if _ADDRESS.search(text):
        found.add(Pointer.ADDRESS)
    if Pointer.REACH not in found and _NUMBER.search(text):
        found.add(Pointer.NUMBER)
    office = _OFFICE | {word.casefold() for name in known for word in name.split()}
    if _CALLED.search(text) or any(_is_name(run.group(), office) for run in _RUN.finditer(text)):
        found.add(Pointer.NAME)
    return frozenset(found)


def sentence(found: frozenset[Pointer]) -> str:
    """Return what to tell the writer; empty if nothing was found."""
    if not found:
        return ""
    named = [_SAID[one] for one in Pointer if one in found]
    listed = named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1]
    return (
        f"This looks like {listed}. No person is named here. Say it with roles or numbers of people, then save again."
    )


def _is_name(run: str, office: Collection[str]) -> bool:
    """Test whether two words of a run that stand side by side are both no words of an office."""
    strange = [word.strip("'’.-").casefold() not in office and len(word) > 1 for word in run.split()]
    return any(first and second for first, second in pairwise(strange))
