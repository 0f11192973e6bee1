"""The trustee against a model: claims, retries, refusals, appeals, nights, copies and the end, in any order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from standing.kernel.blind import rsa, tokens
from standing.kernel.refusals import NotNow
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.models import Appeal, Key, Night, Reply, Tag, Tally
from standing.rooms.trustee.rules.appeals import State
from standing.rooms.trustee.rules.asking import AlreadyHelped, Closed, Misread, OverQuota
from tests.make import accounts
from tests.make import trustee as make
from tests.make.trustee import AT, CENTS, DAY, ROUND

CLAIMS = 5
PEOPLE = st.sets(st.integers(0, 7), min_size=1, max_size=3)


class Trustee(RuleBasedStateMachine):
    """Sets and counts beside the real tables; what the model would not do, the trustee refuses with the same word."""

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
        self.held = make.open_round(claims=CLAIMS)
        self.supervisor = make.supervisor()
        self.day, self.is_destroyed = 0, False
        self.helped, self.today, self.signed = set(), [0, 0], {}
        self.claims, self.refusals, self.granted, self.asked = 0, 0, 0, {}
        self.stated, self.nights = 0, 0
        self.public = rsa.read_public(self.held.manifest.tiers[CENTS])

    @property
    def now(self):
        return AT + self.day * DAY

    @property
    def is_open(self):
        return self.day < 30

    def tags(self, people):
        """Return the tags of these people; that they are the same at each desk, the tests of claims show."""
        return [bytes([one + 1]) * 32 for one in sorted(people)]

    def send(self, desk, people, blinded):
        return actions.claim(
            credential=self.held.desks[desk],
            tags=self.tags(people),
            cents=CENTS,
            blinded_token=blinded,
            drawn_on=make.day_of(self.now),
            at=self.now,
        )

    def expected(self, desk, people):
        if not self.is_open:
            return Closed
        if self.today[desk] >= CLAIMS:
            return OverQuota
        return AlreadyHelped if people & self.helped else None

    @rule(desk=st.sampled_from((0, 1)), people=PEOPLE)
    def claim(self, desk, people):
        hidden = tokens.blind(self.public, tokens.new_nonce())
        refusal = self.expected(desk, people)
        if refusal is not None:
            with pytest.raises(refusal):
                self.send(desk, people, hidden.blinded)
            self.refusals += refusal is AlreadyHelped
            return
        signature = self.send(desk, people, hidden.blinded)
        tokens.unblind(self.public, hidden, signature)
        self.helped |= people
        self.claims += 1
        self.today[desk] += 1
        self.signed[hidden.blinded] = (self.day, frozenset(people), signature)

    @rule(desk=st.sampled_from((0, 1)), data=st.data())
    def retry(self, desk, data):
        if not self.signed:
            return
        blinded = data.draw(st.sampled_from(sorted(self.signed)))
        day, people, signature = self.signed[blinded]
        if day == self.day:
            assert self.send(desk, people, blinded) == signature
            with pytest.raises(Misread):
                self.send(desk, people ^ {7}, blinded)
            return
        refusal = self.expected(desk, people)
        with pytest.raises(refusal):
            self.send(desk, people, blinded)
        self.refusals += refusal is AlreadyHelped

    @rule(desk=st.sampled_from((0, 1)))
    def appeal(self, desk):
        if not self.is_open:
            with pytest.raises(Closed):
                make.appeal(self.held, desk=desk, at=self.now)
        elif self.granted == self.held.manifest.exceptions.most:
            with pytest.raises(NotNow):
                make.appeal(self.held, desk=desk, at=self.now)
        elif sum(1 for one in self.asked.values() if one[:2] == (desk, self.day)) == CLAIMS:
            with pytest.raises(OverQuota):
                make.appeal(self.held, desk=desk, at=self.now)
        else:
            number = make.appeal(self.held, desk=desk, at=self.now)
            self.asked[Appeal.objects.get(number=number).pk] = (desk, self.day, set())

    @rule(is_keeper=st.booleans(), says_yes=st.booleans(), data=st.data())
    def decide(self, is_keeper, says_yes, data):
        waiting = sorted(one for one, (desk, _day, yes) in self.asked.items() if yes is not None)
        if not waiting:
            return
        one = data.draw(st.sampled_from(waiting))
        desk, day, yes = self.asked[one]
        if not is_keeper and desk == 1:
            return  # her own group's desk: the tests of appeals show that it is refused
        by = self.held.keeper if is_keeper else self.supervisor
        if not says_yes:
            actions.refuse_exception(appeal=one, by=by, at=self.now)
            self.asked[one] = (desk, day, None)
        elif by.pk in yes or (yes and (self.granted == self.held.manifest.exceptions.most or self.is_destroyed)):
            with pytest.raises(NotNow), transaction.atomic():
                actions.approve_exception(appeal=one, by=by, at=self.now)
        else:
            state = actions.approve_exception(appeal=one, by=by, at=self.now)
            yes.add(by.pk)
            assert state is (State.GRANTED if len(yes) == 2 else State.ASKED)
            if len(yes) == 2:
                self.granted += 1
                self.asked[one] = (desk, day, None)

    @rule(days=st.sampled_from((0, 1, 1, 1, 13)))
    def night(self, days):
        self.settle()
        if days:
            self.today = [0, 0]
        self.day += days
        actions.rewrite_tags(by=accounts.SYSTEM, at=self.now)
        actions.forget_replies(by=accounts.SYSTEM, at=self.now)
        self.settle()
        self.nights += 1
        assert Reply.objects.count() == sum(1 for day, *_ in self.signed.values() if day == self.day)
        assert not queries.is_night_due(at=self.now)

    @rule()
    def ship(self):
        actions.note_shipped(sha256="0" * 64, by=accounts.SYSTEM, at=self.now)
        assert queries.nights_to_ship() == 0

    @rule()
    def state(self):
        through = actions.make_statement(round_=ROUND, seen=None, by=accounts.SYSTEM, at=self.now)
        if through is not None:
            data, _note = queries.statement_of(round_=ROUND)
            self.stated = make.manifests.json.loads(data)["claims"][str(CENTS)]
            assert self.stated == sum(1 for day, *_ in self.signed.values() if day < self.day)

    @rule()
    def destroy(self):
        at = self.now + timedelta(seconds=1)
        if at < self.held.manifest.destroy_at:
            with pytest.raises(NotNow):
                actions.destroy_keys(round_=ROUND, by=accounts.SYSTEM, at=at)
        else:
            assert actions.destroy_keys(round_=ROUND, by=accounts.SYSTEM, at=at) == (0 if self.is_destroyed else 4)
            self.is_destroyed = True

    def settle(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @invariant()
    def the_tables_say_what_the_model_says(self):
        if not hasattr(self, "helped"):
            return
        assert {bytes(one) for one in Tag.objects.values_list("tag", flat=True)} == set(self.tags(self.helped))
        tallies = list(Tally.objects.values_list("claims", "refusals"))
        assert sum(one for one, _ in tallies) == self.claims
        assert sum(other for _, other in tallies) == self.refusals
        assert Appeal.objects.filter(state=State.GRANTED).count() == self.granted
        assert self.granted <= self.held.manifest.exceptions.most
        assert Night.objects.count() == self.nights
        assert (Key.objects.filter(box=None).count() == 4) is self.is_destroyed


@pytest.mark.django_db
def test_the_trustee_agrees_with_the_model_whatever_happens_in_whatever_order():
    how = settings(max_examples=8, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(Trustee, settings=how)
