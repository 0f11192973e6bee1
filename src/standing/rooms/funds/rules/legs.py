"""Entries before they are written: legs in whole cents that sum to zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from standing.kernel.refusals import NotNow, Refused
from standing.rooms.funds.rules.chart import MOST_CENTS, OF_A_FUND, AccountKey, Code, Kind, Source, check_account


class NotBalanced(Refused):
    """The legs of an entry do not sum to zero, or there are fewer than two."""


class MixedSources(Refused):
    """An entry would move City money and donors' money together."""


class NotEnough(NotNow):
    """An account does not hold that much."""


class AlreadyPosted(NotNow):
    """The reference stands at another entry, which says something else."""


class DayClosed(NotNow):
    """The books of that day, or of that round, are closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One side of an entry: cents to the debit of an account, or with a minus to its credit."""

    account: AccountKey
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFact:
    """An entry as it stands in the ledger. ``reverses`` and ``reversed_by`` are numbers of other entries."""

    number: int
    kind: Kind
    source: Source
    reference: str
    day: date
    round: str
    legs: tuple[Leg, ...]
    reverses: int | None = None
    reversed_by: int | None = None

    @property
    def cents(self) -> int:
        """Return the amount the entry is about."""
        return moved(self.legs)


def moved(legs: Iterable[Leg]) -> int:
    """Return the amount an entry is about: all that went to the debit, once where funds move beside the bank."""
    whole = tuple(legs)
    own = [leg.cents for leg in whole if leg.account.code not in OF_A_FUND and leg.cents > 0]
    return sum(own) or sum(leg.cents for leg in whole if leg.cents > 0)


def joined(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """
    Return one leg for each account, in the order of accounts, and none of nothing.

    :raises NotBalanced: if they do not sum to zero, fewer than two are left, or an amount is out of all bounds
    :raises MixedSources: if City money and donors' money stand in one entry
    :raises NoSuchAccount: if an account is not of the chart
    """
    sums: dict[AccountKey, int] = {}
    for leg in legs:
        if type(leg.cents) is not int:
            raise NotBalanced("Money is whole cents.")
        check_account(leg.account)
        sums[leg.account] = sums.get(leg.account, 0) + leg.cents
    whole = tuple(Leg(account=key, cents=sums[key]) for key in sorted(sums, key=order) if sums[key])
    if len(whole) < 2:
        raise NotBalanced("An entry has two legs or more.")
    if sum(leg.cents for leg in whole) != 0:
        raise NotBalanced("The legs of an entry sum to zero.")
    if any(abs(leg.cents) > MOST_CENTS for leg in whole):
        raise NotBalanced("This amount is too large to be true.")
    if len({leg.account.source for leg in whole}) != 1:
        raise MixedSources("City money and donors' money never stand in one entry.")
    return whole


def reversed_legs(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """Return the legs that undo these."""
    return tuple(Leg(account=leg.account, cents=-leg.cents) for leg in legs)


def by_account(legs: Iterable[Leg]) -> Mapping[AccountKey, int]:
    """Return the cents of each account."""
    return {leg.account: leg.cents for leg in legs}


def order(key: AccountKey) -> tuple[bool, int, str, str, str, str, str]:
    """
    Return what accounts are locked by: everybody takes them in one order, so nobody waits in a circle.

    Allocated money comes first, because a load looks at it before it writes; bank, reserve and cards, which nearly
    every entry moves, come last and are held the shortest.
    """
    funds = (Code.ALLOCATED, Code.FREE, Code.PAYABLE, Code.ON_CARDS, Code.COSTS)
    place = funds.index(key.code) if key.code in funds else int(key.code)
    return (key.code not in funds, place, key.source, key.fund, key.round, key.organisation, str(key.donor or ""))
