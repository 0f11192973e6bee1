"""Exceptions: asked with a code alone, granted by two different people, never more than the manifest allows."""

from __future__ import annotations

import base64
import threading

import pytest
from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.audit.models import Record, Waiting
from standing.kernel.blind import rsa, tokens
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.models import Appeal, Approval
from standing.rooms.trustee.rules.appeals import State
from standing.rooms.trustee.rules.asking import Misread, OverQuota
from tests.make import accounts
from tests.make import trustee as make
from tests.make.trustee import AT, CENTS, DAY, GROUPS


def blinded(held):
    return tokens.blind(rsa.read_public(held.manifest.exception), tokens.new_nonce())


def ask(held, hidden, *, desk=0, **changed):
    asked = {"reason": "document-error", "cents": None, "blinded_token": hidden.blinded} | changed
    return actions.ask_exception(credential=held.desks[desk], at=AT, **asked)


def grant(held, number, *, supervisor=None):
    row = Appeal.objects.get(number=number)
    actions.approve_exception(appeal=row.pk, by=held.keeper, at=AT)
    return actions.approve_exception(appeal=row.pk, by=supervisor or make.supervisor(), at=AT)


def test_a_granted_exception_is_a_token_that_only_its_desk_can_unblind(held):
    hidden = blinded(held)
    number = ask(held, hidden)
    assert ask(held, hidden) == number  # the same question again
    assert queries.how_it_stands(credential=held.desks[0], number=number) == (State.ASKED, None)
    assert grant(held, number) is State.GRANTED
    state, signature = queries.how_it_stands(credential=held.desks[0], number=number)
    public = rsa.read_public(held.manifest.exception)
    token = tokens.Token(nonce=hidden.message, signature=tokens.unblind(public, hidden, signature))
    assert tokens.verify_token(public, token)
    assert not tokens.verify_token(rsa.read_public(held.manifest.tiers[CENTS]), token)
    with pytest.raises(NotFound):
        queries.how_it_stands(credential=held.desks[1], number=number)
    assert state is State.GRANTED


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": "because her name is Ana"}, Misread),
        ({"reason": ""}, Misread),
        ({"cents": CENTS + 1}, Misread),
        ({"blinded_token": b"x"}, BlindRefused),
        ({"blinded_token": b"\xff" * 256}, BlindRefused),
    ],
)
def test_what_is_no_appeal_is_refused(held, changed, said):
    with pytest.raises(said):
        ask(held, blinded(held), **changed)
    assert not Appeal.objects.exists()
    assert ask(held, blinded(held), cents=CENTS)


def test_another_desk_does_not_ask_with_the_same_token(held):
    hidden = blinded(held)
    ask(held, hidden)
    with pytest.raises(Misread, match="another desk"):
        ask(held, hidden, desk=1)


def test_two_different_people_of_two_kinds_decide(held):
    row = Appeal.objects.get(number=ask(held, blinded(held)))
    for stranger in (make.supervisor(group=GROUPS[0]), make.supervisor(group="elsewhere"), accounts.administrator()):
        with pytest.raises(NotAllowed):
            actions.approve_exception(appeal=row.pk, by=stranger, at=AT)
        with pytest.raises(NotAllowed):
            actions.refuse_exception(appeal=row.pk, by=stranger, at=AT)
    assert actions.approve_exception(appeal=row.pk, by=held.keeper, at=AT) is State.ASKED
    with pytest.raises(NotNow, match="You approved"):
        actions.approve_exception(appeal=row.pk, by=held.keeper, at=AT)
    with pytest.raises(NotNow, match="given already"):
        actions.approve_exception(appeal=row.pk, by=make.keeper(), at=AT)
    assert actions.approve_exception(appeal=row.pk, by=make.supervisor(), at=AT) is State.GRANTED
    with pytest.raises(NotNow, match="decided"):
        actions.refuse_exception(appeal=row.pk, by=held.keeper, at=AT)


def test_one_person_with_both_hats_is_one_person(held):
    accounts.grant(email=held.keeper.email, role=Role.HEAD, department=GROUPS[1])
    row = Appeal.objects.get(number=ask(held, blinded(held)))
    actions.approve_exception(appeal=row.pk, by=held.keeper, at=AT)
    with pytest.raises(NotNow):
        actions.approve_exception(appeal=row.pk, by=held.keeper, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(appeal=row, kind="supervisor", group=GROUPS[1], by=held.keeper, at=AT)


def test_one_person_refuses(held):
    number = ask(held, blinded(held))
    actions.refuse_exception(appeal=Appeal.objects.get(number=number).pk, by=make.supervisor(), at=AT)
    assert queries.how_it_stands(credential=held.desks[0], number=number) == (State.REFUSED, None)


def test_the_manifest_caps_them(held):
    numbers = [ask(held, blinded(held)) for _ in range(3)]
    for number in numbers[:2]:
        assert grant(held, number) is State.GRANTED
    with pytest.raises(NotNow, match="as many exceptions"):
        grant(held, numbers[2])
    with pytest.raises(NotNow, match="as many exceptions"):
        ask(held, blinded(held))
    assert queries.granted_by_reason(round_=make.ROUND)["document-error"] == 2


def test_a_desk_asks_no_more_often_than_it_may_help(db):
    held = make.open_round(claims=1)
    ask(held, blinded(held))
    with pytest.raises(OverQuota):
        ask(held, blinded(held))
    assert ask(held, blinded(held), desk=1)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE trustee_appeal SET state = 'granted', decided_on = '2026-03-02', signature = '\\x00'",
        "UPDATE trustee_appeal SET reason = 'lost-code'",
        "DELETE FROM trustee_appeal",
        "TRUNCATE trustee_appeal CASCADE",
        "UPDATE trustee_approval SET kind = 'supervisor', \"group\" = 'valley-kitchen'",
        "INSERT INTO trustee_approval SELECT id + 1, \"kind\", 'harbor-hands', at, appeal_id, by_id FROM trustee_approval",
        "UPDATE trustee_appeal SET signature = '\\x00'",
    ],
)
def test_the_database_itself_wants_two_people(held, sql):
    row = Appeal.objects.get(number=ask(held, blinded(held)))
    actions.approve_exception(appeal=row.pk, by=held.keeper, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_cap_holds_when_many_decide_at_once(committed):
    held = committed
    supervisor = make.supervisor()
    rows = [Appeal.objects.get(number=ask(held, blinded(held), desk=number % 1)) for number in range(6)]
    for row in rows:
        actions.approve_exception(appeal=row.pk, by=held.keeper, at=AT)
    ready, outcomes = threading.Barrier(len(rows)), []

    def go(row):
        ready.wait()
        try:
            outcomes.append(actions.approve_exception(appeal=row.pk, by=supervisor, at=AT))
        except NotNow:
            outcomes.append("full")
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=go, args=(row,)) for row in rows]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["full"] * 4 + ["granted"] * 2
    assert Appeal.objects.filter(state="granted").count() == held.manifest.exceptions.most


def test_the_log_says_the_day_of_the_asking_and_no_moment(held):
    row = Appeal.objects.get(number=ask(held, blinded(held)))
    assert Waiting.objects.get(verb="trustee.ask_exception").day == AT.date()
    actions.approve_exception(appeal=row.pk, by=held.keeper, at=AT + DAY)
    record = Record.objects.get(verb="trustee.approve_exception")
    assert record.facts == {"round": make.ROUND, "as": "ombudsman", "reason": "document-error", "state": "asked"}


def test_desks_ask_over_http(held, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {held.desks[0]}"}
    token = base64.b64encode(blinded(held).blinded).decode()

    def post(**said):
        return client.post("/trustee/v1/exceptions", said, content_type="application/json", **bearer)

    assert post(reason="nonsense", token=token).json()["code"] == "misread"
    assert post(reason=5, token=token).status_code == 400
    number = post(reason="lost-code", token=token).json()["number"]
    where = f"/trustee/v1/exceptions/{number}"
    assert client.get(where).status_code == 401
    assert client.get(where, **bearer).json() == {"state": "asked"}
    assert client.get(where.lower().replace("-", ""), **bearer).status_code in {200, 404}
    assert client.get("/trustee/v1/exceptions/nonsense", **bearer).status_code == 400
    grant(held, number)
    shown = client.get(where, **bearer).json()
    assert shown["state"] == "granted"
    assert len(base64.b64decode(shown["signature"])) == 256
