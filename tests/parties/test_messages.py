"""What is replayed, exchanged, reordered or forged between a desk and the two parties is refused, and changes nothing."""

from __future__ import annotations

import base64
import dataclasses
from random import Random

import pytest

from standing.config.drills import families
from standing.config.drills.desk import DeskRefused, Step, Visit, spelt
from standing.kernel.blind import oprf, rsa, tokens
from standing.kernel.blind.oprf import Evaluation
from standing.kernel.blind.refusals import BlindRefused

CENTS = 300_00
_people = Random(7)


@pytest.fixture
def visit(opened) -> Visit:
    """A family that nobody has seen, with a card set aside for it."""
    [family] = families.invent(_people, 1)
    desk = opened.desks[0]
    return Visit(desk=desk, adults=family.adults, cents=CENTS, proxy=opened.cards[desk.group].pop())


def redeem(visit: Visit, **changed):
    asked = {
        "round": visit.desk.manifest.round, "cents": visit.cents, "token": spelt(visit.token),
        "program": visit.desk.program, "proxy": visit.proxy, "is_exception": False, "receipt": visit.receipt,
    }  # fmt: skip
    return visit.desk.city.post("/aid/v1/redeem", visit.desk.cards_credential, asked | changed)


def test_one_family_comes_through_and_its_card_gets_money(opened, visit):
    visit.go_on(until=Step.REDEEM)
    assert opened.city.do("load")["loaded"] >= 1
    visit.go_on()
    assert visit.done[-1] is Step.HAND_OVER


def test_answers_that_are_exchanged_or_reordered_are_seen_by_their_proof(visit):
    hidden = visit.desk.hidden(visit.adults)
    asked = [one.element for one in hidden]
    city, trustee = (visit.desk.evaluated(party, asked) for party in ("city", "trustee"))
    manifest = visit.desk.manifest
    for public, answer in (
        (manifest.city.public, trustee),
        (manifest.trustee.public, city),
        (manifest.city.public, Evaluation(elements=city.elements[::-1], proof=city.proof)),
        (manifest.city.public, Evaluation(elements=city.elements, proof=trustee.proof)),
        (manifest.city.public, Evaluation(elements=trustee.elements, proof=city.proof)),
    ):
        with pytest.raises(BlindRefused):
            oprf.check(public=public, blinded=asked, evaluation=answer)
    again = visit.desk.evaluated("city", asked)
    assert again.elements == city.elements
    with pytest.raises(BlindRefused):  # an answer to another question, replayed
        oprf.check(
            public=manifest.city.public,
            blinded=[one.element for one in visit.desk.hidden(visit.adults)],
            evaluation=city,
        )


def test_a_claim_again_is_the_same_and_with_other_tags_it_is_refused(opened, visit):
    visit.go_on(until=Step.CLAIM)
    first = visit.kept["signed"]
    visit.take(Step.CLAIM)
    assert visit.kept["signed"] == first
    tags = visit.kept["tags"]
    visit.kept["tags"] = [bytes(32)]
    with pytest.raises(DeskRefused) as refused:
        visit.take(Step.CLAIM)
    assert refused.value.code == "misread"
    visit.kept["tags"] = tags
    other = dataclasses.replace(visit, desk=opened.desks[1], kept=dict(visit.kept), done=list(visit.done))
    public = rsa.read_public(visit.desk.manifest.tiers[CENTS])
    other.kept["blinding"] = tokens.blind(public, tokens.new_nonce())
    with pytest.raises(DeskRefused) as refused:
        other.take(Step.CLAIM)
    assert refused.value.code == "already-helped"


@pytest.mark.parametrize("forged", ["nonce", "signature", "tier", "exception", "own key"])
def test_a_forged_token_brings_no_card_and_the_true_one_does(opened, visit, forged):
    visit.go_on(until=Step.UNBLIND)
    true = visit.token
    changed: dict[str, object] = {}
    if forged == "nonce":
        changed["token"] = spelt(bytes([true[0] ^ 1]) + true[1:])
    elif forged == "signature":
        changed["token"] = spelt(true[:-1] + bytes([true[-1] ^ 1]))
    elif forged == "tier":
        changed["cents"] = 200_00
    elif forged == "exception":
        changed |= {"is_exception": True, "cents": visit.desk.manifest.exceptions.cents}
    else:
        with rsa.new_key() as key:
            hidden = tokens.blind(key.public, true[:32])
            signed = tokens.unblind(key.public, hidden, tokens.sign_blinded(key, hidden.blinded))
            changed["token"] = spelt(true[:32] + signed)
    before = opened.city.do("books")
    with pytest.raises(DeskRefused):
        redeem(visit, **changed)
    assert opened.city.do("books") == before
    assert redeem(visit)["state"] == "load_pending"
    assert opened.city.do("books")["tokens"] == before["tokens"] + 1


def test_a_token_is_spent_once_and_the_same_again_is_the_same(opened, visit):
    visit.go_on(until=Step.REDEEM)
    before = opened.city.do("books")
    assert redeem(visit)["state"] == "load_pending"
    with pytest.raises(DeskRefused):
        redeem(visit, proxy=opened.cards[visit.desk.group].pop())
    other = dataclasses.replace(visit, desk=opened.desks[1], kept=dict(visit.kept))
    with pytest.raises(DeskRefused):
        redeem(other, proxy=opened.cards[other.desk.group].pop())
    assert opened.city.do("books") == before


@pytest.mark.parametrize("credential", ["", "made-up", "of the other table", "of the other party"])
def test_only_the_right_table_s_credential_is_taken(visit, credential):
    visit.go_on(until=Step.UNBLIND)
    desk = visit.desk
    shown = {"of the other table": desk.city_credential, "of the other party": desk.trustee_credential}
    wrong = dataclasses.replace(desk, cards_credential=shown.get(credential, credential))
    with pytest.raises(DeskRefused) as refused:
        redeem(dataclasses.replace(visit, desk=wrong, kept=dict(visit.kept)))
    assert refused.value.status in {401, 403}
    assert redeem(visit)["state"] == "load_pending"


def test_what_is_no_element_is_refused_by_both(visit):
    for path, door, credential in (
        ("/aid/v1/evaluate", visit.desk.city, visit.desk.city_credential),
        ("/trustee/v1/evaluate", visit.desk.trustee, visit.desk.trustee_credential),
    ):
        for wrong in (bytes(32), b"\xff" * 32, b"short"):
            with pytest.raises(DeskRefused) as refused:
                door.post(path, credential, {"blinded": [base64.b64encode(wrong).decode()]})
            assert refused.value.status == 400
    assert visit.desk.evaluated("city", [one.element for one in visit.desk.hidden(visit.adults)])
