"""Rounds with a draw, as their manifests say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from standing.kernel.blind import manifest as manifests
from standing.kernel.blind.manifest import Draw, Manifest
from standing.kernel.refusals import NotFound
from standing.rooms.draw.rules.waiting import GRACE
from standing.rooms.trustee import api as trustee


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFact:
    """A round with open application: its manifest, and what it says of the draw."""

    manifest: Manifest
    draw: Draw

    @property
    def code(self) -> str:
        """Return the code of the round."""
        return self.manifest.round

    def is_open(self, *, at: datetime, waited: bool = False) -> bool:
        """Test whether applications are taken; who waited in line may finish after the last moment."""
        return self.draw.opens_at <= at < self.draw.closes_at + (GRACE if waited else GRACE * 0)

    def is_over(self, *, at: datetime) -> bool:
        """Test whether the last application is in, of those who waited too."""
        return at >= self.draw.closes_at + 2 * GRACE


def get_round(*, round_: str) -> RoundFact:
    """Return a round. :raises NotFound: if there is none, or it has no draw"""
    data = trustee.manifest_of(round_=round_)
    found = None if data is None else _read(data)
    if found is None or found.draw is None:
        raise NotFound("There is no open application for this round.")
    return RoundFact(manifest=found, draw=found.draw)


def rounds() -> tuple[RoundFact, ...]:
    """Return all rounds with open application, the last to open first."""
    facts = []
    for code in trustee.rounds():
        found = _read(trustee.manifest_of(round_=code) or b"")
        if found.draw is not None:
            facts.append(RoundFact(manifest=found, draw=found.draw))
    return tuple(sorted(facts, key=lambda one: one.draw.opens_at, reverse=True))


@lru_cache(maxsize=64)
def _read(data: bytes) -> Manifest:
    # By its bytes: a manifest never changes, and reading one takes longer than the rest of a question.
    return manifests.read(data)
