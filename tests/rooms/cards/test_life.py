"""The life of a card: the table, the database behind it, two people, and numbers that add up."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from standing.hall.accounts.api import Role
from standing.hall.audit.models import Record
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.cards.actions import custody, loading, stock
from standing.rooms.cards.models import Card, Consignment, Count, Move, Order, Voiding
from standing.rooms.cards.queries import stock as asked
from standing.rooms.cards.rules.custody import Rail, Source, VoidWhy
from standing.rooms.cards.rules.life import NEXT, State, check_move, is_proxy
from standing.rooms.cards.rules.lines import WrongFile
from tests.make import accounts
from tests.make import cards as make
from tests.make import funds as money

pytestmark = pytest.mark.django_db
AT, DAY, PROGRAM = make.AT, make.DAY, make.PROGRAM


def sql(said, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("now", list(State))
@pytest.mark.parametrize("then", list(State))
def test_cards_move_by_the_table(now, then):
    if then in NEXT[now]:
        check_move(now=now, then=then)
    else:
        with pytest.raises(NotNow):
            check_move(now=now, then=then)


@pytest.mark.parametrize(
    "said", ["4111111111111111", "4111-1111-1111-1111", "12345678901234567", "", "A", "px 1", "<b>"]
)
def test_a_card_number_is_never_a_proxy(said):
    assert is_proxy("PX-0000001")
    assert not is_proxy(said)


# -- every forbidden move, and every allowed one, by raw SQL


@pytest.fixture
def bare(program, keeper):
    """A card whose constraints beside the table are lifted for the test, so that only the table speaks."""
    listed = make.consigned(1, by=keeper)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cards_card DISABLE TRIGGER USER")
        for name in ("obligation_fits_its_state", "group_fits_its_state", "proxy_comes_with_shipping"):
            cursor.execute(f"ALTER TABLE cards_card DROP CONSTRAINT cards_card_{name}")
    return make.card(listed[0])


@pytest.mark.parametrize("now", list(State))
def test_the_database_refuses_every_move_that_the_table_does_not_have(bare, now):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cards_card SET state = %s WHERE id = %s", [now, bare.pk])
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_cards_card_moves_by_the_table%'")
        (name,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE cards_card ENABLE TRIGGER {name}")
    for then in State:
        if then is now:
            continue
        with pytest.raises(DatabaseError) as told, transaction.atomic():  # noqa: PT012 - undone at the end
            Card.objects.filter(pk=bare.pk).update(state=then.value, moves=bare.moves + 1)
            raise DatabaseError("went")
        if then in NEXT[now]:
            assert "does not go" not in str(told.value)
        else:
            assert f"does not go from {now} to {then}" in str(told.value)


@pytest.mark.parametrize(
    "said",
    [
        "UPDATE cards_card SET state = 'loaded', moves = moves + 1",
        "UPDATE cards_card SET state = 'load_pending'",
        "UPDATE cards_card SET state = 'in_vault', moves = moves + 1, \"group\" = ''",
        "UPDATE cards_card SET state = 'void', moves = moves + 1",
        "UPDATE cards_card SET \"group\" = 'another'",
        "UPDATE cards_card SET proxy = 'PX-OTHER'",
        "UPDATE cards_card SET last4 = '9999'",
        "UPDATE cards_card SET obligation = 'somebody'",
        "UPDATE cards_card SET moves = moves + 1",
        "DELETE FROM cards_card",
        "TRUNCATE cards_card CASCADE",
        "UPDATE cards_move SET by_id = NULL",
        "DELETE FROM cards_move",
        "TRUNCATE cards_move",
        "UPDATE cards_order SET count = 5",
        "UPDATE cards_consignment SET count = 5",
        "UPDATE cards_consignment SET \"group\" = 'another'",
        "UPDATE cards_consignment SET checked_by_id = packed_by_id",
        "DELETE FROM cards_consignment",
        "UPDATE cards_shipment SET counted = 0",
        "DELETE FROM cards_shipment",
    ],
)
def test_no_card_moves_without_its_history_and_its_two_people(program, keeper, said):
    make.consigned(2, by=keeper)
    with pytest.raises(DatabaseError):
        sql(said)


def test_an_order_has_its_cards_and_a_card_begins_ordered(program, keeper):
    order = stock.order_cards(program=program, count=2, by=keeper, at=AT)
    sql("SELECT 1")
    with pytest.raises(DatabaseError, match="exactly as many"):
        sql(
            "INSERT INTO cards_order (id, program_id, number, count, ordered_by_id, ordered_at)"
            " VALUES (%s, %s, 99, 3, %s, now())",
            uuid4(), program, keeper.pk,
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="begins as ordered"), transaction.atomic():
        Card.objects.create(program_id=program, order_id=order, state="in_vault")
    with pytest.raises(DatabaseError, match="history"), transaction.atomic():  # noqa: PT012 - told at the end
        Card.objects.create(program_id=program, order_id=order)
        sql("SELECT 1")


@pytest.mark.parametrize("proxy", ["4111111111111111", "4111-1111-1111-1111", "lower", ""])
def test_the_database_takes_no_card_number_either(program, keeper, proxy):
    stock.order_cards(program=program, count=1, by=keeper, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Card.objects.update(proxy=proxy, last4="1111")


# -- parcels


def test_a_parcel_is_listed_counted_and_what_is_missing_is_named(program, keeper, second):
    listed = make.proxies(5)
    order = stock.order_cards(program=program, count=6, by=keeper, at=AT)
    parcel = stock.announce_shipment(order=order, waybill="W", manifest=make.manifest(listed), by=keeper, at=AT)
    with pytest.raises(NotNow, match="4 were counted"):
        stock.receive_shipment(shipment=parcel, counted=4, by=keeper, at=AT)
    with pytest.raises(NotNow, match="Not on this parcel"):
        stock.receive_shipment(shipment=parcel, counted=4, missing=["PX-NOT"], by=keeper, at=AT)
    stock.receive_shipment(shipment=parcel, counted=4, missing=[listed[0].lower()], by=keeper, at=AT)
    with pytest.raises(NotNow, match="already"):
        stock.receive_shipment(shipment=parcel, counted=4, by=keeper, at=AT)
    assert make.state(listed[0]) is State.SHIPPED
    assert make.state(listed[1]) is State.IN_VAULT
    found = asked.stock(program=program)
    assert found.states == {State.ORDERED: 1, State.SHIPPED: 1, State.IN_VAULT: 4}
    assert found.adds_up
    void(make.card(listed[0]).pk, keeper, second, why=VoidWhy.NOT_CAME)
    assert asked.stock(program=program).adds_up


def test_a_list_with_a_card_number_or_a_known_card_is_refused_line_by_line(program, keeper):
    (known,) = make.in_vault(1, by=keeper)
    order = stock.order_cards(program=program, count=5, by=keeper, at=AT)
    content = (
        f"proxy,last4\r\n4111111111111111,1111\r\nPX-NEW-1,12\r\nPX-NEW-2,1234\r\nPX-NEW-2,1234\r\n{known},1234\r\n"
    )
    with pytest.raises(WrongFile) as told:
        stock.announce_shipment(order=order, waybill="W", manifest=content.encode(), by=keeper, at=AT)
    assert [one.line for one in told.value.mistakes] == [0, 2, 3, 5]
    assert "4111" not in str(told.value)
    with pytest.raises(NotNow, match="still to come"):
        stock.announce_shipment(order=order, waybill="W", manifest=make.manifest(make.proxies(6)), by=keeper, at=AT)
    assert Order.objects.count() == 2


# -- two people


def void(card, first, other, why=VoidWhy.DAMAGED):
    stock.ask_to_void(card=card, why=why, by=first, at=AT)
    stock.agree_to_void(card=card, by=other, at=AT)


def test_a_consignment_is_packed_by_one_and_counted_by_another(program, keeper, second):
    make.in_vault(5, by=keeper)
    packed = custody.pack_consignment(program=program, group="G", count=3, by=keeper, at=AT)
    assert asked.stock(program=program).states[State.IN_VAULT] == 5
    with pytest.raises(NotNow, match="2 cards"):
        custody.pack_consignment(program=program, group="G", count=3, by=keeper, at=AT)
    with pytest.raises(NotAllowed, match="somebody else"):
        custody.give_out(consignment=packed, counted=3, signed_on=DAY, by=keeper, at=AT)
    with pytest.raises(NotNow, match="2 were counted"):
        custody.give_out(consignment=packed, counted=2, signed_on=DAY, by=second, at=AT)
    custody.give_out(consignment=packed, counted=3, signed_on=DAY, by=second, at=AT)
    with pytest.raises(NotNow, match="already"):
        custody.give_out(consignment=packed, counted=3, signed_on=DAY, by=second, at=AT)
    (group,) = asked.groups(program=program)
    assert (group.group, group.states) == ("G", {State.CONSIGNED: 3})
    assert Record.objects.filter(verb="cards.give_out").get().facts["count"] == 3


def test_the_coordinator_can_be_the_second_person_and_others_cannot(program, keeper):
    make.in_vault(1, by=keeper)
    packed = custody.pack_consignment(program=program, group="G", count=1, by=keeper, at=AT)
    for role in (Role.TREASURER, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            custody.give_out(consignment=packed, counted=1, signed_on=DAY, by=accounts.person(role=role), at=AT)
    coordinator = accounts.person(role=Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        custody.pack_consignment(program=program, group="G", count=1, by=coordinator, at=AT)
    custody.give_out(consignment=packed, counted=1, signed_on=DAY, by=coordinator, at=AT)


def test_a_packed_consignment_can_go_back_and_the_cards_are_free_again(program, keeper, second):
    make.in_vault(2, by=keeper)
    packed = custody.pack_consignment(program=program, group="G", count=2, by=keeper, at=AT)
    custody.unpack_consignment(consignment=packed, by=keeper, at=AT)
    with pytest.raises(NotNow, match="put back"):
        custody.give_out(consignment=packed, counted=2, signed_on=DAY, by=second, at=AT)
    custody.pack_consignment(program=program, group="H", count=2, by=keeper, at=AT)
    assert Consignment.objects.count() == 2


def test_a_card_is_made_void_by_two_people_before_it_has_money(program, keeper, second):
    (proxy,) = make.consigned(1, by=keeper)
    card = make.card(proxy).pk
    with pytest.raises(NotNow, match="Nobody asked"):
        stock.agree_to_void(card=card, by=second, at=AT)
    stock.ask_to_void(card=card, why=VoidWhy.OPENED, by=keeper, at=AT)
    with pytest.raises(NotAllowed):
        stock.agree_to_void(card=card, by=keeper, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Voiding.objects.update(agreed_by=keeper, agreed_at=AT)
    stock.agree_to_void(card=card, by=second, at=AT)
    assert make.state(proxy) is State.VOID
    assert [(one.before, one.after) for one in asked.history(make.card(proxy))][-1] == ("consigned", "void")
    with pytest.raises(NotNow, match="is void"):
        custody.name_lost(program=program, proxies=[proxy], by=keeper, at=AT)


def test_a_count_tells_what_is_missing_and_lost_cards_are_named_and_add_up(program, keeper):
    listed = make.consigned(4, by=keeper)
    assert custody.note_count(program=program, group=money.GROUP, counted=3, day=DAY, by=keeper, at=AT) == 1
    assert custody.name_lost(program=program, proxies=listed[:1], by=keeper, at=AT) == 1
    assert custody.note_count(program=program, group=money.GROUP, counted=3, day=DAY, by=keeper, at=AT) == 0
    assert custody.take_back(program=program, proxies=listed[1:2], by=keeper, at=AT) == 1
    assert custody.note_count(program=program, group="", counted=1, day=DAY, by=keeper, at=AT) == 0
    found = asked.stock(program=program)
    assert found.states == {State.LOST_IN_CUSTODY: 1, State.CONSIGNED: 2, State.IN_VAULT: 1}
    assert found.adds_up
    assert Count.objects.count() == 3
    with pytest.raises(NotNow):
        custody.take_back(program=program, proxies=listed[:1], by=keeper, at=AT)
    with pytest.raises(DatabaseError):
        sql("UPDATE cards_count SET counted = 4")


def test_only_treasurers_enter_programs_and_a_source_has_one_reserve(program, keeper, treasurer):
    said = {"name": "Other", "rail": Rail.REST, "routing": make.ROUTING, "account": "77770000", "at": AT}
    with pytest.raises(NotAllowed):
        stock.add_program(code="CITY-1", source=Source.CITY, by=keeper, **said)
    with pytest.raises(NotNow, match="reserve already"):
        stock.add_program(code="OTHER", source=Source.DONOR, by=treasurer, **said)
    with pytest.raises(NotNow, match="check digit"):
        stock.add_program(code="CITY-1", source=Source.CITY, by=treasurer, **{**said, "routing": "123456789"})
    stock.add_program(code="CITY-1", source=Source.CITY, by=treasurer, **said)
    with pytest.raises(NotFound):
        stock.order_cards(program="NONE", count=1, by=keeper, at=AT)
    for number in (0, 20_001):
        with pytest.raises(NotNow):
            stock.order_cards(program="CITY-1", count=number, by=keeper, at=AT)


def test_an_offline_card_is_out_and_only_a_flag_says_so(ready, keeper):
    (proxy,) = make.consigned(1, by=keeper)
    loading.mark_out(program=ready, proxy=proxy, by=keeper, at=AT)
    loading.mark_out(program=ready, proxy=proxy, by=keeper, at=AT)
    assert (make.card(proxy).is_out, make.state(proxy)) == (True, State.CONSIGNED)
    assert Record.objects.filter(verb="cards.mark_out").count() == 1
    assert custody.note_count(program=ready, group=money.GROUP, counted=0, day=DAY, by=keeper, at=AT) == 0
    assert Move.objects.filter(card__proxy=proxy).count() == 4
    with pytest.raises(NotFound):
        loading.mark_out(program=ready, proxy="PX-NONE", by=keeper, at=AT)
