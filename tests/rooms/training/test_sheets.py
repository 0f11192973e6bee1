"""Sheets of paper, lists from elsewhere, and counts that become evidence."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta

import pytest
from PIL import Image

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.files.api import restricted
from standing.kernel.lists.tables import Unfit
from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.obligations import api as obligations
from standing.rooms.training.actions import assigning, importing, proving, sheets
from standing.rooms.training.models import Completion, SheetEntry, SheetLine
from standing.rooms.training.queries import certificates, coverage, duties, lists
from standing.rooms.training.rules import coverage as rules
from standing.rooms.training.rules.sheets import Added, Why
from tests.make import accounts
from tests.make import duties as make
from tests.make import roster as people

DAY = timedelta(days=1)


@pytest.fixture
def town(db, tmp_path, settings, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    settings.STANDING = {**settings.STANDING, "files_dir": tmp_path / "files"}
    make.load_town(tmp_path)


@pytest.fixture
def by(town):
    return make.personnel()


@pytest.fixture
def liaison(town):
    return accounts.person(role=Role.LIAISON, department="streets")


@pytest.fixture(scope="module")
def scan():
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    return out.getvalue()


def enter(sheet, scan, *, signed=(), added=(), by, on=make.TODAY, at=make.AT):
    return sheets.enter_sheet(
        sheet=sheet, signed=signed, added=added, on=on, supervisor="Sample Lead", scan_name="scan.png", scan=scan,
        by=by, at=at,
    )  # fmt: skip


def done():
    return coverage.cells(day=make.TODAY, known=make.AT, grace_days=10)[0].done


def test_a_signed_sheet_makes_completions_once_and_a_withdrawn_one_counts_for_nobody(by, liaison, scan):
    first, second, _third = make.several(3)
    other = people.person(
        number="77", name="Otto Sample", posts=(("clerk", "", "office", "day"),), joined_on=make.TODAY
    )
    make.rule(by=by)
    sheet = sheets.print_sheet(course="rules", language="en", department="streets", by=liaison, at=make.AT)
    assert SheetLine.objects.count() == 3
    line = {one.person: one.line for one in duties.people_of(duties.sheet(id=sheet))}
    added = [Added(row=1, number="77", name="OTTO  sample")]

    assert enter(sheet, scan, signed=[line[first]], added=added, by=liaison) == sheets.Entered(new=2, known=0)
    assert enter(sheet, scan, signed=[line[first]], added=added, by=liaison) == sheets.Entered(new=0, known=2)
    assert (SheetEntry.objects.count(), Completion.objects.count(), done()) == (1, 2, 2)
    assert restricted.read(id=SheetEntry.objects.get().scan)[1:4] == b"PNG"
    assert enter(sheet, scan, signed=[line[second]], by=liaison).new == 1

    make.complete(other.id, on=make.TODAY - DAY * 0)  # the same day on a page: the same fact
    assert sheets.withdraw_sheet(sheet=sheet, why=Why.PEOPLE, by=liaison, at=make.AT) == 3
    assert (Completion.objects.count(), done()) == (3, 0)
    assert all(certificates.is_void(completion=one) for one in Completion.objects.all())
    with pytest.raises(NotNow, match="withdrawn"):
        enter(sheet, scan, signed=[1], by=liaison)

    again = sheets.print_sheet(course="rules", language="en", department="streets", by=liaison, at=make.AT)
    line = {one.person: one.line for one in duties.people_of(duties.sheet(id=again))}
    enter(again, scan, signed=[line[first]], by=liaison)
    assert (Completion.objects.count(), done()) == (3, 1)
    assert not certificates.is_void(completion=Completion.objects.get(person=first))


def test_rows_that_do_not_fit_are_named_all_at_once_and_nothing_is_kept(by, liaison, scan):
    make.several(1)
    make.rule(by=by)
    gone = people.person(number="70", name="Gone Sample", joined_on=make.TODAY - 9 * DAY, left_on=make.TODAY - DAY)
    sheet = sheets.print_sheet(course="rules", language="en", department="streets", by=liaison, at=make.AT)

    with pytest.raises(sheets.RowsDoNotFit) as refused:
        enter(
            sheet, scan, signed=[1, 9], by=liaison,
            added=[Added(row=2, number="70", name=gone.name), Added(row=4, number="1", name="Nobody Here")],
        )  # fmt: skip

    assert set(refused.value.lines) == {9}
    assert set(refused.value.rows) == {2, 4}
    assert not Completion.objects.exists()
    for wrong, said in (
        ({"on": make.TODAY + DAY}, "has not come"),
        ({"on": make.TODAY - 60 * DAY}, "not out yet"),
    ):
        with pytest.raises(sheets.Mistyped, match=said):
            enter(sheet, scan, signed=[1], by=liaison, **wrong)
    with pytest.raises(sheets.Mistyped, match="scan"):
        enter(sheet, b"", signed=[1], by=liaison)


def test_another_department_neither_prints_nor_enters(by, scan):
    make.several(1)
    make.rule(by=by)
    stranger = accounts.person(role=Role.LIAISON, department="clerk")
    with pytest.raises(NotAllowed):
        sheets.print_sheet(course="rules", language="en", department="streets", by=stranger, at=make.AT)
    with pytest.raises(NotAllowed):
        make.rule(by=stranger, days=5)


def test_a_rule_is_made_once_and_ended_once(by):
    make.several(2)
    made = make.rule(by=by)
    with pytest.raises(NotNow, match="already"):
        make.rule(by=by, days=9)
    assigning.end_rule(rule=made, by=by, at=make.AT)
    with pytest.raises(NotNow, match="ended"):
        assigning.end_rule(rule=made, by=by, at=make.AT)
    assert coverage.cells(day=make.TODAY, known=make.AT, grace_days=10) == ()
    assert coverage.cells(day=make.TODAY - DAY, known=make.AT, grace_days=10)[0].assigned == 2


def test_a_list_from_elsewhere_is_looked_at_then_taken_in_once(by):
    make.several(2)
    content = (
        "Employee number,Name,Course,Completed on\n"
        f"90001,{name(1)},rules,{make.TODAY}\n90001,{name(1)},Course rules,{make.TODAY}\n"
        f"90002,Somebody Else,rules,{make.TODAY}\n90002,{name(2)},nothing,{make.TODAY}\n90002,{name(2)},rules,soon\n"
    ).encode()

    rows = lists.rows(content=content, at=make.AT)

    assert [bool(row.problem) for row in rows] == [False, True, True, True, True]
    assert importing.take_in(content=content, by=by, at=make.AT) == 1
    assert importing.take_in(content=content, by=by, at=make.AT) == 0
    assert lists.rows(content=content, at=make.AT)[0].is_known
    with pytest.raises(Unfit, match="Missing: course, day"):
        lists.rows(content=b"number,name\n1,a\n", at=make.AT)
    (statement,) = duties.statements(origin="https://c.example", since=None, known=make.AT)
    assert statement["verb"]["display"]["en"] == "completed"
    assert statement["object"]["id"] == "https://c.example/learn/rules/?edition=1"
    assert statement["object"]["definition"]["name"] == {"en": "Course rules"}
    assert datetime.fromisoformat(statement["timestamp"]) == make.AT
    assert "Sample Person" not in json.dumps(statement)


def name(number):
    return f"Sample Person {make._word(number)}"


def test_the_light_turns_when_the_mark_is_reached_and_back_when_it_is_lost(by):
    persons = make.several(5)
    made = make.rule(by=by)
    for person in persons[:3]:
        make.complete(person)
    assert proving.count_coverage(at=make.AT) == 0
    make.complete(persons[3])

    assert proving.count_coverage(at=make.AT) == 1
    assert proving.count_coverage(at=make.AT) == 0
    (evidence,) = obligations.evidence_of(obligation="T9-1.training", department="streets", known=make.AT)
    assert evidence.title == "Training finished by at least 80 of 100 people on the roster"
    later = make.AT + 31 * DAY
    assert proving.count_coverage(at=later) == 1  # taken anew after the days of the pack
    assigning.end_rule(rule=made, by=by, at=later)
    assert proving.count_coverage(at=later + DAY) == 1
    assert {
        one.true_until is not None
        for one in obligations.evidence_of(obligation="T9-1.training", department="streets", known=later + DAY)
    } == {True}


def test_the_title_tells_no_small_number():
    def title(heads, finished):
        return rules.evidence_title(
            rules.Heads(department="x", heads=heads, finished=finished), mark_percent=95, least=11
        )

    assert title(430, 412) == "Training finished: 412 of 430 people"
    assert title(430, 428) == "Training finished by at least 95 of 100 people on the roster"
    assert title(9, 9) == "Training finished by at least 95 of 100 people on the roster"
