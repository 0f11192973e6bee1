"""What became of a round's money, as totals for whoever checks the round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from standing.rooms.funds.models import Leg
from standing.rooms.funds.rules.chart import Code, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundBooks:
    """
    A round in cents, from the entries of its books up to a day.

    ``allocated`` was set aside and not released, ``loaded`` went on cards in all, ``refused`` of it the issuer refused,
    ``unloaded`` came back from cards, ``fees`` and ``losses`` were borne by funds for the round.
    """

    allocated: int
    loaded: int
    refused: int
    unloaded: int
    fees: int
    losses: int


def books(*, round: str, through: date) -> RoundBooks:
    """Return what became of a round's money, in the books up to a day."""
    legs = Leg.objects.filter(entry__round=round, entry__day__lte=through)

    def total(code: Code, kind: Kind, *, undone: Kind | None = None) -> int:
        rows: QuerySet[Leg] = legs.filter(account__code=code, entry__kind=kind)
        if undone is not None:
            rows = rows.filter(entry__reverses__kind=undone)
        return int(rows.aggregate(all=Sum("cents"))["all"] or 0)

    allocated = total(Code.FREE, Kind.ALLOCATION) + total(Code.FREE, Kind.RELEASE)
    return RoundBooks(
        allocated=allocated
        + total(Code.FREE, Kind.REVERSAL, undone=Kind.ALLOCATION)
        + total(Code.FREE, Kind.REVERSAL, undone=Kind.RELEASE),
        loaded=total(Code.LOADED, Kind.LOAD),
        refused=-total(Code.LOADED, Kind.REVERSAL, undone=Kind.LOAD),
        unloaded=-total(Code.LOADED, Kind.UNLOAD) - total(Code.LOADED, Kind.REVERSAL, undone=Kind.UNLOAD),
        fees=total(Code.FEES, Kind.FEE) + total(Code.FEES, Kind.REVERSAL, undone=Kind.FEE),
        losses=total(Code.LOSSES, Kind.LOSS) + total(Code.LOSSES, Kind.REVERSAL, undone=Kind.LOSS),
    )
