"""
The Inspector General's sample: drawn by a seed that was fixed before anybody could know which scenes there are.

The hash of the seed goes into the log when it is fixed; the seed is told when the sample is drawn. Whoever has seed and
list of scenes draws the same sample again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from standing.kernel.canonical import sha256_hex


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFact:
    """A sample: fixed, and drawn when the seed is told."""

    id: UUID
    first: date
    last: date
    size: int
    commitment: str
    committed_at: datetime
    committed_by: str
    seed: str
    scenes: tuple[str, ...]
    out_of: int
    drawn_at: datetime | None

    @property
    def is_drawn(self) -> bool:
        """Test whether the seed was told."""
        return self.drawn_at is not None


def commitment(seed: str) -> str:
    """Return what is fixed of a seed before it is told."""
    return sha256_hex(f"standing scenes sample\n{seed}".encode())


def draw(*, seed: str, names: Iterable[str], size: int) -> tuple[str, ...]:
    """Return so many scenes, the same for the same seed and scenes whatever their order."""
    ordered = sorted(set(names), key=lambda name: (sha256_hex(f"{seed}\n{name}".encode()), name))
    return tuple(sorted(ordered[:size]))
