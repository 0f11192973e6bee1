"""The life of a card: one table of allowed moves. The database holds the same table in a trigger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from standing.kernel.refusals import NotNow


class State(StrEnum):
    """Where a card stands."""

    ORDERED = "ordered"
    SHIPPED = "shipped"
    IN_VAULT = "in_vault"
    CONSIGNED = "consigned"
    LOAD_PENDING = "load_pending"
    LOADED = "loaded"
    HANDED_OVER = "handed_over"
    BLOCKED = "blocked"
    REPLACED = "replaced"
    RETURNED = "returned"
    EXPIRED = "expired"
    VOID = "void"
    LOST_IN_CUSTODY = "lost_in_custody"


NEXT: Mapping[State, frozenset[State]] = {
    State.ORDERED: frozenset({State.SHIPPED, State.VOID}),
    State.SHIPPED: frozenset({State.IN_VAULT, State.VOID}),
    State.IN_VAULT: frozenset({State.CONSIGNED, State.VOID}),
    State.CONSIGNED: frozenset({State.LOAD_PENDING, State.IN_VAULT, State.LOST_IN_CUSTODY, State.VOID}),
    State.LOAD_PENDING: frozenset({State.LOADED, State.VOID}),
    State.LOADED: frozenset({State.HANDED_OVER, State.BLOCKED, State.RETURNED, State.EXPIRED}),
    State.HANDED_OVER: frozenset({State.BLOCKED, State.RETURNED, State.EXPIRED}),
    State.BLOCKED: frozenset({State.REPLACED, State.RETURNED, State.EXPIRED}),
    State.REPLACED: frozenset(),
    State.RETURNED: frozenset(),
    State.EXPIRED: frozenset(),
    State.VOID: frozenset(),
    State.LOST_IN_CUSTODY: frozenset(),
}
MOVES: tuple[tuple[State, State], ...] = tuple(
    (now, after) for now in State for after in sorted(NEXT[now], key=list(State).index)
)
LIVE = frozenset({State.LOAD_PENDING, State.LOADED, State.HANDED_OVER, State.BLOCKED})
"""States in which a card stands for an obligation; an obligation has one such card at most."""
BOUND = LIVE | {State.REPLACED, State.RETURNED, State.EXPIRED}
"""States that only a card with an obligation reaches."""
FREE = frozenset({State.ORDERED, State.SHIPPED, State.IN_VAULT, State.CONSIGNED, State.LOST_IN_CUSTODY})
"""States in which a card has no obligation. A void card may have had one whose load was refused."""
BEFORE_SHIPPING = frozenset({State.ORDERED})
WITH_GROUP = frozenset({State.CONSIGNED})

_SAID: Mapping[State, str] = {
    State.ORDERED: "is ordered and has not come",
    State.SHIPPED: "is on its way to the vault",
    State.IN_VAULT: "lies in the vault",
    State.CONSIGNED: "is with a group and has no money on it",
    State.LOAD_PENDING: "waits for the issuer to load it",
    State.LOADED: "is loaded and not handed over yet",
    State.HANDED_OVER: "is handed over",
    State.BLOCKED: "is blocked",
    State.REPLACED: "was replaced by another card",
    State.RETURNED: "was returned",
    State.EXPIRED: "has expired",
    State.VOID: "is void",
    State.LOST_IN_CUSTODY: "was lost in custody",
}
_PROXY = re.compile(r"[A-Z0-9][A-Z0-9-]{2,39}")
_CARD_NUMBER = re.compile(r"[0-9]{12,19}")
_LAST4 = re.compile(r"[0-9]{4}")


def check_move(*, now: State, then: State) -> None:
    """Test that a card may go there. :raises NotNow: with a sentence that says where it stands"""
    if then not in NEXT[now]:
        raise NotNow(f"This card {_SAID[now]}, so that cannot be done with it.")


def is_proxy(said: str) -> bool:
    """Test whether this can be the issuer's number for a card; a card number itself is never one."""
    return bool(_PROXY.fullmatch(said)) and not _CARD_NUMBER.fullmatch(said.replace("-", ""))


def is_last4(said: str) -> bool:
    """Test whether these are the last four digits of a card."""
    return bool(_LAST4.fullmatch(said))
