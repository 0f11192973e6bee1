"""Programs, orders, parcels, and cards that become void."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.cards import permissions
from standing.rooms.cards.actions import _moving
from standing.rooms.cards.models import Card, Load, Move, Order, Program, Shipment, Voiding
from standing.rooms.cards.rules import life, nacha
from standing.rooms.cards.rules.custody import Rail, Source, VoidWhy
from standing.rooms.cards.rules.life import State
from standing.rooms.cards.rules.lines import Found, rows_of, short, text_of

__all__ = [
    "MANIFEST",
    "add_program",
    "agree_to_void",
    "announce_shipment",
    "ask_to_void",
    "order_cards",
    "receive_shipment",
]

MANIFEST = ("proxy", "last4")
_MOST = 20_000
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
_ACCOUNT = re.compile(r"[0-9A-Z-]{4,17}")
_BEFORE_LOAD = frozenset({State.ORDERED, State.SHIPPED, State.IN_VAULT, State.CONSIGNED, State.LOAD_PENDING})


@transaction.atomic
def add_program(
    *, code: str, name: str, rail: Rail, source: Source, account: str, routing: str, by: User, at: datetime
) -> str:
    """
    This will enter a kind of card and the reserve that its loads are paid from.

    :raises NotAllowed: if the person is no treasurer
    :raises NotNow: if the code or an account number is none, or the source has a program already
    """
    permissions.check_books(by=by)
    if not _CODE.fullmatch(code):
        raise NotNow("A code has 2 to 20 capital letters, digits and hyphens.")
    if not name.strip():
        raise NotNow("A program needs a name.")
    if not _ACCOUNT.fullmatch(account):
        raise NotNow("The reserve's account has 4 to 17 digits or capital letters.")
    if not nacha.is_routing(routing):
        raise NotNow("A routing number has nine digits, the last one a check digit.")
    _moving.one_at_a_time("program", source)
    if Program.objects.filter(pk=code).exists():
        raise NotNow("There is a program with this code.")
    if Program.objects.filter(source=source).exists():
        raise NotNow("This source of money has a program with its reserve already.")
    Program.objects.create(
        code=code,
        name=name.strip()[:120],
        rail=rail.value,
        source=source.value,
        reserve_account=account,
        reserve_routing=routing,
        added_by=by,
        added_at=at,
    )
    audit.record(
        verb="cards.add_program", subject=code, by=by, at=at, facts={"rail": rail.value, "source": source.value}
    )
    return code


@transaction.atomic
def order_cards(*, program: str, count: int, by: User, at: datetime) -> UUID:
    """
    This will note that so many cards were ordered from the issuer; each has a row from now on.

    :raises NotAllowed: if the person does not keep the stock
    :raises NotFound: if there is no such program
    :raises NotNow: if the number is not from 1 to 20,000
    """
    permissions.check_keeps(by=by)
    row = _moving.program_of(program)
    if not 1 <= count <= _MOST:
        raise NotNow(f"Order from 1 to {_MOST:,} cards at a time.")
    _moving.one_at_a_time("order", program)
    last = Order.objects.filter(program=row).order_by("-number").values_list("number", flat=True).first() or 0
    order = Order.objects.create(program=row, number=last + 1, count=count, ordered_by=by, ordered_at=at)
    cards = Card.objects.bulk_create(
        [Card(id=uuid4(), program=row, order=order) for _ in range(count)], batch_size=1000
    )
    Move.objects.bulk_create(
        [Move(card=card, number=1, before="", after=State.ORDERED.value, by=by, at=at) for card in cards],
        batch_size=1000,
    )
    audit.record(
        verb="cards.order_cards", subject=str(order.pk), by=by, at=at, facts={"program": program, "count": count}
    )
    return order.pk


@transaction.atomic
def announce_shipment(*, order: UUID, waybill: str, manifest: bytes, by: User, at: datetime) -> UUID:
    """
    This will take the issuer's list of a parcel: `proxy,last4`, a row a card. The cards are then on their way.

    :raises NotAllowed: if the person does not keep the stock
    :raises NotFound: if there is no such order
    :raises WrongFile: with every mistake of the list and its line; a card number is refused, also in a file
    :raises NotNow: if more cards come than were ordered, or the parcel was announced already
    """
    permissions.check_keeps(by=by)
    row = Order.objects.select_for_update().filter(pk=order).first()
    if row is None:
        raise NotFound("There is no such order.")
    parcel = waybill.strip()[:60]
    if not parcel:
        raise NotNow("Give the number of the parcel.")
    if Shipment.objects.filter(order=row, waybill=parcel).exists():
        raise NotNow("This parcel is announced already.")
    listed = _manifest(manifest, program=row.program_id)
    waiting = list(
        Card.objects.select_for_update(of=("self",))
        .filter(order=row, state=State.ORDERED)
        .order_by("pk")[: len(listed)]
    )
    if len(waiting) < len(listed):
        raise NotNow(f"The list has {len(listed)} cards; {len(waiting)} of this order are still to come.")
    shipment = Shipment.objects.create(order=row, waybill=parcel, count=len(listed), announced_by=by, announced_at=at)
    for card, (proxy, last4) in zip(waiting, listed, strict=True):
        card.proxy, card.last4, card.shipment = proxy, last4, shipment
    _shipped(waiting, by=by, at=at)
    audit.record(verb="cards.announce_shipment", subject=str(shipment.pk), by=by, at=at, facts={"count": len(listed)})
    return shipment.pk


@transaction.atomic
def receive_shipment(*, shipment: UUID, counted: int, missing: Sequence[str] = (), by: User, at: datetime) -> None:
    """
    This will take a parcel into the vault, after it was counted. Missing cards stay on their way until they are void.

    :raises NotAllowed: if the person does not keep the stock
    :raises NotFound: if there is no such parcel
    :raises NotNow: if it was counted already, or count and missing numbers do not make the whole list
    """
    permissions.check_keeps(by=by)
    row = Shipment.objects.select_for_update().filter(pk=shipment).first()
    if row is None:
        raise NotFound("There is no such parcel.")
    if row.received_at is not None:
        raise NotNow("This parcel was counted already.")
    cards = list(Card.objects.select_for_update(of=("self",)).filter(shipment=row, state=State.SHIPPED).order_by("pk"))
    gone = {one.strip().upper() for one in missing if one.strip()}
    if strangers := sorted(gone - {str(card.proxy) for card in cards}):
        raise NotNow(f"Not on this parcel's list: {', '.join(strangers[:10])}.")
    there = [card for card in cards if card.proxy not in gone]
    if counted != len(there):
        raise NotNow(
            f"The list has {len(cards)} cards, {len(gone)} are named as missing, and {counted} were counted. "
            "Count again, or name each card that is missing."
        )
    if there:
        _moving.move(there, then=State.IN_VAULT, by=by, at=at)
    row.counted, row.received_by, row.received_at = counted, by, at
    row.save(update_fields=["counted", "received_by", "received_at"])
    audit.record(
        verb="cards.receive_shipment",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"counted": counted, "missing": len(gone)},
    )


@transaction.atomic
def ask_to_void(*, card: UUID, why: VoidWhy, by: User, at: datetime) -> None:
    """
    This will ask that a card without money becomes void; somebody else agrees.

    :raises NotAllowed: if the person does not keep the stock
    :raises NotNow: if the card is past that, or it was asked already
    """
    permissions.check_keeps(by=by)
    row = _moving.locked_card(card)
    _check_may_be_void(row)
    if Voiding.objects.filter(card=row).exists():
        raise NotNow("Somebody asked for that already. Another person agrees.")
    Voiding.objects.create(card=row, why=why.value, asked_by=by, asked_at=at)
    audit.record(verb="cards.ask_to_void", subject=str(row.pk), by=by, at=at, facts={"why": why.value})


@transaction.atomic
def agree_to_void(*, card: UUID, by: User, at: datetime) -> None:
    """
    This will make a card void that somebody else asked to be.

    :raises NotAllowed: if the person is no second pair of eyes, or is the one who asked
    :raises NotNow: if nobody asked, or the card is past that
    """
    permissions.check_seconds(by=by)
    row = _moving.locked_card(card)
    asked = Voiding.objects.select_for_update().filter(card=row, agreed_at__isnull=True).first()
    if asked is None:
        raise NotNow("Nobody asked that this card becomes void.")
    permissions.check_another(by=by, first=asked.asked_by_id)
    _check_may_be_void(row)
    asked.agreed_by, asked.agreed_at = by, at
    asked.save(update_fields=["agreed_by", "agreed_at"])
    _moving.move([row], then=State.VOID, by=by, at=at)
    audit.record(verb="cards.agree_to_void", subject=str(row.pk), by=by, at=at, facts={"why": asked.why})


def _check_may_be_void(row: Card) -> None:
    if State(row.state) not in _BEFORE_LOAD:
        life.check_move(now=State(row.state), then=State.VOID)
    if State(row.state) is State.LOAD_PENDING and Load.objects.filter(card=row).exclude(step="refused").exists():
        raise NotNow("Money is on its way to this card. It can be void only after the issuer refused it.")


def _manifest(content: bytes, *, program: str) -> list[tuple[str, str]]:
    found, listed, seen = Found(), [], set()
    for line, (said, last4) in rows_of(text_of(content), columns=MANIFEST):
        proxy = said.upper()
        if not life.is_proxy(proxy):
            found.note(line, f"{'A card number' if said.isdigit() else short(said)} is not the issuer's own number.")
            continue
        if not life.is_last4(last4):
            found.note(line, "The last four digits are four digits.")
        if proxy in seen:
            found.note(line, f"{short(proxy)} stands twice.")
        seen.add(proxy)
        listed.append((proxy, last4))
    taken = set(Card.objects.filter(program=program, proxy__in=seen).values_list("proxy", flat=True))
    for proxy in sorted(str(one) for one in taken):
        found.note(0, f"{short(proxy)} is a card that we have already.")
    if not listed and not found.mistakes:
        found.note(0, "The list has no cards.")
    found.stop()
    return listed


def _shipped(cards: Sequence[Card], *, by: User, at: datetime) -> None:
    rows = []
    for card in cards:
        life.check_move(now=State(card.state), then=State.SHIPPED)
        card.state, card.moves = State.SHIPPED.value, card.moves + 1
        rows.append(
            Move(card=card, number=card.moves, before=State.ORDERED.value, after=State.SHIPPED.value, by=by, at=at)
        )
    Card.objects.bulk_update(cards, ["state", "moves", "proxy", "last4", "shipment"], batch_size=1000)
    Move.objects.bulk_create(rows, batch_size=1000)
