"""The kinds of help of a city, as the pack in force names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from standing.kernel.places import Outline
from standing.rooms.services.rules.shapes import taxonomy_id, term_id

__all__ = ["AreaFact", "Directory", "KindFact", "taxonomy_id", "term_id"]

DEFAULT_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFact:
    """One kind of help; ``limit_days`` is how long a check of it holds."""

    id: str
    name: str
    about: str
    words: tuple[str, ...]
    limit_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFact:
    """A ZIP code that is known."""

    zip: str
    district: str
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All that the pack says about the directory; a pack without the section gives an empty one."""

    pack: str
    first_language: str
    kinds: tuple[KindFact, ...] = ()
    same_words: tuple[tuple[str, ...], ...] = ()
    other_days: int = DEFAULT_DAYS
    essentials: tuple[str, ...] = ()
    districts: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, AreaFact] = field(default_factory=dict)
    outlines: tuple[Outline, ...] = ()
    map_source: str = ""
    map_missing_because: str = ""

    def limit_days(self, kinds: Collection[str]) -> int:
        """Return how long a check of a service of these kinds holds: the shortest time of any of them."""
        return min((kind.limit_days for kind in self.kinds if kind.id in kinds), default=self.other_days)

    def kind(self, id: str) -> KindFact | None:
        """Return one kind of help."""
        return next((kind for kind in self.kinds if kind.id == id), None)
