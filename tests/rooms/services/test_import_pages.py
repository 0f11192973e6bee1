"""The pages of imports and exports, and the files that go out and come back."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.rooms.services.models import Import, ImportProblem, Service
from standing.rooms.services.rules.hsds_fields import TABLE, TABLES
from standing.rooms.services.rules.hsds_files import LARGEST_UPLOAD
from standing.rooms.services.views import exchange
from tests.make import accounts
from tests.make import hsds as make

pytestmark = pytest.mark.django_db
AT = datetime(2025, 7, 15, 18, 0, tzinfo=UTC)
HERE = "/staff/services/imports/"


@pytest.fixture
def by(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    make.load_city(tmp_path, at=AT)
    return make.editor()


@pytest.fixture
def client(by):
    return accounts.client_of(by)


def upload(client, content, name="directory.json", **more):
    return client.post(HERE, {"file": SimpleUploadedFile(name, content), **more})


def test_an_editor_brings_a_file_looks_at_it_takes_it_in_and_back(client):
    answer = upload(client, make.as_json(make.directory()), trusts_dates="on")
    page = answer["Location"]
    assert "What it would do" in client.get(page).content.decode()
    assert client.post(f"{page}apply/", follow=True).status_code == 200
    assert "This import is in the directory" in client.get(page).content.decode()
    assert Service.objects.get().status == "active"
    assert client.post(f"{page}undo/").status_code == 302
    assert "This import was taken back" in client.get(page).content.decode()
    assert Service.objects.get().status == "inactive"
    assert client.post(f"{page}undo/").status_code == 422
    assert "directory.json" in client.get(HERE).content.decode()


def test_mistakes_stand_on_the_page_and_in_a_file(client):
    bad = make.directory(services=[make.service(), make.service("Other", status="=open")])
    page = upload(client, make.as_json(bad))["Location"]
    shown = client.get(page).content.decode()
    assert "“=open” is none of: active, inactive, defunct, temporarily closed." in shown
    lines = b"".join(client.get(f"{page}mistakes.csv").streaming_content).decode().splitlines()
    assert lines[0] == "file,line,table,field,mistake"
    assert len(lines) == 1 + ImportProblem.objects.count()
    refused = client.post(f"{page}apply/")
    assert (refused.status_code, "The file has mistakes." in refused.content.decode()) == (422, True)
    assert client.post(f"{page}apply/", {"leave_out_wrong": "on"}).status_code == 302
    assert Service.objects.count() == 1


def test_look_alikes_are_asked_about(client, by):
    make.take_in(make.directory(), by=by, at=AT)
    theirs = make.service(
        "Legal Clinic",
        id=make.id_of("theirs"),
        phones=[],
        languages=[],
        schedules=[],
        cost_options=[],
        required_documents=[],
        service_at_locations=[],
    )
    page = upload(client, make.as_json([theirs]))["Location"]
    assert "Do we have these already?" in client.get(page).content.decode()
    client.post(f"{page}twins/", {"shown": theirs["id"], "same": [theirs["id"], "x"]})
    client.post(f"{page}apply/")
    assert Service.objects.get().name == "Legal Clinic"


def test_a_file_that_cannot_be_read_says_why_and_can_be_forgotten(client):
    page = upload(client, b"\xff\xfe\x00\xd8", "services.csv")["Location"]
    assert "The file cannot be read" in client.get(page).content.decode()
    assert client.post(f"{page}drop/").status_code == 302
    assert client.get(f"{HERE}{make.id_of('none')}/").status_code == 404


def test_a_file_of_200_megabytes_is_refused_before_a_byte_is_read(client):
    class Unread(io.BytesIO):
        def read(self, *_):
            raise AssertionError("the file was read")

    answer = client.generic(
        "POST",
        HERE,
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(200 * 1024 * 1024),
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert "The file is larger than 50 MB." in answer.content.decode()
    assert not Import.objects.exists()
    assert LARGEST_UPLOAD == 50 * 1024 * 1024


def test_a_forged_form_brings_nothing(by):
    client = Client(enforce_csrf_checks=True)
    client.force_login(by)
    accounts.with_second_factor(client, by)
    assert upload(client, make.as_json(make.directory())).status_code == 403
    assert not Import.objects.exists()


def test_nothing_chosen_is_said(client):
    answer = client.post(HERE, {})
    assert (answer.status_code, "Choose a file." in answer.content.decode()) == (422, True)


def test_a_large_file_is_read_by_a_job_and_the_page_shows_how_far(client, by):
    from standing.rooms.services.tasks.imports import apply_import, read_import

    padding = make.as_json(make.directory()) + b" " * (1024 * 1024)
    page = upload(client, padding)["Location"]
    waiting = client.get(page).content.decode()
    assert "The file is being read" in waiting
    assert 'http-equiv="refresh"' in waiting
    row = Import.objects.get()
    read_import.func(str(row.pk))
    assert "What it would do" in client.get(page).content.decode()
    Import.objects.update(rows=1_000_000)
    client.post(f"{page}apply/")
    assert "being taken in" in client.get(page).content.decode()
    apply_import.func(str(row.pk), str(by.pk))
    assert Service.objects.exists()


def test_others_than_those_who_keep_the_directory_find_nothing():
    client = accounts.client_of(accounts.person(role=Role.REVIEWER))
    assert client.get(HERE).status_code == 404
    assert client.get("/staff/services/directory.json").status_code == 404


# Out and in again


def body(answer):
    return b"".join(answer.streaming_content)


def test_the_public_takes_what_it_finds_and_staff_take_all(client, by):
    make.take_in(make.directory(), by=by, at=AT)
    make.take_in(make.directory(services=[make.service("Unchecked")]), by=by, at=AT, trusts_dates=False)
    public = json.loads(body(Client().get("/hsds/directory.json")))
    everything = json.loads(body(client.get("/staff/services/directory.json")))
    assert [len(one["services"]) for one in (public, everything)] == [1, 2]
    with zipfile.ZipFile(io.BytesIO(body(Client().get("/hsds/directory.zip")))) as bundle:
        assert set(bundle.namelist()) == {"datapackage.json", *(table.file for table in TABLES)}
    assert body(client.get("/staff/services/directory.zip"))[:2] == b"PK"


def test_a_sample_says_so_in_the_files(client, by):
    installation.create(is_sample=True, at=AT)
    make.take_in(make.directory(), by=by, at=AT)
    answer = Client().get("/hsds/directory.json")
    assert (json.loads(body(answer))["sample"], "sample-directory.json" in answer["Content-Disposition"]) == (
        True,
        True,
    )
    with zipfile.ZipFile(io.BytesIO(body(Client().get("/hsds/directory.zip")))) as bundle:
        for table in TABLES:
            assert bundle.read(table.file).decode().splitlines()[0] == ",".join([*TABLE[table.name].columns, "sample"])
        assert json.loads(bundle.read("datapackage.json"))["sample"] is True


def whole():
    """Return the whole directory as it would be sent, without when it was changed and by whom."""
    value = json.loads(b"".join(exchange.json_pieces(at=AT, unlisted=True)))
    for name in ("services", "organizations", "locations"):
        for one in value[name]:
            one.pop("metadata", None)
            one.pop("last_modified", None)
    return value


WORDS = st.text("abc XYZ\u00e1\u00d1\u00fc\u0416\u4e2d\u0627=+-@',.;!?\u201c\u2014\n", min_size=1, max_size=40).filter(
    lambda text: bool(text.strip())
)
NAME = WORDS.filter(lambda text: "\n" not in text)
CLOCK = st.times().map(lambda one: one.isoformat("minutes"))
DAY = st.dates(datetime(2025, 1, 1).date(), datetime(2027, 1, 1).date()).map(str)


@st.composite
def schedules(draw):
    first, last = sorted([draw(DAY), draw(DAY)])
    return {
        "freq": draw(st.sampled_from(["WEEKLY", "MONTHLY"])),
        "byday": draw(st.sampled_from(["MO", "SA,SU", "TU,TH"])),
        "opens_at": draw(CLOCK),
        "closes_at": draw(CLOCK),
        "valid_from": draw(st.sampled_from([None, first])),
        "valid_to": draw(st.sampled_from([None, last])),
        "notes": draw(WORDS),
    }


@st.composite
def services(draw):
    name = draw(NAME)
    key = draw(st.uuids())
    hours = draw(st.lists(schedules(), max_size=3))
    return make.service(
        name,
        id=str(key),
        description=draw(WORDS),
        minimum_age=draw(st.none() | st.integers(0, 20)),
        maximum_age=draw(st.none() | st.integers(20, 99)),
        schedules=[{"id": make.id_of(key, number), **one} for number, one in enumerate(hours)],
        languages=[
            {"id": make.id_of(key, "language", code), "code": code, "name": code}
            for code in draw(st.lists(st.sampled_from(["en", "es", "fa", "ko"]), unique=True))
        ],
        phones=[{"id": make.id_of(key, "phone"), "number": "+1 213 555 0123", "description": draw(WORDS)}],
        cost_options=[
            {"id": make.id_of(key, "cost"), "option": draw(WORDS), "amount": draw(st.integers(0, 99_999)) / 100}
        ],
        required_documents=[{"id": make.id_of(key, "document"), "document": draw(WORDS)}],
        service_at_locations=[{"id": make.id_of(key, "both"), "location_id": make.id_of("location", "Sample House")}],
    )


@settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate]
)
@given(found=st.lists(services(), min_size=1, max_size=3, unique_by=lambda one: one["id"]))
@pytest.mark.parametrize("form", ["json", "zip"])
def test_out_and_in_and_out_again_is_the_same(by, form, found):
    def sent():
        pieces = exchange.json_pieces if form == "json" else exchange.zip_pieces
        return b"".join(pieces(at=AT, unlisted=True))

    with undone():
        with undone():
            make.take_in(make.directory(services=found), by=by, at=AT)
            assert Service.objects.count() == len(found)
            first, file = whole(), sent()
            again = make.bring(file, name=f"d.{form}", by=by, at=AT)
            assert ImportProblem.objects.filter(of=again).count() == 0
            assert {verdict for table in again.counts.values() for verdict in table} == {"same"}
        assert not Service.objects.exists()
        make.take_in(file, by=by, at=AT)
        assert whole() == first


@contextmanager
def undone():
    """Forget what was written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
