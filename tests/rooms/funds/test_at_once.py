"""Several people at the same moment: the last cent is spent once, and an event is booked once."""

from __future__ import annotations

import pytest

from standing.kernel.refusals import Refused
from standing.rooms.funds import api as funds
from standing.rooms.funds.actions import allocating, deciding, gifts
from standing.rooms.funds.models import Receipt
from standing.rooms.funds.rules.chart import Code, Source
from standing.rooms.funds.rules.legs import DayClosed, EntryFact, NotEnough
from tests.make import funds as make
from tests.make.funds import AT, DAY, GROUP, ROUND, key
from tests.rooms.plans.conftest import _empty
from tests.rooms.plans.threads import at_once


@pytest.fixture
def by(db):
    """Put a treasurer and a fund into the database for good; the test's own connection touches no table."""

    def begin():
        treasurer = make.treasurer()
        make.fund(by=treasurer)
        make.allocated(1_000, by=treasurer)
        make.money(1_000, by=treasurer)
        return treasurer

    try:
        [treasurer] = at_once(begin)
        yield treasurer
    finally:
        at_once(_empty)


def holds(code, fund=""):
    [cents] = at_once(lambda: funds.balance_of(account=key(code, fund)))
    return cents


def kinds(came):
    return sorted(type(one).__name__ for one in came)


def test_two_allocations_of_the_last_cent_at_once_give_one(by):
    def all_of_it(group):
        return lambda: allocating.allocate(
            fund="general", round=ROUND, organisation=group, cents=1_000, day=DAY, by=by, at=AT
        )

    came = at_once(*(all_of_it(f"g{number}") for number in range(4)))
    assert kinds(came) == ["EntryFact", "NotEnough", "NotEnough", "NotEnough"]
    assert holds(Code.FREE, "general") == 0


def test_loads_at_once_never_spend_more_than_was_set_aside(by):
    came = at_once(*([lambda: make.load(300, by=by)] * 5))
    assert kinds(came) == ["EntryFact"] * 3 + ["NotEnough"] * 2
    assert (holds(Code.ALLOCATED, "general"), holds(Code.LOADED)) == (100, 900)


def test_the_same_load_sent_five_times_at_once_is_booked_once(by):
    came = at_once(*([lambda: make.load(300, reference="one", by=by)] * 5))
    assert all(isinstance(one, EntryFact) for one in came)
    assert len({one.number for one in came}) == 1
    assert holds(Code.LOADED) == 300


def test_the_same_entry_posted_and_the_same_gift_booked_at_once_stand_once(by):
    wire = {"source": Source.DONOR, "cents": 10, "reference": "wire-9", "day": DAY, "by": by, "at": AT}
    came = at_once(*([lambda: funds.fund_reserve(**wire)] * 4))
    assert len({one.number for one in came}) == 1
    [donor] = at_once(lambda: make.donor(by=by))
    gift = {
        "donor": donor,
        "fund": "general",
        "cents": 7,
        "received_on": DAY,
        "bank_reference": "g",
        "by": by,
        "at": AT,
    }
    came = at_once(*([lambda: gifts.record_gift(**gift)] * 4))
    assert len(set(came)) == 1
    assert holds(Code.BANK) == 1_000 - 10 + 7


def test_receipts_made_at_once_have_no_gap(by):
    [found] = at_once(lambda: [make.gift(5, by=by).pk for _ in range(4)])
    at_once(*((lambda pk=pk: gifts.issue_receipt(gift=pk, by=by, at=AT)) for pk in found))
    assert at_once(lambda: sorted(Receipt.objects.values_list("number", flat=True))) == [[1, 2, 3, 4]]


def test_an_entry_is_undone_once_and_a_proposal_decided_once_at_once(by):
    [entry] = at_once(lambda: funds.fund_reserve(source=Source.DONOR, cents=9, reference="w", day=DAY, by=by, at=AT))
    came = at_once(*([lambda: funds.reverse_entry(number=entry.number, day=DAY, by=by, at=AT)] * 4))
    assert len({one.number for one in came if isinstance(one, EntryFact)}) == 1
    [(found, second)] = at_once(lambda: _proposal(by))
    came = at_once(*([lambda: deciding.approve_decision(decision=found, day=DAY, by=second, at=AT)] * 4))
    assert len([one for one in came if not isinstance(one, Refused)]) == 1


def _proposal(by):
    gift = make.gift(100, by=by)
    found = deciding.propose_return(fund="general", donor=gift.donor_id, cents=60, by=by, at=AT)
    return found, make.treasurer()


def test_a_round_closed_while_cards_are_loaded_leaves_nothing_between(by):
    came = at_once(
        *([lambda: make.load(100, by=by)] * 3),
        lambda: allocating.close_round(round=ROUND, day=DAY, by=by, at=AT),
        *([lambda: make.load(100, by=by)] * 3),
    )
    loads = [one for one in came if isinstance(one, EntryFact)]
    assert all(isinstance(one, EntryFact | NotEnough | DayClosed | allocating.CloseFact) for one in came)
    assert holds(Code.LOADED) == 100 * len(loads)
    assert at_once(lambda: funds.sum_of(code=Code.ALLOCATED, round=ROUND, organisation=GROUP)) == [0]
    assert holds(Code.FREE, "general") == 2_000 - 100 * len(loads)
