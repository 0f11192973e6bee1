"""What a donor sees of a gift: that it stands in the log, and what became of its fund by the last whole week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from standing.hall.audit import api as audit
from standing.hall.audit.api import InclusionFact
from standing.rooms.funds.queries import giving, ledger
from standing.rooms.funds.rules import totals
from standing.rooms.funds.rules.chart import Source
from standing.rooms.funds.rules.naming import subject
from standing.rooms.funds.rules.totals import FundTotals


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftFact:
    """
    A gift without its giver.

    ``proof``: None while its record waits to be sealed. ``totals``: the public cell that its fund stands in; None while
    there are too few gifts. ``through``: the last day that the totals count.
    """

    id: UUID
    fund: str
    cents: int
    received_on: date
    is_undone: bool
    proof: InclusionFact | None
    totals: FundTotals | None
    through: date


def gift(*, id: UUID, at: datetime) -> GiftFact:
    """Return what its donor may see of a gift. :raises NotFound: if there is none"""
    row = giving.gift(id=id)
    week = week_began(at=at)
    return GiftFact(
        id=row.pk,
        fund=row.fund.name,
        cents=row.cents,
        received_on=row.received_on,
        is_undone=giving.is_undone(row),
        proof=_proof(row.donor_id, row.pk),
        totals=_cell(weekly_totals(at=at), row.fund_id),
        through=week.date() - timedelta(days=1),
    )


def weekly_totals(*, at: datetime) -> tuple[FundTotals, ...]:
    """Return the public totals as they stood when this week began, so that no day can be read from them."""
    return totals.merged(giving.totals(at=week_began(at=at) - timedelta(microseconds=1)))


def week_began(*, at: datetime) -> datetime:
    """Return the beginning of the City's Monday of a moment."""
    day = ledger.local_day(at=at)
    return datetime.combine(day - timedelta(days=day.weekday()), time(), tzinfo=ledger.zone(known=at))


def _proof(donor: UUID, gift: UUID) -> InclusionFact | None:
    for one in audit.records_about(subject=subject(donor)):
        if one.verb == "funds.record_gift" and one.facts.get("gift") == str(gift):
            return audit.inclusion(record_id=one.id)
    return None


def _cell(cells: tuple[FundTotals, ...], fund: str) -> FundTotals | None:
    """Return the cell that a fund stands in: its own, or the one without a name in which donors' funds are merged."""
    own = next((one for one in cells if one.fund == fund), None)
    return own or next((one for one in cells if not one.fund and one.source is Source.DONOR), None)
