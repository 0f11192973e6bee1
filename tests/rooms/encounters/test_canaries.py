"""Canaries through every form of this room: nothing of them lies open anywhere afterwards."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from standing.hall.pager import api as pager
from standing.hall.sealed import api as sealed
from standing.rooms.encounters import actions
from standing.rooms.encounters.models import Alert, Report, SiteCode
from standing.rooms.encounters.queries import alerts as queries
from tests import canary
from tests.make import accounts
from tests.make import encounters as make
from tests.make.encounters import NOW, Town

pytestmark = pytest.mark.django_db
NAMES = ("Zephyrine Quillmoor", "Ottokar Vanderquist", "Ximena Брежкова")
PHONES = ("213-555-0177", "(213) 555-0178")
ADDRESSES = ("4417 Canary Orchard Lane", "apt 9 Fernhollow Court")
ALL = (*NAMES, *PHONES, *ADDRESSES)
EVERYTHING = " ".join(ALL)


def _photo() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = EVERYTHING.encode("ascii", "ignore").decode()
    out = io.BytesIO()
    Image.new("RGB", (80, 60), (1, 2, 3)).save(out, "JPEG", exif=exif)
    return out.getvalue()


PHOTO = _photo()  # made before logs are caught: the maker of pictures logs what it writes


def _through_every_form(town: Town, row: Report, code: str) -> None:
    """Send the canaries into every field of every form, refused or taken."""
    public, liaison = Client(), accounts.client_of(town.liaison)
    counsel, office = accounts.client_of(town.counsel), accounts.client_of(town.coordinator)
    base = f"/staff/encounters/reports/{row.pk}/"
    for value in (*ALL, EVERYTHING[:190]):
        make.send(public, code, spot=value, reporter=value[:80], callback=value[:40])
        make.send(public, code, spot="north lot", reporter=value[:80], callback=value[:40], key="")
        make.send(public, "wrong", spot=value, reporter=value[:80])
        make.send(public, value[:60], spot=value)
    for value in ALL:
        fields = dict.fromkeys(
            ("words", "site", "reason", "purpose", "order", "number", "marks", "cameras", "calls", "day"), value
        )
        public.get("/alert/", {"path": value})
        liaison.get("/staff/encounters/alert/", fields)
        liaison.post(
            "/staff/encounters/alert/",
            {**make.posted(""), "site": "S-1", "spot": value, "reporter": value, "callback": value},
        )
        liaison.post("/staff/encounters/screen/", {"text": value})
        for section in ("ids", "place", "request", "paper", "response", "after", "evidence"):
            part = make.answers(section)
            texts = {
                name: value
                for name, said in part.items()
                if said in {"a word", "They asked to come in.", "cam-14-0713"}
            }
            liaison.post(f"{base}sections/{section}/", {**part, **texts})
            liaison.post(f"{base}sections/{section}/save/", {**part, **texts})
        liaison.post(
            f"{base}officers/",
            {"officers": value, "supervisor": value, "supervisor-phone": value, "plates": value, "witnesses": value},
        )
        file = io.BytesIO(PHOTO)
        file.name = f"{value}.jpg"
        liaison.post(f"{base}files/add/", {"is_photo": "yes", "faces": "none", "reason": value, "file": file})
        counsel.post(f"{base}sealed/officers/", {"purpose": f"For the case of {value}, as asked."})
        counsel.post(f"{base}hold/", {"reason": f"A case named {value}", "order": value})
        liaison.post(f"{base}submit/", {"seen_version": "0", "reason": value})
        liaison.get("/staff/encounters/", fields)
        liaison.get("/staff/encounters/reports.csv", fields)
        liaison.post("/staff/encounters/cards/make/", fields)
        office.post("/staff/encounters/compare/", {**fields, "department": "streets", "day": "2026-07-12"})
        for alert in Alert.objects.filter(decision=None)[:2]:
            liaison.post(f"/staff/encounters/alerts/{alert.pk}/dismiss/", {"reason": value})


def test_nothing_of_them_lies_open(town: Town, var: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    code = make.card(town)
    row = make.report(town)
    _through_every_form(town, row, code)
    make.write(row, by=town.liaison, at=NOW, request_words=NAMES[0], events_damage=ADDRESSES[0])
    actions.submit_report(
        report=row.pk, seen_version=Report.objects.get(pk=row.pk).versions, reason="More.", by=town.liaison, at=NOW
    )
    pager.send_due(at=NOW)

    besides: dict[str, str | bytes] = {"log": caplog.text, **canary.mails()}
    assert canary.find(canaries=[*ALL, code], folder=var, besides=besides) == (), [
        (one.name, one.getMessage()[:200]) for one in caplog.records if any(word in one.getMessage() for word in ALL)
    ]
    with_the_key = [one for alert in Alert.objects.all() if (one := queries.told(alert)) is not None]
    assert any(one.reporter == NAMES[0] for one in with_the_key), (
        "the canaries were never taken in, so this proves nothing"
    )

    (var / "keys" / "box.key").unlink()
    for alert in Alert.objects.all()[:3]:
        with pytest.raises(sealed.KeysRefused):
            queries.told(alert)


def test_the_search_finds_what_does_lie_open(town: Town, var: Path, caplog: pytest.LogCaptureFixture):
    """Planted one at a time, in forms programs write: each is found, or the test above proves nothing."""
    folder = var / "files"
    folder.mkdir(parents=True)
    plants = {
        "plain": NAMES[0].encode(),
        "upper": NAMES[0].upper().encode(),
        "hex": NAMES[0].encode().hex().encode(),
        "base64": __import__("base64").b64encode(b"xy" + NAMES[0].encode() + b"z"),
        "gzip": __import__("gzip").compress(NAMES[0].encode()),
        "utf-16": NAMES[0].encode("utf-16-le"),
        "percent": __import__("urllib.parse", fromlist=["quote"]).quote(NAMES[0]).encode(),
        "phone": b"2135550177",
    }
    for name, content in plants.items():
        (folder / "planted").write_bytes(content)
        assert canary.find(canaries=[NAMES[0], PHONES[0]], folder=var, tables=False) != (), name
    (folder / "planted").unlink()
    assert canary.find(canaries=[NAMES[0]], besides={"log": f"x {NAMES[0]} y"}, tables=False) != ()
    actions.make_code(site=town.site, by=town.manager, at=NOW)
    sha = SiteCode.objects.get().sha256
    assert [hit.where for hit in canary.find(canaries=[sha], folder=var)] == ["table:encounters_sitecode"]
