"""Donors who might have given, and cards that wait with two groups. No card has money: that begins at a desk."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.rooms.cards.actions import custody, days, stock
from standing.rooms.cards.rules import bankcsv
from standing.rooms.cards.rules.custody import Rail, Source
from standing.rooms.cards.rules.issuer import MoveKind, ReserveMove, write_moves
from standing.rooms.funds import api as funds
from standing.rooms.funds.actions import allocating, deciding, donors, gifts
from standing.rooms.funds.models import DonorKind
from standing.sample.figures import ACCOUNT, CITY_BANK, GROUPS, PROGRAM, ROUND, ROUTING

FUND: Final = "sample-families"
_CITY_FUND: Final = "sample-city"
_LATER_FUND: Final = "sample-next-winter"
_DAY = timedelta(days=1)
_PAID_IN = "SAMPLE-FUND-1"
_RESERVE = 16_000_00
_EACH = 7_500_00
_CARDS, _PER_GROUP = 60, 25
_NAMES = (
    "Sample Foundation of the Coast", "Sample Bakers' Guild", "Sample Neighbors of Elm Street", "",
    "Sample Choir", "Sample Credit Union", "", "Sample Parents' Circle", "Sample Garden Club", "Sample Book Shop",
    "", "Sample Night Market", "Sample Cyclists", "Sample Union Hall", "", "Sample Coffee Roasters",
    "Sample Film Society", "", "Sample Orchard", "Sample Print Works", "Sample Rowing Club", "", "Sample Theater",
    "Sample Weavers",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who acts: who books, who keeps the cards, and who looks again."""

    treasurer: User
    vault: User
    coordinator: User


def write(*, desk: Desk, until: datetime, random: Random) -> None:
    """Write it all: gifts, a reserve whose day was closed, cards on their way to two groups, money set aside."""
    with transaction.atomic():
        _gifts(desk, until, random)
        _reserve(desk, until)
        _cards(desk, until)


def _gifts(desk: Desk, until: datetime, random: Random) -> None:
    by, first = desk.treasurer, until - 40 * _DAY
    for fund, name, source in (
        (FUND, "Sample fund for families", funds.Source.DONOR),
        (_LATER_FUND, "Sample fund for next winter", funds.Source.DONOR),
        (_CITY_FUND, "Sample City money", funds.Source.CITY),
    ):
        gifts.open_fund(id=fund, name=name, source=source, by=by, at=first)
    gifts.record_city_money(
        fund=_CITY_FUND, cents=5_000_00, reference="sample-council-1", day=funds.local_day(at=first), by=by, at=first
    )
    for number, name in enumerate(_NAMES):
        at = first + (number % 14) * _DAY
        kind = DonorKind.ORGANISATION if name else DonorKind.PERSON
        donor = donors.enter_donor(kind=kind, shown_as=name, by=by, at=at)
        cents = random.randrange(4, 60) * 50_00
        today = funds.local_day(at=at)
        pledge = None
        if number % 3 == 0:
            pledge = gifts.record_pledge(donor=donor, fund=FUND, cents=cents, pledged_on=today, by=by, at=at)
        gift = gifts.record_gift(
            donor=donor,
            fund=FUND,
            cents=cents,
            received_on=today,
            bank_reference=f"sample-wire-{number:03d}",
            pledge=pledge,
            by=by,
            at=at,
        )
        if number % 2 == 0:
            gifts.issue_receipt(gift=gift, by=by, at=at)
        if number == 1:
            _give_back(desk, donor=donor, cents=50_00, at=at + _DAY)


def _give_back(desk: Desk, *, donor: UUID, cents: int, at: datetime) -> None:
    """Two people return a part of one gift: what a donor may always ask for."""
    asked = deciding.propose_return(fund=FUND, donor=donor, cents=cents, by=desk.treasurer, at=at)
    deciding.approve_decision(
        decision=asked, day=funds.local_day(at=at), by=desk.coordinator, at=at + timedelta(hours=1)
    )


def opening_move(*, until: datetime) -> ReserveMove:
    """Return how the reserve was paid in: the issuer's books begin with it."""
    day = funds.local_day(at=until - 20 * _DAY)
    return ReserveMove(external_ref=_PAID_IN, kind=MoveKind.FUNDED, amount_cents=_RESERVE, settlement=_PAID_IN, day=day)


def _reserve(desk: Desk, until: datetime) -> None:
    """Fund the issuer's reserve, hold the day's three books side by side, and close it."""
    at = until - 20 * _DAY
    moved = opening_move(until=until)
    stock.add_program(
        code=PROGRAM,
        name="Sample gift cards",
        rail=Rail.REST,
        source=Source.DONOR,
        account=ACCOUNT,
        routing=ROUTING,
        by=desk.treasurer,
        at=at - _DAY,
    )
    days.fund_reserve(
        program=PROGRAM,
        reference=_PAID_IN,
        cents=_RESERVE,
        settles_on=moved.day,
        sender=CITY_BANK,
        by=desk.treasurer,
        at=at,
    )
    later = at + _DAY
    days.take_report(
        program=PROGRAM, day=moved.day, content=write_moves([moved], program=PROGRAM), by=desk.treasurer, at=later
    )
    days.take_statement(
        content=statement(day=moved.day, opening=0, booked=((_PAID_IN, _RESERVE),)), by=desk.treasurer, at=later
    )
    days.close_day(program=PROGRAM, day=moved.day, by=desk.treasurer, at=later)


def statement(*, day: date, opening: int, booked: tuple[tuple[str, int], ...]) -> bytes:
    """Return the statement of the sample bank for a day of the reserve's account, as CSV; cents."""
    rows = [
        (ACCOUNT, day, "USD", "opening", "", opening, ""),
        *((ACCOUNT, day, "USD", "booking", reference, cents, "SAMPLE") for reference, cents in booked),
        (ACCOUNT, day, "USD", "closing", "", opening + sum(cents for _reference, cents in booked), ""),
    ]
    lines = [",".join(bankcsv.COLUMNS), *(",".join(str(one) for one in row) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def _cards(desk: Desk, until: datetime) -> None:
    at = until - 18 * _DAY
    listed = [f"SMP-{number:06d}" for number in range(1, _CARDS + 1)]
    order = stock.order_cards(program=PROGRAM, count=_CARDS, by=desk.vault, at=at)
    manifest = "proxy,last4\r\n" + "".join(f"{one},{number:04d}\r\n" for number, one in enumerate(listed, start=1))
    parcel = stock.announce_shipment(
        order=order, waybill="SAMPLE-W-1", manifest=manifest.encode(), by=desk.vault, at=at + 3 * _DAY
    )
    stock.receive_shipment(shipment=parcel, counted=_CARDS, by=desk.vault, at=at + 5 * _DAY)
    for number, group in enumerate(GROUPS):
        given = at + (7 + number) * _DAY
        packed = custody.pack_consignment(
            program=PROGRAM,
            group=group,
            count=_PER_GROUP,
            proxies=listed[number * _PER_GROUP : (number + 1) * _PER_GROUP],
            by=desk.vault,
            at=given,
        )
        custody.give_out(
            consignment=packed,
            counted=_PER_GROUP,
            signed_on=funds.local_day(at=given),
            by=desk.coordinator,
            at=given + timedelta(hours=1),
        )
        allocating.allocate(
            fund=FUND,
            round=ROUND,
            organisation=group,
            cents=_EACH,
            day=funds.local_day(at=given),
            by=desk.treasurer,
            at=given,
        )
