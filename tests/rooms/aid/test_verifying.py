"""Anybody checks a round from what is public; whatever was tampered with shows."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from standing.hall.audit.api import SYSTEM
from standing.kernel import merkle
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.aid import api as aid
from standing.rooms.aid.models import Receipt, Token
from standing.rooms.aid.queries import audit
from standing.rooms.aid.rules.leaves import root_of
from standing.rooms.aid.rules.verifying import Public, is_sound, verify
from tests.make import aid as make
from tests.make import cards as plastic

pytestmark = pytest.mark.django_db
FEW = 12


def sealed_round(number: int = FEW) -> make.Held:
    """A round with some cards, one of them lost and replaced, sealed and stated."""
    held, listed = make.with_cards(number + 1, cents=(number + 1) * make.CENTS)
    issuer, codes = plastic.issuer(), [make.code() for _ in range(number)]
    for proxy, code in zip(listed, codes, strict=False):
        make.redeem(held, held.trustee.token(), proxy, receipt=code)
    plastic.work(issuer, by=held.by)
    lost = {"credential": held.station, "receipt": codes[0], "program": held.program, "new_proxy": listed[-1]}
    aid.replace_lost(**lost, at=make.AT)
    plastic.work(issuer, by=held.by)
    aid.replace_lost(**lost, at=make.AT)
    plastic.work(issuer, by=held.by)
    note = aid.make_checkpoint(round_=make.ROUND, with_today=True, by=SYSTEM, at=make.AT)
    data = held.trustee.statement(
        through=make.AT.date(),
        manifest=held.manifest.sha256,
        claims={str(make.CENTS): number, str(make.LESS): 0},
        city_checkpoint=note,
    )
    aid.take_statement(round_=make.ROUND, data=data, by=SYSTEM, at=make.AT)
    return held


def public() -> Public:
    papers, said = aid.papers(round_=make.ROUND), aid.public_data(round_=make.ROUND)
    return Public(
        manifest=papers.manifest,
        city_note=papers.city_note,
        trustee_note=papers.trustee_note,
        audit=json.loads(json.dumps(said)),
    )


def test_a_round_holds_and_says_so_in_words():
    sealed_round()
    findings = aid.verify(round_=make.ROUND)
    assert [one.said for one in findings if one.holds is False] == []
    assert any("12 tokens bear" in one.said for one in findings)
    assert any("countersigned 1 of 1" in one.said for one in findings)


def _swap_signature(said: dict[str, Any]) -> None:
    said["tokens"][0]["signature"] = said["tokens"][1]["signature"]


def _leave_out_a_token(said: dict[str, Any]) -> None:
    said["tokens"].pop()


def _repeat_a_token(said: dict[str, Any]) -> None:
    said["tokens"].append(said["tokens"][0])


def _change_a_leaf(said: dict[str, Any]) -> None:
    said["leaves"][0] = said["leaves"][0].replace("30000", "30001")


def _leave_out_a_leaf(said: dict[str, Any]) -> None:
    said["leaves"].pop()


def _book_more(said: dict[str, Any]) -> None:
    said["figures"]["ledger"]["loaded"] += 1


def _lose_a_card(said: dict[str, Any]) -> None:
    said["figures"]["stock"][0]["consigned"] += 1


def _another_manifest(said: dict[str, Any]) -> None:
    said["manifest"] = "0" * 64


def _uneven_day(said: dict[str, Any]) -> None:
    said["figures"]["closed_days"][0].update(days=1, bank=5)


def _forge_a_checkpoint(said: dict[str, Any]) -> None:
    said["checkpoints"][0]["note"] = said["checkpoints"][0]["note"].replace("\n", "\n ", 1)


def _change_the_statement(said: dict[str, Any]) -> None:
    said["statements"][0]["statement"] = said["statements"][0]["statement"][:-4] + "AAAA"


@pytest.mark.parametrize(
    "tamper",
    [
        _swap_signature,
        _leave_out_a_token,
        _repeat_a_token,
        _change_a_leaf,
        _leave_out_a_leaf,
        _book_more,
        _lose_a_card,
        _another_manifest,
        _uneven_day,
        _forge_a_checkpoint,
        _change_the_statement,
    ],
)
def test_what_was_tampered_with_shows(published, tamper: Callable[[dict[str, Any]], None]):
    said = copy.deepcopy(published.audit)
    tamper(said)
    assert is_sound(verify(published))
    changed = Public(
        manifest=published.manifest,
        city_note=published.city_note,
        trustee_note=published.trustee_note,
        audit=said,
    )
    assert not is_sound(verify(changed))


def test_more_cards_than_the_trustee_signed_tokens_show():
    held = sealed_round()
    data = held.trustee.statement(
        through=make.AT.date() + make.DAY, manifest=held.manifest.sha256, claims={str(make.CENTS): FEW - 1}
    )
    aid.take_statement(round_=make.ROUND, data=data, by=SYSTEM, at=make.AT)
    assert not is_sound(aid.verify(round_=make.ROUND))


def test_nothing_is_public_before_ten_came():
    held, listed = make.with_cards(10)
    for proxy in listed[:9]:
        make.redeem(held, held.trustee.token(), proxy)
    with pytest.raises(NotNow):
        aid.make_checkpoint(round_=make.ROUND, with_today=True, by=SYSTEM, at=make.AT)
    said = aid.public_data(round_=make.ROUND)
    assert (said["tokens"], said["leaves"], said["checkpoint"], said["figures"]) == ([], [], None, None)
    assert is_sound(aid.verify(round_=make.ROUND))

    make.redeem(held, held.trustee.token(), listed[9])
    with pytest.raises(NotNow):  # today is not over
        aid.make_checkpoint(round_=make.ROUND, by=SYSTEM, at=make.AT)
    aid.make_checkpoint(round_=make.ROUND, by=SYSTEM, at=make.AT + make.DAY)
    nonces = [one["nonce"] for one in aid.public_data(round_=make.ROUND)["tokens"]]
    assert len(nonces) == 10
    assert is_sound(aid.verify(round_=make.ROUND))


def test_a_closed_round_is_sealed_whole():
    held, [first, *_] = make.with_cards()
    make.redeem(held, held.trustee.token(), first)
    late = held.manifest.closes_at
    aid.close_round(round_=make.ROUND, by=held.by, at=late)
    aid.make_checkpoint(round_=make.ROUND, by=SYSTEM, at=late)
    assert len(aid.public_data(round_=make.ROUND)["tokens"]) == 1


def test_the_rewrite_keeps_every_row_and_hides_the_order():
    sealed_round()
    before = (
        set(Token.objects.values_list("nonce", "obligation")),
        set(Receipt.objects.values_list("code", "obligation")),
    )
    connection.check_constraints()  # a deed of its own, after all others were kept
    assert aid.rewrite_tokens(by=SYSTEM, at=make.AT) == FEW
    assert before == (
        set(Token.objects.values_list("nonce", "obligation")),
        set(Receipt.objects.values_list("code", "obligation")),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT nonce FROM aid_token ORDER BY ctid")
        nonces = [bytes(one) for (one,) in cursor.fetchall()]
    assert nonces == sorted(nonces)
    assert is_sound(aid.verify(round_=make.ROUND))


def test_saved_files_and_the_public_addresses_give_the_same(tmp_path):
    sealed_round()
    aid.save_public(round_=make.ROUND, folder=tmp_path)
    assert is_sound(aid.verify(round_=make.ROUND, place=str(tmp_path)))
    client = Client()
    for name in ("manifest.json", "signature.json", "trustee-signature.json", "audit.json"):
        answer = client.get(f"/aid/v1/rounds/{make.ROUND}/{name}")
        assert answer.status_code == 200
        assert not answer.cookies
        assert (tmp_path / name).read_bytes() == answer.content or json.loads(answer.content) == json.loads(
            (tmp_path / name).read_bytes()
        )
    (tmp_path / "audit.json").unlink()
    with pytest.raises(NotFound):
        aid.verify(round_=make.ROUND, place=str(tmp_path))


def test_an_older_checkpoint_is_the_beginning_of_the_last():
    sealed_round()
    said = audit.leaves(round_=make.ROUND)
    for old in (0, 1, 7, len(said)):
        answer = Client().get(f"/aid/v1/rounds/{make.ROUND}/consistency.json?old={old}").json()
        assert merkle.verify_consistency(
            old=old,
            new=answer["size"],
            path=[base64.b64decode(one) for one in answer["path"]],
            old_root=root_of(said[:old]),
            new_root=root_of(said),
        )
    assert Client().get(f"/aid/v1/rounds/{make.ROUND}/consistency.json?old=9999").status_code == 404


def test_no_number_of_a_card_is_public():
    sealed_round()
    said = json.dumps(aid.public_data(round_=make.ROUND))
    for one in plastic.Card.objects.exclude(proxy=None):
        assert one.proxy not in said
        assert str(one.pk) not in said


@pytest.fixture
def published(db: None) -> Public:
    sealed_round()
    return public()
