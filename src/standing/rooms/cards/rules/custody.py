"""Words of the stock: how loads travel, why a card is void, and how the numbers add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from standing.rooms.cards.rules.life import State


class Rail(StrEnum):
    """How loads travel to the issuer."""

    FILE = "file"
    REST = "rest"


class Source(StrEnum):
    """Whose money a program's reserve holds: the words of the ledger."""

    CITY = "city"
    DONOR = "donor"


class VoidWhy(StrEnum):
    """Why a card is made void."""

    DAMAGED = "damaged"
    OPENED = "opened"
    NOT_CAME = "not_came"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """How many cards of a program stand where, and how many were ordered."""

    ordered: int
    states: Mapping[State, int]

    @property
    def adds_up(self) -> bool:
        """Test whether every card that was ordered stands in exactly one place."""
        return self.ordered == sum(self.states.values())

    @property
    def without_money(self) -> int:
        """Return how many cards could be lost without a cent being lost."""
        return sum(self.states.get(one, 0) for one in (State.SHIPPED, State.IN_VAULT, State.CONSIGNED))
