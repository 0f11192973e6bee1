"""
Made-up people, the same ones each time: a roster to try with, and lists that bring it.

Nobody of them exists: names are drawn by chance from two rows of words, numbers begin with 9, addresses end in
``.example``. Every list carries a column that says so, and only a sample takes it in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from zlib import crc32

from standing.hall.installation import api as installation
from standing.rooms.roster.queries import pack
from standing.rooms.roster.rules.shapes import Terms
from standing.rooms.sites import api as sites
from standing.rooms.sites.api import SiteFact

HEAD = ("Employee ID", "Name", "E-mail", "Department", "Work location", "Work type", "Shift", "sample")
ON_THE_ROSTER = 900
GONE = 20
"""A sample City's roster once held the first of them, and holds those between the two numbers now."""
SHORT, LONG = "sample-people-500.csv", "sample-people-50000.csv"
_SHORT_FROM, _SHORT_UNTIL = 400, 896
_FIRST = (
    "Ada", "Amir", "Ana", "Anh", "Ari", "Aster", "Bao", "Bea", "Bela", "Ben", "Bo", "Cam", "Carmen", "Chidi", "Cleo",
    "Dai", "Dana", "Dev", "Dina", "Eli", "Elif", "Emeka", "Eun", "Eva", "Farah", "Finn", "Gia", "Gus", "Hana", "Hugo",
    "Ida", "Imani", "Iris", "Jae", "Jo", "José", "Juno", "Kai", "Kira", "Lena", "Leo", "Lina", "Luz", "Mai", "Mara",
    "Mila", "Nadia", "Noor", "Olga", "Omar", "Pia", "Quin", "Ravi", "Rosa", "Sam", "Sara", "Tai", "Uma", "Vera", "Zoë",
)  # fmt: skip
_LAST = (
    "Abara", "Alder", "Amado", "Ash", "Bay", "Birch", "Brook", "Cedar", "Clay", "Cruz", "Dale", "Díaz", "Elm", "Fern",
    "Field", "Flint", "Ford", "García", "Glen", "Grove", "Hale", "Hart", "Heath", "Hill", "Ibarra", "Jun", "Kato",
    "Kim", "Lake", "Lane", "Lark", "Lopez", "Marsh", "Mead", "Moss", "Ngo", "Núñez", "Oak", "Okoro", "Park", "Pine",
    "Quail", "Reed", "Ridge", "Rivera", "Sage", "Shore", "Silva", "Stone", "Tran", "Vale", "Vega", "Wells", "West",
    "Wren", "Yarrow", "Yoon", "Zamora",
)  # fmt: skip
_BY_WORD = (
    ("police", "sworn-police dispatch office"), ("fire", "sworn-fire dispatch office"), ("library", "counter office"),
    ("recreation", "recreation crew"), ("street", "crew field"),
    ("sanitation", "crew field"), ("water", "crew field office"),
    ("animal", "care counter"), ("transportation", "security field"), ("airport", "security crew counter"),
    ("harbor", "security crew"), ("building", "field counter"), ("aging", "counter care"), ("zoo", "crew care"),
    ("finance", "counter office"), ("planning", "counter office"),
)  # fmt: skip
_LARGE = ("police", "fire", "water", "recreation", "library", "sanitation", "street", "airport")
_ROUND_THE_CLOCK = frozenset({"sworn-police", "sworn-fire", "dispatch", "security"})


def names() -> tuple[str, ...]:
    """Return the lists that can be tried; only a sample takes them in."""
    return (SHORT, LONG) if installation.is_sample() else ()


def lines(*, name: str, at: datetime) -> Iterator[tuple[str, ...]] | None:
    """
    Return the lines of a list; None if there is none of that name.

    The short one joins, moves, renames and lets leave many of the sample roster, and has a few mistakes. The long one
    holds everybody of the sample roster and very many more.
    """
    if name not in names():
        return None
    return _lines(_short(at=at) if name == SHORT else made(start=GONE, stop=50_000, at=at))


def text(rows: Iterator[tuple[str, ...]]) -> str:
    """Return people as a list in a file."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(_lines(rows))
    return out.getvalue()


def made(*, start: int, stop: int, at: datetime) -> Iterator[tuple[str, ...]]:
    """Yield made-up people, one line for each post; who comes at a place of the row is always the same."""
    ground = pack.ground(known=at)
    departments = _weighted(tuple(ground.departments.items()))
    places: dict[str, list[SiteFact]] = {}
    for site in sites.sites(department="", known=at):
        places.setdefault(site.department, []).append(site)
    town = _Town(places=places, terms=ground.terms)
    for place in range(start, stop):
        random = Random(place)  # noqa: S311 (a drawing for show)
        code, called = random.choice(departments)
        first, last = random.choice(_FIRST), random.choice(_LAST)
        # A middle letter tells people of the same name apart.
        name = f"{first} {chr(65 + place % 26)}. {last}"
        number = f"9{place:05d}"
        email = f"person{number}@city.example" if random.random() < 0.7 else ""
        yield (number, name, email, *town.post(place, code, called, random))
        if place % 60 == 59:
            code, called = random.choice([one for one in departments if one[0] != code] or departments)
            yield (number, name, email, *town.post(place, code, called, random))


def _short(*, at: datetime) -> Iterator[tuple[str, ...]]:
    """Yield part of the sample roster with what happens in a year: moves, another name, somebody new, mistakes."""
    seen: dict[str, int] = {}
    for place, row in enumerate(made(start=_SHORT_FROM, stop=_SHORT_UNTIL, at=at)):
        number, name, email, department, site, work_type, shift = row
        first_of = seen.setdefault(number, place)
        if first_of != place or place % 25:
            yield row
        elif place % 50:
            yield (number, name, email, department, "Sample Annex", work_type, shift)
        else:
            yield (
                number,
                f"{name.partition(' ')[0]} Sample-{name.rpartition(' ')[2]}",
                email,
                department,
                site,
                work_type,
                shift,
            )
    yield from made(start=70_000, stop=70_012, at=at)
    yield ("", "Somebody Without-Number", "", *next(made(start=70_020, stop=70_021, at=at))[3:])
    yield ("970030", "Sam Elsewhere", "", "Department of Mysteries", "", "", "")
    yield ("970031", "", "", *next(made(start=70_031, stop=70_032, at=at))[3:])


def _lines(rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    yield HEAD
    for row in rows:
        yield (*row, "yes")


def _weighted(departments: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return each department as often as it weighs: large ones have more people."""
    return [one for one in departments for _ in range(6 if any(word in one[1].casefold() for word in _LARGE) else 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Town:
    """What posts are drawn from: sites by department, and the words of the pack."""

    places: Mapping[str, Sequence[SiteFact]]
    terms: Terms

    def post(self, place: int, code: str, called: str, random: Random) -> tuple[str, ...]:
        """Return department, site, sort of work and shift as a list writes them."""
        fits = next((kinds for word, kinds in _BY_WORD if word in called.casefold()), "office counter field")
        known = [kind for kind in fits.split() if kind in self.terms.work_types] or list(self.terms.work_types)
        work_type = random.choice(known) if known else ""
        shifts = list(self.terms.shifts)
        shift = random.choice(shifts) if shifts and work_type in _ROUND_THE_CLOCK else next(iter(shifts), "")
        # The site that draws the least number: who is drawn where stays so when the City gets another site.
        own = min(self.places.get(code, ()), key=lambda one: crc32(f"{place} {one.id}".encode()), default=None)
        site = own.name if own is not None else ""
        return (called, site, self.terms.work_types.get(work_type, ""), self.terms.shifts.get(shift, ""))
