"""A round from its keys to their destruction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from standing.hall.audit.api import SYSTEM
from standing.hall.audit.models import Record
from standing.hall.holds import api as holds
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import oprf
from standing.kernel.blind.manifest import Half
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.models import Key
from standing.rooms.trustee.queries import secret_of
from tests.make import accounts
from tests.make import trustee as make
from tests.make.trustee import AT, CENTS, DAY, ROUND

END = AT + 45 * DAY
pytestmark = pytest.mark.django_db


def test_only_a_keeper_makes_keys_and_only_once():
    with pytest.raises(NotAllowed):
        actions.begin_round(round_=ROUND, amounts=[CENTS], by=accounts.administrator(), at=AT)
    person = make.keeper()
    offer = actions.begin_round(round_=ROUND, amounts=[CENTS], by=person, at=AT)
    assert set(offer.tiers) == {CENTS}
    with pytest.raises(NotNow):
        actions.begin_round(round_=ROUND, amounts=[CENTS], by=person, at=AT)


def test_a_manifest_reads_back_to_the_byte_and_any_other_spelling_is_refused(held):
    assert manifests.read(held.data) == held.manifest
    for other in (held.data + b" ", held.data.replace(b'"format":1', b'"format": 1'), b"{}", b"[]", b"\xff"):
        with pytest.raises(BlindRefused):
            manifests.read(other)


def test_a_manifest_that_does_not_hold_is_not_signed():
    person = make.keeper()
    offer = actions.begin_round(round_=ROUND, amounts=[CENTS, 50_000], by=person, at=AT)
    city = oprf.new_share()
    good = make.manifest_of(offer, city)
    stranger = oprf.new_share()
    for bad in (
        replace(good, closes_at=good.opens_at),
        replace(good, destroy_at=good.closes_at - timedelta(seconds=1)),
        replace(good, city=Half(public=oprf.public_of(stranger), proof=good.city.proof)),
        replace(good, city=good.trustee),  # the second party's key, shown again for the first
        replace(good, tiers={}),
        replace(good, tiers={CENTS: good.exception}),
        replace(good, tiers={CENTS: good.tiers[CENTS], 1: good.tiers[CENTS]}),
    ):
        with pytest.raises((BlindRefused, NotNow)):
            actions.open_round(data=bad.to_bytes(), note=make.signed_by_city(bad.to_bytes()), by=person, at=AT)
    note = make.signed_by_city(good.to_bytes())
    assert actions.open_round(data=good.to_bytes(), note=note, by=person, at=AT) == good.sha256
    with pytest.raises(NotNow):
        actions.open_round(data=good.to_bytes(), note=note, by=person, at=AT)


def test_keys_are_destroyed_on_the_day_and_never_before(held):
    with pytest.raises(NotNow):
        actions.destroy_keys(round_=ROUND, by=held.keeper, at=END - timedelta(seconds=1))
    assert secret_of(round_=ROUND, purpose="share")
    assert actions.destroy_keys(round_=ROUND, by=held.keeper, at=END) == 4
    assert actions.destroy_keys(round_=ROUND, by=held.keeper, at=END) == 0
    assert [one.box for one in Key.objects.all()] == [None] * 4
    with pytest.raises(NotNow):
        secret_of(round_=ROUND, purpose="share")
    record = Record.objects.get(verb="trustee.destroy_keys")
    assert set(record.facts) == {"share", f"tier-{CENTS}", "tier-50000", "exception"}
    assert queries.rounds()[0].destroyed_at == END
    with pytest.raises(NotFound):
        actions.destroy_keys(round_="another", by=held.keeper, at=END)


def test_nobody_but_a_keeper_and_the_clock_destroys_keys(held):
    with pytest.raises(NotAllowed):
        actions.destroy_keys(round_=ROUND, by=accounts.administrator(), at=END)
    assert actions.destroy_keys(round_=ROUND, by=SYSTEM, at=END) == 4


def test_destroyed_keys_make_a_night_due_until_all_is_written_anew(held):
    late = END + 10 * DAY  # long after the last night of the round, as after a hold
    actions.rewrite_tags(by=SYSTEM, at=late)
    assert not queries.is_night_due(at=late)
    actions.destroy_keys(round_=ROUND, by=held.keeper, at=late + timedelta(minutes=1))
    assert queries.is_night_due(at=late + timedelta(minutes=2))
    actions.rewrite_tags(by=SYSTEM, at=late + timedelta(minutes=2))
    assert not queries.is_night_due(at=late + timedelta(minutes=2))


def test_a_legal_hold_is_stronger_than_the_day(held):
    hold = holds.place(
        subject=f"trustee:round:{ROUND}", reason="A court asks for it.", order="No. 1", by=held.keeper, at=AT
    )
    with pytest.raises(NotNow, match="legal hold"):
        actions.destroy_keys(round_=ROUND, by=held.keeper, at=END)
    holds.lift(hold=hold.id, reason="The case is over.", by=held.keeper, at=END)
    assert actions.destroy_keys(round_=ROUND, by=held.keeper, at=END) == 4


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE trustee_key SET public = '\\x00'",
        "DELETE FROM trustee_key",
        "TRUNCATE trustee_key",
        "UPDATE trustee_round SET destroy_at = destroy_at + interval '1 year'",
        "DELETE FROM trustee_round",
    ],
)
def test_the_database_itself_refuses_to_change_a_key_or_a_round(held, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_key_that_was_destroyed_does_not_come_back(held):
    actions.destroy_keys(round_=ROUND, by=held.keeper, at=END)
    with pytest.raises(DatabaseError), transaction.atomic():
        Key.objects.filter(purpose="share").update(box=b"x", destroyed_at=None)


def test_no_secret_half_lies_open(held):
    with connection.cursor() as cursor:
        cursor.execute("SELECT box FROM trustee_key WHERE purpose = 'share'")
        box = bytes(cursor.fetchone()[0])
    secret = secret_of(round_=ROUND, purpose="share")
    assert secret not in box
    assert secret.hex().encode() not in box
