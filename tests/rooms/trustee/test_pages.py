"""The pages of the trustee's people: who enters, what they show, and every mistake at its field."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.holds import api as holds
from standing.kernel.blind import oprf
from standing.kernel.blind.manifest import Draw
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.adapters import city, copies
from standing.rooms.trustee.models import Desk, Key, Round
from tests.make import accounts
from tests.make import trustee as make
from tests.make.trustee import AT, CENTS, GROUPS, ROUND
from tests.rooms.trustee.city import showing

pytestmark = pytest.mark.django_db
ROUNDS = "/staff/rounds/"
HERE = f"{ROUNDS}round/{ROUND}/"


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def client():
    return accounts.client_of(make.keeper())


def text(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


@pytest.mark.parametrize(
    ("role", "department", "reads", "keeps", "decides"),
    [
        (Role.KEEPER, "", 200, 200, 200),
        (Role.AUDITOR, "", 200, 404, 404),
        (Role.ADMINISTRATOR, "", 200, 404, 404),
        (Role.HEAD, GROUPS[0], 404, 404, 200),
        (Role.EDITOR, "", 404, 404, 404),
    ],
)
def test_pages_by_role(held, role, department, reads, keeps, decides):
    client = accounts.client_of(accounts.person(role=role, department=department))
    for path in (ROUNDS, HERE, f"{HERE}counts.csv"):
        assert client.get(path).status_code == reads, path
    for path in (f"{ROUNDS}begin/", f"{HERE}desks/add/", f"{HERE}hold/", f"/staff/desks/{Desk.objects.first().pk}/"):
        assert client.get(path).status_code == keeps, path
    assert client.get("/staff/appeals/").status_code == decides
    home = client.get("/staff/")
    assert (home.status_code, home.get("Location")) == (
        (302, ROUNDS) if reads == 200 else (302, "/staff/appeals/") if decides == 200 else (404, None)
    )


def test_a_keeper_without_a_second_factor_is_led_to_set_one_up(held):
    answer = accounts.client_of(make.keeper(), proven=False).get(ROUNDS)
    assert answer.status_code == 302
    assert "/2fa/" in answer["Location"] or "mfa" in answer["Location"] or "security" in answer["Location"]


def test_lists_say_when_there_is_nothing(client):
    assert "No rounds yet" in text(client.get(ROUNDS))
    assert "Nothing to decide" in text(client.get("/staff/appeals/"))


def test_a_round_is_begun_fetched_looked_at_and_signed(client):
    sent = client.post(f"{ROUNDS}begin/", {"code": ROUND, "amounts": "$500, 300", "has_draw": ""})
    assert sent["Location"] == f"{HERE}open/"
    page = text(client.get(sent["Location"]))
    assert "$300, $500" in page
    assert f"{ROUND}" in text(client.get(ROUNDS))

    offer = queries.offer_of(round_=ROUND)
    manifest = make.manifest_of(offer, oprf.new_share())
    data = manifest.to_bytes()
    note = make.signed_by_city(data)
    pages = {
        f"/aid/v1/rounds/{ROUND}/manifest.json": data,
        f"/aid/v1/rounds/{ROUND}/signature.json": json.dumps({"note": note}).encode(),
    }
    with showing(pages) as base:
        city.set_base(base)
        shown = client.post(f"{HERE}open/", {"deed": "fetch"})
    assert shown.status_code == 200
    assert shown["Cache-Control"].count("no-store")
    assert make.CITY_LINE in text(shown)
    hidden = {name: shown.context["form"].initial[name] for name in ("manifest", "note")}

    forgotten = client.post(f"{HERE}open/", {"deed": "sign", **hidden})
    assert forgotten.status_code == 422
    assert "Compare the key first" in text(forgotten)
    assert not Round.objects.exists()

    signed = client.post(
        f"{HERE}open/", {"deed": "sign", "compared": "on", **hidden, "note": note.replace("\n", "\r\n")}
    )
    assert signed["Location"] == HERE
    assert manifest.sha256[:8] in text(client.get(HERE))
    assert client.get(f"{HERE}open/")["Location"] == HERE  # it is open already


def test_a_draw_is_ticked_when_the_keys_are_made_and_read_before_it_is_signed(client):
    asked = text(client.get(f"{ROUNDS}begin/"))
    assert "Families apply, and a draw decides" in asked
    assert "It cannot be added later" in asked
    client.post(f"{ROUNDS}begin/", {"code": "plain", "amounts": "300"})
    assert queries.offer_of(round_="plain").draw_seed is None

    client.post(f"{ROUNDS}begin/", {"code": ROUND, "amounts": "300", "has_draw": "on"})
    offer = queries.offer_of(round_=ROUND)
    assert offer.draw_seed is not None
    plan = Draw(
        opens_at=AT,
        closes_at=AT + 3 * make.DAY,
        places=dict.fromkeys(GROUPS, 120),
        boxes={group: bytes([number]) * 32 for number, group in enumerate(GROUPS)},
        city_seed=b"c" * 32,
        trustee_seed=offer.draw_seed,
    )
    data = make.manifest_of(offer, oprf.new_share(), draw=plan).to_bytes()
    files = {
        "manifest": SimpleUploadedFile("manifest.json", data),
        "signature": SimpleUploadedFile("signature.json", json.dumps({"note": make.signed_by_city(data)}).encode()),
    }
    page = text(client.post(f"{HERE}open/", {"deed": "bring", **files}))
    for group in GROUPS:
        assert f"{group}: 120 places" in page


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({}, "does not have this yet"),
        ({"manifest": 500}, "status 500"),
        ({"manifest": 302}, "status 302"),
        ({"manifest": b"x" * 300_000}, "more than was asked for"),
        ({"manifest": b"{}", "signature": b"{}"}, "has no note"),
        ({"manifest": b"{}", "signature": b'{"note": "no"}'}, "no manifest of a round"),
    ],
)
def test_what_the_city_answers_wrong_is_said(client, pages, said):
    actions.begin_round(round_=ROUND, amounts=[CENTS], by=make.keeper(), at=AT)
    with showing({f"/aid/v1/rounds/{ROUND}/{name}.json": what for name, what in pages.items()}) as base:
        city.set_base(base)
        answer = client.post(f"{HERE}open/", {"deed": "fetch"})
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("base", "said"),
    [("", "not known here"), ("http://city.example", "https"), ("http://127.0.0.1:9", "does not answer")],
)
def test_a_city_that_is_not_there_is_said(client, base, said):
    actions.begin_round(round_=ROUND, amounts=[CENTS], by=make.keeper(), at=AT)
    city.set_base(base)
    assert said in text(client.post(f"{HERE}open/", {"deed": "fetch"}))


def test_files_do_what_fetching_does(client):
    offer = actions.begin_round(round_=ROUND, amounts=[CENTS], by=make.keeper(), at=AT)
    data = make.manifest_of(offer, oprf.new_share()).to_bytes()
    files = {
        "manifest": SimpleUploadedFile("manifest.json", data),
        "signature": SimpleUploadedFile("signature.json", json.dumps({"note": make.signed_by_city(data)}).encode()),
    }
    assert make.CITY_LINE in text(client.post(f"{HERE}open/", {"deed": "bring", **files}))
    none = client.post(f"{HERE}open/", {"deed": "bring"})
    assert none.status_code == 422
    assert text(none).count("The City&#x27;s manifest.json") >= 2  # the summary of mistakes leads to the field


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"code": "Spring 2026", "amounts": "300"}, "code"),
        ({"code": "", "amounts": "300"}, "code"),
        ({"code": "spring", "amounts": "three hundred"}, "amounts"),
        ({"code": "spring", "amounts": "0"}, "amounts"),
        ({"code": "spring", "amounts": "300.5"}, "amounts"),
        ({"code": "spring", "amounts": "20000"}, "amounts"),
        ({"code": "spring", "amounts": ""}, "amounts"),
    ],
)
def test_mistakes_in_a_new_round_stand_at_their_field(client, sent, field):
    answer = client.post(f"{ROUNDS}begin/", sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Key.objects.exists()


def test_a_desk_gets_a_link_that_is_shown_once(held, client):
    sent = {"group": GROUPS[0], "name": "Back  table", "claims_a_day": "10", "evaluations_a_day": "60"}
    shown = client.post(f"{HERE}desks/add/", sent)
    assert "no-store" in shown["Cache-Control"]
    page = text(shown)
    link = re.search(
        r"http://testserver/desk/spring/#trustee=([\w-]+)&amp;group=harbor-hands&amp;name=Back%20table", page
    )
    assert link
    assert "data:image/svg+xml" in page
    assert actions.evaluate(credential=link[1], blinded=[oprf.blind(b"x").element], at=AT)
    again = client.post(f"{HERE}desks/add/", sent)
    assert again.status_code == 422
    assert "desk of this name" in text(again)
    for page in (HERE, ROUNDS):
        assert link[1] not in text(client.get(page))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"group": "strangers"}, "group"),
        ({"name": ""}, "name"),
        ({"claims_a_day": "0"}, "claims_a_day"),
        ({"claims_a_day": "1001"}, "claims_a_day"),
        ({"evaluations_a_day": "many"}, "evaluations_a_day"),
    ],
)
def test_mistakes_in_a_new_desk_stand_at_their_field(held, client, changed, field):
    sent = {"group": GROUPS[0], "name": "Back table", "claims_a_day": "10", "evaluations_a_day": "60"} | changed
    answer = client.post(f"{HERE}desks/add/", sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Desk.objects.count() == 2


def test_a_desk_is_bounded_and_let_go(held, client, monkeypatch):
    desk = Desk.objects.get(group=GROUPS[0])
    assert client.post(f"/staff/desks/{desk.pk}/", {"claims_a_day": "2", "evaluations_a_day": "3"}).status_code == 302
    desk.refresh_from_db()
    assert (desk.claims_a_day, desk.evaluations_a_day) == (2, 3)
    assert "No copy is shipped" in text(client.get(HERE))
    monkeypatch.setattr(copies, "is_shipped", lambda: True)
    assert "1002 households" in text(client.get(HERE))
    assert client.post(f"/staff/desks/{desk.pk}/revoke/").status_code == 302
    assert client.post(f"/staff/desks/{desk.pk}/revoke/").status_code == 404
    assert "Revoked" in text(client.get(HERE))


def test_counts_by_day_on_the_page_and_as_a_file(held, client):
    make.help_household(held, "Ana")
    assert "2026-03-02" in text(client.get(HERE))
    lines = text(client.get(f"{HERE}counts.csv")).splitlines()
    assert lines[1] == "2026-03-02,harbor-hands,Front table,1,1,0"


def test_times_of_a_round_are_those_of_its_clock(held, client):
    for address in (HERE, ROUNDS):
        page = text(client.get(address))
        assert "April 1, 2026, 10:00 a.m.<" in page, address
        assert "April 16, 2026, 10:00 a.m.<" in page, address


def test_a_legal_hold_is_placed_and_lifted(held, client):
    empty = client.post(f"{HERE}hold/", {})
    assert list(empty.context["form"].errors) == ["order", "reason"]
    sent = {"order": "Superior Court, 26STCV00001", "reason": "A court asks."}
    assert client.post(f"{HERE}hold/", sent).status_code == 302
    page = text(client.get(HERE))
    assert "A legal hold lies on this round" in page
    lift = re.search(rf"{HERE}hold/[0-9a-f-]+/lift/", page)[0]
    assert client.get(lift).status_code == 200
    assert client.post(lift, {"reason": "It is over."}).status_code == 302
    assert "A legal hold lies on this round" not in text(client.get(HERE))
    assert client.get(lift).status_code == 404


def test_keys_are_destroyed_by_hand_once_their_day_has_come(held, client, monkeypatch):
    assert "Destroy the keys now" not in text(client.get(HERE))
    assert client.post(f"{HERE}destroy/").status_code == 422
    actions.place_hold(round_=ROUND, reason="A court asks.", order="No. 1", by=held.keeper, at=AT)
    monkeypatch.setattr(clock, "now", lambda: held.manifest.destroy_at)
    client = accounts.client_of(held.keeper)  # weeks later: signed in anew
    assert "Destroy the keys now" not in text(client.get(HERE))
    assert client.post(f"{HERE}destroy/").status_code == 422
    [hold] = holds.holds_on(subject=f"trustee:round:{ROUND}")
    actions.lift_hold(round_=ROUND, hold=hold.id, reason="The case is over.", by=held.keeper, at=AT)
    auditor = accounts.client_of(accounts.person(role=Role.AUDITOR))
    assert "Destroy the keys now" not in text(auditor.get(HERE))
    assert auditor.post(f"{HERE}destroy/").status_code == 404

    assert "Destroy the keys now" in text(client.get(HERE))
    assert client.post(f"{HERE}destroy/", follow=True).status_code == 200
    assert not Key.objects.filter(box__isnull=False).exists()
    assert "Destroy the keys now" not in text(client.get(HERE))


def test_appeals_are_decided_on_their_page_by_two_people(held, client):
    number = make.appeal(held)
    supervisor = accounts.client_of(make.supervisor())
    own = accounts.client_of(make.supervisor(group=GROUPS[0]))
    assert number in text(client.get("/staff/appeals/"))
    assert "Nothing to decide" in text(own.get("/staff/appeals/"))
    approve = re.search(r"/staff/appeals/[0-9a-f-]+/approve/", text(supervisor.get("/staff/appeals/")))[0]
    assert own.post(approve).status_code == 422
    assert supervisor.post(approve).status_code == 302
    assert supervisor.post(approve).status_code == 422
    assert "/approve/" not in text(supervisor.get("/staff/appeals/"))
    assert client.post(approve).status_code == 302
    assert "Granted" in text(client.get("/staff/appeals/"))
    assert make.appeal(held) != number


def test_the_page_names_nobody_and_nothing_that_came(held, client):
    make.help_household(held, "Zephyrine Quillmoor")
    for page in (HERE, ROUNDS, "/staff/appeals/"):
        assert "Zephyrine" not in text(client.get(page))
