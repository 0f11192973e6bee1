"""Cards, their issuer and their bank for tests: everything is invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from standing.hall.accounts.api import Role, User
from standing.rooms.cards.actions import custody, loading, stock
from standing.rooms.cards.adapters.simulator import MemoryIssuer, SimulatedIssuer
from standing.rooms.cards.models import Card, Shipment
from standing.rooms.cards.rules.custody import Rail, Source, VoidWhy
from standing.rooms.cards.rules.life import State
from standing.rooms.cards.rules.nacha import Sender
from tests.make import accounts
from tests.make import funds as money

AT = money.AT
DAY = money.DAY
LATER = AT + timedelta(hours=2)
PROGRAM, ROUTING, ACCOUNT = "DONOR-300", "110000000", "900100200"
CITY_BANK = Sender(
    bank_routing="120000003", bank_name="SAMPLE RIVER BANK", company="SAMPLE CITY", company_id="1900000000"
)
_numbers = count(1)


def keeper() -> User:
    """Make a custodian of the vault."""
    return accounts.person(role=Role.VAULT)


def program(
    code: str = PROGRAM, *, source: Source = Source.DONOR, rail: Rail = Rail.FILE, account: str = ACCOUNT
) -> str:
    """Enter a program."""
    return stock.add_program(
        code=code,
        name=f"Sample cards {code}",
        rail=rail,
        source=source,
        account=account,
        routing=ROUTING,
        by=money.treasurer(),
        at=AT,
    )


def proxies(number: int) -> list[str]:
    """Return numbers that no card has."""
    return [f"PX-{next(_numbers):07d}" for _ in range(number)]


def manifest(listed: Sequence[str]) -> bytes:
    """Return the issuer's list of a parcel."""
    return ("proxy,last4\r\n" + "".join(f"{one},{index % 10000:04d}\r\n" for index, one in enumerate(listed))).encode()


def in_vault(number: int, *, by: User, program: str = PROGRAM, at: datetime = AT) -> list[str]:
    """Order cards and take them into the vault; return their numbers."""
    listed = proxies(number)
    order = stock.order_cards(program=program, count=number, by=by, at=at)
    parcel = stock.announce_shipment(
        order=order, waybill=f"W-{next(_numbers)}", manifest=manifest(listed), by=by, at=at
    )
    stock.receive_shipment(shipment=parcel, counted=number, by=by, at=at)
    return listed


def consigned(
    number: int, *, by: User, group: str = money.GROUP, program: str = PROGRAM, at: datetime = AT
) -> list[str]:
    """Take cards into the vault and give them out to an organisation; return their numbers."""
    listed = in_vault(number, by=by, program=program, at=at)
    packed = custody.pack_consignment(program=program, group=group, count=number, proxies=listed, by=by, at=at)
    custody.give_out(consignment=packed, counted=number, signed_on=at.date(), by=keeper(), at=at)
    return listed


def load(proxy: str, *, by: User, cents: int = 300_00, obligation: str = "", at: datetime = AT) -> str:
    """Queue a load."""
    return loading.begin_load(
        program=PROGRAM,
        proxy=proxy,
        obligation=obligation or f"token:{next(_numbers)}",
        amount_cents=cents,
        round=money.ROUND,
        by=by,
        at=at,
    )


def allocated(cents: int, *, by: User | None = None) -> None:
    """Open a fund and have money ready to be loaded."""
    treasurer = by or money.treasurer()
    money.fund(by=treasurer)
    money.allocated(cents, by=treasurer)


def voided(proxy: str, *, at: datetime = AT) -> None:
    """Let two people make a card void."""
    stock.ask_to_void(card=card(proxy).pk, why=VoidWhy.REFUSED, by=keeper(), at=at)
    stock.agree_to_void(card=card(proxy).pk, by=keeper(), at=at)


def card(proxy: str) -> Card:
    """Return the row of a card."""
    return Card.objects.get(proxy=proxy)


def state(proxy: str) -> State:
    """Return where a card stands."""
    return State(card(proxy).state)


def issuer(**said: object) -> MemoryIssuer:
    """Return an issuer that lives in memory."""
    return MemoryIssuer(core=SimulatedIssuer(day=DAY, **said))  # type: ignore[arg-type]  # tests name real fields


def work(found: object, *, by: User, at: datetime = AT, turns: int = 3) -> None:
    """Let the queue run some times."""
    for turn in range(turns):
        loading.work_queue(program=PROGRAM, issuer=found, by=by, at=at + timedelta(minutes=turn))  # type: ignore[arg-type]


def parcel(id: UUID) -> Shipment:
    """Return the row of a parcel."""
    return Shipment.objects.get(pk=id)
