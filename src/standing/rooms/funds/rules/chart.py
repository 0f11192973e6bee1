"""The chart of accounts: what each kind of account is, on which side it stands, and what it is kept for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID

from standing.kernel.refusals import Refused

MOST_CENTS = 10**13
"""No single amount is larger: a hundred thousand million dollars is a slip of the keyboard."""
WORD = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"
"""How rounds, organisations and funds are named: a code, never a sentence."""
_WORD = re.compile(WORD)


class Source(StrEnum):
    """Whose money it is. The two never meet: not in a fund, not in an entry, not in a bank account."""

    CITY = "city"
    DONOR = "donor"


class Code(IntEnum):
    """Kinds of accounts, by their number in the chart."""

    BANK = 110
    RESERVE = 120
    LOADED = 130
    FREE = 210
    ALLOCATED = 211
    PAYABLE = 220
    ON_CARDS = 230
    COSTS = 240
    FEES = 510
    LOSSES = 520


CODES = tuple(code.value for code in Code)
OF_A_FUND = frozenset({Code.FREE, Code.ALLOCATED, Code.PAYABLE, Code.ON_CARDS, Code.COSTS})
OF_THE_CITY_OR_ALL_DONORS = frozenset(Code) - OF_A_FUND


class Kind(StrEnum):
    """What happened, as an entry calls it."""

    GIFT = "gift"
    CITY_MONEY = "city-money"
    RESERVE = "reserve"
    RESERVE_BACK = "reserve-back"
    ALLOCATION = "allocation"
    RELEASE = "release"
    LOAD = "load"
    UNLOAD = "unload"
    FEE = "fee"
    LOSS = "loss"
    REST = "rest"
    RETURN = "return"
    REDIRECT = "redirect"
    REVERSAL = "reversal"


NOT_IN_A_CLOSED_ROUND = (Kind.ALLOCATION.value, Kind.LOAD.value)


class NoSuchAccount(Refused):
    """An account is named that the chart does not have."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class AccountKey:
    """
    Which account is meant.

    ``fund`` is the id of a fund, or empty for bank, reserve, cards, fees and losses. ``round`` and ``organisation``
    stand only at allocated money, ``donor`` only at money owed back (None: owed back to the City).
    """

    code: Code
    source: Source
    fund: str = ""
    round: str = ""
    organisation: str = ""
    donor: UUID | None = None


def check_account(key: AccountKey) -> None:
    """
    Let an account of the chart through.

    :raises NoSuchAccount: if something that the kind of account needs is missing, or stands where it does not belong
    """
    code = Code(key.code)
    if bool(key.fund) != (code in OF_A_FUND):
        raise NoSuchAccount(f"Account {code.value} {'needs' if code in OF_A_FUND else 'has no'} fund.")
    is_allocated = code is Code.ALLOCATED
    if (bool(key.round), bool(key.organisation)) != (is_allocated, is_allocated):
        raise NoSuchAccount("Allocated money has a round and an organisation, and no other money has.")
    if key.donor is not None and (code is not Code.PAYABLE or key.source is not Source.DONOR):
        raise NoSuchAccount("Only what is owed back to a donor names one.")
    if code is Code.PAYABLE and key.source is Source.DONOR and key.donor is None:
        raise NoSuchAccount("What is owed back to a donor names the donor.")
    for word in (key.round, key.organisation):
        if word:
            check_word(word)


def check_word(word: str) -> None:
    """Let a code of a round or organisation through. :raises NoSuchAccount: if it is none"""
    if not _WORD.fullmatch(word):
        raise NoSuchAccount("A round or an organisation is named by a code: letters, digits, dots, dashes; at most 64.")


def is_debit(code: int) -> bool:
    """Test whether an account stands on the debit side: what is had, and what it costs."""
    return code < 200 or code >= 500
