"""The life of cards and loads against a model: whatever people and the issuer do, the numbers add up to the cent."""

from __future__ import annotations

from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DjangoCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from standing.kernel.refusals import Refused
from standing.rooms.cards.actions import custody, loading, stock
from standing.rooms.cards.adapters.simulator import Faults
from standing.rooms.cards.models import Card, Load, Move, Take
from standing.rooms.cards.queries import stock as asked
from standing.rooms.cards.rules.custody import VoidWhy
from standing.rooms.cards.rules.life import LIVE, NEXT, State
from standing.rooms.funds import api as funds
from tests.make import cards as make
from tests.make import funds as money

AT, DAY, PROGRAM = make.AT, make.DAY, make.PROGRAM
BUDGET, CENTS = 500_00, 100_00
CARDS = st.integers(0, 5)
OBLIGATIONS = st.sampled_from(["token:1", "token:2", "token:3"])


class Life(RuleBasedStateMachine):
    """Six cards, two people, an issuer with moods; the model holds a state for each card and what is on it."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.one, self.two = make.keeper(), make.keeper()
        make.program()
        make.allocated(BUDGET)
        self.listed = make.in_vault(6, by=self.one)
        self.states = dict.fromkeys(self.listed, State.IN_VAULT)
        self.asked: set[str] = set()
        self.owed: dict[str, str] = {}
        self.issuer = make.issuer(seed=1)

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def try_(self, proxy, then, deed):
        """Do it; the model says whether it may be."""
        may = then in NEXT[self.states[proxy]]
        try:
            deed()
        except Refused:
            return False
        assert may, (self.states[proxy], then)
        self.states[proxy] = then
        return True

    @rule(number=CARDS)
    def consign(self, number):
        proxy = self.listed[number]

        def deed():
            packed = custody.pack_consignment(
                program=PROGRAM, group=money.GROUP, count=1, proxies=[proxy], by=self.one, at=AT
            )
            custody.give_out(consignment=packed, counted=1, signed_on=DAY, by=self.two, at=AT)

        done = self.try_(proxy, State.CONSIGNED, deed)
        assert done or self.states[proxy] is not State.IN_VAULT

    @rule(number=CARDS)
    def take_back(self, number):
        proxy = self.listed[number]
        self.try_(
            proxy, State.IN_VAULT, lambda: custody.take_back(program=PROGRAM, proxies=[proxy], by=self.one, at=AT)
        )

    @rule(number=CARDS)
    def lose(self, number):
        proxy = self.listed[number]
        self.try_(
            proxy,
            State.LOST_IN_CUSTODY,
            lambda: custody.name_lost(program=PROGRAM, proxies=[proxy], by=self.one, at=AT),
        )

    @rule(number=CARDS)
    def void(self, number):
        proxy, card = self.listed[number], make.card(self.listed[number]).pk

        def deed():
            if proxy not in self.asked:
                stock.ask_to_void(card=card, why=VoidWhy.DAMAGED, by=self.one, at=AT)
                self.asked.add(proxy)
            stock.agree_to_void(card=card, by=self.two, at=AT)

        self.try_(proxy, State.VOID, deed)

    @rule(number=CARDS, obligation=OBLIGATIONS)
    def load(self, number, obligation):
        proxy = self.listed[number]
        if self.owed.get(proxy) == obligation:
            return
        has_live = any(said == obligation and self.states[one] in LIVE for one, said in self.owed.items())
        if self.try_(
            proxy, State.LOAD_PENDING, lambda: make.load(proxy, by=self.one, cents=CENTS, obligation=obligation)
        ):
            assert not has_live
            self.owed[proxy] = obligation

    @rule(
        faults=st.sampled_from(
            [Faults(), Faults(reject=1), Faults(lose=1), Faults(repeat=1, late=1), Faults(partial=1)]
        )
    )
    def work(self, faults):
        self.issuer.core.faults = faults
        self.issuer.core.pass_time()
        make.work(self.issuer, by=self.one, turns=2)
        for proxy, state in self.states.items():
            if state is State.LOAD_PENDING and make.state(proxy) is State.LOADED:
                self.states[proxy] = State.LOADED

    @rule(number=CARDS)
    def hand_over(self, number):
        proxy = self.listed[number]
        card = make.card(proxy).pk
        self.try_(proxy, State.HANDED_OVER, lambda: loading.hand_over(card=card, by=self.one, at=AT))

    @rule(number=CARDS)
    def block(self, number):
        proxy = self.listed[number]
        card = make.card(proxy).pk
        self.try_(proxy, State.BLOCKED, lambda: loading.block_card(card=card, by=self.one, at=AT))

    @rule(number=CARDS, then=st.sampled_from([State.RETURNED, State.EXPIRED]))
    def end(self, number, then):
        proxy = self.listed[number]
        card = make.card(proxy).pk
        self.try_(proxy, then, lambda: loading.end_card(card=card, then=then, by=self.one, at=AT))

    @rule(old=CARDS, new=CARDS)
    def replace(self, old, new):
        lost, fresh = self.listed[old], self.listed[new]
        if self.states[lost] is State.REPLACED:
            return
        card = make.card(lost).pk
        may = State.LOAD_PENDING in NEXT[self.states[fresh]]
        if self.try_(lost, State.REPLACED, lambda: loading.replace_card(card=card, proxy=fresh, by=self.one, at=AT)):
            assert may
            self.states[fresh], self.owed[fresh] = State.LOAD_PENDING, self.owed[lost]

    @invariant()
    def the_model_and_the_database_agree(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        assert {card.proxy: State(card.state) for card in Card.objects.all()} == self.states
        assert asked.stock(program=PROGRAM).adds_up
        assert all(card.moves == Move.objects.filter(card=card).count() for card in Card.objects.all())

    @invariant()
    def the_money_is_where_it_should_be(self):
        booked = sum(load.amount_cents for load in Load.objects.exclude(step="refused"))
        back = sum(take.balance_cents or 0 for take in Take.objects.all())
        assert funds.sum_of(code=funds.Code.LOADED) == booked - back
        assert funds.sum_of(code=funds.Code.RESERVE) == BUDGET - booked + back
        assert self.issuer.core.careless == []
        assert all(cents == CENTS for cents in self.issuer.core.given.values())


class TestLife(DjangoCase):
    """Every run of the machine is undone at its end."""

    def test_any_order_of_deeds(self):
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
