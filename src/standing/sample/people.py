"""Invented people. Any likeness to somebody real is chance; numbers and addresses lead nowhere."""

from dataclasses import dataclass
from random import Random

_FIRST = (
    "Alma", "Amara", "Anahit", "Ben", "Carla", "Chau", "Dario", "Delia", "Elias", "Esperanza", "Farah", "Felix",
    "Gloria", "Hana", "Hector", "Ida", "Imani", "Ines", "Jae", "Joaquin", "Kamala", "Kenji", "Leila", "Lorenzo",
    "Mara", "Mateo", "Mei", "Milo", "Nadia", "Nestor", "Odette", "Omar", "Paloma", "Priya", "Quentin", "Rafael",
    "Rosa", "Sarkis", "Selma", "Tala", "Tomas", "Uma", "Vera", "Victor", "Wanda", "Xochitl", "Yusuf", "Zora",
)  # fmt: skip
_LAST = (
    "Abara", "Alder", "Amaya", "Baptista", "Birch", "Calloway", "Castellan", "Dao", "Dunmore", "Ekwueme", "Farrow",
    "Galvan", "Garabedi", "Hallow", "Hartono", "Iwata", "Jardine", "Kalani", "Kestrel", "Larkin", "Lindgrove",
    "Marlowe", "Mirzayan", "Nakagawa", "Nightingale", "Okonjo", "Orellano", "Pardeu", "Quillon", "Ravello", "Rook",
    "Salcedo", "Sandoval-Reed", "Tamaki", "Thornbury", "Umeda", "Valdivar", "Vantongeren", "Wexler", "Winterbourne",
    "Xiomar", "Yarrow", "Ybarrola", "Zamorin",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """Somebody who does not exist."""

    name: str
    email: str
    phone: str


class Names:
    """Hands out people, each once; the same seed hands out the same people."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._pairs = [(first, last) for first in _FIRST for last in _LAST]
        random.shuffle(self._pairs)

    def one(self, *, host: str) -> Invented:
        """Return somebody new who works at this host."""
        first, last = self._pairs.pop()
        return Invented(
            name=f"{first} {last}",
            email=f"{first}.{last}@{host}.example".lower(),
            phone=f"213-555-01{self._random.randrange(100):02d}",
        )
