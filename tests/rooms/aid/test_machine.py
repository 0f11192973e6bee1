"""Tokens, cards and receipt codes against a model: whatever desks and the issuer do, one token is one card."""

from __future__ import annotations

from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DjangoCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from standing.hall.audit.api import SYSTEM
from standing.kernel.refusals import Refused
from standing.rooms.aid import api as aid
from standing.rooms.aid.models import Receipt, Token
from standing.rooms.aid.rules.verifying import is_sound
from standing.rooms.cards import api as cards
from standing.rooms.funds import api as funds
from tests.make import aid as make
from tests.make import cards as plastic

CARDS = st.integers(0, 4)
TOKENS = st.integers(0, 3)
BUDGET = 3 * make.CENTS
"""For four tokens: one comes too late."""


class Desks(RuleBasedStateMachine):
    """Five cards, four tokens, one of which is an exception; the model holds which token brought which card."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.held, self.listed = make.with_cards(5, cents=BUDGET)
        trustee = self.held.trustee
        self.tokens = [*(trustee.token() for _ in range(3)), trustee.token(is_exception=True)]
        self.brought: dict[int, str] = {}
        self.codes: dict[int, str] = {}
        self.given: set[str] = set()
        self.issuer = plastic.issuer()
        self.size = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(which=TOKENS, card=CARDS, is_again=st.booleans())
    def redeem(self, which, card, is_again):
        proxy = self.listed[card]
        code = self.codes.get(which, make.code()) if is_again else make.code()
        known, is_free = self.brought.get(which), plastic.state(proxy) is cards.State.CONSIGNED
        before = plastic.state(proxy)
        may = known == proxy if known is not None else is_free and len(self.brought) * make.CENTS < BUDGET
        try:
            done = make.redeem(self.held, self.tokens[which], proxy, receipt=code, is_exception=which == 3)
        except Refused:
            assert not may
            assert plastic.state(proxy) is before
            return
        assert may
        self.brought[which] = proxy
        if done.receipt:
            self.codes[which] = code
        else:
            assert before not in {cards.State.LOAD_PENDING, cards.State.LOADED}

    @rule(which=TOKENS, card=CARDS)
    def replay_as_something_else(self, which, card):
        for changed in ({"is_exception": which != 3}, {"cents": make.LESS}, {"credential": self.held.other_station}):
            try:
                make.redeem(self.held, self.tokens[which], self.listed[card], **{"is_exception": which == 3, **changed})
            except Refused:
                continue
            # A desk of another group gets the state of a card that the token brought before, and nothing new.
            assert self.brought.get(which) == self.listed[card]

    @rule()
    def work(self):
        plastic.work(self.issuer, by=self.held.by, turns=1)

    @rule(card=CARDS)
    def hand_over(self, card):
        proxy = self.listed[card]
        before = plastic.state(proxy)
        try:
            aid.hand_over(credential=self.held.station, program=self.held.program, proxy=proxy, at=make.AT)
        except Refused:
            assert before not in {cards.State.LOADED, cards.State.HANDED_OVER}
        else:
            assert before in {cards.State.LOADED, cards.State.HANDED_OVER}

    @rule(which=TOKENS, card=CARDS)
    def lose(self, which, card):
        if which not in self.codes:
            return
        proxy, old = self.listed[card], self.brought[which]
        try:
            done = aid.replace_lost(
                credential=self.held.station,
                receipt=self.codes[which],
                program=self.held.program,
                new_proxy=proxy,
                at=make.AT,
            )
        except Refused:
            return
        if done.state != "waiting" and proxy != old:
            assert plastic.state(old) is cards.State.REPLACED
            self.brought[which] = proxy

    @rule()
    def rewrite(self):
        connection.check_constraints()
        assert aid.rewrite_tokens(by=SYSTEM, at=make.AT) == len(self.brought)

    @invariant()
    def one_token_is_one_card(self):
        connection.check_constraints()
        live = {
            plastic.card(proxy).obligation
            for proxy in self.listed
            if plastic.state(proxy) in {"load_pending", "loaded", "handed_over", "blocked"}
        }
        spent = {bytes(one.nonce): one.obligation for one in Token.objects.all()}
        assert set(spent) == {self.tokens[which].nonce for which in self.brought}
        assert live == set(spent.values())
        assert {which: plastic.card(proxy).obligation for which, proxy in self.brought.items()} == {
            which: spent[self.tokens[which].nonce] for which in self.brought
        }
        assert Receipt.objects.count() == len(spent)

    @invariant()
    def the_money_is_where_it_should_be(self):
        loads = cards.loads(round=make.ROUND)
        back = sum(one.taken_cents or 0 for one in loads)
        assert funds.sum_of(code=funds.Code.LOADED) == sum(one.cents for one in loads) - back
        assert sum(one.cents for one in loads if not one.replaces) == len(self.brought) * make.CENTS
        assert self.issuer.core.careless == []

    @invariant()
    def anybody_may_check_it(self):
        assert is_sound(aid.verify(round_=make.ROUND))


class TestDesks(DjangoCase):
    """Every run of the machine is undone at its end."""

    def test_any_order_of_deeds(self):
        run_state_machine_as_test(
            Desks,
            settings=settings(
                max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
