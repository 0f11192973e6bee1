import html
import io
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from standing.hall.accounts import access
from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.hall.logbook import permissions
from tests.make import accounts
from tests.make import audit as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def routes():
    access.merge(permissions.ROUTES)


@pytest.fixture
def log():
    names = make.records(3)
    make.seal(at=make.AT + timedelta(minutes=5))
    return names


def of(role):
    return accounts.client_of(accounts.person(role=role))


def test_everybody_sees_the_latest_checkpoint_and_the_key_without_a_cookie(log):
    from standing.hall.audit import api as audit

    answer = Client().get("/status/log/")
    last = audit.latest_checkpoint()
    page = answer.content.decode()
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert (html.escape(last.note) in page, html.escape(last.key) in page, "verify_log.py" in page) == (
        True,
        True,
        True,
    )


def test_an_empty_log_has_a_page_too():
    assert Client().get("/status/log/").status_code == 200
    answer = Client().get("/status/log/checkpoints.txt")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(("sample", "name"), [(True, "log-checkpoints-sample.txt"), (False, "log-checkpoints.txt")])
def test_the_checkpoints_are_text_to_keep(sample, name):
    installation.create(is_sample=sample, at=make.AT)
    first = make.seal().note
    make.record(1)
    second = make.seal().note
    answer = Client().get(reverse("audit:checkpoints"))
    assert (answer["Content-Type"], answer["Content-Disposition"], answer.content.decode()) == (
        "text/plain; charset=utf-8",
        f'attachment; filename="{name}"',
        f"{second}\n{first}",
    )


@pytest.mark.parametrize("role", [*Role, None])
def test_only_auditors_and_administrators_read_records(log, role):
    department = "ladot" if role in {Role.AUTHOR, Role.HEAD, Role.LIAISON, Role.BACKUP} else ""
    client = accounts.client_of(accounts.person(role=role, department=department))
    wanted = 200 if role in {Role.AUDITOR, Role.ADMINISTRATOR} else 404
    for address in ("/staff/log/", f"/staff/log/{log[0]}/", "/staff/log/export.zip"):
        answer = client.get(address)
        if answer.streaming:
            assert b"".join(answer.streaming_content)[:2] == b"PK"
        assert (role, address, answer.status_code) == (role, address, wanted)


def test_a_stranger_is_asked_to_sign_in(log):
    for address in ("/staff/log/", f"/staff/log/{log[0]}/", "/staff/log/export.zip"):
        assert Client().get(address).status_code == 302


def shown(answer):
    return [record.facts.get("number") for record in answer.context["page"].object_list if record.verb == "plans.file"]


def test_records_are_filtered(log):
    make.record(90_000)
    client = of(Role.AUDITOR)
    assert shown(client.get("/staff/log/")) == [90_000, 2, 1, 0]
    assert shown(client.get("/staff/log/?day=2025-07-14&verb=plans.file")) == [2, 1, 0]
    assert shown(client.get("/staff/log/?subject=plan-1&day=2025-07-15")) == [90_000]
    assert shown(client.get("/staff/log/?subject=plan-2")) == []
    wrong = client.get("/staff/log/?day=someday&verb=plans.file")
    assert (wrong.status_code, wrong.context["form"]["verb"].value()) == (422, "plans.file")


@pytest.mark.parametrize("rows", [3, 30])
def test_a_page_of_records_costs_the_same_for_few_and_many(rows, django_assert_max_num_queries):
    make.records(rows)
    make.seal()
    client = of(Role.AUDITOR)
    with django_assert_max_num_queries(16):
        assert len(shown(client.get("/staff/log/"))) == rows


def test_a_record_is_shown_with_its_proof(log):
    client = of(Role.AUDITOR)
    answer = client.get(f"/staff/log/{log[1]}/")
    proof = answer.context["proof"]
    assert (answer.status_code, proof.position, proof.holds) == (200, 1, True)
    assert all(step in answer.content.decode() for step in proof.path)
    waiting = client.get(f"/staff/log/{make.record(9)}/")
    assert (waiting.status_code, waiting.context["proof"]) == (200, None)
    assert client.get("/staff/log/0b2c1d3e-0000-4000-8000-00000000ffff/").status_code == 404


def test_a_changed_record_is_shown_as_such(log):
    make.damage(f"UPDATE audit_record SET subject = 'other' WHERE id = '{log[1]}'")
    answer = of(Role.AUDITOR).get(f"/staff/log/{log[1]}/")
    assert (answer.context["proof"].holds, "does NOT hold" in answer.content.decode()) == (False, True)


def test_an_anonymous_record_shows_its_day_only():
    make.anonymous(day=date(2025, 7, 14))
    from standing.hall.audit import api as audit

    (waiting,) = audit.records_about(subject="report-0")
    page = of(Role.AUDITOR).get(f"/staff/log/{waiting.id}/").content.decode()
    assert ("14 July 2025" in page, "a.m." in page, "p.m." in page) == (True, False, False)


@pytest.mark.parametrize(("sample", "name"), [(True, "standing-log-sample.zip"), (False, "standing-log.zip")])
def test_the_whole_log_is_downloaded(log, sample, name):
    installation.create(is_sample=sample, at=make.AT)
    answer = of(Role.ADMINISTRATOR).get("/staff/log/export.zip")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/zip",
        f'attachment; filename="{name}"',
    )
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.read("standing-log/records.jsonl").count(b"\n") == 3
        assert (b"SAMPLE" in archive.read("standing-log/README.txt")) == sample
