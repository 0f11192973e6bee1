"""Pages and doors as people and tablets meet them."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.audit.api import SYSTEM
from standing.hall.audit.models import Record
from standing.hall.holds import api as holds
from standing.hall.translations.catalogues import files
from standing.hall.translations.catalogues.messages import in_file
from standing.kernel.blind import oprf
from standing.kernel.blind.slips import Slip
from standing.rooms.aid import api as aid
from standing.rooms.aid.actions import parties
from standing.rooms.aid.models import Desk, Key, Receipt, Token
from standing.rooms.cards.models import Card
from tests.make import accounts
from tests.make import aid as make
from tests.make import cards as plastic

pytestmark = pytest.mark.django_db
TRUSTEE = "http://127.0.0.1:8001"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the pages stands where the round is open."""
    monkeypatch.setattr(clock, "now", lambda: make.AT)


@pytest.fixture(autouse=True)
def _trustee(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parties._asked, "url", lambda: TRUSTEE)


def bearer(credential: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"}


def post(path: str, said: dict[str, object], *, credential: str, **headers: str):
    return Client().post(
        f"/aid/v1/{path}", said, content_type="application/json", headers={**bearer(credential), **headers}
    )


def test_a_tablet_asks_the_city_over_http_from_the_trustees_page():
    held = make.signed_round()
    hidden = oprf.blind(b"x" * 32)
    said = {"blinded": [base64.b64encode(hidden.element).decode()]}

    answer = post("evaluate", said, credential=held.intake, Origin=TRUSTEE)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == TRUSTEE
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    evaluation = oprf.Evaluation(
        elements=tuple(base64.b64decode(one) for one in answer.json()["elements"]),
        proof=base64.b64decode(answer.json()["proof"]),
    )
    oprf.check(public=held.manifest.city.public, blinded=[hidden.element], evaluation=evaluation)


def test_a_browser_may_ask_first_and_only_for_the_trustees_page():
    path = reverse("aid:evaluate")
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}
    answer = Client().options(path, headers={"Origin": TRUSTEE, **asked})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == TRUSTEE
    assert "authorization" in answer.headers["Access-Control-Allow-Headers"]
    for origin in ("https://elsewhere.example", "null"):
        assert Client().options(path, headers={"Origin": origin, **asked}).status_code == 405
    assert Client().options(reverse("aid:redeem"), headers={"Origin": TRUSTEE, **asked}).status_code == 405


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [({"blinded": "x"}, 400, "misread"), ({"blinded": ["!"]}, 400, "misread"), ({"blinded": []}, 400, "misread")],
)
def test_what_is_misread_has_a_code_and_a_sentence(said, status, code):
    held = make.signed_round()
    answer = post("evaluate", said, credential=held.intake)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["sentence"].endswith(".")
    assert post("evaluate", said, credential="nobody").json()["code"] in {"not-known", code}


def test_a_card_desk_works_over_http():
    held, [first, second, *_] = make.with_cards()
    token, code = held.trustee.token(), make.code()
    said = {
        "round": make.ROUND,
        "cents": make.CENTS,
        "token": base64.b64encode(token.to_bytes()).decode(),
        "program": held.program,
        "proxy": first,
        "is_exception": False,
        "receipt": code,
    }

    answer = post("redeem", said, credential=held.station)
    assert answer.json() == {"state": "load_pending", "cents": make.CENTS, "receipt": code}
    assert post("redeem", said, credential=held.station).json() == answer.json()
    again = post("redeem", {**said, "proxy": second}, credential=held.station)
    assert (again.status_code, again.json()["code"]) == (409, "already-used")
    card = {"program": held.program, "proxy": first}
    assert post("hand-over", card, credential=held.station).json()["code"] == "not-now"
    plastic.work(plastic.issuer(), by=held.by)
    state = Client().get(f"/aid/v1/cards/{held.program}/{first}", headers=bearer(held.station))
    assert state.json()["state"] == "loaded"
    assert Client().get(f"/aid/v1/cards/{held.program}/{first}").status_code == 401
    assert post("hand-over", card, credential=held.station).json()["state"] == "handed_over"
    lost = {"receipt": code, "program": held.program, "new_proxy": second}
    assert post("lost", lost, credential=held.station).json()["state"] == "waiting"
    assert post("lost", {**lost, "receipt": "x"}, credential=held.station).json()["code"] == "no-code"


class Station:
    """A browser at the card desk, without JavaScript."""

    def __init__(self) -> None:
        self.client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        self.page = self.client.get("/desk/cards/")

    def send(self, what: str, **said: object):
        text = self.page.content.decode()
        token = re.search(r'name="page_token" value="([^"]+)"', text)
        assert token is not None
        given = re.search(r'name="receipt" value="([^"]+)"', text)
        receipt = {"receipt": given[1]} if given else {}
        self.page = self.client.post("/desk/cards/", {"what": what, "page_token": token[1], **receipt, **said})
        return self.page

    @property
    def text(self) -> str:
        return self.page.content.decode()


def slip(token, *, cents: int = make.CENTS) -> str:
    return Slip(round=make.ROUND, cents=cents, is_exception=False, token=token.to_bytes()).text()


def test_the_card_desk_works_without_a_script_and_without_an_account():
    held, [first, second, *_] = make.with_cards()
    desk, token = Station(), held.trustee.token()
    assert "Open this desk" in desk.text
    assert desk.send("open", credential="nobody").status_code == 422
    assert desk.send("open", credential=held.station).status_code == 200
    cookie = desk.client.cookies["aid_station"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/desk/cards/", True, "Strict")

    card = {"program": held.program, "proxy": first}
    answer = desk.send("redeem", slip=slip(token), **card)
    [code] = re.findall(r"<code data-receipt>([^<]+)</code>", desk.text)
    assert answer.status_code == 200
    assert Receipt.objects.count() == Token.objects.count() == 1
    assert 'lang="es"' in desk.text  # the limits stand there in both languages
    desk.send("look", **card)
    assert "putting the money on it" in desk.text
    plastic.work(plastic.issuer(), by=held.by)
    desk.send("hand_over", **card)
    assert "Handed over." in desk.text
    desk.send("lost", receipt=code, program=held.program, new_proxy=second)
    assert "is asked what is left" in desk.text
    desk.send("close")
    assert "Open this desk" in Station().text


def test_the_same_form_sent_twice_gives_the_same_code():
    held, [first, *_] = make.with_cards()
    desk = Station()
    desk.send("open", credential=held.station)
    before, card = desk.page, {"program": held.program, "proxy": first, "slip": slip(held.trustee.token())}
    desk.send("redeem", **card)
    first_code = re.findall(r"<code data-receipt>([^<]+)</code>", desk.text)
    desk.page = before
    desk.send("redeem", **card)
    assert re.findall(r"<code data-receipt>([^<]+)</code>", desk.text) == first_code
    assert Receipt.objects.count() == 1


def test_every_mistake_at_the_card_desk_stands_at_its_field_and_nothing_is_lost():
    held, [first, *_] = make.with_cards()
    desk = Station()
    desk.send("open", credential=held.station)
    answer = desk.send("redeem", slip="no slip", program=held.program, proxy=first)
    assert answer.status_code == 422
    assert "begins with AID1" in desk.text
    assert first in desk.text
    answer = desk.send("redeem", slip=slip(held.trustee.token()), program=held.program, proxy="PX-NONE")
    assert "Your group has no card with this number." in desk.text
    assert not Token.objects.exists()


def test_what_waits_on_a_tray_is_looked_at_and_kept_nowhere_and_goes_through_later():
    held, [first, second, *_] = make.with_cards()
    desk, token = Station(), held.trustee.token()
    desk.send("open", credential=held.station)
    opened, said = desk.page, {"slip": slip(token), "program": held.program, "proxy": first}

    def ask(what: str, **changed: str):
        desk.page = opened
        return desk.send(what, **{**said, **changed})

    records = Record.objects.count()
    for _ in range(2):
        assert ask("check").json() == {"state": "consigned", "worth": "$300.00"}
    assert (Token.objects.count(), Receipt.objects.count(), Record.objects.count()) == (0, 0, records)
    assert Card.objects.get(proxy=first).state == "consigned"
    for wrong, sentence in (
        ({"slip": "no slip"}, "begins with AID1"),
        ({"slip": slip(token, cents=make.LESS)}, "did not sign"),
        ({"proxy": "PX-NONE"}, "no card with this number"),
        ({"receipt": "ABC"}, "code"),
    ):
        answer = ask("check", **wrong)
        assert (answer.status_code, sentence in answer.json()["refused"]) == (422, True), wrong
    for _ in range(2):
        assert ask("tray").json()["state"] == "load_pending"
    card = Card.objects.get(proxy=first)
    assert (card.state, card.is_out, Token.objects.count()) == ("load_pending", True, 1)
    assert ask("check").json()["state"] == "load_pending"  # the same again is the same
    for what in ("check", "tray"):
        assert "another card" in ask(what, proxy=second).json()["refused"]
    assert not Card.objects.get(proxy=second).is_out
    plastic.work(plastic.issuer(), by=held.by)
    assert ask("tray").json()["state"] == "loaded"


def test_a_desk_that_was_revoked_or_forged_is_shut():
    held = make.signed_round()
    desk = Station()
    desk.send("open", credential=held.station)
    aid.revoke_desk(desk=Desk.objects.get(kind="cards", group=make.GROUP).pk, by=held.by, at=make.AT)
    desk.page = desk.client.get("/desk/cards/")
    assert "No card desk has this credential." in desk.text
    stranger = Station()
    stranger.client.cookies["aid_station"] = "forged"
    assert stranger.send("look", program=held.program, proxy="PX").status_code == 200
    assert "Open it again" in stranger.text
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert "not sent from this page" in elsewhere.post("/desk/cards/", {"what": "open"}).content.decode()


def test_everybody_reads_the_rounds_and_nobody_gets_a_cookie():
    make.signed_round()
    for path in ("/aid/", f"/aid/{make.ROUND}/", "/desk/", "/aid/?language=es", f"/aid/{make.ROUND}/?language=es"):
        answer = Client().get(path)
        assert answer.status_code == 200, path
        assert not answer.cookies
    assert "Lives in the city." in Client().get(f"/aid/{make.ROUND}/").content.decode()
    assert "Vive en la ciudad." in Client().get(f"/aid/{make.ROUND}/?language=es").content.decode()
    assert f"{TRUSTEE}/desk/" in Client().get("/desk/").content.decode()
    assert Client().get("/aid/none/").status_code == 404


def test_what_the_public_and_families_read_of_aid_is_said_in_spanish():
    said = {
        (entry.context or "", entry.id[0] if isinstance(entry.id, tuple) else entry.id): entry.string
        for entry in files.read(files.PROGRAM.parents[1] / "locale" / "es" / "LC_MESSAGES" / "django.po")
        if entry.id
    }
    folder = files.PROGRAM / "rooms" / "aid" / "templates" / "aid"
    for name in ("index", "round", "desk", "_languages", "_limits"):
        for message in in_file(folder / f"{name}.html"):
            given = said.get(message.name, "")
            assert given and all(given if isinstance(given, tuple) else (given,)), (name, message.said)  # noqa: PT018


def test_a_draft_is_no_public_round():
    aid.draft_round(draft=make.draft(), by=make.money.treasurer(), at=make.AT)
    assert Client().get(f"/aid/{make.ROUND}/").status_code == 404
    assert Client().get(f"/aid/v1/rounds/{make.ROUND}/manifest.json").status_code == 404
    assert Client().get(f"/aid/v1/rounds/{make.ROUND}/audit.json").status_code == 404


def typed(**changed: object) -> dict[str, object]:
    begin = make.AT.replace(tzinfo=None)
    return {
        "round": make.ROUND,
        "name": "Sample round",
        "opens_at": f"{begin - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "closes_at": f"{begin + timedelta(days=30):%Y-%m-%dT%H:%M}",
        "destroy_at": f"{begin + timedelta(days=45):%Y-%m-%dT%H:%M}",
        "amounts": "300 200.00",
        "exception_cents": "$300",
        "exceptions_most": "2",
        "groups": f"{make.GROUP}\n{make.OTHER}",
        "rules": "Lives in the city.",
        "rules_es": "Vive en la ciudad.",
        "evaluations_a_day": "600",
        "claims_a_day": "60",
        "memory": "19456",
        "passes": "2",
        **changed,
    }


def test_a_treasurer_takes_a_round_through_its_steps_by_hand(tmp_path):
    by = accounts.person(role=Role.TREASURER)
    client = accounts.client_of(by)
    here = f"/staff/aid/rounds/{make.ROUND}/"
    assert "No rounds yet" in client.get("/staff/aid/").content.decode()
    wrong = client.post("/staff/aid/draft/", typed(amounts="many", closes_at="2020-01-01T00:00"))
    assert wrong.status_code == 422
    assert "is no amount" in wrong.content.decode()
    assert client.post("/staff/aid/draft/", typed()).status_code == 302
    assert client.post(f"{here}change/", typed(name="Another name")).status_code == 302
    assert "Another name" in client.get(here).content.decode()

    def bring(what: str, data: bytes):
        from django.core.files.uploadedfile import SimpleUploadedFile

        return client.post(f"{here}file/", {"what": what, "file": SimpleUploadedFile("trustee.json", data)})

    assert bring("offer", b"{}").status_code == 422
    assert bring("offer", make.trustee().offer()).status_code == 302
    client.post(f"{here}step/", {"what": "manifest"})
    papers = aid.papers(round_=make.ROUND)
    assert papers is not None
    assert bring("signature", make.trustee().signature(papers.manifest)).status_code == 302
    assert aid.rounds()[0].step is aid.Step.SIGNED

    desk = client.post(f"{here}desks/add/", {"kind": "cards", "group": make.GROUP, "name": "Card table"})
    text = desk.content.decode()
    assert "/desk/cards/#station=" in text
    assert "no-store" in desk.headers["Cache-Control"]
    [row] = Desk.objects.all()
    renewed = client.post(f"/staff/aid/desks/{row.pk}/", {"what": "renew"})
    assert "shown only here" in renewed.content.decode()
    assert sorted(Desk.objects.values_list("name", flat=True)) == ["Card table", "Card table #2"]
    assert client.post(f"{here}desks/add/", {"kind": "cards", "group": make.GROUP, "name": "555-0100 Ana"}).status_code
    assert client.post(f"{here}step/", {"what": "checkpoint"}).status_code == 302
    shown = client.get(here).content.decode()
    assert "Nothing happened since" in shown
    assert "Both parties signed the manifest" in shown
    assert client.get(f"{here}days.csv").status_code == 200


def test_keys_whose_day_has_come_are_destroyed_by_hand(monkeypatch):
    held, here = make.signed_round(), f"/staff/aid/rounds/{make.ROUND}/"
    client = accounts.client_of(held.by)
    button, step = "Destroy the City's keys now", {"what": "destroy"}
    assert button not in client.get(here).content.decode()
    assert "needed until the day" in client.post(f"{here}step/", step, follow=True).content.decode()
    assert Key.objects.get().box is not None

    monkeypatch.setattr(clock, "now", lambda: held.manifest.destroy_at)
    client = accounts.client_of(held.by)  # weeks later: signed in anew
    hold = holds.place(subject=f"aid:round:{make.ROUND}", reason="A case is open.", order="1", by=held.by, at=make.AT)
    page = client.get(here).content.decode()
    assert "A legal hold lies on this round" in page
    assert button not in page
    holds.lift(hold=hold.id, reason="The case is closed.", by=held.by, at=make.AT)
    assert button in client.get(here).content.decode()
    auditor = accounts.client_of(accounts.person(role=Role.AUDITOR))
    assert button not in auditor.get(here).content.decode()
    assert "Nobody can test a name" in client.post(f"{here}step/", step, follow=True).content.decode()
    assert Key.objects.get().box is None
    assert button not in client.get(here).content.decode()
    assert "Destroyed" in Client().get(f"/aid/{make.ROUND}/").content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 404), (Role.COORDINATOR, 302), (Role.LIAISON, 404)])
def test_who_may_take_a_step(role, status):
    make.signed_round()
    by = accounts.person(role=role, department="fire" if role is Role.LIAISON else "")
    answer = accounts.client_of(by).post(f"/staff/aid/rounds/{make.ROUND}/step/", {"what": "checkpoint"})
    assert answer.status_code == status


def test_counts_by_day_are_counts():
    held, [first, *_] = make.with_cards()
    make.redeem(held, held.trustee.token(), first)
    client = accounts.client_of(accounts.person(role=Role.AUDITOR))
    lines = client.get(f"/staff/aid/rounds/{make.ROUND}/days.csv").content.decode().splitlines()
    assert lines[1].split(",")[1:] == ["2026-02-12", make.GROUP, "cards", "Card table", "0", "1", "0", "0"]
    assert aid.seal_days(before=make.AT.date() + timedelta(days=1), by=SYSTEM, at=make.AT) == 1
    assert aid.seal_days(before=make.AT.date() + timedelta(days=1), by=SYSTEM, at=make.AT) == 0
