"""The ledger against a model: gifts, allocations, loads, fees, returns, redirects, reversals and closes in any order."""

from __future__ import annotations

from collections import defaultdict
from itertools import count

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from standing.kernel.refusals import Refused
from standing.rooms.funds import api as funds
from standing.rooms.funds.actions import allocating, deciding, gifts
from standing.rooms.funds.models import Account, Entry, Leg
from standing.rooms.funds.queries import giving
from standing.rooms.funds.rules.chart import Code, Source
from tests.make import funds as make
from tests.make.funds import AT, DAY, key

FUNDS = ("bound", "free", "treasury")
ROUNDS, GROUPS = ("r1", "r2"), ("g1", "g2")
CENTS = st.integers(1, 400)


class Ledger(RuleBasedStateMachine):
    """A model of plain sums beside the real ledger; what the model would not do, the ledger refuses."""

    def __init__(self):
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()

    def teardown(self):
        """Roll each run back."""
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.by, self.second = make.treasurer(), make.treasurer()
        make.fund("bound", round="r1", by=self.by)
        make.fund("free", by=self.by)
        make.fund("treasury", source=Source.CITY, by=self.by)
        self.donors = [make.donor(by=self.by) for _ in range(3)]
        self.free = dict.fromkeys(FUNDS, 0)
        self.aside = defaultdict(int)
        self.bank, self.reserve = defaultdict(int), defaultdict(int)
        self.loaded, self.costs, self.owed = defaultdict(int), defaultdict(int), defaultdict(int)
        self.gifts, self.loads, self.closed = [], {}, set()
        self.numbers = count()

    def source(self, fund):
        return Source.CITY if fund == "treasury" else Source.DONOR

    def tries(self, deed, *, may):
        """Do something; it works if, and only if, the model may."""
        before = Entry.objects.count()
        try:
            done = deed()
        except Refused:
            assert not may
            assert Entry.objects.count() == before
            return None
        assert may
        return done

    @rule(fund=st.sampled_from(FUNDS), donor=st.integers(0, 2), cents=CENTS)
    def give(self, fund, donor, cents):
        if fund == "treasury":
            make.money(cents, fund=fund, source=Source.CITY, by=self.by)
        else:
            gift = make.gift(cents, fund=fund, donor=self.donors[donor], by=self.by)
            self.gifts.append((gift, fund, donor, cents))
        self.free[fund] += cents
        self.bank[self.source(fund)] += cents

    @rule(place=st.integers(0, 30))
    def bounce(self, place):
        if not self.gifts:
            return
        gift, fund, donor, cents = self.gifts.pop(place % len(self.gifts))
        part = giving.shares_in(fund=fund).get(self.donors[donor], 0)
        may = self.free[fund] >= cents and self.bank[Source.DONOR] >= cents and part >= cents
        self.tries(lambda: gifts.undo_gift(gift=gift.pk, day=DAY, by=self.by, at=AT) or True, may=may)
        if may:
            self.free[fund] -= cents
            self.bank[Source.DONOR] -= cents

    @rule(source=st.sampled_from(Source), cents=CENTS, back=st.booleans())
    def wire(self, source, cents, back):
        there, here = (self.bank, self.reserve) if back else (self.reserve, self.bank)
        deed = funds.return_reserve if back else funds.fund_reserve
        words = {"source": source, "cents": cents, "reference": f"wire-{next(self.numbers)}", "day": DAY}
        if self.tries(lambda: deed(**words, by=self.by, at=AT), may=here[source] >= cents):
            here[source] -= cents
            there[source] += cents

    @rule(fund=st.sampled_from(FUNDS), round=st.sampled_from(ROUNDS), group=st.sampled_from(GROUPS), cents=CENTS)
    def allocate(self, fund, round, group, cents):
        may = self.free[fund] >= cents and round not in self.closed and not (fund == "bound" and round != "r1")
        words = {"fund": fund, "round": round, "organisation": group, "cents": cents, "day": DAY}
        if self.tries(lambda: allocating.allocate(**words, by=self.by, at=AT), may=may):
            self.free[fund] -= cents
            self.aside[fund, round, group] += cents

    @rule(fund=st.sampled_from(FUNDS), round=st.sampled_from(ROUNDS), group=st.sampled_from(GROUPS), cents=CENTS)
    def release(self, fund, round, group, cents):
        words = {"fund": fund, "round": round, "organisation": group, "cents": cents, "day": DAY}
        may = self.aside[fund, round, group] >= cents
        if self.tries(lambda: allocating.release(**words, by=self.by, at=AT), may=may):
            self.free[fund] += cents
            self.aside[fund, round, group] -= cents

    @rule(round=st.sampled_from(ROUNDS), group=st.sampled_from(GROUPS), cents=CENTS)
    def load(self, round, group, cents):
        there = {fund: self.aside[fund, round, group] for fund in FUNDS}
        donors = there["bound"] + there["free"]
        source = Source.DONOR if donors >= cents else Source.CITY
        enough = donors >= cents or there["treasury"] >= cents
        may = enough and self.reserve[source] >= cents and round not in self.closed
        reference = f"load-{next(self.numbers)}"
        words = {"round": round, "organisation": group, "reference": reference, "day": DAY}
        if self.tries(lambda: funds.load_cards(cents=cents, **words, by=self.by, at=AT), may=may):
            assert funds.load_cards(cents=cents, **words, by=self.by, at=AT)  # a second time changes nothing
            first = min(cents, there["bound"])
            drawn = [("treasury", cents)] if source is Source.CITY else [("bound", first), ("free", cents - first)]
            for fund, part in drawn:
                self.aside[fund, round, group] -= part
                self.loaded[fund] += part
            self.reserve[source] -= cents
            self.loads[reference] = [source, round, group, dict(drawn)]

    @rule(place=st.integers(0, 30), cents=CENTS)
    def unload(self, place, cents):
        if not self.loads:
            return
        reference = sorted(self.loads)[place % len(self.loads)]
        source, of_round, group, left = self.loads[reference]
        words = {"load_reference": reference, "cents": cents, "reference": f"b{next(self.numbers)}", "day": DAY}
        fits = all(self.loaded[fund] >= part for fund, part in self.shares(left, cents).items())
        may = sum(left.values()) >= cents and fits
        if self.tries(lambda: funds.unload_cards(**words, by=self.by, at=AT), may=may):
            for fund, part in self.shares(left, cents).items():
                left[fund] -= part
                self.loaded[fund] -= part
                self.aside[fund, of_round, group] += part
            self.reserve[source] += cents

    def shares(self, left, cents):
        """Return what comes back to which fund: what was drawn last comes first."""
        found = {}
        for fund in sorted(left, reverse=True):
            found[fund] = min(left[fund], cents - sum(found.values()))
        return found

    @rule(fund=st.sampled_from(FUNDS), cents=CENTS, of=st.sampled_from([Code.BANK, Code.RESERVE]), lost=st.booleans())
    def cost(self, fund, cents, of, lost):
        here = self.bank if of is Code.BANK else self.reserve
        may = self.free[fund] >= cents and here[self.source(fund)] >= cents
        words = {"fund": fund, "cents": cents, "reference": f"cost-{next(self.numbers)}", "day": DAY}
        deed = (
            (lambda: funds.record_loss(lost_from=of, **words, by=self.by, at=AT))
            if lost
            else (lambda: funds.record_fee(paid_from=of, **words, by=self.by, at=AT))
        )
        if entry := self.tries(deed, may=may):
            if cents % 5 == 0:
                funds.reverse_entry(number=entry.number, day=DAY, by=self.by, at=AT)
                return
            self.free[fund] -= cents
            here[self.source(fund)] -= cents
            self.costs[fund] += cents

    @rule(donor=st.integers(0, 2), cents=CENTS, fund=st.sampled_from(["bound", "free"]), redirect=st.booleans())
    def decide(self, donor, cents, fund, redirect):
        part = giving.shares_in(fund=fund).get(self.donors[donor], 0)
        to_fund = "free" if fund == "bound" else "bound"
        may = self.free[fund] >= cents and part >= cents and (redirect or self.bank[Source.DONOR] >= cents)
        words = {"fund": fund, "donor": self.donors[donor], "cents": cents, "by": self.by, "at": AT}

        def deed():
            if redirect:
                proposed = deciding.propose_redirect(**words, to_fund=to_fund, consent_sha256="b" * 64, consent_on=DAY)
            else:
                proposed = deciding.propose_return(**words)
            return deciding.approve_decision(decision=proposed, day=DAY, by=self.second, at=AT)

        if self.tries(deed, may=may):
            self.free[fund] -= cents
            if redirect:
                self.free[to_fund] += cents
            else:
                self.bank[Source.DONOR] -= cents

    @rule(round=st.sampled_from(ROUNDS))
    def close(self, round):
        known = round == "r1" or any(each == round for _fund, each, _group in self.used())
        again = round in self.closed
        aside = sum(cents for (_fund, each, _group), cents in self.aside.items() if each == round)
        rest = self.free["bound"] + sum(self.aside["bound", "r1", group] for group in GROUPS) if round == "r1" else 0
        has_givers = bool(giving.shares_in(fund="bound"))
        may = (aside > 0 or (rest > 0 and has_givers)) if again else known
        deed = allocating.settle_round if again else allocating.close_round
        if fact := self.tries(lambda: deed(round=round, day=DAY, by=self.by, at=AT), may=may):
            self.closed.add(round)
            for fund, each, group in list(self.aside):
                if each == round:
                    self.free[fund] += self.aside.pop((fund, each, group))
            if round == "r1" and has_givers:
                assert fact.owed_in_all == self.free["bound"]
                self.owed["bound"] += self.free["bound"]
                self.free["bound"] = 0

    def used(self):
        return [(row.fund_id, row.round, row.organisation) for row in Account.objects.filter(code=Code.ALLOCATED)]

    @invariant()
    def the_ledger_says_what_the_model_says(self):
        if not hasattr(self, "free"):
            return
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for fund in FUNDS:
            source = self.source(fund)
            assert funds.balance_of(account=key(Code.FREE, fund, source=source)) == self.free[fund]
            assert funds.sum_of(code=Code.ON_CARDS, fund=fund) == self.loaded[fund]
            assert funds.sum_of(code=Code.COSTS, fund=fund) == self.costs[fund]
            assert funds.sum_of(code=Code.PAYABLE, fund=fund) == self.owed[fund]
        for source in Source:
            assert funds.sum_of(code=Code.BANK, source=source) == self.bank[source]
            assert funds.sum_of(code=Code.RESERVE, source=source) == self.reserve[source]
        assert funds.sum_of(code=Code.ALLOCATED) == sum(self.aside.values())
        assert funds.sum_of(code=Code.LOADED) == sum(self.loaded.values())
        assert Leg.objects.aggregate(all=Sum("cents"))["all"] in {None, 0}
        sums = dict(Leg.objects.values_list("account").annotate(all=Sum("cents")))
        assert all(row.balance == sums.get(row.pk, 0) for row in Account.objects.all())
        assert all(fact.came == fact.went for fact in giving.totals(at=AT))
        assert all(fact.came >= 0 for fact in giving.totals(at=AT))


@pytest.mark.django_db
def test_the_ledger_agrees_with_the_model_whatever_happens_in_whatever_order():
    how = settings(max_examples=25, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(Ledger, settings=how)
