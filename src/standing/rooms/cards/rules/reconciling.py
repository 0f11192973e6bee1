"""
Three books side by side: the ledger, the issuer's report and the bank's statement, to the cent.

Ledger and issuer are compared by reference. The bank books many loads as one settlement, so ledger and bank are
compared by settlement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Whose book."""

    LEDGER = "ledger"
    ISSUER = "issuer"
    BANK = "bank"


class Reply(StrEnum):
    """How a difference was answered."""

    OTHER_DAY = "other_day"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A movement of the reserve in one book: whole cents, positive when the reserve grew."""

    reference: str
    settlement: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Difference:
    """Two books say different things about one reference. ``lacks`` is the one that has less, or nothing."""

    reference: str
    side: Side
    ledger_cents: int
    other_cents: int

    @property
    def cents(self) -> int:
        """Return by how much the other book lies above the ledger."""
        return self.other_cents - self.ledger_cents

    @property
    def lacks(self) -> Side:
        """Return the book that knows nothing of it, or has the smaller movement."""
        if self.other_cents == 0 or abs(self.other_cents) < abs(self.ledger_cents):
            return self.side
        return Side.LEDGER


def compare(*, ledger: Iterable[Moved], issuer: Iterable[Moved], bank: Iterable[Moved]) -> tuple[Difference, ...]:
    """Return every difference, to the cent and only these, by reference; nothing if the three agree."""
    own = tuple(ledger)
    ours = _summed((one.reference, one.cents) for one in own)
    settled = _summed((one.settlement, one.cents) for one in own)
    theirs = _summed((one.reference, one.cents) for one in issuer)
    booked = _summed((one.settlement, one.cents) for one in bank)
    found = [*_against(Side.ISSUER, ours, theirs), *_against(Side.BANK, settled, booked)]
    return tuple(sorted(found))


def _against(side: Side, ours: dict[str, int], theirs: dict[str, int]) -> Iterable[Difference]:
    for reference in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(reference, 0), theirs.get(reference, 0)
        if mine != other:
            yield Difference(reference=reference, side=side, ledger_cents=mine, other_cents=other)


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for key, cents in pairs:
        sums[key] += cents
    return sums
