"""What the trustee says of a round through the end of a local day: totals, never by desk or day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from standing.kernel.canonical import Json, canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFact:
    """A statement's content: tokens signed by amount in cents, exceptions granted, strings evaluated."""

    round: str
    manifest: str
    through: date
    claims: Mapping[int, int]
    exceptions: int
    evaluations: int
    is_live: bool
    city_checkpoint: str | None
    is_sample: bool = False

    def to_bytes(self) -> bytes:
        """Return its one spelling: canonical JSON."""
        said: dict[str, Json] = {
            **({"sample": True} if self.is_sample else {}),
            "round": self.round,
            "manifest": self.manifest,
            "through": self.through.isoformat(),
            "claims": {str(cents): number for cents, number in sorted(self.claims.items())},
            "exceptions": self.exceptions,
            "evaluations": self.evaluations,
            "keys": "live" if self.is_live else "destroyed",
            "city_checkpoint": self.city_checkpoint,
        }
        return canonical(said)


def read_claims(data: bytes) -> dict[int, int]:
    """Return the tokens by amount that an earlier statement of ours says."""
    return {int(cents): int(number) for cents, number in json.loads(data)["claims"].items()}
