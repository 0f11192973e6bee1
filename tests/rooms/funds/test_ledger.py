"""The ledger: what it books, once, and what the database refuses whoever writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.models import Record
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.funds import api as funds
from standing.rooms.funds.models import Account, ClosedDay, ClosedRound, Entry, Leg
from standing.rooms.funds.rules.chart import Code, Kind, NoSuchAccount, Source
from standing.rooms.funds.rules.legs import AlreadyPosted, DayClosed, MixedSources, NotBalanced, NotEnough
from tests.make import funds as make
from tests.make.funds import AT, DAY, ROUND, key

pytestmark = pytest.mark.django_db
NEXT, LATER = DAY + timedelta(days=1), AT + timedelta(days=1)


@pytest.fixture
def fund(by):
    return make.fund(by=by)


def holds(code, fund="", **more):
    return funds.balance_of(account=key(code, fund, **more))


def settle():
    """Let the database look at what it would look at when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refuses(sql, *values, says):
    settle()
    with pytest.raises(DatabaseError, match=says), transaction.atomic():
        run(sql, *values)


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# What is booked


def test_an_entry_moves_its_accounts_and_the_trial_balance_sums_to_zero(by, fund):
    entry = make.money(12_345, by=by)
    settle()
    assert (holds(Code.BANK), holds(Code.FREE, "general")) == (12_345, 12_345)
    assert entry.cents == 12_345
    balance = funds.trial_balance(at=AT)
    assert [fact.cents for fact in balance] == [12_345, -12_345]
    assert funds.trial_balance(at=AT - timedelta(seconds=1)) == ()
    assert funds.trial_balance(at=AT, through=DAY - timedelta(days=1)) == ()


@pytest.mark.parametrize(
    ("legs", "refusal"),
    [
        ([(key(Code.BANK), 5), (key(Code.FREE, "general"), -4)], NotBalanced),
        ([(key(Code.BANK), 5), (key(Code.BANK), -5)], NotBalanced),
        ([], NotBalanced),
        ([(key(Code.BANK), 5.0), (key(Code.FREE, "general"), -5.0)], NotBalanced),
        ([(key(Code.BANK), 10**13 + 1), (key(Code.FREE, "general"), -(10**13) - 1)], NotBalanced),
        ([(key(Code.BANK), 5), (key(Code.FREE), -5)], NoSuchAccount),
        ([(key(Code.BANK, "general"), 5), (key(Code.FREE, "general"), -5)], NoSuchAccount),
        ([(key(Code.BANK), 5), (key(Code.PAYABLE, "general"), -5)], NoSuchAccount),
        ([(key(Code.BANK), 5), (key(Code.ALLOCATED, "general", round="a b"), -5)], NoSuchAccount),
        ([(key(Code.BANK, source=Source.CITY), 5), (key(Code.FREE, "general"), -5)], MixedSources),
        ([(key(Code.FREE, "general"), 5), (key(Code.BANK), -5)], NotEnough),
    ],
)
def test_what_is_no_entry_is_refused_with_a_sentence_and_leaves_nothing(by, fund, legs, refusal):
    with pytest.raises(refusal, match=r"\.$"):
        make.post(*legs, by=by)
    assert not Entry.objects.exists()


def test_the_same_event_is_booked_once_and_another_under_its_reference_is_refused(by, fund):
    legs = [(key(Code.BANK), 700), (key(Code.FREE, "general"), -700)]
    first = make.post(*legs, reference="bank-1", by=by)
    again = make.post(*legs, reference="bank-1", day=NEXT, by=by, at=LATER)
    assert (again.number, again.day) == (first.number, DAY)
    assert holds(Code.BANK) == 700
    with pytest.raises(AlreadyPosted):
        make.post((key(Code.BANK), 800), (key(Code.FREE, "general"), -800), reference="bank-1", by=by)
    assert funds.entry_of(reference="bank-1") == again
    assert funds.entry_of(reference="") is None


def test_an_entry_of_tomorrow_or_of_a_kind_with_a_deed_of_its_own_is_refused(by, fund):
    with pytest.raises(NotNow, match="not come"):
        make.post((key(Code.BANK), 1), (key(Code.FREE, "general"), -1), day=NEXT, by=by)
    for kind in (Kind.GIFT, Kind.RETURN, Kind.REDIRECT, Kind.REVERSAL):
        with pytest.raises(Refused, match="own deeds"):
            make.post((key(Code.BANK), 1), (key(Code.FREE, "general"), -1), kind=kind, by=by)


def test_an_entry_is_undone_once_leg_by_leg_and_only_while_its_money_is_there(by, fund):
    entry = make.money(500, by=by)
    undone = funds.reverse_entry(number=entry.number, day=DAY, by=by, at=AT)
    settle()
    assert (undone.reverses, holds(Code.BANK)) == (entry.number, 0)
    assert funds.entry(number=entry.number).reversed_by == undone.number
    assert funds.reverse_entry(number=entry.number, day=DAY, by=by, at=AT).number == undone.number
    with pytest.raises(NotNow, match="undone already"):
        funds.reverse_entry(number=entry.number, reference="another", day=DAY, by=by, at=AT)
    with pytest.raises(NotNow, match="reversal"):
        funds.reverse_entry(number=undone.number, day=DAY, by=by, at=AT)
    with pytest.raises(NotFound):
        funds.reverse_entry(number=0, day=DAY, by=by, at=AT)
    spent = make.money(500, by=by)
    funds.fund_reserve(source=Source.DONOR, cents=500, reference="wire", day=DAY, by=by, at=AT)
    with pytest.raises(NotEnough):
        funds.reverse_entry(number=spent.number, day=DAY, by=by, at=AT)


def test_a_closed_day_takes_no_entry_and_the_next_one_does(by, fund):
    funds.close_day(day=DAY, by=by, at=LATER)
    assert funds.closed_through() == DAY
    for day in (DAY, DAY - timedelta(days=3)):
        with pytest.raises(DayClosed):
            make.post((key(Code.BANK), 1), (key(Code.FREE, "general"), -1), day=day, by=by, at=LATER)
    make.post((key(Code.BANK), 1), (key(Code.FREE, "general"), -1), day=NEXT, by=by, at=LATER)
    with pytest.raises(NotNow, match="closed already"):
        funds.close_day(day=DAY, by=by, at=LATER)
    with pytest.raises(NotNow, match="over"):
        funds.close_day(day=NEXT, by=by, at=LATER)


# Loads


def test_a_load_takes_the_allocation_and_the_reserve_and_is_booked_once(by, fund):
    make.allocated(1_000, by=by)
    entry = make.load(300, reference="load-1", by=by)
    assert make.load(300, reference="load-1", by=by).number == entry.number
    settle()
    assert entry.cents == 300
    assert holds(Code.ALLOCATED, "general") == holds(Code.RESERVE) == 700
    assert holds(Code.LOADED) == holds(Code.ON_CARDS, "general") == 300
    with pytest.raises(AlreadyPosted):
        make.load(301, reference="load-1", by=by)
    with pytest.raises(NotEnough):
        make.load(701, by=by)
    with pytest.raises(NotEnough):
        make.load(1, organisation="another-group", by=by)
    with pytest.raises(Refused, match="reference"):
        make.load(1, reference="", by=by)


def test_a_load_draws_on_several_funds_of_one_source_and_never_on_both_sources(by, fund):
    make.fund("second", by=by)
    make.fund("treasury", source=Source.CITY, by=by)
    make.allocated(100, by=by)
    make.allocated(100, fund="second", by=by)
    make.allocated(250, fund="treasury", source=Source.CITY, by=by)
    both = make.load(150, reference="two-funds", by=by)
    assert {leg.account.fund: leg.cents for leg in both.legs if leg.account.code is Code.ALLOCATED} == {
        "general": 100,
        "second": 50,
    }
    assert make.load(200, by=by).source is Source.CITY
    with pytest.raises(NotEnough):
        make.load(51, by=by)  # fifty of donors, fifty of the City's
    funds.unload_cards(load_reference="two-funds", cents=60, reference="back", day=DAY, by=by, at=AT)
    assert holds(Code.ALLOCATED, "second") == 100
    assert holds(Code.ALLOCATED, "general") == 10


def test_of_a_load_no_more_comes_back_than_was_loaded_and_each_return_is_booked_once(by, fund):
    make.allocated(500, by=by)
    make.load(300, reference="load-1", by=by)
    make.load(200, reference="load-2", by=by)

    def back(cents, reference):
        return funds.unload_cards(load_reference="load-1", cents=cents, reference=reference, day=DAY, by=by, at=AT)

    assert back(200, "a").number == back(200, "a").number
    with pytest.raises(NotEnough):
        back(101, "b")
    back(100, "b")
    assert holds(Code.LOADED) == 200
    with pytest.raises(NotFound):
        funds.unload_cards(load_reference="none", cents=1, reference="a", day=DAY, by=by, at=AT)


def test_fees_and_losses_are_borne_by_a_fund(by, fund):
    make.allocated(500, by=by)
    make.money(100, by=by)
    make.load(200, by=by)
    said = {"fund": "general", "day": DAY, "by": by, "at": AT}
    funds.record_fee(cents=30, paid_from=Code.BANK, reference="fee-1", **said)
    funds.record_fee(cents=20, paid_from=Code.RESERVE, reference="fee-2", **said)
    funds.record_loss(cents=50, lost_from=Code.LOADED, reference="loss-1", **said)
    settle()
    assert holds(Code.FEES) + holds(Code.LOSSES) == holds(Code.COSTS, "general") == 100
    assert holds(Code.LOADED) == holds(Code.ON_CARDS, "general") == 150
    assert holds(Code.FREE, "general") == 50
    with pytest.raises(NotEnough):
        funds.record_fee(cents=51, paid_from=Code.BANK, reference="fee-3", **said)
    with pytest.raises(Refused, match="bank or from"):
        funds.record_fee(cents=1, paid_from=Code.LOADED, reference="fee-4", **said)
    with pytest.raises(NotFound):
        funds.record_loss(cents=1, lost_from=Code.BANK, reference="x", **(said | {"fund": "none"}))


def test_money_goes_to_the_reserve_and_back(by, fund):
    make.money(100, by=by)
    funds.fund_reserve(source=Source.DONOR, cents=80, reference="wire-1", day=DAY, by=by, at=AT)
    funds.return_reserve(source=Source.DONOR, cents=30, reference="wire-2", day=DAY, by=by, at=AT)
    assert (holds(Code.BANK), holds(Code.RESERVE)) == (50, 50)
    for cents in (51, 0, -1):
        with pytest.raises(Refused):
            funds.return_reserve(source=Source.DONOR, cents=cents, reference="", day=DAY, by=by, at=AT)


# What the database refuses


@pytest.fixture
def raw(by, fund):
    """Return a way to write an entry and its legs past every action."""
    make.money(1_000, by=by)
    make.fund("treasury", source=Source.CITY, by=by)
    make.money(1_000, fund="treasury", source=Source.CITY, by=by)
    bank, free = (Account.objects.get(code=code, source="donor").pk for code in (110, 210))

    def write(*legs, day=DAY, kind="fee", count=None, round="", reverses=None, reference=""):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO funds_entry (kind, source, reference, day, round, leg_count, reverses_id, posted_at)"
                " VALUES (%s, 'donor', %s, %s, %s, %s, %s, now()) RETURNING id",
                [kind, reference, day, round, len(legs) if count is None else count, reverses],
            )
            (number,) = cursor.fetchone()
            for account, cents in legs:
                cursor.execute(
                    "INSERT INTO funds_leg (entry_id, account_id, cents) VALUES (%s, %s, %s)", [number, account, cents]
                )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return number

    write.bank, write.free = bank, free
    return write


def test_raw_sql_that_is_right_passes(raw):
    raw((raw.bank, 5), (raw.free, -5))
    raw((raw.bank, 5), (raw.free, -5), reference="bank-1")
    with pytest.raises(DatabaseError, match="funds_entry_reference_is_once"):
        raw((raw.bank, 5), (raw.free, -5), reference="bank-1")
    assert holds(Code.BANK) == 1_010


@pytest.mark.parametrize(
    ("legs", "said", "says"),
    [
        ([("bank", 5), ("free", -4)], {}, "sum to 1 cents"),
        ([("bank", 5)], {}, "fewer than two"),
        ([], {}, "fewer than two"),
        ([("bank", 5), ("free", -5)], {"count": 3}, "not the 3"),
        ([("bank", 0), ("free", 0)], {}, "funds_leg_is_an_amount"),
        ([("bank", 10**13 + 1), ("free", -(10**13) - 1)], {}, "funds_leg_is_an_amount"),
        ([("bank", 5), ("bank", -5)], {}, "funds_leg_account_is_once"),
        ([("bank", -1_001), ("free", 1_001)], {}, "funds_account_never_below_zero"),
        ([("bank", 5), ("free", -5)], {"kind": "present"}, "funds_entry_kind_is_known"),
        ([("bank", 5), ("free", -5)], {"kind": "city-money"}, "funds_entry_kind_fits_its_source"),
        ([("bank", 5), ("free", -5)], {"kind": "gift"}, "nobody gave"),
        ([("bank", -5), ("free", 5)], {"kind": "return"}, "two people"),
        ([("bank", -5), ("free", 5)], {"kind": "redirect"}, "two people"),
        ([("bank", -5), ("free", 5)], {"kind": "reversal"}, "funds_entry_reversal_names_what_it_undoes"),
        ([("bank", 5), ("free", -5)], {"round": "round one"}, "funds_entry_round_is_a_code"),
    ],
)
def test_raw_sql_that_is_wrong_is_refused(raw, legs, said, says):
    with pytest.raises(DatabaseError, match=says):
        raw(*((getattr(raw, name), cents) for name, cents in legs), **said)
    assert holds(Code.BANK) == 1_000


def test_raw_sql_cannot_mix_sources(raw):
    city = Account.objects.get(code=110, source="city").pk
    with pytest.raises(DatabaseError, match="never stand in one entry"):
        raw((raw.bank, 5), (city, -5))
    account = "INSERT INTO funds_account (code, source, fund_id, round, organisation, balance) VALUES"
    refuses(f"{account} (210, 'donor', 'treasury', '', '', 0)", says="never share a fund")
    refuses(f"{account} (210, 'donor', 'general', '', '', 0)", says="funds_account_is_one")
    refuses(f"{account} (230, 'donor', 'general', '', '', -5)", says="begins with nothing")
    refuses(f"{account} (210, 'donor', NULL, '', '', 0)", says="funds_account_belongs_to_a_fund_or_none")
    refuses(f"{account} (211, 'donor', 'general', '', '', 0)", says="funds_account_only_allocated_has_a_round")
    refuses(f"{account} (220, 'donor', 'general', '', '', 0)", says="funds_account_only_owed_back_has_a_donor")
    refuses(f"{account} (999, 'donor', NULL, '', '', 0)", says="funds_account_code_is_of_the_chart")


def test_raw_sql_cannot_undo_an_entry_otherwise_than_leg_by_leg_and_once(raw):
    number = raw((raw.bank, 5), (raw.free, -5))
    with pytest.raises(DatabaseError, match="leg by leg"):
        raw((raw.bank, -4), (raw.free, 4), kind="reversal", reverses=number)
    undone = raw((raw.bank, -5), (raw.free, 5), kind="reversal", reverses=number)
    with pytest.raises(DatabaseError, match="funds_entry_reverses_id_key"):
        raw((raw.bank, -5), (raw.free, 5), kind="reversal", reverses=number)
    with pytest.raises(DatabaseError, match="not reversed"):
        raw((raw.bank, 5), (raw.free, -5), kind="reversal", reverses=undone)


def test_raw_sql_cannot_add_legs_to_an_entry_that_stands(raw):
    number = raw((raw.bank, 5), (raw.free, -5))
    leg = "INSERT INTO funds_leg (entry_id, account_id, cents) VALUES"
    costs = Account.objects.create(code=230, source="donor", fund_id="general").pk
    fees = Account.objects.create(code=510, source="donor").pk
    refuses(f"{leg} ({number}, {fees}, 5), ({number}, {costs}, -5)", says="not the 2 it was written with")


def test_raw_sql_cannot_book_on_a_closed_day_or_for_a_closed_round(raw, by):
    ClosedDay.objects.create(day=DAY, closed_by=by, closed_at=AT)
    ClosedRound.objects.create(round=ROUND, closed_by=by, closed_at=AT)
    with pytest.raises(DatabaseError, match="are closed"):
        raw((raw.bank, 5), (raw.free, -5))
    for kind in ("load", "allocation"):
        with pytest.raises(DatabaseError, match="is closed"):
            raw((raw.bank, 5), (raw.free, -5), day=NEXT, kind=kind, round=ROUND)
    raw((raw.bank, 5), (raw.free, -5), day=NEXT, kind="unload", round=ROUND)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE funds_entry SET day = day - 1",
        "DELETE FROM funds_entry",
        "UPDATE funds_leg SET cents = cents * 2",
        "DELETE FROM funds_leg",
        "UPDATE funds_account SET balance = balance + 1",
        "UPDATE funds_account SET code = 520",
        "DELETE FROM funds_account",
        "UPDATE funds_fund SET round = 'x'",
        "DELETE FROM funds_fund",
        "UPDATE funds_closedday SET day = day - 1",
        "DELETE FROM funds_closedday",
        "DELETE FROM funds_closedround",
        *(f"TRUNCATE funds_{name} CASCADE" for name in ("entry", "leg", "account", "fund", "closedday", "closedround")),
    ],
)
def test_raw_sql_cannot_change_remove_or_empty_what_was_booked(raw, by, sql):
    ClosedDay.objects.create(day=DAY - timedelta(days=9), closed_by=by, closed_at=AT)
    ClosedRound.objects.create(round="old", closed_by=by, closed_at=AT)
    count = Leg.objects.count()
    refuses(sql, says="never emptied" if "TRUNCATE" in sql else "annot|only by")
    assert Leg.objects.count() == count


def test_an_entry_leaves_a_record_without_its_reference_and_a_job_can_post_too(by, fund):
    entry = make.post((key(Code.BANK), 9), (key(Code.FREE, "general"), -9), reference="bank-9", by=by)
    record = Record.objects.get(verb="funds.post_entry", subject=str(entry.number))
    assert (record.actor, record.facts) == (
        str(by.pk),
        {"kind": "fee", "cents": 9, "day": "2026-02-12", "round": ""},
    )
    job = funds.post_entry(kind=Kind.FEE, reference="", legs=entry.legs, day=DAY, round="", by=audit.SYSTEM, at=AT)
    assert Entry.objects.get(pk=job.number).posted_by is None
