"""What the public reads of the funds: sums, with cells under twenty gifts merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from standing.rooms.funds.rules.chart import Source

FEWEST_GIFTS = 20
"""A cell of the public page holds at least so many gifts, so that no gift can be read from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundTotals:
    """
    What became of a fund's money, in cents. What came in (``given``, ``redirected_in``) is always what went out
    (``redirected_out``, ``loaded``, ``costs``, ``returned``) and what is there (``free``, ``allocated``, ``owed``).

    ``funds``: how many funds stand in it; ``fund`` and ``name`` are empty where several are merged.
    """

    source: Source
    fund: str = ""
    name: str = ""
    funds: int = 1
    gifts: int = 0
    given: int = 0
    redirected_in: int = 0
    redirected_out: int = 0
    free: int = 0
    allocated: int = 0
    loaded: int = 0
    costs: int = 0
    owed: int = 0
    returned: int = 0

    @property
    def came(self) -> int:
        """Return what came in."""
        return self.given + self.redirected_in

    @property
    def went(self) -> int:
        """Return what went out and what is there; always what came in."""
        return self.redirected_out + self.free + self.allocated + self.loaded + self.costs + self.owed + self.returned


_SUMMED = (
    "funds", "gifts", "given", "redirected_in", "redirected_out", "free", "allocated", "loaded", "costs", "owed",
    "returned",
)  # fmt: skip


def joined(one: FundTotals, other: FundTotals) -> FundTotals:
    """Return two cells as one without a name."""
    return FundTotals(source=one.source, **{name: getattr(one, name) + getattr(other, name) for name in _SUMMED})


def merged(cells: Iterable[FundTotals], *, least: int = FEWEST_GIFTS) -> tuple[FundTotals, ...]:
    """
    Return the cells as the public may read them: donors' funds with fewer gifts than ``least`` as one.

    Where that one is still too small, the next smallest fund joins it. Where all donors' gifts together are too few,
    donors' funds are left out. City money came from no donor and is shown fund by fund.
    """
    found = [cell for cell in cells if cell.funds]
    city = [cell for cell in found if cell.source is Source.CITY]
    donors = sorted((cell for cell in found if cell.source is Source.DONOR), key=lambda cell: (cell.gifts, cell.fund))
    small = [cell for cell in donors if cell.gifts < least]
    large = donors[len(small) :]
    while small and sum(cell.gifts for cell in small) < least and large:
        small.append(large.pop(0))
    if sum(cell.gifts for cell in small) < least:
        small = []
    large.sort(key=lambda cell: cell.fund)
    return (*large, *([reduce(joined, small)] if small else []), *sorted(city, key=lambda cell: cell.fund))
