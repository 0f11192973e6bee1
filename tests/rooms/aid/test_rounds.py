"""A round from its draft to the destruction of the keys, and what both parties sign."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from standing.hall.accounts.api import Role
from standing.hall.audit.api import SYSTEM
from standing.hall.audit.models import Record
from standing.hall.holds import api as holds
from standing.kernel.blind import oprf
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.aid import api as aid
from standing.rooms.aid.models import Desk, Intake, Key, Round, Tally
from standing.rooms.aid.rules.rounds import DrawPlan
from tests.make import accounts
from tests.make import aid as make
from tests.make import funds as money

pytestmark = pytest.mark.django_db


def test_a_round_is_signed_by_both_parties():
    held = make.signed_round()

    [fact], papers = aid.rounds(), aid.papers(round_=make.ROUND)
    assert fact.step is aid.Step.SIGNED
    assert papers.sha256 == hashlib.sha256(papers.manifest).hexdigest() == held.manifest.sha256
    held.manifest.check()
    assert held.manifest.groups == (make.GROUP, make.OTHER)
    verbs = ["aid.draft_round", "aid.take_offer", "aid.make_manifest", "aid.take_signature"]
    assert list(Record.objects.filter(verb__in=verbs).order_by("at", "verb").values_list("verb", flat=True)) == sorted(
        verbs
    )


def test_only_who_runs_rounds_drafts_one():
    for role, is_let in [(Role.TREASURER, True), (Role.AUDITOR, False), (Role.VAULT, False)]:
        who = accounts.person(role=role)
        if is_let:
            aid.draft_round(draft=make.draft(), by=who, at=make.AT)
        else:
            with pytest.raises(NotAllowed):
                aid.draft_round(draft=make.draft(round="other"), by=who, at=make.AT)


def test_every_mistake_in_a_draft_is_told_at_once():
    with pytest.raises(aid.DraftRefused) as refused:
        aid.draft_round(
            draft=make.draft(
                round="Not A Code", amounts=(0,), groups=(), closes_at=make.AT - 5 * make.DAY, time_zone="Mars"
            ),
            by=money.treasurer(),
            at=make.AT,
        )
    assert set(refused.value.mistakes) == {"round", "amounts", "groups", "closes_at", "time_zone"}


@pytest.mark.parametrize(
    "changed", [{"round_": "other"}, {"tiers": {}}, {"signer": "nobody"}, {"exception": ""}, {"half": {}}]
)
def test_an_offer_of_another_round_or_with_other_keys_is_refused(changed):
    by = money.treasurer()
    aid.draft_round(draft=make.draft(), by=by, at=make.AT)
    with pytest.raises(aid.NotFromTrustee):
        aid.take_offer(round_=make.ROUND, data=make.trustee().offer(**changed), by=by, at=make.AT)
    aid.take_offer(round_=make.ROUND, data=make.trustee().offer(), by=by, at=make.AT)
    assert aid.rounds()[0].step is aid.Step.OFFERED


def test_a_signature_by_another_key_or_of_something_else_is_refused():
    by = money.treasurer()
    aid.draft_round(draft=make.draft(), by=by, at=make.AT)
    with pytest.raises(NotNow):
        aid.make_manifest(round_=make.ROUND, by=by, at=make.AT)
    aid.take_offer(round_=make.ROUND, data=make.trustee().offer(), by=by, at=make.AT)
    aid.make_manifest(round_=make.ROUND, by=by, at=make.AT)
    data = aid.papers(round_=make.ROUND).manifest
    stranger = make.Trustee(keys={}, exception=make.trustee().exception)

    for wrong in (stranger.signature(data), make.trustee().signature(data + b" "), b"{}", b"no"):
        with pytest.raises(aid.NotFromTrustee):
            aid.take_trustee_signature(round_=make.ROUND, data=wrong, by=by, at=make.AT)
    aid.take_trustee_signature(round_=make.ROUND, data=make.trustee().signature(data), by=by, at=make.AT)
    aid.take_trustee_signature(round_=make.ROUND, data=make.trustee().signature(data), by=by, at=make.AT)
    assert aid.rounds()[0].step is aid.Step.SIGNED


def test_what_was_signed_does_not_change():
    make.signed_round()
    for changed in ({"name": "other"}, {"manifest": b"{}"}, {"trustee_note": "other"}, {"amounts": [1]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Round.objects.update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        Round.objects.all().delete()
    Round.objects.update(closed_at=make.AT)


def test_the_citys_share_evaluates_and_proves_it():
    held = make.signed_round()
    hidden = [oprf.blind(b"x" * 32), oprf.blind(b"y" * 32)]
    asked = [one.element for one in hidden]

    found = aid.evaluate(credential=held.intake, blinded=asked, at=make.AT)

    oprf.check(public=held.manifest.city.public, blinded=asked, evaluation=found)
    assert Tally.objects.get().evaluations == 2


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"credential": "nobody"}, aid.NotKnown),
        ({"blinded": []}, aid.Misread),
        ({"at": make.AT - 2 * make.DAY}, aid.Closed),
        ({"at": make.AT + 31 * make.DAY}, aid.Closed),
    ],
)
def test_who_may_not_ask_gets_nothing(changed, refusal):
    held = make.signed_round()
    said = {"credential": held.intake, "blinded": [oprf.blind(b"x" * 32).element], "at": make.AT}
    with pytest.raises(refusal):
        aid.evaluate(**{**said, **changed})
    assert aid.evaluate(**said).elements


def test_a_card_desk_does_not_evaluate_and_a_revoked_one_neither():
    held = make.signed_round()
    blinded = [oprf.blind(b"x" * 32).element]
    with pytest.raises(aid.NotKnown):
        aid.evaluate(credential=held.station, blinded=blinded, at=make.AT)
    aid.revoke_desk(desk=Desk.objects.get(kind="intake").pk, by=held.by, at=make.AT)
    with pytest.raises(aid.NotKnown):
        aid.evaluate(credential=held.intake, blinded=blinded, at=make.AT)


def test_a_desk_has_a_quota_a_day():
    held = make.signed_round()
    desk = aid.add_desk(round_=make.ROUND, group=make.OTHER, name="Small", evaluations_a_day=2, by=held.by, at=make.AT)
    blinded = [oprf.blind(bytes([one]) * 32).element for one in range(2)]
    aid.evaluate(credential=desk, blinded=blinded, at=make.AT)
    with pytest.raises(aid.OverQuota):
        aid.evaluate(credential=desk, blinded=blinded[:1], at=make.AT)
    assert aid.evaluate(credential=desk, blinded=blinded, at=make.AT + make.DAY).elements
    with pytest.raises(NotNow):
        aid.add_desk(round_=make.ROUND, group="stranger", name="One", by=held.by, at=make.AT)


def test_keys_are_destroyed_on_their_day_and_a_hold_stops_it():
    held = make.signed_round()
    day = held.manifest.destroy_at
    with pytest.raises(NotNow):
        aid.destroy_keys(round_=make.ROUND, by=SYSTEM, at=day - timedelta(seconds=1))
    placed = holds.place(
        subject=f"aid:round:{make.ROUND}", reason="A case is open.", order="Sample v. Sample", by=held.by, at=make.AT
    )
    with pytest.raises(NotNow):
        aid.destroy_keys(round_=make.ROUND, by=SYSTEM, at=day)
    holds.lift(hold=placed.id, reason="The case is closed.", by=held.by, at=make.AT)

    assert aid.destroy_keys(round_=make.ROUND, by=SYSTEM, at=day) == 1
    assert aid.destroy_keys(round_=make.ROUND, by=SYSTEM, at=day) == 0
    assert Key.objects.get().box is None
    assert aid.rounds()[0].step is aid.Step.DESTROYED
    [record] = Record.objects.filter(verb="aid.destroy_keys")
    assert record.facts == {"share": hashlib.sha256(held.manifest.city.public).hexdigest()}


def test_the_seed_of_a_draw_is_opened_when_nobody_can_apply_any_more():
    plan = DrawPlan(
        opens_at=make.AT,
        closes_at=make.AT + 3 * make.DAY,
        places={make.GROUP: 10, make.OTHER: 5},
        boxes={make.GROUP: b"a" * 32, make.OTHER: b"b" * 32},
    )
    held = make.signed_round(draw=plan)
    with pytest.raises(NotNow):
        aid.open_draw_seed(round_=make.ROUND, by=SYSTEM, at=make.AT)
    with pytest.raises(NotNow, match="fixed"):
        aid.open_draw_seed(round_=make.ROUND, by=SYSTEM, at=plan.closes_at)
    # What the trustee fixes is checked in test_applications.
    Intake.objects.create(round_id=make.ROUND, commitment=b"{}", note="-", count=0, receipts=b"")
    seed = aid.open_draw_seed(round_=make.ROUND, by=SYSTEM, at=plan.closes_at)
    assert hashlib.sha256(seed).digest() == held.manifest.draw.city_seed
    assert aid.open_draw_seed(round_=make.ROUND, by=SYSTEM, at=plan.closes_at) == seed


def test_a_closed_round_gives_no_card_and_still_replaces_a_lost_one():
    held, [first, *_] = make.with_cards()
    with pytest.raises(NotNow):
        aid.close_round(round_=make.ROUND, by=held.by, at=make.AT)
    late = held.manifest.closes_at
    token = held.trustee.token()
    aid.close_round(round_=make.ROUND, by=held.by, at=late)
    with pytest.raises(aid.Closed):
        make.redeem(held, token, first, at=late)


def test_the_trustees_statement_counts_under_its_key_only():
    held = make.signed_round()
    true = held.trustee.statement(through=make.AT.date(), manifest=held.manifest.sha256)
    stranger = make.Trustee(keys={}, exception=held.trustee.exception)
    for wrong in (
        stranger.statement(through=make.AT.date(), manifest=held.manifest.sha256),
        held.trustee.statement(through=make.AT.date(), manifest="0" * 64),
        json.dumps({"statement": "", "note": ""}).encode(),
    ):
        with pytest.raises(aid.NotFromTrustee):
            aid.take_statement(round_=make.ROUND, data=wrong, by=SYSTEM, at=make.AT)
    assert aid.take_statement(round_=make.ROUND, data=true, by=SYSTEM, at=make.AT)
    assert not aid.take_statement(round_=make.ROUND, data=true, by=SYSTEM, at=make.AT)
    with pytest.raises(NotFound):
        aid.take_statement(round_="none", data=true, by=SYSTEM, at=make.AT)
