"""What the trustee says of whole days: totals alone, signed; and the City's seal, if it only grew."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction

from standing.hall import clock
from standing.hall.audit.models import Record
from standing.kernel import merkle, notes
from standing.kernel.blind import signed
from standing.kernel.blind.refusals import BlindRefused
from standing.rooms.trustee import actions, queries, tasks
from standing.rooms.trustee.adapters import city
from standing.rooms.trustee.models import CitySeal, Statement, Tally
from standing.rooms.trustee.rules.seals import SeenSeal, origin_of
from tests.make import trustee as make
from tests.make.trustee import AT, CENTS, CITY, CITY_KEY, DAY, ROUND
from tests.rooms.trustee.city import showing

pytestmark = pytest.mark.django_db
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(40)]


def seal(size, *, leaves=LEAVES, round_=ROUND, key=CITY_KEY, origin=""):
    point = notes.Checkpoint(
        origin=origin or origin_of(name=CITY, round_=round_), size=size, root=merkle.root_of(leaves[:size])
    )
    return notes.sign(point, name=CITY, key=key)


def path(old, new, leaves=LEAVES):
    cover = merkle.consistency_cover(old=old, new=new)
    return merkle.prove(
        cover, lambda node: merkle.root_of(leaves[node.number << node.level : (node.number + 1) << node.level])
    )


def state(at, seen=None):
    return actions.make_statement(round_=ROUND, seen=seen, by=make.accounts.SYSTEM, at=at)


def said():
    data, note = queries.statement_of(round_=ROUND)
    key = queries.offer_of(round_=ROUND).signer
    signed.check(data, note, what=signed.STATEMENT, round_=ROUND, key=key)
    return json.loads(data)


def test_totals_of_whole_days_by_amount_and_never_by_desk_or_day(held):
    make.help_household(held, "Ana")
    make.help_household(held, "Bea", desk=1, cents=50_000)
    assert state(AT) is None  # the first day is not over
    make.help_household(held, "Cora", at=AT + DAY)
    assert state(AT + DAY) == AT.date()
    first = said()
    assert first | {"manifest": held.manifest.sha256} == first
    assert first["claims"] == {"30000": 1, "50000": 1}
    assert (first["evaluations"], first["exceptions"], first["keys"], first["city_checkpoint"]) == (2, 0, "live", None)
    assert state(AT + DAY) is None  # once for each day
    assert state(AT + 2 * DAY) == (AT + DAY).date()
    assert said()["claims"] == {"30000": 2, "50000": 1}
    assert [one.tiers for one in Tally.objects.all()] == [{}] * 3  # by amount, a desk's day is not kept
    assert "harbor" not in json.dumps(said())


def test_a_day_that_was_missed_comes_with_the_next(held):
    for number in range(3):
        make.help_household(held, f"Adult {number}", at=AT + number * DAY)
    assert state(AT + 10 * DAY) == (AT + 9 * DAY).date()
    assert said()["claims"]["30000"] == 3
    assert Statement.objects.count() == 1


def test_the_last_statement_says_that_the_keys_are_gone(held):
    end = held.manifest.destroy_at
    state(AT + DAY)
    actions.destroy_keys(round_=ROUND, by=held.keeper, at=end)
    assert state(end + DAY) == end.date()
    assert said()["keys"] == "destroyed"
    assert state(end + 30 * DAY) is None


def test_exceptions_are_counted_once_granted(held):
    number = make.appeal(held)
    found = queries.appeals(by=held.keeper)[0]
    assert found.number == number
    state(AT + DAY)
    assert said()["exceptions"] == 0
    actions.approve_exception(appeal=found.id, by=held.keeper, at=AT + DAY)
    actions.approve_exception(appeal=found.id, by=make.supervisor(), at=AT + DAY)
    state(AT + 2 * DAY)
    assert said()["exceptions"] == 1


def test_a_seal_that_grew_is_countersigned(held):
    for day, (old, new) in enumerate(((0, 3), (3, 3), (3, 11), (11, 40)), start=1):
        note = seal(new)
        state(AT + day * DAY, SeenSeal(note=note, path=path(old, new) if old else ()))
        assert said()["city_checkpoint"] == note
    assert [one.size for one in CitySeal.objects.order_by("size")] == [3, 11, 40]


OTHER = [hashlib.sha256(one).digest() for one in LEAVES]


@pytest.mark.parametrize(
    "seen",
    [
        SeenSeal(note=seal(5), path=path(3, 5)),  # shorter than what was seen
        SeenSeal(note=seal(11, leaves=OTHER), path=path(7, 11, OTHER)),  # another history
        SeenSeal(note=seal(11), path=()),  # no proof
        SeenSeal(note=seal(11, round_="autumn"), path=path(7, 11)),  # another round
        SeenSeal(note=seal(11, origin=CITY), path=path(7, 11)),  # the City's log of deeds
        SeenSeal(note=seal(11, key=Ed25519PrivateKey.generate()), path=path(7, 11)),  # a stranger
        SeenSeal(note="nothing", path=()),
        None,
    ],
)
def test_any_other_seal_is_not_and_the_day_is_stated_nevertheless(held, seen):
    state(AT + DAY, SeenSeal(note=seal(7), path=()))
    assert state(AT + 2 * DAY, seen) == (AT + DAY).date()
    assert said()["city_checkpoint"] is None
    assert CitySeal.objects.count() == 1
    assert Record.objects.filter(verb="trustee.refuse_seal").count() == (0 if seen is None else 1)
    state(AT + 3 * DAY, SeenSeal(note=seal(11), path=path(7, 11)))  # and the right one is, afterwards
    assert said()["city_checkpoint"] == seal(11)


def test_the_job_asks_the_city_three_hours_after_midnight_there(held, monkeypatch):
    make.help_household(held, "Ana")
    shown = json.dumps({"checkpoint": seal(7), "path": []}).encode()
    with showing({f"/aid/v1/rounds/{ROUND}/consistency.json?old=0": shown}) as base:
        city.set_base(base)
        # Los Angeles is eight hours behind: its midnight is 08:00, and 11:00 is three hours later.
        for hour, outcome in ((8, 0), (10, 0), (11, 1), (12, 1)):
            monkeypatch.setattr(clock, "now", lambda hour=hour: (AT + DAY).replace(hour=hour, minute=30))
            tasks.state(0)
            assert Statement.objects.count() == outcome, hour
    assert said()["city_checkpoint"] == seal(7)


@pytest.mark.parametrize(
    "answer", [404, b"[]", b'{"checkpoint": 1, "path": []}', b'{"checkpoint": "x", "path": ["!"]}']
)
def test_a_city_that_shows_nothing_sensible_does_not_stop_the_statement(held, monkeypatch, answer):
    with showing({f"/aid/v1/rounds/{ROUND}/consistency.json?old=0": answer}) as base:
        city.set_base(base)
        monkeypatch.setattr(clock, "now", lambda: AT + DAY)
        tasks.state(0)
    assert said()["city_checkpoint"] is None


def test_the_doors_hand_out_what_was_signed(held, client):
    here = f"/trustee/v1/rounds/{ROUND}/"
    assert client.get(f"{here}statement.json").status_code == 404
    state(AT + DAY)
    shown = client.get(f"{here}statement.json").json()
    assert base64.b64decode(shown["statement"]) == queries.statement_of(round_=ROUND)[0]
    offer = client.get(f"{here}offer.json").json()
    assert base64.b64decode(offer["half"]["public"]) == held.manifest.trustee.public
    assert base64.b64decode(offer["half"]["proof"]) == held.manifest.trustee.proof
    assert set(offer["tiers"]) == {str(CENTS), "50000"}
    assert offer["draw_seed"] is None
    assert client.get(f"{here}manifest.json").content == held.data
    signature = client.get(f"{here}signature.json").json()
    signed.check(held.data, signature["note"], what=signed.MANIFEST, round_=ROUND, key=offer["signer"])
    with pytest.raises(BlindRefused):
        signed.check(held.data + b" ", signature["note"], what=signed.MANIFEST, round_=ROUND, key=offer["signer"])
    exceptions = client.get(f"{here}exceptions.json").json()
    assert (exceptions["most"], exceptions["cents"], sum(exceptions["granted"].values())) == (2, CENTS, 0)
    assert client.get("/trustee/v1/rounds/none/offer.json").status_code == 404
    for answer in (client.get(f"{here}{name}.json") for name in ("offer", "manifest", "signature", "statement")):
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies


def test_a_seed_is_offered_only_where_there_is_a_draw():
    offer = actions.begin_round(round_=ROUND, amounts=[CENTS], has_draw=True, by=make.keeper(), at=AT)
    seed = queries.secret_of(round_=ROUND, purpose="draw-seed")
    assert offer.draw_seed == hashlib.sha256(seed).digest()


@pytest.mark.parametrize("table", ["trustee_statement", "trustee_cityseal"])
def test_the_database_itself_refuses_to_change_what_was_said(held, table):
    state(AT + DAY, SeenSeal(note=seal(7), path=()))
    for sql in (f"UPDATE {table} SET note = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
