"""
The whole protocol against a model: households come, retry, come twice, spend, lose cards, nights pass.

Both parties are real, each in its own process with its own database, and everything goes over HTTP. The model knows
what must be true; after each example the books of both parties are held against it.
"""

from __future__ import annotations

import dataclasses
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from standing.config.drills import families
from standing.config.drills.desk import DeskRefused, Step, Visit
from standing.config.drills.rounds import AMOUNTS, Opened

_people = Random(5)


class Protocol(RuleBasedStateMachine):
    """What desks, issuers and nights may do, in any order."""

    opened: Opened
    days: int = 0

    visits = Bundle("visits")

    @initialize()
    def begin(self) -> None:
        self.helped: list[Visit] = []
        self.spent: dict[bytes, Visit] = {}
        self.out: set[str] = set()
        self.born: dict[int, int] = {}
        self.base = self._figures()

    def _figures(self) -> dict[str, int]:
        books = self.opened.city.do("books")
        [[claims, refusals]] = self.opened.trustee.do(
            "ask", sql="SELECT coalesce(sum(claims), 0), coalesce(sum(refusals), 0) FROM trustee_tally"
        )
        [[tags]] = self.opened.trustee.do("ask", sql="SELECT count(*) FROM trustee_tag")
        return {**books, "claims": int(claims), "refusals": int(refusals), "tags": int(tags)}

    @rule(target=visits, desk=st.sampled_from([0, 1]), cents=st.sampled_from(AMOUNTS))
    def come(self, desk: int, cents: int) -> Visit:
        """A new household comes and gets a token."""
        [family] = families.invent(_people, 1)
        visit = Visit(desk=self.opened.desks[desk], adults=family.adults, cents=cents)
        visit.go_on(until=Step.UNBLIND)
        self.helped.append(visit)
        self.born[id(visit)] = Protocol.days
        return visit

    @rule(visit=visits)
    def claim_again(self, visit: Visit) -> None:
        """The answer was lost: the same claim gets the same answer, until the night."""
        before = visit.kept["signed"]
        if self.born[id(visit)] == Protocol.days:
            visit.take(Step.CLAIM)
            assert visit.kept["signed"] == before

    @rule(visit=visits, desk=st.sampled_from([0, 1]), cents=st.sampled_from(AMOUNTS), one=st.booleans())
    def come_twice(self, visit: Visit, desk: int, cents: int, one: bool) -> None:
        """Somebody of the household comes again, alone or with a stranger, anywhere: no token."""
        [stranger] = families.invent(_people, 1)
        adults = (visit.adults[0],) if one else (stranger.adults[0], visit.adults[-1])
        with pytest.raises(DeskRefused) as refused:
            Visit(desk=self.opened.desks[desk], adults=adults, cents=cents).go_on(until=Step.CLAIM)
        assert refused.value.code == "already-helped"

    @rule(visit=visits)
    def spend(self, visit: Visit) -> None:
        """The token brings a card; the same again brings the same, whatever happened since."""
        first = not visit.proxy
        if first:
            visit.proxy = self.opened.cards[visit.desk.group].pop()
        if visit.proxy not in self.out:
            visit.take(Step.REDEEM)
            assert visit.state in {"load_pending", "loaded"}
            self.spent[visit.token[:32]] = visit

    @rule(visit=visits, other=st.booleans())
    def spend_twice(self, visit: Visit, other: bool) -> None:
        """A spent token brings no second card, at either group."""
        if visit.token[:32] in self.spent:
            desk = self.opened.desks[1 - self.opened.desks.index(visit.desk)] if other else visit.desk
            copy = dataclasses.replace(visit, desk=desk, proxy=self.opened.cards[desk.group][0], kept=dict(visit.kept))
            with pytest.raises(DeskRefused):
                copy.take(Step.REDEEM)

    @rule()
    def load(self) -> None:
        """The issuer answers."""
        self.opened.city.do("load")

    @rule(visit=visits)
    def hand_over(self, visit: Visit) -> None:
        """A loaded card is handed over, one that waits is not."""
        if visit.token[:32] not in self.spent or visit.proxy in self.out:
            return
        path = f"/aid/v1/cards/{visit.desk.program}/{visit.proxy}"
        state = visit.desk.city.get(path, visit.desk.cards_credential)["state"]
        if state == "load_pending":
            with pytest.raises(DeskRefused):
                visit.take(Step.HAND_OVER)
        else:
            visit.take(Step.HAND_OVER)
            self.out.add(visit.proxy)

    @rule(visit=visits)
    def lose(self, visit: Visit) -> None:
        """A card that was handed over is lost; its code brings another, with the same money."""
        if visit.proxy not in self.out:
            return
        new = self.opened.cards[visit.desk.group].pop()
        asked = {"receipt": visit.receipt, "program": visit.desk.program, "new_proxy": new}
        for _ in range(5):
            if visit.desk.city.post("/aid/v1/lost", visit.desk.cards_credential, dict(asked))["state"] != "waiting":
                break
            self.opened.city.do("load", turns=1)
        else:
            raise AssertionError("the issuer never told what is left")
        self.out.discard(visit.proxy)
        visit.proxy = new
        self.opened.city.do("load")
        visit.take(Step.HAND_OVER)
        self.out.add(new)

    @rule()
    def night(self) -> None:
        """Both parties write their rows anew; nothing that counts changes."""
        from datetime import UTC, datetime, timedelta

        Protocol.days += 1
        before = self._figures()
        at = (datetime.now(tz=UTC) + timedelta(days=Protocol.days)).isoformat()
        for party in (self.opened.city, self.opened.trustee):
            party.do("night", at=at)
        assert self._figures() == before

    @invariant()
    def both_books_say_what_the_model_says(self) -> None:
        if not hasattr(self, "base"):
            return
        now, then = self._figures(), self.base
        assert now["legs"] == 0
        assert now["claims"] - then["claims"] == len(self.helped)
        assert now["tags"] - then["tags"] == sum(len(one.tags) for one in self.helped)
        assert now["tokens"] - then["tokens"] == len(self.spent)
        assert now["token_cents"] - then["token_cents"] == sum(one.cents for one in self.spent.values())

    def teardown(self) -> None:
        """When the issuer has answered everything, what is on cards is what the tokens are worth."""
        if hasattr(self, "base"):
            self.opened.city.do("load")
            now = self.opened.city.do("books")
            assert now["loaded"] == now["token_cents"]


def test_the_protocol_does_what_the_model_says(opened):
    Protocol.opened = opened
    run_state_machine_as_test(
        Protocol,
        settings=settings(
            max_examples=6, stateful_step_count=25, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
