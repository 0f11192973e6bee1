"""Fund money is set aside for an organisation and a round, or taken back; a round is closed and its rest owed back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.funds import permissions
from standing.rooms.funds.actions._writing import hold_days, write
from standing.rooms.funds.models import Account, ClosedRound, Fund
from standing.rooms.funds.queries import giving, ledger
from standing.rooms.funds.rules.chart import AccountKey, Code, Kind, Source, check_word
from standing.rooms.funds.rules.legs import EntryFact, Leg
from standing.rooms.funds.rules.sharing import pro_rata

__all__ = ["CloseFact", "allocate", "close_round", "release", "settle_round"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFact:
    """What the close of a round did, in cents: taken back from organisations, and owed back to whom, by fund."""

    released: int
    owed: dict[tuple[str, UUID | None], int]

    @property
    def owed_in_all(self) -> int:
        """Return what is owed back altogether."""
        return sum(self.owed.values())


@transaction.atomic
def allocate(
    *, fund: str, round: str, organisation: str, cents: int, reference: str = "", day: date, by: User, at: datetime
) -> EntryFact:
    """
    This will set money of a fund aside for an organisation and a round.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such fund
    :raises NotEnough: if the fund has not that much that is free
    :raises DayClosed: if the day's books or the round are closed
    :raises Refused: if the fund was given for another round or organisation; as ``post_entry``
    """
    permissions.check_posts(by=by)
    row = giving.fund(id=fund)
    if row.round not in {"", round}:
        raise Refused("This fund was given for another round.")
    if row.organisation not in {"", organisation}:
        raise Refused("This fund was given for another organisation.")
    legs = _set_aside(row, round, organisation, _positive(cents))
    return write(kind=Kind.ALLOCATION, reference=reference, legs=legs, day=day, round=round, by=by, at=at)


@transaction.atomic
def release(
    *, fund: str, round: str, organisation: str, cents: int, reference: str = "", day: date, by: User, at: datetime
) -> EntryFact:
    """
    This will take back money that was set aside and not loaded; it is free in its fund again.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such fund
    :raises NotEnough: if there is not that much set aside
    :raises DayClosed: if the day's books are closed
    :raises Refused: as ``post_entry``
    """
    permissions.check_posts(by=by)
    legs = _set_aside(giving.fund(id=fund), round, organisation, -_positive(cents))
    return write(kind=Kind.RELEASE, reference=reference, legs=legs, day=day, round=round, by=by, at=at)


@transaction.atomic
def close_round(*, round: str, day: date, by: User, at: datetime) -> CloseFact:
    """
    This will close a round: nothing is allocated or loaded for it any more, and what is left is settled.

    What organisations did not load is free in its fund again. What a fund that was given for this round alone has left
    is owed back to those who gave, pro rata in whole cents; funds for any round keep it.

    :raises NotAllowed: if the person is no treasurer
    :raises NotNow: if the round is closed already, or nothing was ever booked for it
    :raises DayClosed: if the day's books are closed
    :raises Refused: if the round is no code
    """
    permissions.check_posts(by=by)
    check_word(round)
    hold_days(alone=True)
    if ClosedRound.objects.filter(pk=round).exists():
        raise NotNow("This round is closed already. What came back since can be settled.")
    if not _is_known(round):
        raise NotNow("Nothing was booked for this round.")
    ClosedRound.objects.create(round=round, closed_by=by, closed_at=at)
    fact = _settle(round=round, day=day, by=by, at=at)
    audit.record(
        verb="funds.close_round",
        subject=round,
        by=by,
        at=at,
        facts={"released": fact.released, "owed": fact.owed_in_all},
    )
    return fact


@transaction.atomic
def settle_round(*, round: str, day: date, by: User, at: datetime) -> CloseFact:
    """
    This will settle what came back after a round was closed, the way the close did.

    :raises NotAllowed: if the person is no treasurer
    :raises NotNow: if the round is not closed, or nothing came back
    :raises DayClosed: if the day's books are closed
    """
    permissions.check_posts(by=by)
    hold_days(alone=True)
    if not ClosedRound.objects.filter(pk=round).exists():
        raise NotNow("This round is not closed.")
    fact = _settle(round=round, day=day, by=by, at=at)
    if not (fact.released or fact.owed):
        raise NotNow("Nothing came back since the round was closed.")
    audit.record(
        verb="funds.settle_round",
        subject=round,
        by=by,
        at=at,
        facts={"released": fact.released, "owed": fact.owed_in_all},
    )
    return fact


def _settle(*, round: str, day: date, by: User, at: datetime) -> CloseFact:
    released = 0
    left = Account.objects.filter(code=Code.ALLOCATED, round=round, balance__lt=0).select_related("fund")
    for row in left.order_by("source", "fund", "organisation"):
        if row.fund is not None:
            legs = _set_aside(row.fund, round, row.organisation, row.balance)
            write(kind=Kind.RELEASE, reference="", legs=legs, day=day, round=round, by=by, at=at)
            released -= row.balance
    owed: dict[tuple[str, UUID | None], int] = {}
    for fund in Fund.objects.filter(round=round).order_by("source", "pk"):
        source = Source(fund.source)
        free = AccountKey(code=Code.FREE, source=source, fund=fund.pk)
        rest, weights = ledger.balance_of(account=free), giving.shares_in(fund=fund.pk)
        if not rest or not weights:
            continue
        shares = pro_rata(rest, weights=weights)
        parts = [Leg(account=free, cents=rest)]
        for donor, cents in shares.items():
            key = AccountKey(code=Code.PAYABLE, source=source, fund=fund.pk, donor=donor)
            parts.append(Leg(account=key, cents=-cents))
            owed[fund.pk, donor] = cents
        write(kind=Kind.REST, reference="", legs=parts, day=day, round=round, by=by, at=at)
    return CloseFact(released=released, owed={key: cents for key, cents in owed.items() if cents})


def _set_aside(fund: Fund, round: str, organisation: str, cents: int) -> tuple[Leg, Leg]:
    source = Source(fund.source)
    there = AccountKey(code=Code.ALLOCATED, source=source, fund=fund.pk, round=round, organisation=organisation)
    return (
        Leg(account=AccountKey(code=Code.FREE, source=source, fund=fund.pk), cents=cents),
        Leg(account=there, cents=-cents),
    )


def _is_known(round: str) -> bool:
    return (
        Account.objects.filter(code=Code.ALLOCATED, round=round).exists() or Fund.objects.filter(round=round).exists()
    )


def _positive(cents: int) -> int:
    if type(cents) is not int or cents <= 0:
        raise Refused("An amount is whole cents, more than none.")
    return cents
