"""What the City's people do in a drill: they fund a round, buy cards, sign, load, and close."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from standing.config import backups, environment, from_zero
from standing.hall import clock
from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.audit import api as audit
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.kernel.blind.manifest import Cost, Exceptions, Quota
from standing.kernel.refusals import Refused
from standing.rooms.aid.actions import applications, desks, nightly, rounds
from standing.rooms.aid.models import Round
from standing.rooms.aid.queries import rounds as asked
from standing.rooms.aid.rules.rounds import SHARE, Draft, DrawPlan
from standing.rooms.cards.actions import custody, loading, stock
from standing.rooms.cards.adapters.simulator import Faults, MemoryIssuer, SimulatedIssuer
from standing.rooms.cards.rules.custody import Rail, Source, VoidWhy
from standing.rooms.funds import api as funds
from standing.rooms.funds.actions import allocating, donors, gifts
from standing.rooms.funds.models import DonorKind

PROGRAM, FUND = "DRILL-CARDS", "drill-fund"  # the first as in rounds.py
A_PARCEL = 2_500
"""Cards that come in one shipment and go out in one consignment, which holds 5,000 at most."""
_PEOPLE = {
    "treasurer": Role.TREASURER,
    "coordinator": Role.COORDINATOR,
    "vault": Role.VAULT,
    "second-vault": Role.VAULT,
}
_issuers: dict[str, MemoryIssuer] = {}


def prepare(*, pack: str) -> None:
    """Make the tables, the pack and the people."""
    from pathlib import Path

    from_zero.migrate()
    call_command("collectstatic", verbosity=0, interactive=False)
    at = clock.now()
    with transaction.atomic():
        if not installation.exists():
            installation.create(is_sample=True, at=at)
        if packs.in_force(known=at) is None:
            packs.load_first(directory=Path(pack), by=audit.SYSTEM, at=at)
        for name, role in _PEOPLE.items():
            User.objects.create(email=f"drill-{name}@city.example", name=f"Sample {name}", joined_at=at)
            accounts.grant_role(email=f"drill-{name}@city.example", role=role, department="", by=audit.SYSTEM, at=at)


def fund(*, round_: str, groups: list[str], cents: int) -> None:
    """Take a gift in, fund the issuer's reserve, and set the same aside for each group."""
    at, by = clock.now(), _person("treasurer")
    today = funds.local_day(at=at)
    whole = cents * len(groups)
    gifts.open_fund(id=FUND, name="Sample fund of the drill", source=funds.Source.DONOR, by=by, at=at)
    donor = donors.enter_donor(kind=DonorKind.ORGANISATION, shown_as="Sample Drill Foundation", by=by, at=at)
    gifts.record_gift(donor=donor, fund=FUND, cents=whole, received_on=today, bank_reference="drill-wire", by=by, at=at)
    funds.fund_reserve(source=funds.Source.DONOR, cents=whole, reference="drill-reserve", day=today, by=by, at=at)
    for group in groups:
        allocating.allocate(fund=FUND, round=round_, organisation=group, cents=cents, day=today, by=by, at=at)


def stock_cards(*, groups: list[str], each: int) -> dict[str, list[str]]:
    """Buy cards and give them out to the groups; return their numbers by group."""
    vault, second = _person("vault"), _person("second-vault")
    stock.add_program(
        code=PROGRAM, name="Sample drill cards", rail=Rail.REST, source=Source.DONOR, account="900100299",
        routing="110000000", by=_person("treasurer"), at=clock.now(),
    )  # fmt: skip
    given = {}
    for place, group in enumerate(groups):
        given[group] = [f"DRL{place}-{number:07d}-Q" for number in range(each)]
        for start in range(0, each, A_PARCEL):
            parcel = given[group][start : start + A_PARCEL]
            _stock_parcel(group=group, parcel=parcel, waybill=f"DRILL-{place}-{start}", vault=vault, second=second)
    return given


def draft_round(
    *, round_: str, groups: list[str], amounts: list[int], memory: int, passes: int, most: int,
    places: dict[str, int], boxes: dict[str, str],
) -> None:  # fmt: skip
    """Propose a round that is open from now on; with ``places`` families apply for two days, and a draw decides."""
    at = clock.now()
    plan = DrawPlan(
        opens_at=at - timedelta(minutes=1),
        closes_at=at + timedelta(days=2),
        places=places,
        boxes={group: base64.b64decode(box) for group, box in boxes.items()},
    )
    rounds.draft_round(
        draft=Draft(
            round=round_,
            name="Sample round of a drill",
            time_zone="America/Los_Angeles",
            opens_at=at - timedelta(minutes=1),
            closes_at=at + timedelta(days=20),
            destroy_at=at + timedelta(days=30),
            amounts=tuple(amounts),
            exceptions=Exceptions(cents=amounts[0], most=most),
            groups=tuple(groups),
            rules={"en": ("Lives in the city.",), "es": ("Vive en la ciudad.",)},
            quota=Quota(evaluations=1_000_000, claims=100_000),
            cost=Cost(memory=memory, passes=passes),
            draw=plan if places else None,
        ),
        by=_person("treasurer"),
        at=at,
    )


def take_offer(*, round_: str, data: str) -> dict[str, str]:
    """Take the trustee's offer, make the manifest and sign it."""
    rounds.take_offer(round_=round_, data=data.encode(), by=_person("treasurer"), at=clock.now())
    rounds.make_manifest(round_=round_, by=_person("treasurer"), at=clock.now())
    row = Round.objects.get(pk=round_)
    return {"data": base64.b64encode(bytes(row.manifest or b"")).decode(), "note": row.city_note}


def take_signature(*, round_: str, data: str) -> None:
    """Take the trustee's signature: the round is signed by both."""
    rounds.take_trustee_signature(round_=round_, data=data.encode(), by=_person("treasurer"), at=clock.now())


def add_desks(*, round_: str, group: str, name: str) -> dict[str, str]:
    """Let a group's intake desk and card desk ask; return both credentials."""
    by, at = _person("treasurer"), clock.now()
    return {
        "intake": desks.add_desk(round_=round_, group=group, name=name, evaluations_a_day=1_000_000, by=by, at=at),
        "cards": desks.add_station(
            round_=round_, group=group, name=f"{name}, cards", cards_a_day=100_000, by=by, at=at
        ),
    }


def open_seed(*, round_: str, at: str) -> str:
    """Fetch what the trustee fixed, hold it against our receipts, and open our seed of the draw."""
    moment = datetime.fromisoformat(at)
    applications.fetch_commitment(round_=round_, by=_person("treasurer"), at=moment)
    return base64.b64encode(rounds.open_draw_seed(round_=round_, by=_person("treasurer"), at=moment)).decode()


def load(*, turns: int = 3, reject: float = 0.0, seed: int = 0) -> dict[str, Any]:
    """Let the queue of loads run against the simulated issuer; return what it says stands where."""
    issuer = _issuers.setdefault("one", MemoryIssuer(core=SimulatedIssuer(day=_today(), seed=seed)))
    issuer.core.faults = Faults(reject=reject)
    for turn in range(turns):
        issuer.core.turn += 1
        loading.work_queue(
            program=PROGRAM, issuer=issuer, by=audit.SYSTEM, at=clock.now() + timedelta(minutes=20 * turn)
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM cards_card GROUP BY 1")
        return dict(cursor.fetchall())


def issuer_books() -> dict[str, Any]:
    """Return what the issuer would hand over: its own books, which it kept without asking us."""
    return _issuers["one"].core.kept() if _issuers else {}


def void_refused() -> list[str]:
    """Make the cards void whose load the issuer refused, as two custodians do; return their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.proxy FROM cards_card c JOIN cards_load l ON l.card_id = c.id"
            " WHERE c.state = 'load_pending' AND l.step = 'refused'"
        )
        found = cursor.fetchall()
    for card, _proxy in found:
        stock.ask_to_void(card=card, why=VoidWhy.REFUSED, by=_person("vault"), at=clock.now())
        stock.agree_to_void(card=card, by=_person("second-vault"), at=clock.now())
    return [proxy for _card, proxy in found]


def night(*, at: str) -> None:
    """Do what is done after midnight of that day."""
    from standing.rooms.aid.actions import sealing

    moment = datetime.fromisoformat(at)
    nightly.seal_days(before=moment.date(), by=audit.SYSTEM, at=moment)
    for one in asked.rounds():
        with suppress(Refused):  # with fewer than ten new tokens it waits
            sealing.make_checkpoint(round_=one.code, by=audit.SYSTEM, at=moment)
    nightly.rewrite_tokens(by=audit.SYSTEM, at=moment)


def destroy_keys(*, round_: str, at: str) -> int:
    """Destroy the keys on their day."""
    return rounds.destroy_keys(round_=round_, by=audit.SYSTEM, at=datetime.fromisoformat(at))


def share(*, round_: str) -> str:
    """Open the share, as whoever seized box and key can. :raises NotNow: if it was destroyed"""
    return asked.secret_of(round_=round_, purpose=SHARE).hex()


def back_up(*, folder: str) -> None:
    """Write a backup, as the City does each night."""
    from pathlib import Path

    env = environment.read()
    backups.write(folder=Path(folder), url=env.database_url, var=env.var, say=lambda _line: None)


def books() -> dict[str, int]:
    """Return what must agree: tokens, loads, cents on cards, and the sum of all legs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM aid_token), (SELECT coalesce(sum(cents), 0) FROM aid_token)")
        tokens, cents = cursor.fetchone() or (0, 0)
        cursor.execute("SELECT coalesce(sum(cents), 0) FROM funds_leg")
        (legs,) = cursor.fetchone() or (0,)
    loaded = funds.sum_of(code=funds.Code.LOADED)
    return {"tokens": tokens, "token_cents": int(cents), "legs": int(legs), "loaded": loaded}


def plant(*, kind: str, text: str) -> None:
    """Do wrong: keep a name in a table, as somebody might who means well."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS notes_of_the_desk (number bigserial, note text)")
        cursor.execute("INSERT INTO notes_of_the_desk (note) VALUES (%s)", [json.dumps({kind: text})])


def ask(*, sql: str) -> list[list[Any]]:
    """Return what a seizer's question to the database gives; bytes in hex."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [[_plain(value) for value in row] for row in cursor.fetchall()]


def _stock_parcel(*, group: str, parcel: list[str], waybill: str, vault: User, second: User) -> None:
    at, many = clock.now(), len(parcel)
    order = stock.order_cards(program=PROGRAM, count=many, by=vault, at=at)
    text = "proxy,last4\r\n" + "".join(f"{one},{int(one[5:12]) % 10000:04d}\r\n" for one in parcel)
    shipment = stock.announce_shipment(order=order, waybill=waybill, manifest=text.encode(), by=vault, at=at)
    stock.receive_shipment(shipment=shipment, counted=many, by=vault, at=at)
    packed = custody.pack_consignment(program=PROGRAM, group=group, count=many, proxies=parcel, by=vault, at=at)
    custody.give_out(consignment=packed, counted=many, signed_on=funds.local_day(at=at), by=second, at=at)


def _person(name: str) -> User:
    return User.objects.get(email=f"drill-{name}@city.example")


def _today() -> date:
    return funds.local_day(at=clock.now())


def _plain(value: object) -> object:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value if value is None else str(value)
