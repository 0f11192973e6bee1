"""Money on its way to cards and back, and what that costs. The room that posts has checked who may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from standing.hall.audit.api import Actor
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.funds.actions._writing import hold_days, write
from standing.rooms.funds.models import Account, Entry, Fund
from standing.rooms.funds.queries import ledger
from standing.rooms.funds.rules.chart import AccountKey, Code, Kind, Source, check_word
from standing.rooms.funds.rules.legs import AlreadyPosted, EntryFact, Leg, NotEnough, order

__all__ = ["fund_reserve", "load_cards", "record_fee", "record_loss", "return_reserve", "unload_cards"]

_BEFORE_UNLOAD = "/"


def fund_reserve(*, source: Source, cents: int, reference: str, day: date, by: Actor, at: datetime) -> EntryFact:
    """
    This will book that money went from the bank to the card issuer's reserve.

    :raises NotEnough: if the bank account does not hold that much
    :raises Refused: as ``post_entry``
    """
    legs = _between(source, _positive(cents))
    return write(kind=Kind.RESERVE, reference=reference, legs=legs, day=day, round="", by=by, at=at)


def return_reserve(*, source: Source, cents: int, reference: str, day: date, by: Actor, at: datetime) -> EntryFact:
    """
    This will book that money came from the card issuer's reserve back to the bank.

    :raises NotEnough: if the reserve does not hold that much
    :raises Refused: as ``post_entry``
    """
    legs = _between(source, -_positive(cents))
    return write(kind=Kind.RESERVE_BACK, reference=reference, legs=legs, day=day, round="", by=by, at=at)


@transaction.atomic
def load_cards(
    *,
    round: str,
    organisation: str,
    cents: int,
    reference: str,
    source: Source | None = None,
    day: date,
    by: Actor,
    at: datetime,
) -> EntryFact:
    """
    This will book that cents were loaded on cards of a round, out of what is allocated to an organisation for it.

    Donors' money goes first, fund by fund in the order of their names, and City money where that does not reach;
    never both together. ``reference`` names the load and is needed: the same load is booked once.

    :raises NotEnough: if neither source has that much allocated, or the issuer's reserve does not hold it
    :raises AlreadyPosted: if the reference stands at an entry that says something else
    :raises DayClosed: if the day's books or the round are closed
    :raises Refused: as ``post_entry``
    """
    _positive(cents)
    check_word(round)
    check_word(organisation)
    if not reference or _BEFORE_UNLOAD in reference:
        raise Refused("A load needs a reference, without a slash.")
    hold_days()
    rows = _allocated(round=round, organisation=organisation)
    if same := ledger.entry_of(reference=reference):
        return _same_load(same, round=round, organisation=organisation, cents=cents)
    for each in (source,) if source is not None else (Source.DONOR, Source.CITY):
        ours = [row for row in rows if row.source == each]
        if sum(-row.balance for row in ours) >= cents:
            return write(
                kind=Kind.LOAD,
                reference=reference,
                legs=_load(_drawn(ours, cents), each, cents),
                day=day,
                round=round,
                by=by,
                at=at,
            )
    raise NotEnough("There is not that much allocated to the organisation for this round.")


@transaction.atomic
def unload_cards(*, load_reference: str, cents: int, reference: str, day: date, by: Actor, at: datetime) -> EntryFact:
    """
    This will book that cents of a load came back unused, to the same funds and the same allocation.

    ``reference`` tells this return from others of the load; the entry's own is ``<load>/<reference>``. Of a load no
    more comes back than was loaded.

    :raises NotFound: if no load has that reference
    :raises NotEnough: if less than that of the load is left
    :raises Refused: as ``post_entry``
    """
    _positive(cents)
    if not reference:
        raise Refused("A return needs a reference.")
    load = ledger.entry_of(reference=load_reference)
    if load is None or load.kind is not Kind.LOAD or load.reversed_by is not None:
        raise NotFound("There is no such load.")
    whole = f"{load_reference}{_BEFORE_UNLOAD}{reference}"
    hold_days()
    keys = [leg.account for leg in load.legs if leg.account.code is Code.ALLOCATED]
    list(Account.objects.select_for_update().filter(ledger.matching(keys)).order_by("source", "fund"))
    before = Entry.objects.filter(kind=Kind.UNLOAD, reference__startswith=f"{load_reference}{_BEFORE_UNLOAD}")
    came = ledger.facts(before.filter(reversed_by__isnull=True).exclude(reference=whole))
    left = {leg.account: leg.cents for leg in load.legs if leg.account.code is Code.ALLOCATED}
    for leg in (leg for one in came for leg in one.legs if leg.account.code is Code.ALLOCATED):
        left[leg.account] += leg.cents
    if sum(left.values()) < cents:
        raise NotEnough("Less than that of the load is left.")
    shares: list[tuple[AccountKey, int]] = []
    for key in sorted(left, key=order, reverse=True):  # what was drawn last comes back first
        share = min(left[key], cents - sum(given for _key, given in shares))
        if share:
            shares.append((key, share))
    legs = [Leg(account=leg.account, cents=-leg.cents) for leg in _load(shares, load.source, cents)]
    return write(kind=Kind.UNLOAD, reference=whole, legs=legs, day=day, round=load.round, by=by, at=at)


def record_fee(
    *,
    fund: str,
    cents: int,
    paid_from: Code,
    reference: str,
    round: str = "",
    day: date,
    by: Actor,
    at: datetime,
) -> EntryFact:
    """
    This will book a fee of the bank or the issuer, paid out of the bank or the reserve, and borne by a fund.

    :raises NotFound: if there is no such fund
    :raises NotEnough: if the fund has not that much that is free, or the account it was paid from
    :raises Refused: if it was paid from something else; as ``post_entry``
    """
    if paid_from not in {Code.BANK, Code.RESERVE}:
        raise Refused("A fee is paid from the bank or from the reserve.")
    legs = _cost(fund, Code.FEES, paid_from, Code.FREE, _positive(cents))
    return write(kind=Kind.FEE, reference=reference, legs=legs, day=day, round=round, by=by, at=at)


def record_loss(
    *,
    fund: str,
    cents: int,
    lost_from: Code,
    reference: str,
    round: str = "",
    day: date,
    by: Actor,
    at: datetime,
) -> EntryFact:
    """
    This will book money that is gone: from the bank, from the reserve, or from cards that were loaded for a fund.

    :raises NotFound: if there is no such fund
    :raises NotEnough: if there is not that much there
    :raises Refused: if it was lost from something else; as ``post_entry``
    """
    if lost_from not in {Code.BANK, Code.RESERVE, Code.LOADED}:
        raise Refused("Money is lost from the bank, the reserve or loaded cards.")
    borne_by = Code.ON_CARDS if lost_from is Code.LOADED else Code.FREE
    legs = _cost(fund, Code.LOSSES, lost_from, borne_by, _positive(cents))
    return write(kind=Kind.LOSS, reference=reference, legs=legs, day=day, round=round, by=by, at=at)


def _between(source: Source, cents: int) -> tuple[Leg, Leg]:
    return (
        Leg(account=AccountKey(code=Code.RESERVE, source=source), cents=cents),
        Leg(account=AccountKey(code=Code.BANK, source=source), cents=-cents),
    )


def _positive(cents: int) -> int:
    if type(cents) is not int or cents <= 0:
        raise Refused("An amount is whole cents, more than none.")
    return cents


def _allocated(*, round: str, organisation: str) -> list[Account]:
    """Return and lock what is allocated, so that two loads never count on the same cents."""
    rows = Account.objects.select_for_update().filter(code=Code.ALLOCATED, round=round, organisation=organisation)
    return list(rows.order_by("source", "fund"))


def _drawn(rows: Iterable[Account], cents: int) -> list[tuple[AccountKey, int]]:
    shares: list[tuple[AccountKey, int]] = []
    for row in rows:
        share = min(-row.balance, cents)
        if share:
            shares.append((ledger.key_of(row), share))
            cents -= share
    return shares


def _load(shares: Iterable[tuple[AccountKey, int]], source: Source, cents: int) -> list[Leg]:
    legs = [
        Leg(account=AccountKey(code=Code.LOADED, source=source), cents=cents),
        Leg(account=AccountKey(code=Code.RESERVE, source=source), cents=-cents),
    ]
    for key, share in shares:
        legs.append(Leg(account=key, cents=share))
        legs.append(Leg(account=AccountKey(code=Code.ON_CARDS, source=source, fund=key.fund), cents=-share))
    return legs


def _cost(fund: str, cost: Code, paid_from: Code, borne_by: Code, cents: int) -> list[Leg]:
    row = Fund.objects.filter(pk=fund).first()
    if row is None:
        raise NotFound("There is no such fund.")
    source = Source(row.source)
    return [
        Leg(account=AccountKey(code=cost, source=source), cents=cents),
        Leg(account=AccountKey(code=paid_from, source=source), cents=-cents),
        Leg(account=AccountKey(code=borne_by, source=source, fund=fund), cents=cents),
        Leg(account=AccountKey(code=Code.COSTS, source=source, fund=fund), cents=-cents),
    ]


def _same_load(same: EntryFact, *, round: str, organisation: str, cents: int) -> EntryFact:
    drawn = [leg for leg in same.legs if leg.account.code is Code.ALLOCATED]
    if (
        same.kind is not Kind.LOAD
        or same.round != round
        or {leg.account.organisation for leg in drawn} != {organisation}
        or sum(leg.cents for leg in drawn) != cents
    ):
        raise AlreadyPosted("This reference stands at another entry already.")
    if same.reversed_by is not None:
        raise NotNow("This load was undone. Load again under another reference.")
    return same
