"""Sites that a city might have: a list that was brought, what was judged since, and lists that departments filed."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.lists import api as lists
from standing.kernel import places
from standing.kernel.places import Outline
from standing.rooms.city.api import DepartmentFact, departments
from standing.rooms.obligations import api as obligations
from standing.rooms.sites.actions import editing, filing, imports
from standing.rooms.sites.queries import filings, pack
from standing.rooms.sites.queries.imports import LISTS
from standing.rooms.sites.rules.lists import Evidence
from standing.rooms.sites.rules.records import Use

_DAY = timedelta(days=1)
_SITES = 140
_PLACES = (
    "Alder Grove", "Birch Hill", "Cedar Flats", "Dogwood", "Elm Street", "Fern Canyon", "Grove Point", "Hazel Court",
    "Ivy Lane", "Juniper Heights", "Kelp Beach", "Laurel Square", "Maple Bend", "Nettle Creek", "Oak Ridge",
    "Pine Hollow", "Quince Road", "Rowan Plaza", "Sage Mesa", "Tamarind Way", "Upland", "Vine Terrace", "Willow Bank",
    "Yarrow Field", "Zinnia Park Row",
)  # fmt: skip
_PEOPLE = ("Site office", "Facility desk", "Front office", "Building desk", "Yard office")
_BY_WORD = (
    ("library", "library"), ("park", "park recreation-center"), ("recreation", "park recreation-center"),
    ("fire", "fire-station"), ("police", "police-station"), ("street", "yard"), ("sanitation", "yard plant"),
    ("engineering", "office yard"), ("airport", "airport parking"), ("harbor", "harbor"), ("water", "plant yard"),
    ("aging", "senior-center"), ("animal", "animal-shelter"), ("cultural", "cultural-center"), ("zoo", "park parking"),
    ("housing", "housing land"), ("general services", "city-hall parking office"), ("transportation", "parking yard"),
)  # fmt: skip
_ENDS = {
    "library": "Branch Library", "park": "Park", "recreation-center": "Recreation Center", "fire-station": "Fire Station",
    "police-station": "Police Station", "yard": "Maintenance Yard", "plant": "Pumping Plant", "airport": "Field Annex",
    "harbor": "Berth", "senior-center": "Senior Center", "animal-shelter": "Animal Shelter",
    "cultural-center": "Arts Center", "housing": "Court", "land": "Vacant Land", "city-hall": "Municipal Building",
    "parking": "Parking Lot", "office": "Office",
}  # fmt: skip
_OPEN = frozenset({"yard", "parking", "land", "park", "plant", "airport", "harbor"})
_HEAD = (
    "number", "name", "department", "kind", "address", "zip", "district", "latitude", "longitude", "responsible",
    "title", "email", "phone", "public areas", "non-public areas", "perimeter areas", "gates", "used", "why", "plan", "sample",
)  # fmt: skip
_AREAS = {"library": "Reading room", "park": "Lawn", "fire-station": "Lobby", "police-station": "Lobby"}
_WHY = "A large paved area beside a main road, hard to see from the street."
_PLAN = (
    "The gate is kept locked after hours and opened by staff only. Who asks to use the site is sent to the front desk."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many sites a department has, and whether everything about them is known."""

    fact: DepartmentFact
    sites: int
    is_whole: bool


def write(*, property: User, offices: Mapping[str, User], first: datetime, until: datetime, random: Random) -> None:
    """
    Write it all: the register from the first day, the filed lists since somebody asks for them.

    ``offices`` names who files for each department. A pack without kinds of sites has none.
    """
    kinds = list(pack.terms(known=until).kinds)
    if not kinds:
        return
    asked = _asked(until)
    shares = _shares([fact for fact in departments(known=until) if fact.id in offices], random)
    names = _Names(random)
    rows = [row for share in shares for row in _rows(share, kinds, names, until=until, random=random)]
    with transaction.atomic():
        _take_in(rows, name="sample-property-list.csv", by=property, at=min(first + _DAY, until))
        _judge_late(shares, by=property, at=min(asked + 30 * _DAY, until))
        _leave_waiting(property, at=min(asked + 90 * _DAY, until))
    for place, share in enumerate(shares):
        if share.is_whole:
            with transaction.atomic():
                _file(share, by=offices[share.fact.id], at=min(asked + (4 + place % 15) * _DAY, until))


class _Names:
    """Hands out names of sites, each once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._left: dict[str, list[str]] = {}
        self._rounds: dict[str, int] = {}
        self._house = 100

    def one(self, kind: str) -> tuple[str, str]:
        """Return an address, and the name of a site of this kind there."""
        if not self._left.get(kind):
            self._left[kind] = self._random.sample(_PLACES, len(_PLACES))
            self._rounds[kind] = self._rounds.get(kind, 0) + 1
        place, number = self._left[kind].pop(), self._rounds[kind]
        self._house += 10
        street = place if place.endswith(("Street", "Road", "Lane", "Way", "Row")) else f"{place} Street"
        return (
            f"{self._house} {street}",
            f"{place} {_ENDS.get(kind, kind.capitalize())}{f' {number}' if number > 1 else ''}",
        )


def _asked(until: datetime) -> datetime:
    """Return when lists are wanted: two days after the order that asks for it, or four months ago."""
    asking = {
        duty.instrument
        for duty in obligations.obligations(known=until)
        if any(kind.id == Evidence.LIST for kind in duty.kinds)
    }
    days = [
        one.date
        for order in obligations.instruments(known=until)
        if order.id in asking
        for one in order.dates
        if one.what == "signed" and one.date is not None
    ]
    morning = until.replace(hour=17, minute=10, second=0, microsecond=0)
    wanted = morning - timedelta(days=(until.date() - min(days)).days - 2) if days else morning - 120 * _DAY
    return min(wanted, until)


def _shares(facts: Sequence[DepartmentFact], random: Random) -> list[Share]:
    """Share the sites out: departments whose name tells of places have more, one in four is still incomplete."""
    many = [fact for fact in facts if _kinds_of(fact)]
    most = max(2, -(-_SITES // max(1, len(many) + (len(facts) - len(many)) // 3)))
    shares = []
    for place, fact in enumerate(facts):
        sites = most + random.randrange(-1, 2) if fact in many else (2 if place % 3 == 0 else 0)
        shares.append(Share(fact=fact, sites=sites, is_whole=place % 4 != 3))
    return shares


def _kinds_of(fact: DepartmentFact) -> list[str]:
    name = fact.name.casefold()
    return [kind for word, kinds in _BY_WORD if word in name for kind in kinds.split()]


def _rows(
    share: Share, kinds: Sequence[str], names: _Names, *, until: datetime, random: Random
) -> Iterator[tuple[str, ...]]:
    own = [kind for kind in _kinds_of(share.fact) if kind in kinds] or ["office" if "office" in kinds else kinds[0]]
    outlines, districts = pack.outlines(known=until), list(pack.districts(known=until))
    short = "".join(letter for letter in share.fact.abbreviation.upper() if letter.isalnum())[:8]
    for place in range(share.sites):
        kind = own[place % len(own)]
        address, name = names.one(kind)
        lacks = not share.is_whole and place % 2 == 0
        point = _point(outlines, random) if outlines else None
        is_open = kind in _OPEN
        used = "" if lacks else ("used" if is_open and random.random() < 0.1 else "could be used" if is_open else "no")
        has_nobody, has_no_areas = lacks and random.random() < 0.6, lacks and random.random() < 0.5
        yield (
            f"{short}-{place + 1:03d}",
            name,
            share.fact.name,
            kind,
            address,
            f"900{random.randrange(10, 90)}",
            "" if point else random.choice(districts) if districts else "",
            f"{point[1]:.5f}" if point else "",
            f"{point[0]:.5f}" if point else "",
            "" if has_nobody else random.choice(_PEOPLE),
            "" if has_nobody else "Site manager",
            "" if has_nobody else f"site{place + 1}@{share.fact.id}.example",
            "" if has_nobody else f"213-555-01{random.randrange(100):02d}",
            "" if has_no_areas or kind in {"yard", "plant"} else _AREAS.get(kind, "Lobby; Counter"),
            "" if has_no_areas else "Staff rooms; Machine room" if is_open else "Staff rooms",
            "Grounds" if is_open and not has_no_areas else "",
            ""
            if lacks
            else "Main gate: locked; Service gate: not locked (fire lane)"
            if is_open
            else "Main door: locked",
            used,
            _WHY if used in {"used", "could be used"} else "",
            _PLAN if used in {"used", "could be used"} else "",
            "yes",
        )


def _point(outlines: Sequence[Outline], random: Random) -> tuple[float, float]:
    """Return somewhere inside one of the districts."""
    outline = random.choice(list(outlines))
    west, south, east, north = outline.box
    for _ in range(200):
        point = (random.uniform(west, east), random.uniform(south, north))
        if places.is_in(point, outline):
            return point
    return (west, south)


def _take_in(rows: Sequence[tuple[str, ...]], *, name: str, by: User, at: datetime) -> None:
    key = imports.bring_list(file_name=name, content=[_csv(rows)], by=by, at=at)
    columns = lists.guessed(LISTS, row=lists.find(LISTS, id=key), at=at)
    imports.ask_to_read(import_id=key, columns=columns, department="", by=by, at=at)
    imports.apply_import(import_id=key, by=by, at=at)


def _leave_waiting(by: User, *, at: datetime) -> None:
    """Leave a short list with mistakes that nobody has taken in yet."""
    blank = ("",) * (len(_HEAD) - 6)
    rows = (
        ("", "Alder Grove Overflow Lot", "Department of Nothing", "parking", "12 Alder Grove Street", *blank, "yes"),
        ("", "", "", "land", "", *blank, "yes"),
        ("NEW-001", "Zinnia Row Storage", "", "yard", "880 Zinnia Row", *blank, "yes"),
    )
    key = imports.bring_list(file_name="sample-corrections.csv", content=[_csv(rows)], by=by, at=at)
    columns = lists.guessed(LISTS, row=lists.find(LISTS, id=key), at=at)
    imports.ask_to_read(import_id=key, columns=columns, department="", by=by, at=at)


def _judge_late(shares: Sequence[Share], *, by: User, at: datetime) -> None:
    """Judge one site that the list left open in every other incomplete department."""
    incomplete = [share.fact.id for share in shares if not share.is_whole and share.sites][::2]
    left = [filings.draft(department=code).unready[Evidence.LIST] for code in incomplete]
    chosen = [lacking[0][0] for lacking in left if lacking]
    if chosen:
        editing.judge_sites(
            ids=chosen, use=Use.NO, because="No open ground, and no entrance for vehicles.", by=by, at=at
        )


def _file(share: Share, *, by: User, at: datetime) -> None:
    draft = filings.draft(department=share.fact.id)
    if draft.ready:
        filing.file_list(department=share.fact.id, kinds=draft.ready, seen_sha256=draft.sha256, by=by, at=at)


def _csv(rows: Sequence[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([_HEAD, *rows])
    return out.getvalue().encode()
