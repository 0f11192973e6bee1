"""Which column of a list means what: guessed from its name, decided by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from standing.kernel import words
from standing.rooms.sites.rules import texts
from standing.rooms.sites.rules.tables import Row

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": (
        "id",
        "number",
        "no",
        "site id",
        "site number",
        "asset id",
        "asset number",
        "facility id",
        "property id",
        "fac no",
        "facility no",
        "bldg no",
        "building no",
    ),
    "name": ("name", "site name", "property name", "facility", "facility name", "building", "building name", "site"),
    "department": ("department", "dept", "agency", "bureau", "owner department", "managing department", "custodian"),
    "kind": ("kind", "type", "use type", "facility type", "property type", "category", "class"),
    "address": ("address", "street address", "location", "street", "site address", "addr"),
    "zip": ("zip", "zip code", "postal code", "zipcode"),
    "district": ("district", "council district", "cd", "council dist"),
    "parcel": ("parcel", "parcel number", "apn", "assessor parcel number", "ain", "pin"),
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "long", "lon", "lng", "x"),
    "responsible": ("responsible", "responsible person", "contact", "site contact", "manager", "site manager"),
    "responsible_title": ("title", "contact title", "position"),
    "office_email": ("email", "e-mail", "contact email", "office email"),
    "office_phone": ("phone", "telephone", "contact phone", "office phone", "tel"),
    "areas": ("areas", "area", "access", "access class"),
    "public_areas": ("public areas", "public", "open to the public"),
    "non_public_areas": ("non-public areas", "nonpublic areas", "non public", "staff only", "restricted areas"),
    "perimeter_areas": ("perimeter areas", "perimeter", "grounds", "outside areas"),
    "gates": ("gates", "gates and doors", "gate locked", "doors"),
    "use": ("used or could be used", "used", "could be used", "ed 17", "staging", "risk"),
    "use_because": ("why", "reason", "reason for use", "judged because"),
    "plan": ("plan", "plan for the site", "measures", "ed 17 plan"),
}
"""Ways in which lists name their columns; a pack adds its city's own."""

_LEAST = 86
_LOOKED_AT = 15
SHOWN = 5


def header_place(rows: Sequence[Row], *, known: Mapping[str, Sequence[str]]) -> int:
    """Return which of the first rows names the columns: titles and dates may stand above it."""
    best, score = 0, -1
    for place, (_, cells) in enumerate(rows[:_LOOKED_AT]):
        guessed = guess(named(cells), known=known)
        if len(guessed) > score and (len(guessed) >= 2 or place == 0):
            best, score = place, len(guessed)
    return best


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each column: empty ones get their number, repeated ones how often they came."""
    found: list[str] = []
    seen: dict[str, int] = {}
    for place, cell in enumerate(cells, start=1):
        name = texts.line(cell)[:80] or f"Column {place}"
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
        times = seen[name.casefold()]
        found.append(name if times == 1 else f"{name} ({times})")
    return tuple(found)


def guess(headers: Sequence[str], *, known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return for each meaning the column that most likely has it; each column has one meaning at most."""
    spoken = {" ".join(words.tokens(word)): meaning for meaning in NAMES for word in NAMES[meaning]}
    spoken |= {" ".join(words.tokens(word)): meaning for meaning, said in known.items() for word in said}
    scored = []
    for place, header in enumerate(headers):
        key = " ".join(words.tokens(header))
        if not key:
            continue
        if (match := process.extractOne(key, list(spoken), scorer=fuzz.ratio, score_cutoff=_LEAST)) is not None:
            scored.append((-match[1], place, spoken[match[0]]))
    found: dict[str, int] = {}
    for _, place, meaning in sorted(scored):
        if meaning not in found and place not in found.values():
            found[meaning] = place
    return found
