"""A token becomes one card, and whatever is lost on the way can be sent again."""

from __future__ import annotations

import pytest

from standing.hall.audit.models import Record
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.aid import api as aid
from standing.rooms.aid.models import Receipt, Tally, Token
from standing.rooms.cards import api as cards
from standing.rooms.cards.adapters.simulator import Faults
from standing.rooms.cards.models import Load, Move
from standing.rooms.funds import api as funds
from tests.make import aid as make
from tests.make import cards as plastic

pytestmark = pytest.mark.django_db


def test_a_token_becomes_money_on_a_card_and_a_receipt_code():
    held, [proxy, *_] = make.with_cards()
    code = make.code()

    done = make.redeem(held, held.trustee.token(), proxy, receipt=code)

    assert done == aid.CardDone(state="load_pending", cents=make.CENTS, receipt=code)
    row, receipt = Token.objects.get(), Receipt.objects.get()
    assert row.obligation == receipt.obligation == cards.card(program=held.program, proxy=proxy).obligation
    assert receipt.pk == sealed.fingerprint(code, length=16)
    assert funds.sum_of(code=funds.Code.LOADED) == make.CENTS
    assert Tally.objects.get().redemptions == 1


def test_the_same_again_is_the_same_and_another_code_counts_until_the_card_is_handed_over():
    held, [proxy, *_] = make.with_cards()
    token, code, newer = held.trustee.token(), make.code(), make.code()
    make.redeem(held, token, proxy, receipt=code)

    assert make.redeem(held, token, proxy, receipt=code).receipt == code
    assert make.redeem(held, token, proxy, receipt=newer).receipt == newer
    assert Token.objects.count() == Receipt.objects.count() == 1
    plastic.work(plastic.issuer(), by=held.by)
    aid.hand_over(credential=held.station, program=held.program, proxy=proxy, at=make.AT)

    late = make.redeem(held, token, proxy, receipt=make.code())
    assert (late.state, late.receipt) == ("handed_over", "")
    assert make.redeem(held, token, proxy, receipt=newer).receipt == newer
    assert funds.sum_of(code=funds.Code.LOADED) == make.CENTS


def test_a_token_brings_one_card():
    held, [first, second, *_] = make.with_cards()
    token = held.trustee.token()
    make.redeem(held, token, first)

    with pytest.raises(aid.AlreadyUsed):
        make.redeem(held, token, second)

    assert plastic.state(second) is cards.State.CONSIGNED
    assert make.redeem(held, held.trustee.token(), second).state == "load_pending"
    assert Tally.objects.get().refusals == 1


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"cents": make.LESS}, aid.Forged),
        ({"cents": 100}, aid.Misread),
        ({"is_exception": True}, aid.Forged),
        ({"raw": b"\0" * 288}, aid.Forged),
        ({"raw": b""}, aid.Forged),
        ({"round": "another"}, aid.Misread),
        ({"credential": "nobody"}, aid.NotKnown),
        ({"receipt": "AAAA-AAAA-AAAA-AAAB"}, sealed.NotACode),
        ({"proxy": "PX-NONE"}, NotFound),
        ({"at": make.AT + 45 * make.DAY}, aid.Closed),
        ({"at": make.AT - 3 * make.DAY}, aid.Closed),
    ],
)
def test_what_does_not_hold_is_refused_and_the_token_is_still_good(changed, refusal):
    held, [proxy, *_] = make.with_cards()
    token = held.trustee.token()

    with pytest.raises(refusal):
        make.redeem(held, token, **{"proxy": proxy, **changed})

    assert not Token.objects.exists()
    assert make.redeem(held, token, proxy).state == "load_pending"


def test_an_exception_has_a_key_of_its_own():
    held, [first, second, *_] = make.with_cards()
    granted = held.trustee.token(is_exception=True)

    with pytest.raises(aid.Forged):
        make.redeem(held, granted, first)

    assert make.redeem(held, granted, first, is_exception=True).cents == make.CENTS
    assert Token.objects.get().is_exception
    assert make.redeem(held, held.trustee.token(), second).state == "load_pending"


def test_a_desk_gives_the_cards_of_its_own_group():
    held, [proxy, *_] = make.with_cards()
    with pytest.raises(NotFound):
        make.redeem(held, held.trustee.token(), proxy, credential=held.other_station)
    with pytest.raises(aid.NotKnown):
        make.redeem(held, held.trustee.token(), proxy, credential=held.intake)
    assert make.redeem(held, held.trustee.token(), proxy).state == "load_pending"


def test_without_money_no_token_is_spent():
    held, [first, second, *_] = make.with_cards(cents=make.CENTS)
    make.redeem(held, held.trustee.token(), first)
    token = held.trustee.token()
    with pytest.raises(funds.NotEnough):
        make.redeem(held, token, second)
    assert Token.objects.count() == 1


def test_a_desk_gives_so_many_cards_a_day():
    held, [first, second, *_] = make.with_cards()
    station = aid.add_station(round_=make.ROUND, group=make.GROUP, name="Small", cards_a_day=1, by=held.by, at=make.AT)
    token = held.trustee.token()
    make.redeem(held, token, first, credential=station)
    with pytest.raises(aid.OverQuota):
        make.redeem(held, held.trustee.token(), second, credential=station)
    assert make.redeem(held, token, first, credential=station).state == "load_pending"
    assert make.redeem(held, held.trustee.token(), second, credential=station, at=make.AT + make.DAY).cents


def test_a_lost_card_is_replaced_with_what_was_left_and_the_same_again_goes_on():
    held, [first, second, third, *_] = make.with_cards()
    code, issuer = make.code(), plastic.issuer()
    make.redeem(held, held.trustee.token(), first, receipt=code)
    ask = {"credential": held.station, "receipt": code, "program": held.program, "at": make.AT}
    with pytest.raises(NotNow):
        aid.replace_lost(**ask, new_proxy=second)
    plastic.work(issuer, by=held.by)
    aid.hand_over(credential=held.station, program=held.program, proxy=first, at=make.AT)

    assert aid.replace_lost(**ask, new_proxy=second).state == "waiting"
    assert aid.replace_lost(**ask, new_proxy=second).state == "waiting"
    assert plastic.state(first) is cards.State.BLOCKED
    plastic.work(issuer, by=held.by)
    done = aid.replace_lost(**ask, new_proxy=second)
    assert (done.state, done.cents) == ("load_pending", make.CENTS)
    assert aid.replace_lost(**ask, new_proxy=second).state == "load_pending"

    plastic.work(issuer, by=held.by)
    assert [plastic.state(one) for one in (first, second)] == [cards.State.REPLACED, cards.State.LOADED]
    assert funds.sum_of(code=funds.Code.LOADED) == make.CENTS
    assert aid.replace_lost(**ask, new_proxy=third).state == "waiting"  # the second one is lost too


def test_a_code_that_leads_nowhere_is_refused():
    held, [_first, second, *_] = make.with_cards()
    with pytest.raises(NotFound):
        aid.replace_lost(
            credential=held.station, receipt=make.code(), program=held.program, new_proxy=second, at=make.AT
        )


def test_a_load_that_the_issuer_refused_lets_the_token_bring_another_card():
    held, [first, second, *_] = make.with_cards()
    token = held.trustee.token()
    make.redeem(held, token, first)
    plastic.work(plastic.issuer(faults=Faults(reject=1.0)), by=held.by)
    with pytest.raises(aid.AlreadyUsed):
        make.redeem(held, token, second)
    plastic.voided(first)

    assert make.redeem(held, token, second).state == "load_pending"
    assert funds.sum_of(code=funds.Code.LOADED) == make.CENTS


def test_no_row_of_a_token_says_at_which_time_it_came():
    held, [proxy, *_] = make.with_cards()
    make.redeem(held, held.trustee.token(), proxy)
    move = plastic.card(proxy).pk
    times = {Load.objects.get().queued_at, Move.objects.filter(card=move).latest("number").at}
    times |= set(Record.objects.filter(verb="cards.begin_load").values_list("at", flat=True))
    assert {(one.hour, one.minute, one.second) for one in times} == {(0, 0, 0)}
