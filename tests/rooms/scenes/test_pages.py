"""The pages of the log: forms that keep what was typed, files that reproduce, and canaries that are found nowhere."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pypdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.kernel.canonical import sha256_hex
from standing.rooms.scenes import actions, api, queries
from standing.rooms.scenes.models import Account, Scene
from tests import canary
from tests.make import accounts
from tests.make import scenes as make

NAME, PHONE, HOME, NUMBER = "Canaria Pajarita", "213-555-0188", "4417 Warbler Street", "A987654321"


@pytest.fixture
def now(town):
    return clock.now()


@pytest.fixture
def sergeant(police) -> Client:
    return accounts.client_of(police)


@pytest.fixture
def reviewer(inspector) -> Client:
    return accounts.client_of(inspector)


def posted(now, **changed):
    day = (now - timedelta(days=2)).astimezone(make.ZONE).date().isoformat()
    return make.posted(**{"started_day": day, "ended_day": day, **changed})


def test_a_scene_is_written_corrected_reviewed_and_its_name_read(sergeant, reviewer, now):
    made = sergeant.post(reverse("scenes:record_scene"), posted(now))
    assert made.status_code == 302
    page = sergeant.get(made["Location"]).content.decode()
    assert "SC-" in page
    assert "Sample Supervisor" not in page
    assert "Read the name" not in page
    scene = Scene.objects.get().pk

    assert "V0002" in sergeant.get(reverse("scenes:correct_scene", args=[scene])).content.decode()
    fixed = sergeant.post(
        reverse("scenes:correct_scene", args=[scene]), posted(now, seen="1", correction="wrong", videos="V0003", key="")
    )
    assert fixed.status_code == 302
    assert Account.objects.count() == 2

    no_purpose = reviewer.post(reverse("scenes:open_identity", args=[scene]), {"entry": 1, "purpose": ""})
    assert (no_purpose.status_code, "Sample Supervisor" in no_purpose.content.decode()) == (422, False)
    read = reviewer.post(reverse("scenes:open_identity", args=[scene]), {"entry": 1, "purpose": "review"})
    assert "Sample Supervisor" in read.content.decode()
    assert "no-store" in read["Cache-Control"]
    assert (
        sergeant.post(reverse("scenes:open_identity", args=[scene]), {"entry": 1, "purpose": "review"}).status_code
        == 404
    )

    assert (
        reviewer.post(reverse("scenes:review_scene", args=[scene]), {"codes": ["no-video"], "note": ""}).status_code
        == 302
    )
    wrong = reviewer.post(reverse("scenes:review_scene", args=[scene]), {"note": "Ask Maria Lopez."})
    assert (wrong.status_code, "Ask Maria Lopez." in wrong.content.decode()) == (422, True)


def test_a_form_with_mistakes_comes_back_with_all_of_them(sergeant, now):
    answer = sergeant.post(
        reverse("scenes:record_scene"), posted(now, division="", videos="X1", ended_time="", medical="called")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(
        words in page
        for words in ("Choose an answer.", "Each is written as in V0001", "Give day and time together", "X1")
    )
    wrong = sergeant.post(reverse("scenes:record_scene"), posted(now, medical="called", identified="refused"))
    assert "Say when medical help was called." in wrong.content.decode()
    assert "stands here only if it was given" in wrong.content.decode()
    assert not Scene.objects.exists()


def test_lists_filter_and_the_video_check_counts(sergeant, police, now):
    make.scene(by=police, at=now)
    make.scene(by=police, at=now, division="hill", videos=(), is_kept=False)
    address = reverse("scenes:list_scenes")
    month = f"{now.astimezone(make.ZONE):%Y-%m}"
    for query, rows in (
        ("", 2), ("division=hill", 1), ("identified=refused", 0), (f"month={month}", 2), ("month=1999-01", 0),
    ):  # fmt: skip
        assert sergeant.get(f"{address}?{query}").content.decode().count(">SC-") == rows, query
    assert sergeant.get(f"{address}?month=never").status_code == 422
    page = sergeant.get(reverse("scenes:check_videos")).content.decode()
    assert "SC-" in page
    assert "1 of 2" in page


def test_a_report_as_pdf_csv_and_json_is_the_same_each_time(sergeant, police, now):
    began = make.local("2026-02-10 09:00")
    make.scene(by=police, at=began)
    answer = sergeant.post(reverse("scenes:list_reports"), {"month": "2026-02"})
    assert answer.status_code == 302
    page = sergeant.get(answer["Location"]).content.decode()
    assert "every byte is the same" in page
    parts = ["2026-02", 1]
    body = sergeant.get(reverse("scenes:report_json", args=parts)).content
    assert sha256_hex(body) == queries.report(month="2026-02", number=1).sha256
    assert json.loads(body)["totals"]["scenes"] == 1
    rows = list(csv.DictReader(io.StringIO(sergeant.get(reverse("scenes:report_csv", args=parts)).content.decode())))
    assert [(row["scene"], row["videos"], row["kept"]) for row in rows] == [("SC-2026-0001", "V0001", "yes")]
    first, second = (sergeant.get(reverse("scenes:report_pdf", args=parts)).content for _ in range(2))
    assert first == second
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(first)).pages)
    assert "SC-2026-0001" in text
    assert "Sample Supervisor" not in text
    heard = sergeant.post(answer["Location"], {"given_on": "2026-03-03"})
    assert heard.status_code == 302
    assert sergeant.post(answer["Location"], {"given_on": "2026-03-04"}).status_code == 422
    assert sergeant.get(reverse("scenes:report_json", args=["2026-02", 9])).status_code == 404


def test_samples_have_a_page_and_only_the_inspector_fixes_a_seed(sergeant, reviewer, inspector, now):
    today = now.astimezone(make.ZONE).date()
    days = {"first": today.isoformat(), "last": (today + timedelta(days=5)).isoformat(), "size": "2"}
    assert sergeant.post(reverse("scenes:list_draws"), days).status_code == 404
    assert reviewer.post(reverse("scenes:list_draws"), {**days, "last": "2020-01-01"}).status_code == 422
    assert reviewer.post(reverse("scenes:list_draws"), days).status_code == 302
    (draw,) = queries.draws()
    assert draw.commitment in sergeant.get(reverse("scenes:list_draws")).content.decode()
    assert reviewer.post(reverse("scenes:draw_sample", args=[draw.id])).status_code == 302
    assert not queries.draws()[0].is_drawn


def test_the_public_page_counts_months_without_cookies(police, now):
    for _ in range(12):
        make.scene(by=police, at=make.local("2026-02-10 09:00"))
    page = Client().get("/status/scenes/")
    assert "12 scenes." in page.content.decode()
    assert page.cookies == {}
    rows = list(csv.DictReader(io.StringIO(Client().get("/status/scenes.csv").content.decode())))
    assert {"kind": "record", "month": "2026-02", "division": "river", "number": "12"} in rows
    assert {page.path for page in api.published_pages(now)} >= {"/status/scenes/", "/status/scenes.csv"}
    assert (api.videos_missing(), len(api.reports())) == (0, 0)
    assert api.months(at=now)[-1].month == "2026-01"


def test_a_city_without_a_log_says_so(tmp_path, db):
    make.load_town(tmp_path, log="", at=clock.now())
    assert "does not keep such a log" in Client().get("/status/scenes/").content.decode()
    assert accounts.client_of(accounts.person(role=Role.POLICE)).get("/staff/scenes/").status_code == 404
    assert list(api.published_pages(clock.now())) == []


@pytest.mark.parametrize("said", [NAME, PHONE, HOME, NUMBER])
def test_canaries_in_any_field_are_refused_or_sealed_and_found_nowhere(sergeant, reviewer, police, now, said):
    for field in ("division", "videos", "reports", "origin", "medical"):
        changed = {field: said, **({"nobody_reported": None} if field == "reports" else {})}
        assert sergeant.post(reverse("scenes:record_scene"), posted(now, **changed)).status_code == 422
    sergeant.post(reverse("scenes:record_scene"), posted(now, supervisor=said))
    sergeant.post(reverse("scenes:record_scene"), posted(now, badge=said))
    scene = make.scene(by=police, at=now)
    assert reviewer.post(reverse("scenes:review_scene", args=[scene]), {"note": f"It was {said}."}).status_code == 422
    actions.make_report(month="2026-02", by=police, at=now)

    found = canary.find(
        canaries=[NAME, PHONE, HOME, NUMBER], folder=settings.STANDING["var"] / "files", besides=canary.mails()
    )
    assert found == ()
