"""Certificates of people who signed on paper, or lost theirs: printed by their department, checked by anybody."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from django.test import Client

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.sealed import api as sealed
from standing.rooms.training.actions import sheets
from standing.rooms.training.models import Completion, SheetEntry
from standing.rooms.training.queries import certificates
from standing.rooms.training.rules.sheets import Why
from tests.make import accounts
from tests.make import duties as make
from tests.make import roster as people
from tests.rooms.training.conftest import Browser
from tests.rooms.training.test_sheets import enter, name, scan  # noqa: F401 - a fixture

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


@pytest.fixture
def now(monkeypatch):
    held = [make.AT]
    monkeypatch.setattr(clock, "now", lambda: held[0])
    return held


@pytest.fixture
def town(db, tmp_path, settings, now):
    settings.STANDING = {**settings.STANDING, "files_dir": tmp_path / "files"}
    make.load_town(tmp_path)


@pytest.fixture
def liaison(town):
    return accounts.person(role=Role.LIAISON, department="streets")


@pytest.fixture
def entry(town, liaison, scan):  # noqa: F811 - the fixture
    """Two people signed a sheet, and it was typed in."""
    make.several(3)
    make.rule(by=make.personnel())
    sheet = sheets.print_sheet(course="rules", language="en", department="streets", by=liaison, at=make.AT)
    assert enter(sheet, scan, signed=[1, 3], by=liaison).new == 2
    return SheetEntry.objects.get()


def pages_of(answer) -> list[str]:
    assert answer["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]


def checked(now, code):
    return Browser(now).open("/learn/verify/").send(code=code)


def test_who_signed_on_paper_gets_a_certificate_that_anybody_checks(entry, liaison, now):
    address = f"/staff/training/sheets/entries/{entry.pk}/certificates.pdf"
    page = accounts.client_of(liaison).get(f"/staff/training/sheets/{entry.sheet_id}/")
    assert address in page.content.decode()

    cover, *papers = pages_of(accounts.client_of(liaison).get(address))

    assert all(name(number) in cover for number in (1, 3))
    assert name(2) not in cover
    assert len(papers) == 2
    assert all("Sample" in one for one in papers)
    for number, one in zip((1, 3), papers, strict=True):
        (code,) = CODE.findall(one)
        found = checked(now, code)
        assert "This certificate holds" in found.text
        assert name(number) in found.text
        assert name(number) in one
    assert "We find no certificate" in checked(now, sealed.new_code(length=16)).text
    assert set(CODE.findall("".join(papers))) == {certificates.code_of(row) for row in Completion.objects.all()}
    assert pages_of(accounts.client_of(liaison).get(address))[1:] == papers


def test_nobody_makes_a_code_from_what_the_database_says(entry, tmp_path, settings):
    (first, second) = Completion.objects.all()
    mine = certificates.code_of(first)
    assert mine != certificates.code_of(second)
    settings.STANDING = {**settings.STANDING, "box_key_file": str(tmp_path / "another.key")}
    assert certificates.code_for(completion=first.pk) != mine
    assert certificates.code_of(first) == ""


def test_a_withdrawn_sheet_prints_none_and_those_that_are_out_hold_no_longer(entry, liaison, now):
    address = f"/staff/training/sheets/entries/{entry.pk}/certificates.pdf"
    _cover, one, _other = pages_of(accounts.client_of(liaison).get(address))
    sheets.withdraw_sheet(sheet=entry.sheet_id, why=Why.UNSIGNED, by=liaison, at=make.AT)
    assert accounts.client_of(liaison).get(address).status_code == 404
    assert "holds no longer" in checked(now, CODE.findall(one)[0]).text


def test_a_lost_certificate_is_printed_again_by_the_persons_own_department(entry, liaison):
    address = "/staff/training/certificates/"
    asked = {"number": "90001", "name": name(1)}
    found = accounts.client_of(liaison).post(address, asked).content.decode()
    link = re.search(r'href="([^"]+/certificate\.pdf)"', found)[1]
    assert CODE.findall(pages_of(accounts.client_of(liaison).get(link))[0])
    for other in (Role.LIAISON, Role.HEAD):
        stranger = accounts.client_of(accounts.person(role=other, department="clerk"))
        refused = stranger.post(address, asked)
        assert refused.status_code == 422
        assert "Nobody of your department" in refused.content.decode()
        assert stranger.get(link).status_code == 404
        assert stranger.get(f"/staff/training/sheets/entries/{entry.pk}/certificates.pdf").status_code == 404
    assert pages_of(accounts.client_of(make.coordinator()).get(link))
    assert Client().get(link).status_code in {302, 404}


def test_who_moved_gets_it_where_they_work_now(entry, liaison, town):
    moved = people.person(number="88", name="Moved Sample", posts=(("clerk", "", "office", "day"),))
    done = make.complete(moved.id)
    link = f"/staff/training/certificates/{done.id}/certificate.pdf"
    assert accounts.client_of(liaison).get(link).status_code == 404
    clerk = accounts.person(role=Role.LIAISON, department="clerk")
    assert CODE.findall(pages_of(accounts.client_of(clerk).get(link))[0]) == [done.code]
