"""Open application at the City: it evaluates whoever did a sum, and opens its seed only for what it has checked."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets

import pytest
from django.test import Client

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.audit.api import SYSTEM
from standing.kernel.blind import oprf, signed, work
from standing.kernel.refusals import NotNow
from standing.rooms.aid import api as aid
from standing.rooms.aid.actions import applications as actions
from standing.rooms.aid.actions import parties
from standing.rooms.aid.models import Evaluated, Intake
from standing.rooms.aid.queries import applications
from standing.rooms.aid.rules.offers import NotFromTrustee
from standing.rooms.aid.rules.rounds import DrawPlan
from standing.rooms.draw.rules import drawing  # pure: what the trustee's room signs, the City reads
from tests.make import accounts
from tests.make import aid as make
from tests.make.aid import AT, DAY, ROUND

pytestmark = pytest.mark.django_db
CLOSES = AT + 3 * DAY
OVER = AT + 4 * DAY


@pytest.fixture
def held():
    groups = (make.GROUP, make.OTHER)
    boxes = {group: bytes([number]) * 32 for number, group in enumerate(groups)}
    plan = DrawPlan(opens_at=AT, closes_at=CLOSES, places=dict.fromkeys(groups, 2), boxes=boxes)
    return make.signed_round(draw=plan)


def asked():
    blinded = [oprf.blind(secrets.token_bytes(8)).element for _ in range(8)]
    return {"blinded": blinded, "work": work.do(round_=ROUND, mark=b"", blinded=blinded)}


def post(given):
    said = {
        "blinded": [base64.b64encode(one).decode() for one in given["blinded"]],
        "work": base64.b64encode(given["work"]).decode(),
    }
    return Client().post(f"/aid/v1/rounds/{ROUND}/applicants", json.dumps(said), content_type="application/json")


def fixed(held, *, count=3, **changed):
    """What the trustee signs after the last day, as its own room makes it, and the receipts."""
    marks = sorted(secrets.token_bytes(32) for _ in range(count))
    entries = drawing.number([(make.GROUP, one) for one in marks], secret=b"s" * 32, void=marks[:1])
    made = drawing.commitment_of(
        entries,
        round_=ROUND,
        manifest=held.manifest.sha256,
        groups=held.manifest.groups,
        secret=b"s" * 32,
        is_sample=True,
    )
    data = json.loads(made.to_bytes()) | changed
    said = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    trustee = held.trustee
    note = signed.sign(said, what=drawing.COMMITMENT, round_=ROUND, name=trustee.name, key=trustee.log)
    return {"data": said, "note": note, "receipts": b"".join(marks)}


def evaluated(count):
    Evaluated.objects.create(round_id=ROUND, part=0, requests=count)


def test_an_applicant_is_evaluated_without_a_credential_and_only_counted(held, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    given = asked()
    answer = post(given)
    assert answer.status_code == 200, answer.content
    said = answer.json()
    found = oprf.Evaluation(
        elements=tuple(base64.b64decode(one) for one in said["elements"]), proof=base64.b64decode(said["proof"])
    )
    oprf.check(public=held.manifest.city.public, blinded=given["blinded"], evaluation=found)
    assert applications.evaluated(round_=ROUND) == 1
    assert post(given | {"work": b"\xff" * 8}).status_code == 428
    assert post(given | {"blinded": given["blinded"][1:]}).status_code == 400
    monkeypatch.setattr(clock, "now", lambda: OVER)
    assert post(given).status_code == 403
    assert applications.evaluated(round_=ROUND) == 1


def test_a_round_evaluates_as_much_as_it_may_in_all(held, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    monkeypatch.setattr(actions, "PARTS", 1)
    actions.evaluate_for_applicant(round_=ROUND, at=AT, **asked())
    with pytest.raises(aid.OverQuota):
        actions.evaluate_for_applicant(round_=ROUND, at=AT, **asked())


def test_the_seed_is_opened_for_what_was_checked_and_not_before(held):
    evaluated(3)
    with pytest.raises(NotNow, match="fixed"):
        aid.open_draw_seed(round_=ROUND, by=SYSTEM, at=OVER)
    given = fixed(held)
    with pytest.raises(NotNow, match="still apply"):
        actions.take_commitment(round_=ROUND, by=SYSTEM, at=AT, **given)
    assert actions.take_commitment(round_=ROUND, by=SYSTEM, at=OVER, **given) is True
    assert actions.take_commitment(round_=ROUND, by=SYSTEM, at=OVER, **given) is False
    seed = aid.open_draw_seed(round_=ROUND, by=SYSTEM, at=OVER)
    assert hashlib.sha256(seed).digest() == held.manifest.draw.city_seed
    said = Client().get(f"/aid/v1/rounds/{ROUND}/receipts.json").json()
    assert said["applications"] == 3
    assert said["receipts_root"] == json.loads(given["data"])["receipts_root"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda given: {"receipts": given["receipts"][32:]}, "as many"),
        (lambda given: {"receipts": given["receipts"][32:] + given["receipts"][:32]}, "as many"),
        (lambda given: {"receipts": bytes(32) + given["receipts"][32:]}, "root"),
        (lambda given: {"data": given["data"] + b" "}, "signature|something else"),
        (lambda given: {"note": "no note"}, "checkpoint"),
    ],
)
def test_what_the_trustee_did_not_fix_is_refused(held, change, said):
    evaluated(3)
    given = fixed(held)
    with pytest.raises(NotFromTrustee, match=said):
        actions.take_commitment(round_=ROUND, by=SYSTEM, at=OVER, **(given | change(given)))
    assert Intake.objects.count() == 0
    assert actions.take_commitment(round_=ROUND, by=SYSTEM, at=OVER, **given)


def test_more_entries_than_requests_another_round_and_a_second_commitment_are_refused(held):
    evaluated(2)
    with pytest.raises(NotFromTrustee, match="more entries"):
        actions.take_commitment(round_=ROUND, by=SYSTEM, at=OVER, **fixed(held))
    with pytest.raises(NotFromTrustee, match="another round"):
        actions.take_commitment(round_=ROUND, by=SYSTEM, at=OVER, **fixed(held, count=2, round="other"))
    assert actions.take_commitment(round_=ROUND, by=SYSTEM, at=OVER, **fixed(held, count=2))
    with pytest.raises(NotFromTrustee, match="something else before"):
        actions.take_commitment(round_=ROUND, by=SYSTEM, at=OVER, **fixed(held, count=2))
    assert Client().get(f"/aid/v1/rounds/{ROUND}/receipts.json").status_code == 200


def test_before_it_is_fixed_nothing_is_said_about_receipts(held):
    assert Client().get(f"/aid/v1/rounds/{ROUND}/receipts.json").status_code == 404


def page_of(role=Role.AUDITOR):
    return accounts.client_of(accounts.person(role=role)).get(f"/staff/aid/rounds/{ROUND}/").content.decode()


def test_staff_see_how_applications_stand_as_counts_from_none_to_an_open_seed(held, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(parties._asked, "url", lambda: "http://127.0.0.1:8001")
    assert "No applications yet" in page_of()
    assert 'value="seed"' not in page_of(Role.TREASURER)  # families still apply

    assert post(asked()).status_code == 200
    page = page_of()
    assert "1 of 1000000 at most" in page
    assert "None yet. It fixes them after the last day" in page
    assert "No applications yet" not in page
    assert "receipts.json" not in page

    monkeypatch.setattr(clock, "now", lambda: OVER)
    evaluated(2)
    actions.take_commitment(round_=ROUND, by=SYSTEM, at=OVER, **fixed(held))
    page = page_of(Role.TREASURER)
    assert "Checked by the City" in page
    assert "Closed. It is opened when" in page
    assert 'value="seed"' in page
    assert 'value="seed"' not in page_of()  # an auditor looks
    for link in (
        f"/aid/v1/rounds/{ROUND}/receipts.json",
        f"http://127.0.0.1:8001/apply/v1/{ROUND}/commitment.json",
        f"http://127.0.0.1:8001/apply/v1/{ROUND}/result.note",
    ):
        assert f'href="{link}"' in page
    assert f"standing draw replay {ROUND} --from http://127.0.0.1:8001" in page
    assert f"/aid/v1/rounds/{ROUND}/seed.json" not in page

    client = accounts.client_of(accounts.person(role=Role.TREASURER))
    client.post(f"/staff/aid/rounds/{ROUND}/step/", {"what": "seed"})
    page = page_of(Role.TREASURER)
    assert "Closed. It is opened when" not in page
    assert f'href="/aid/v1/rounds/{ROUND}/seed.json"' in page
    assert 'value="seed"' not in page
    told = applications.counted(round_=ROUND)
    assert (told.requests, told.fixed, told.fixed_at, told.opened_at) == (3, 3, OVER, OVER)


def test_the_page_of_a_round_without_a_draw_says_nothing_of_applications():
    make.signed_round()
    page = page_of(Role.TREASURER)
    assert 'id="applications"' not in page
    assert "Open the City&#x27;s seed" not in page
