"""Two desks at the same moment: a token brings one card, a code one new card."""

from __future__ import annotations

import pytest

from standing.kernel.refusals import Refused
from standing.rooms.aid import api as aid
from standing.rooms.aid.models import Receipt, Tally, Token
from standing.rooms.cards import api as cards
from standing.rooms.funds import api as funds
from tests.make import aid as make
from tests.make import cards as plastic
from tests.rooms.plans.conftest import _empty
from tests.rooms.plans.threads import at_once


@pytest.fixture
def begun(db):
    """A round for good, on connections of its own; the test's own connection touches no table."""

    def begin():
        held, listed = make.with_cards(6)
        second = aid.add_station(round_=make.ROUND, group=make.GROUP, name="Second", by=held.by, at=make.AT)
        return held, listed, second

    try:
        [found] = at_once(begin)
        yield found
    finally:
        at_once(_empty)


def test_one_token_at_two_desks_at_once_brings_one_card(begun):
    held, listed, second = begun
    for turn in range(3):
        token = held.trustee.token()
        pair = listed[2 * turn : 2 * turn + 2]
        came = at_once(
            *(
                lambda proxy=proxy, desk=desk, token=token: make.redeem(held, token, proxy, credential=desk)
                for proxy, desk in zip(pair, (held.station, second), strict=True)
            )
        )
        assert sorted(isinstance(one, Refused) for one in came) == [False, True]
        assert [type(one) for one in came if isinstance(one, Refused)] == [aid.AlreadyUsed]
        [states] = at_once(lambda pair=pair: sorted(plastic.state(proxy).value for proxy in pair))
        assert states == ["consigned", "load_pending"]
    [counts] = at_once(
        lambda: (
            Token.objects.count(),
            Receipt.objects.count(),
            funds.sum_of(code=funds.Code.LOADED),
            sum(Tally.objects.values_list("redemptions", flat=True)),
        )
    )
    assert counts == (3, 3, 3 * make.CENTS, 3)


def test_the_same_request_twice_at_once_is_one_card(begun):
    held, [proxy, *_], _second = begun
    token, code = held.trustee.token(), make.code()
    came = at_once(*([lambda: make.redeem(held, token, proxy, receipt=code)] * 3))
    assert came == [aid.CardDone(state="load_pending", cents=make.CENTS, receipt=code)] * 3
    [loaded] = at_once(lambda: funds.sum_of(code=funds.Code.LOADED))
    assert loaded == make.CENTS


def test_two_desks_with_one_card_spend_one_token(begun):
    held, [proxy, *_], second = begun
    came = at_once(
        lambda: make.redeem(held, held.trustee.token(), proxy),
        lambda: make.redeem(held, held.trustee.token(), proxy, credential=second),
    )
    assert sorted(isinstance(one, Refused) for one in came) == [False, True]
    [tokens] = at_once(Token.objects.count)
    assert tokens == 1


def test_one_lost_card_at_two_desks_at_once_is_replaced_once(begun):
    held, [first, one, other, *_], second = begun
    code = make.code()

    def lose():
        make.redeem(held, held.trustee.token(), first, receipt=code)
        issuer = plastic.issuer()
        plastic.work(issuer, by=held.by)
        ask = {"receipt": code, "program": held.program, "at": make.AT}
        aid.replace_lost(credential=held.station, new_proxy=one, **ask)
        plastic.work(issuer, by=held.by)

    at_once(lose)
    ask = {"receipt": code, "program": held.program, "at": make.AT}
    came = at_once(
        lambda: aid.replace_lost(credential=held.station, new_proxy=one, **ask),
        lambda: aid.replace_lost(credential=second, new_proxy=other, **ask),
    )
    assert sorted(isinstance(each, Refused) for each in came) == [False, True]
    [states] = at_once(lambda: sorted(plastic.state(proxy).value for proxy in (one, other)))
    assert states == ["consigned", "load_pending"]
    [live] = at_once(lambda: len([each for each in cards.loads(round=make.ROUND) if each.state == "load_pending"]))
    assert live == 1
