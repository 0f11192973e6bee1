"""The steps of a load. A load that was sent is asked for before it is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Step(StrEnum):
    """Where a load stands."""

    WAITING = "waiting"
    SENT = "sent"
    LOADED = "loaded"
    REFUSED = "refused"


NEXT: Mapping[Step, frozenset[Step]] = {
    Step.WAITING: frozenset({Step.SENT, Step.LOADED, Step.REFUSED}),
    Step.SENT: frozenset({Step.WAITING, Step.LOADED, Step.REFUSED}),
    Step.LOADED: frozenset(),
    Step.REFUSED: frozenset(),
}
"""A load waits again only when the issuer says that it never heard of it; a late answer to it then still counts."""


def load_ref(key: str) -> str:
    """Return the reference of a card's load: the same card has the same one for ever."""
    return f"L-{key.replace('-', '').upper()}"


def take_ref(key: str) -> str:
    """Return the reference of what is taken back from a card."""
    return f"T-{key.replace('-', '').upper()}"
