"""Made-up families: names that no language has, so that a hit is a hit. None of them lives, and none could."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from standing.kernel.blind.people import Adult

_SYLLABLES: Final = (
    *("qui", "zeph", "vor", "nax", "plim", "drú", "skel", "wyr", "thob", "jun", "fex", "gor", "mül", "brin", "krav"),
    *("lopp", "tiv", "ñad", "yss", "ompa", "reld", "vesk", "ulth", "hoaz", "pexi", "dwim", "strô", "blen"),
)
_DOCUMENTS: Final = ("passport", "consular", "license")
_FIRST_BIRTH: Final = date(1941, 1, 3)
_BIRTHS: Final = 22_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A household that comes to a desk. ``number`` names it in the truth, which never leaves the drill."""

    number: int
    adults: tuple[Adult, ...]


def invent(random: Random, count: int) -> list[Family]:
    """Return so many families of one or two adults; no two share a name."""
    taken: set[str] = set()
    return [
        Family(number=number, adults=tuple(_adult(random, taken) for _ in range(1 + (random.random() < 0.6))))
        for number in range(count)
    ]


def _adult(random: Random, taken: set[str]) -> Adult:
    return Adult(
        given=_word(random, taken),
        surname=_word(random, taken),
        surname2=_word(random, taken) if random.random() < 0.5 else "",
        born=_FIRST_BIRTH + timedelta(days=random.randrange(_BIRTHS)),
        document=random.choice(_DOCUMENTS),
        number=f"ZQ {random.randrange(10**5):05d}-{random.randrange(10**7):07d}",
    )


def _word(random: Random, taken: set[str]) -> str:
    """Return a name of twelve letters or more: what is shorter is found by chance somewhere in a database."""
    while True:
        word = ""
        while len(word) < 12:
            word += random.choice(_SYLLABLES)
        if word not in taken:
            taken.add(word)
            return word.capitalize()
