"""The door of donors' money and the ledger of cash aid. Whoever asks has checked who may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from standing.hall.audit.api import Actor
from standing.rooms.funds.actions import loading, posting
from standing.rooms.funds.queries import giving, ledger, proving, rounds
from standing.rooms.funds.queries.ledger import BalanceFact, EntryFilters
from standing.rooms.funds.queries.rounds import RoundBooks
from standing.rooms.funds.rules import totals
from standing.rooms.funds.rules.chart import AccountKey, Code, Kind, NoSuchAccount, Source
from standing.rooms.funds.rules.legs import (
    AlreadyPosted,
    DayClosed,
    EntryFact,
    Leg,
    MixedSources,
    NotBalanced,
    NotEnough,
)
from standing.rooms.funds.rules.totals import FundTotals

__all__ = [
    "AccountKey",
    "AlreadyPosted",
    "BalanceFact",
    "Code",
    "DayClosed",
    "EntryFact",
    "EntryFilters",
    "FundTotals",
    "Kind",
    "Leg",
    "MixedSources",
    "NoSuchAccount",
    "NotBalanced",
    "NotEnough",
    "RoundBooks",
    "Source",
    "balance_of",
    "close_day",
    "closed_through",
    "entries",
    "entry",
    "entry_of",
    "fund_reserve",
    "fund_totals",
    "load_cards",
    "local_day",
    "post_entry",
    "record_fee",
    "record_loss",
    "return_reserve",
    "reverse_entry",
    "round_books",
    "sum_of",
    "trial_balance",
    "unload_cards",
    "weekly_totals",
]


def post_entry(
    *, kind: Kind, reference: str, legs: Iterable[Leg], day: date, round: str, by: Actor, at: datetime
) -> EntryFact:
    """
    This will write an entry into the books of one of the City's own days, once for each reference.

    Amounts are whole cents, debit positive. ``reference`` names the event outside and may be empty; with the same
    reference and the same words, the entry that stands there is returned.

    :raises NotBalanced: if the legs do not sum to zero, or fewer than two are left
    :raises MixedSources: if City money and donors' money stand in it together
    :raises NotEnough: if an account would fall below zero
    :raises AlreadyPosted: if the reference stands at an entry that says something else
    :raises DayClosed: if the books of the day are closed, or the round is and the entry allocates or loads
    :raises Refused: if the day has not come, a word is no code, or the kind has a deed of its own
    """
    return posting.post_entry(kind=kind, reference=reference, legs=legs, day=day, round=round, by=by, at=at)


def reverse_entry(*, number: int, reference: str = "", day: date, by: Actor, at: datetime) -> EntryFact:
    """
    This will undo an entry leg by leg with another that names it; an entry is undone once.

    :raises NotFound: if there is no such entry
    :raises NotNow: if it is undone already, is a reversal, the money is gone, or the day's books are closed
    """
    return posting.reverse_entry(number=number, reference=reference, day=day, by=by, at=at)


def close_day(*, day: date, by: Actor, at: datetime) -> None:
    """
    This will close the books of a day and of all days before it. The room that reconciles found them equal.

    :raises NotNow: if the day is not over in the City, or is closed already
    """
    posting.close_day(day=day, by=by, at=at)


def fund_reserve(*, source: Source, cents: int, reference: str, day: date, by: Actor, at: datetime) -> EntryFact:
    """This will book money from the bank to the issuer's reserve. :raises Refused: as ``post_entry``"""
    return loading.fund_reserve(source=source, cents=cents, reference=reference, day=day, by=by, at=at)


def return_reserve(*, source: Source, cents: int, reference: str, day: date, by: Actor, at: datetime) -> EntryFact:
    """This will book money from the issuer's reserve to the bank. :raises Refused: as ``post_entry``"""
    return loading.return_reserve(source=source, cents=cents, reference=reference, day=day, by=by, at=at)


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
    This will book that cents were loaded on cards, out of what is allocated to an organisation for the round.

    Donors' money goes first, City money where that does not reach; never both together. ``reference`` names the load
    and is needed; the same load is booked once.

    :raises NotEnough: if neither source has that much allocated, or the issuer's reserve does not hold it
    :raises AlreadyPosted: if the reference stands at an entry that says something else
    :raises DayClosed: if the day's books or the round are closed
    :raises Refused: as ``post_entry``
    """
    return loading.load_cards(
        round=round,
        organisation=organisation,
        cents=cents,
        reference=reference,
        source=source,
        day=day,
        by=by,
        at=at,
    )


def unload_cards(*, load_reference: str, cents: int, reference: str, day: date, by: Actor, at: datetime) -> EntryFact:
    """
    This will book that cents of a load came back unused, to the same funds and the same allocation.

    ``reference`` tells this return from others of the same load.

    :raises NotFound: if no load has that reference
    :raises NotEnough: if less than that of the load is left
    :raises Refused: as ``post_entry``
    """
    return loading.unload_cards(load_reference=load_reference, cents=cents, reference=reference, day=day, by=by, at=at)


def record_fee(
    *, fund: str, cents: int, paid_from: Code, reference: str, round: str = "", day: date, by: Actor, at: datetime
) -> EntryFact:
    """
    This will book a fee paid from ``Code.BANK`` or ``Code.RESERVE`` and borne by a fund.

    :raises NotFound: if there is no such fund
    :raises Refused: as ``post_entry``
    """
    return loading.record_fee(
        fund=fund, cents=cents, paid_from=paid_from, reference=reference, round=round, day=day, by=by, at=at
    )


def record_loss(
    *, fund: str, cents: int, lost_from: Code, reference: str, round: str = "", day: date, by: Actor, at: datetime
) -> EntryFact:
    """
    This will book money that is gone from ``Code.BANK``, ``Code.RESERVE`` or, off cards, ``Code.LOADED``.

    :raises NotFound: if there is no such fund
    :raises Refused: as ``post_entry``
    """
    return loading.record_loss(
        fund=fund, cents=cents, lost_from=lost_from, reference=reference, round=round, day=day, by=by, at=at
    )


def balance_of(*, account: AccountKey) -> int:
    """Return what an account holds now, in cents, on its own side: never below zero."""
    return ledger.balance_of(account=account)


def sum_of(*, code: Code, source: Source | None = None, fund: str = "", round: str = "", organisation: str = "") -> int:
    """Return what all accounts of a kind hold now together, in cents; empty words mean any."""
    return ledger.sum_of(code=code, source=source, fund=fund, round=round, organisation=organisation)


def trial_balance(*, at: datetime, through: date | None = None) -> tuple[BalanceFact, ...]:
    """Return each account as posted up to a moment, debit positive; ``through``: only books up to that day."""
    return ledger.trial_balance(at=at, through=through)


def entry(*, number: int) -> EntryFact:
    """Return one entry. :raises NotFound: if there is none with the number"""
    return ledger.entry(number=number)


def entry_of(*, reference: str) -> EntryFact | None:
    """Return the entry that was written for an event; None if there is none."""
    return ledger.entry_of(reference=reference)


def entries(*, filters: EntryFilters, limit: int = 100, offset: int = 0) -> tuple[EntryFact, ...]:
    """Return the entries that fit, the latest first."""
    return ledger.facts(ledger.found(filters=filters)[offset : offset + limit])


def closed_through() -> date | None:
    """Return the last day whose books are closed; None while none is."""
    return ledger.closed_through()


def local_day(*, at: datetime) -> date:
    """Return the City's own day of a moment, by the pack's time zone."""
    return ledger.local_day(at=at)


def round_books(*, round: str, through: date) -> RoundBooks:
    """Return what became of a round's money in cents, in the books up to a day."""
    return rounds.books(round=round, through=through)


def fund_totals(*, at: datetime) -> tuple[FundTotals, ...]:
    """
    Return what became of the money of each fund as the public may read it, in cents, as posted up to a moment.

    Donors' funds with fewer than twenty gifts are merged into one cell; with fewer than twenty gifts in all, donors'
    funds are left out. City money is shown fund by fund.
    """
    return totals.merged(giving.totals(at=at))


def weekly_totals(*, at: datetime) -> tuple[FundTotals, ...]:
    """Return ``fund_totals`` as they stood when the City's week began, so that no day can be read from them."""
    return proving.weekly_totals(at=at)
