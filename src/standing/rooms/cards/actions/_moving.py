"""How a card moves: the row and its history in one transaction. The rows are locked by the caller."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from standing.hall.accounts.api import User
from standing.hall.audit.api import Actor
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.cards.models import Card, Move, Program
from standing.rooms.cards.rules import life
from standing.rooms.cards.rules.life import State

_BATCH = 1000


def move(cards: Sequence[Card], *, then: State, by: Actor, at: datetime, **changed: Any) -> None:
    """Move cards and change what changes with them. :raises NotNow: if one may not go there"""
    rows = []
    for card in cards:
        life.check_move(now=State(card.state), then=then)
        before, card.state, card.moves = card.state, then.value, card.moves + 1
        for name, value in changed.items():
            setattr(card, name, value)
        rows.append(
            Move(card=card, number=card.moves, before=before, after=then.value, group=card.group, by=staff(by), at=at)
        )
    if len(cards) == 1:  # what a card table does, all day long
        cards[0].save(update_fields=["state", "moves", *changed])
    else:
        Card.objects.bulk_update(cards, ["state", "moves", *changed], batch_size=_BATCH)
    Move.objects.bulk_create(rows, batch_size=_BATCH)


def locked(ids: Iterable[UUID]) -> list[Card]:
    """Lock cards in the order of their ids. :raises NotFound: if one does not exist"""
    wanted = sorted(set(ids))
    rows = list(Card.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if len(rows) != len(wanted) or not wanted:
        raise NotFound("There is no such card.")
    return rows


def locked_card(id: UUID) -> Card:
    """Lock one card. :raises NotFound: if it does not exist"""
    return locked([id])[0]


def locked_by_proxy(program: str, proxies: Collection[str]) -> list[Card]:
    """Lock cards by the issuer's numbers. :raises NotNow: naming those that are not there, or stand twice"""
    wanted = sorted(set(proxies))
    rows = list(Card.objects.select_for_update(of=("self",)).filter(program=program, proxy__in=wanted).order_by("pk"))
    if missing := sorted(set(wanted) - {str(row.proxy) for row in rows}):
        raise NotNow(f"No card of this program has the number {', '.join(missing[:10])}.")
    if not rows:
        raise NotNow("Name at least one card.")
    return rows


def program_of(code: str) -> Program:
    """Return a program. :raises NotFound: if there is none with the code"""
    row = Program.objects.filter(pk=code).first()
    if row is None:
        raise NotFound("There is no such program.")
    return row


def staff(by: Actor) -> User | None:
    """Return who of the staff it is; None for the clockwork."""
    return by if isinstance(by, User) else None


def one_at_a_time(what: str, key: str) -> None:
    """Let others who do the same wait until this transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [f"cards.{what}", key])
