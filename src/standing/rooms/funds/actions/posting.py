"""Entries, reversals and closed days. The room that posts has checked who may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.funds import permissions
from standing.rooms.funds.actions._writing import hold_days, write
from standing.rooms.funds.models import ClosedDay
from standing.rooms.funds.queries import ledger
from standing.rooms.funds.rules.chart import Kind
from standing.rooms.funds.rules.legs import EntryFact, Leg, reversed_legs

__all__ = ["UNDONE_BY_HAND", "close_day", "post_entry", "reverse_entry", "undo_entry"]

_OWN_DEED = frozenset({Kind.REVERSAL, Kind.GIFT, Kind.RETURN, Kind.REDIRECT})

UNDONE_BY_HAND = frozenset(
    {Kind.CITY_MONEY, Kind.RESERVE, Kind.RESERVE_BACK, Kind.ALLOCATION, Kind.RELEASE, Kind.FEE, Kind.LOSS}
)


def post_entry(
    *, kind: Kind, reference: str, legs: Iterable[Leg], day: date, round: str, by: Actor, at: datetime
) -> EntryFact:
    """
    This will write an entry into the books of one of the City's own days, once for each reference.

    Amounts are whole cents, debit positive. ``reference`` names the event outside (a load, a line of the bank) and
    may be empty; with the same reference and the same words, the entry that stands there is returned. Legs of one
    account are joined. Gifts, returns, redirects and reversals have deeds of their own.

    :raises NotBalanced: if the legs do not sum to zero, or fewer than two are left
    :raises MixedSources: if City money and donors' money stand in it together
    :raises NotEnough: if an account would fall below zero
    :raises AlreadyPosted: if the reference stands at an entry that says something else
    :raises DayClosed: if the books of the day are closed, or the round is and the entry allocates or loads
    :raises Refused: if the day has not come, a word is no code, or the kind has a deed of its own
    """
    if kind in _OWN_DEED:
        raise Refused("Gifts, returns, redirects and reversals are posted by their own deeds.")
    return write(kind=kind, reference=reference, legs=legs, day=day, round=round, by=by, at=at)


@transaction.atomic
def reverse_entry(*, number: int, reference: str = "", day: date, by: Actor, at: datetime) -> EntryFact:
    """
    This will undo an entry leg by leg with another that names it; an entry is undone once.

    :raises NotFound: if there is no such entry
    :raises NotNow: if it is undone already, or is itself a reversal
    :raises NotEnough: if the money it brought is not there any more
    :raises DayClosed: if the books of the day are closed
    """
    wrong = ledger.entry(number=number)
    if wrong.kind is Kind.REVERSAL:
        raise NotNow("A reversal is not undone. Post the entry again.")
    reference = reference or f"reversal:{number}"
    if wrong.reversed_by is not None and ledger.entry(number=wrong.reversed_by).reference != reference:
        raise NotNow("This entry is undone already.")
    return write(
        kind=Kind.REVERSAL,
        reference=reference,
        legs=reversed_legs(wrong.legs),
        day=day,
        round=wrong.round,
        by=by,
        at=at,
        reverses=number,
    )


@transaction.atomic
def close_day(*, day: date, by: Actor, at: datetime) -> None:
    """
    This will close the books of a day and of all days before it; entries come on a later day from then on.

    Whoever closes has found ledger, issuer and bank equal. It waits for entries that are being written.

    :raises NotNow: if the day is not over in the City, or is closed already
    """
    if day >= ledger.local_day(at=at):
        raise NotNow("A day is closed when it is over.")
    hold_days(alone=True)
    last = ledger.closed_through()
    if last is not None and last >= day:
        raise NotNow("The books of that day are closed already.")
    ClosedDay.objects.create(day=day, closed_by=by if isinstance(by, User) else None, closed_at=at)
    audit.record(verb="funds.close_day", subject=day.isoformat(), by=by, at=at)


def undo_entry(*, number: int, day: date, by: User, at: datetime) -> EntryFact:
    """
    This will undo an entry that staff booked by mistake. Loads are undone with their cards, gifts with their receipts.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such entry
    :raises NotNow: if it is undone already, its money is not there any more, or the day's books are closed
    :raises Refused: if it is of a kind that is undone elsewhere
    """
    permissions.check_posts(by=by)
    if ledger.entry(number=number).kind not in UNDONE_BY_HAND:
        raise Refused("This entry is undone where it was made: with the card, the gift or the round.")
    return reverse_entry(number=number, day=day, by=by, at=at)
