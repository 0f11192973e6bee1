"""The door of cards. Whoever asks has checked who may; no question here is about a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from standing.hall.audit.api import Actor
from standing.rooms.cards.actions import issuers, loading
from standing.rooms.cards.models import ClosedDay
from standing.rooms.cards.queries import loads as loaded
from standing.rooms.cards.queries import stock
from standing.rooms.cards.queries.loads import ClosedFact, LoadFact, MoveFact
from standing.rooms.cards.queries.stock import CardFact, QueueFact
from standing.rooms.cards.rules.custody import Stock
from standing.rooms.cards.rules.issuer import Issuer
from standing.rooms.cards.rules.life import State
from standing.rooms.cards.rules.loading import Step
from standing.rooms.cards.rules.nacha import Sender

__all__ = [
    "CardFact",
    "ClosedFact",
    "Issuer",
    "LoadFact",
    "MoveFact",
    "QueueFact",
    "Sender",
    "State",
    "Step",
    "Stock",
    "begin_load",
    "block_card",
    "card",
    "closed",
    "closed_days",
    "hand_over",
    "live_card",
    "loads",
    "mark_out",
    "moves",
    "programs",
    "queue",
    "replace_card",
    "set_issuer",
    "set_sender",
    "stock_of",
]


def begin_load(
    *, program: str, proxy: str, obligation: str, amount_cents: int, round: str, by: Actor, at: datetime
) -> str:
    """
    This will bind a card to an obligation, book its money in the ledger and queue its load: one transaction.

    ``obligation`` is opaque and tells nothing of a person. Cents are whole. Returns the load's reference; the same
    words again give the same load.

    :raises NotFound: if there is no such card
    :raises NotNow: if the card is not with an organisation without money, the amount is not from 1 cent to 1,000
        dollars, or the obligation has a live card
    :raises funds.NotEnough: if the organisation has not that much allocated for the round, or the reserve is empty
    """
    return loading.begin_load(
        program=program, proxy=proxy, obligation=obligation, amount_cents=amount_cents, round=round, by=by, at=at
    )


def mark_out(*, program: str, proxy: str, by: Actor, at: datetime) -> None:
    """This will note that an offline desk gave a card out before it has money. :raises Refused: if it has none such"""
    loading.mark_out(program=program, proxy=proxy, by=by, at=at)


def hand_over(*, card: UUID, by: Actor, at: datetime) -> None:
    """This will note that a loaded card was handed over. :raises Refused: if there is none, or it is not loaded"""
    loading.hand_over(card=card, by=by, at=at)


def block_card(*, card: UUID, by: Actor, at: datetime) -> None:
    """This will block a lost card and ask the issuer for what is left. :raises Refused: if it has no money"""
    loading.block(card=card, by=by, at=at)


def replace_card(*, card: UUID, proxy: str, by: Actor, at: datetime) -> str:
    """
    This will put another card in the place of a blocked one, with what the issuer took back. Returns its load.

    :raises NotFound: if there is no such card
    :raises NotNow: if the first is not blocked, or the issuer has not told yet what is left
    """
    return loading.replace_card(card=card, proxy=proxy, by=by, at=at)


def card(*, program: str, proxy: str) -> CardFact | None:
    """Return a card by the issuer's number; None if there is none."""
    return stock.card_fact(program=program, proxy=proxy)


def live_card(*, obligation: str) -> CardFact | None:
    """Return the one live card of an obligation; None if there is none."""
    return stock.live_card(obligation=obligation)


def programs() -> tuple[str, ...]:
    """Return the codes of all programs."""
    return tuple(one.code for one in stock.programs())


def stock_of(*, program: str) -> Stock:
    """Return how many cards stand where; they add up to what was ordered."""
    return stock.stock(program=program)


def queue(*, program: str) -> QueueFact:
    """Return how many loads wait, were sent, are loaded or refused, and how much is loaded in cents."""
    return stock.queue(program=program)


def closed_days(*, program: str) -> tuple[date, ...]:
    """Return the days on which ledger, issuer and bank were found equal, the City's days, in order."""
    return tuple(ClosedDay.objects.filter(program=program).order_by("day").values_list("day", flat=True))


def closed(*, program: str) -> ClosedFact:
    """Return what ledger, issuer and bank say of all closed days of a program together, in cents."""
    return loaded.closed(program=program)


def loads(*, round: str = "", obligation: str = "") -> tuple[LoadFact, ...]:
    """Return the loads of a round or of an obligation without the numbers of their cards, by reference."""
    return loaded.loads(round=round, obligation=obligation)


def moves(*, round: str, before: datetime) -> tuple[MoveFact, ...]:
    """Return each move that a card of a round made since it has money, up to a moment; by load and number."""
    return loaded.moves(round=round, before=before)


def set_issuer(ask: Callable[[str, str], Issuer | None]) -> None:
    """Say how the issuer of a program is reached: it is asked with the program's code and rail."""
    issuers.set_issuer(ask=ask)


def set_sender(ask: Callable[[], Sender | None]) -> None:
    """Say how to ask for the City's bank, as the funding file names it."""
    issuers.set_sender(ask=ask)
