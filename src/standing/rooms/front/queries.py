"""The whole in a few numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from standing.rooms.obligations import api as obligations


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """How many lights of each kind there are, over how many departments and duties."""

    counts: Mapping[str, int]
    departments: int
    obligations: int


def picture(*, at: datetime) -> Picture:
    """Return how everything stands at a moment; all zero before the first pack."""
    pairs = obligations.statuses(at=at).pairs
    return Picture(
        counts=Counter(pair.status for pair in pairs),
        departments=len({pair.department for pair in pairs}),
        obligations=len({pair.obligation for pair in pairs}),
    )
