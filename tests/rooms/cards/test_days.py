"""Three books side by side: each planted difference is found and only these; the day closes to the cent or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.cards.actions import days, loading
from standing.rooms.cards.models import ClosedDay, Comparison, DayFile, Difference, Funding
from standing.rooms.cards.queries import days as asked
from standing.rooms.cards.rules import bai2, bankcsv
from standing.rooms.cards.rules.bank import BankLine, Statement
from standing.rooms.cards.rules.issuer import MoveKind, ReserveMove, write_moves
from standing.rooms.cards.rules.lines import WrongFile
from standing.rooms.cards.rules.reconciling import Moved, Side, compare
from standing.rooms.funds import api as funds
from tests.make import cards as make
from tests.make import funds as money

AT, DAY, PROGRAM = make.AT, make.DAY, make.PROGRAM
NEXT = DAY + timedelta(days=1)
TOMORROW = AT + timedelta(days=1)

REFERENCES = st.sampled_from("ABCDE")
BOOK = st.lists(
    st.builds(Moved, reference=REFERENCES, settlement=st.just(""), cents=st.integers(-500, 500)), max_size=8
).map(lambda rows: [Moved(reference=one.reference, settlement=one.reference, cents=one.cents) for one in rows])


def sums(book):
    found = {}
    for one in book:
        found[one.reference] = found.get(one.reference, 0) + one.cents
    return found


@given(BOOK, BOOK, BOOK)
def test_every_difference_is_named_and_only_these(ledger, issuer, bank):
    found = compare(ledger=ledger, issuer=issuer, bank=bank)
    ours = sums(ledger)
    for side, book in ((Side.ISSUER, sums(issuer)), (Side.BANK, sums(bank))):
        wanted = {
            (ref, ours.get(ref, 0), book.get(ref, 0))
            for ref in ours.keys() | book.keys()
            if ours.get(ref, 0) != book.get(ref, 0)
        }
        assert {(one.reference, one.ledger_cents, one.other_cents) for one in found if one.side is side} == wanted
    assert compare(ledger=ledger, issuer=ledger, bank=ledger) == ()


def test_a_settlement_at_the_bank_stands_for_many_loads():
    loads = [Moved(reference=f"L{n}", settlement="S1", cents=-100) for n in range(3)]
    assert compare(ledger=loads, issuer=loads, bank=[Moved(reference="S1", settlement="S1", cents=-300)]) == ()
    (found,) = compare(ledger=loads, issuer=loads, bank=[Moved(reference="S1", settlement="S1", cents=-200)])
    assert (found.reference, found.side, found.cents, found.lacks) == ("S1", Side.BANK, 100, Side.BANK)
    (extra,) = compare(ledger=[], issuer=[], bank=[Moved(reference="X", settlement="X", cents=5)])
    assert extra.lacks is Side.LEDGER


# -- a day of a sample program


@pytest.fixture
def ready(program, treasurer):
    """Money in the bank, and allocated once it is in the reserve."""
    money.fund(by=treasurer)
    return program


class Books:
    """What issuer and bank will say of a day, before a test plants something."""

    def __init__(self, treasurer, keeper):
        self.treasurer, self.keeper = treasurer, keeper
        money.money(2_000_00, by=treasurer)
        days.fund_reserve(
            program=PROGRAM,
            reference="FUND-1",
            cents=1_000_00,
            settles_on=DAY,
            sender=make.CITY_BANK,
            by=treasurer,
            at=AT,
        )
        there = money.key(funds.Code.ALLOCATED, "general")
        money.post(
            (money.key(funds.Code.FREE, "general"), 1_000_00), (there, -1_000_00),
            kind=funds.Kind.ALLOCATION, round=money.ROUND, by=treasurer,
        )  # fmt: skip
        self.issuer = make.issuer()
        self.issuer.core.fund("FUND-1", 1_000_00)
        self.refs = [make.load(proxy, by=keeper, cents=100_00) for proxy in make.consigned(3, by=keeper)]
        make.work(self.issuer, by=keeper)
        self.moves = list(self.issuer.core.moves(DAY))

    @property
    def settlement(self):
        return next(one.settlement for one in self.moves if one.kind is MoveKind.LOADED)

    def bank(self, **changed):
        lines = {"FUND-1": 1_000_00, self.settlement: -300_00} | changed
        return [BankLine(reference=ref, cents=cents) for ref, cents in lines.items() if cents]

    def statement(self, lines, day=DAY, opening=0):
        return Statement(
            account=make.ACCOUNT,
            day=day,
            currency="USD",
            opening_cents=opening,
            closing_cents=opening + sum(one.cents for one in lines),
            lines=tuple(lines),
        )

    def bring(self, *, moves=None, lines=None, day=DAY, at=AT):
        found = self.moves if moves is None else moves
        days.take_report(
            program=PROGRAM, day=day, content=write_moves(found, program=PROGRAM), by=self.treasurer, at=at
        )
        statement = self.statement(self.bank() if lines is None else lines, day=day)
        days.take_statement(content=bankcsv.write([statement]), by=self.treasurer, at=at)

    def compare(self, day=DAY, at=AT):
        return Comparison.objects.get(pk=days.compare_day(program=PROGRAM, day=day, by=self.treasurer, at=at))

    def close(self, day=DAY, at=TOMORROW):
        return days.close_day(program=PROGRAM, day=day, by=self.treasurer, at=at)


@pytest.fixture
def books(ready, treasurer, keeper):
    return Books(treasurer, keeper)


pytestmark = pytest.mark.django_db


def test_equal_books_close_the_day_and_the_ledger_with_it(books):
    with pytest.raises(NotNow, match="report of this day has not come"):
        books.compare()
    books.bring()
    found = books.compare()
    assert (found.differences, found.ledger_cents, found.issuer_cents, found.bank_cents) == (0, 700_00, 700_00, 700_00)
    with pytest.raises(NotNow, match="when it is over"):
        books.close(at=AT)
    assert books.close() is True
    assert funds.closed_through() == DAY
    with pytest.raises(NotNow, match="closed"):
        books.close()
    with pytest.raises(NotNow, match="closed"):
        books.bring()
    assert asked.is_closed(program=PROGRAM, day=DAY)


def planted(books, what):
    """Return report, statement lines, and what must be found: reference, side, ledger, other."""
    moves, lines, ref = books.moves, books.bank(), books.refs[1]
    settled = books.settlement
    match what:
        case "issuer lacks a load":
            return [one for one in moves if one.external_ref != ref], lines, [(ref, "issuer", -100_00, 0)]
        case "issuer has another amount":
            from dataclasses import replace

            other = [replace(one, amount_cents=-90_00) if one.external_ref == ref else one for one in moves]
            return other, lines, [(ref, "issuer", -100_00, -90_00)]
        case "issuer has a fee":
            fee = ReserveMove(external_ref="FEE-1", kind=MoveKind.FEE, amount_cents=-5, settlement="FEE-1", day=DAY)
            return [*moves, fee], lines, [("FEE-1", "issuer", 0, -5)]
        case "issuer repeats a load":
            twice = next(one for one in moves if one.external_ref == ref)
            return [*moves, twice], lines, [(ref, "issuer", -100_00, -200_00)]
        case "bank lacks the funding":
            return moves, books.bank(**{"FUND-1": 0}), [("FUND-1", "bank", 1_000_00, 0)]
        case "bank is a cent short":
            return moves, books.bank(**{settled: -299_99}), [(settled, "bank", -300_00, -299_99)]
        case "bank has a stranger":
            return moves, books.bank(STRANGER=7), [("STRANGER", "bank", 0, 7)]
        case _:
            first = planted(books, "issuer lacks a load")
            third = planted(books, "bank has a stranger")
            return first[0], third[1], [*first[2], *third[2]]


@pytest.mark.parametrize(
    "what",
    [
        "issuer lacks a load",
        "issuer has another amount",
        "issuer has a fee",
        "issuer repeats a load",
        "bank lacks the funding",
        "bank is a cent short",
        "bank has a stranger",
        "two at once",
    ],
)
def test_each_planted_difference_is_found_and_only_these_and_keeps_the_day_open(books, what):
    moves, lines, wanted = planted(books, what)
    books.bring(moves=moves, lines=lines)
    found = Difference.objects.filter(comparison=books.compare())
    assert sorted((one.reference, one.side, one.ledger_cents, one.other_cents) for one in found) == sorted(wanted)
    with pytest.raises(NotNow, match="still open"):
        books.close()
    assert not ClosedDay.objects.exists()
    assert funds.closed_through() is None
    last = Comparison.objects.order_by("-number").first()
    with pytest.raises(DatabaseError, match="open difference"), transaction.atomic():
        ClosedDay.objects.create(program_id=PROGRAM, day=DAY, comparison=last, by=books.treasurer, at=TOMORROW)


def test_a_correction_of_the_ledger_closes_the_day(books):
    fee = ReserveMove(external_ref="FEE-1", kind=MoveKind.FEE, amount_cents=-5, settlement="FEE-1", day=DAY)
    books.bring(moves=[*books.moves, fee], lines=books.bank(**{"FEE-1": -5}))
    compared = books.compare()
    assert compared.differences == 2
    one, two = Difference.objects.filter(comparison=compared)
    with pytest.raises(NotFound):
        days.answer_difference(difference=one.pk, entry="FEE-1", by=books.treasurer, at=AT)
    funds.record_fee(
        fund="general", cents=5, paid_from=funds.Code.RESERVE, reference="FEE-1", day=DAY, by=books.treasurer, at=AT
    )
    for each in (one, two):
        days.answer_difference(difference=each.pk, entry="FEE-1", by=books.treasurer, at=AT)
    with pytest.raises(NotNow, match="already"):
        days.answer_difference(difference=one.pk, entry="FEE-1", by=books.treasurer, at=AT)
    assert books.close() is True
    assert Comparison.objects.order_by("-number").first().differences == 0


def test_money_that_arrives_a_day_later_is_answered_by_that_day(books):
    books.bring(lines=books.bank(**{"FUND-1": 0}))
    (late,) = Difference.objects.filter(comparison=books.compare())
    with pytest.raises(NotNow, match="counterpart"):
        days.pair_differences(difference=late.pk, by=books.treasurer, at=AT)
    books.bring(moves=[], lines=[BankLine(reference="FUND-1", cents=1_000_00)], day=NEXT, at=TOMORROW)
    (other,) = Difference.objects.filter(comparison=books.compare(day=NEXT, at=TOMORROW))
    days.pair_differences(difference=late.pk, by=books.treasurer, at=TOMORROW)
    with pytest.raises(NotNow, match="already"):
        days.pair_differences(difference=other.pk, by=books.treasurer, at=TOMORROW)
    assert books.close() is True
    assert books.close(day=NEXT, at=TOMORROW + timedelta(days=1)) is True


def test_the_database_pairs_only_what_cancels_to_the_cent(books):
    books.bring(lines=books.bank(**{"FUND-1": 0}))
    (late,) = Difference.objects.filter(comparison=books.compare())
    books.bring(moves=[], lines=[BankLine(reference="FUND-1", cents=999_99)], day=NEXT, at=TOMORROW)
    (other,) = Difference.objects.filter(comparison=books.compare(day=NEXT, at=TOMORROW))
    with pytest.raises(NotNow):
        days.pair_differences(difference=late.pk, by=books.treasurer, at=TOMORROW)
    with pytest.raises(DatabaseError, match="cancel to the cent"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cards_answered (difference_id, other_id, reply, entry, by_id, at)"
            " VALUES (%s, %s, 'other_day', '', %s, now())",
            [late.pk, other.pk, books.treasurer.pk],
        )


def test_a_load_that_was_refused_leaves_no_difference(books, keeper):
    proxy = make.consigned(1, by=keeper)[0]
    make.load(proxy, by=keeper, cents=50_00)
    from standing.rooms.cards.adapters.simulator import Faults

    books.issuer.core.faults = Faults(reject=1)
    make.work(books.issuer, by=keeper)
    books.bring(moves=books.issuer.core.moves(DAY))
    assert books.compare().differences == 0


def test_what_a_lost_card_gives_back_is_the_same_in_all_books(books, keeper):
    from standing.rooms.cards.models import Card

    card = Card.objects.filter(state="loaded").first()
    loading.block(card=card.pk, by=keeper, at=AT)
    make.work(books.issuer, by=keeper)
    moves = books.issuer.core.moves(DAY)
    (back,) = [one for one in moves if one.kind is MoveKind.RETURNED]
    books.bring(moves=moves, lines=books.bank(**{back.settlement: 100_00}))
    assert books.compare().differences == 0


def test_the_same_files_again_change_nothing_and_a_new_one_counts(books):
    books.bring()
    books.bring()
    assert DayFile.objects.count() == 2
    assert books.compare() == books.compare()
    books.bring(lines=books.bank(STRANGER=1))
    assert books.compare().differences == 1
    books.bring(lines=books.bank(STRANGER=2))
    assert Comparison.objects.count() == 2
    assert books.compare().number == 3


def test_a_file_is_taken_whole_by_a_treasurer_for_a_reserve_of_ours(books, keeper):
    good = bai2.write([books.statement(books.bank())], sender="BANK", receiver="CITY", made=AT)
    with pytest.raises(NotAllowed):
        days.take_statement(content=good, by=keeper, at=AT)
    with pytest.raises(WrongFile):
        days.take_statement(content=good[:-9], by=books.treasurer, at=AT)
    with pytest.raises(NotNow, match="No account"):
        days.take_statement(content=good.replace(make.ACCOUNT.encode(), b"111"), by=books.treasurer, at=AT)
    assert days.take_statement(content=good, by=books.treasurer, at=AT) == ((PROGRAM, DAY),)
    strange = [ReserveMove(external_ref="L", kind=MoveKind.LOADED, amount_cents=-1, settlement="", day=NEXT)]
    with pytest.raises(NotNow, match="tells of"):
        days.take_report(
            program=PROGRAM, day=DAY, content=write_moves(strange, program=PROGRAM), by=books.treasurer, at=AT
        )


def test_the_reserve_is_funded_once_for_a_reference(books, keeper):
    said = {"program": PROGRAM, "reference": "FUND-1", "settles_on": DAY, "sender": make.CITY_BANK, "at": AT}
    first = days.fund_reserve(cents=1_000_00, by=books.treasurer, **said)
    assert (first, Funding.objects.count()) == (bytes(Funding.objects.get().file), 1)
    with pytest.raises(NotNow, match="another payment"):
        days.fund_reserve(cents=1, by=books.treasurer, **said)
    with pytest.raises(NotAllowed):
        days.fund_reserve(cents=1_000_00, by=keeper, **said)
    with pytest.raises(funds.NotEnough):
        days.fund_reserve(cents=9_000_00, by=books.treasurer, **{**said, "reference": "FUND-2"})
    with pytest.raises(NotNow, match="over"):
        days.fund_reserve(
            cents=1, by=books.treasurer, **{**said, "reference": "FUND-3", "settles_on": DAY - timedelta(1)}
        )


@pytest.mark.parametrize(
    "table", ["comparison", "difference", "closedday", "dayfile", "dayline", "answered", "funding"]
)
def test_days_are_never_changed_removed_or_emptied(books, table):
    books.bring(lines=books.bank(**{"FUND-1": 0}))
    (late,) = Difference.objects.filter(comparison=books.compare())
    books.bring(moves=[], lines=[BankLine(reference="FUND-1", cents=1_000_00)], day=NEXT, at=TOMORROW)
    books.compare(day=NEXT, at=TOMORROW)
    days.pair_differences(difference=late.pk, by=books.treasurer, at=TOMORROW)
    books.close()
    key = "reference" if table == "funding" else "id"
    for said in (
        f"UPDATE cards_{table} SET {key} = {key}",
        f"DELETE FROM cards_{table}",
        f"TRUNCATE cards_{table} CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(said)
