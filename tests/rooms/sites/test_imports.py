"""A list comes in: matched, read, looked at, taken in whole or not at all, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from standing.hall.accounts.api import Role
from standing.hall.audit.models import Record
from standing.hall.installation import api as installation
from standing.hall.lists import api as lists
from standing.kernel.lists.tables import LARGEST_UPLOAD, Unfit
from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.sites import tasks
from standing.rooms.sites.actions import editing
from standing.rooms.sites.actions import imports as actions
from standing.rooms.sites.models import Import, ImportPart, ImportRow, Site, SiteRevision
from standing.rooms.sites.queries import imports as queries
from standing.rooms.sites.queries.imports import LISTS
from standing.rooms.sites.rules.records import Use
from tests.make import accounts
from tests.make import sites as make

pytestmark = pytest.mark.django_db
AT = make.AT
LATER = AT + timedelta(hours=1)
HEAD = ["No", "Name", "Department", "Address"]


def listed(*rows):
    return make.csv(HEAD, *rows)


TWO = listed(
    ["LIB-1", "Ford Library", "clerk", "1 Ford Road"], ["", "Street Yard", "Streets and Water", "2 Mill Street"]
)


def test_looking_at_a_list_changes_nothing(by):
    found = make.bring(TWO, by=by)
    assert (found.step, found.counts, found.rows, found.rows_done) == ("read", {"new": 2}, 2, 2)
    assert not Site.objects.exists()


def test_taking_it_in_writes_everything_and_forgets_the_file(by):
    key = make.take_in(TWO, by=by)
    assert [(row.pk, row.name, row.department) for row in Site.objects.order_by("pk")] == [
        ("LIB-1", "Ford Library", "clerk"), ("S-000001", "Street Yard", "streets"),
    ]  # fmt: skip
    assert not any(model.objects.filter(of=key).exists() for model in (ImportPart, ImportRow))
    assert Import.objects.get().first_rows == []
    assert set(SiteRevision.objects.values_list("why", "brought_by")) == {("imported", key)}
    assert Record.objects.filter(verb="sites.apply_import", subject=str(key)).count() == 1


def test_the_same_list_again_changes_nothing(by):
    make.take_in(TWO, by=by)
    again = make.bring(TWO, by=by, at=LATER)
    assert again.counts == {"same": 2}
    actions.apply_import(import_id=again.pk, by=by, at=LATER)
    assert SiteRevision.objects.count() == 2


def test_a_messy_list_says_what_each_row_would_do(by):
    make.site("LIB-1", by=by, name="Ford Library", department="clerk", address="1 Ford Road")
    found = make.bring(
        make.csv(
            ["City of Alder Ford"],
            ["Fac No", "Facilty Name", "Town Office", "Adress", "Adress", "Public areas"],
            ["LIB-1", "Ford Branch Library", "Clerk", "1 Ford Rd.", "", "Reading room; Lobby"],
            ["", "Mill St Yard", "streets and watr", "12 Mill St", "", ""],
            ["", "Mill Street Yard", "streets", "12 Mill Street", "", ""],
            ["", "", "streets", "", "", "x"],
            ["", "Old Barn", "Ministry of Silly Walks", "9 Far Road", "", ""],
            ["", "Ford Libary Annex", "clerk", "1 Ford Road", "", ""],
        ),
        by=by,
    )
    assert make.verdicts(found) == ["changed", "new", "duplicate", "wrong", "wrong", "unsure"]
    rows = queries.described(make.rows(found))
    assert [field for field, _old, _new in rows[0].changes] == ["name", "areas"]
    assert rows[1].notes == ["“streets and watr” was read as Streets and Water."]
    assert rows[2].twin_line == 4
    assert [(column, value) for column, _, value in rows[3].problems] == [("name", "")]
    assert rows[4].problems[0][2] == "Ministry of Silly Walks"
    assert (rows[5].twin, rows[5].twin_name) == ("LIB-1", "Ford Library")
    assert next(lists.mistakes(LISTS, row=found))[0] == 6


def test_rows_with_mistakes_are_left_out_only_when_somebody_says_so(by):
    found = make.bring(listed(["", "A", "clerk", "1 B"], ["", "C", "nobody", "2 D"]), by=by)
    with pytest.raises(NotNow, match="mistakes"):
        actions.ask_to_apply(import_id=found.pk, leave_out=False, by=by, at=AT)
    assert actions.ask_to_apply(import_id=found.pk, leave_out=True, by=by, at=AT)
    assert [row.name for row in Site.objects.all()] == ["A"]
    assert Import.objects.get().counts == {"new": 1, "wrong": 1}


def test_a_row_that_may_be_ours_waits_for_an_answer_and_then_follows_it(by):
    make.site("LIB-1", by=by, name="Ford Library", department="clerk", address="1 Ford Road")
    rows = [["", "Ford Libary Annex", "clerk", "1 Ford Road"], ["", "Ford Library Garden", "clerk", "1 Ford Road"]]
    found = make.bring(listed(*rows), by=by)
    assert make.verdicts(found) == ["unsure", "unsure"]
    actions.answer_rows(import_id=found.pk, same=[2], other=[3], by=by, at=AT)
    assert make.verdicts(found) == ["changed", "new"]
    actions.apply_import(import_id=found.pk, by=by, at=AT)
    assert make.kept("LIB-1").name == "Ford Libary Annex"
    assert Site.objects.count() == 2


def test_rows_nobody_decided_about_are_left_out(by):
    make.site("LIB-1", by=by, name="Ford Library", department="clerk", address="1 Ford Road")
    make.take_in(listed(["", "Ford Libary Annex", "clerk", "1 Ford Road"]), by=by)
    assert [row.name for row in Site.objects.all()] == ["Ford Library"]


def test_what_a_list_would_do_is_found_out_anew_when_it_is_taken_in(by):
    found = make.bring(TWO, by=by)
    make.site("LIB-1", by=by, name="Ford Library", department="clerk", address="1 Ford Road")
    actions.apply_import(import_id=found.pk, by=by, at=AT)
    assert Import.objects.get().counts == {"changed": 1, "new": 1} or Import.objects.get().counts == {
        "same": 1,
        "new": 1,
    }
    assert Site.objects.count() == 2


def test_taking_back_puts_everything_as_it_was(by):
    make.site("LIB-1", by=by, name="Library", department="clerk", address="5 Elm Road")
    before = make.kept("LIB-1")
    key = make.take_in(TWO, by=by)
    assert make.kept("LIB-1").name == "Ford Library"
    assert actions.undo_import(import_id=key, by=by, at=LATER) == 2
    assert make.kept("LIB-1") == before
    assert not make.kept("S-000001").is_listed
    assert Import.objects.get().step == "undone"
    with pytest.raises(NotNow, match="was taken back"):
        actions.undo_import(import_id=key, by=by, at=LATER)
    make.take_in(TWO, by=by, at=LATER)
    assert make.kept("S-000001").is_listed
    assert Site.objects.count() == 2


def test_a_list_whose_sites_changed_since_is_not_taken_back_and_they_are_named(by):
    key = make.take_in(TWO, by=by)
    editing.judge_sites(ids=["LIB-1"], use=Use.NO, by=by, at=LATER)
    with pytest.raises(NotNow, match="LIB-1 Ford Library"):
        actions.undo_import(import_id=key, by=by, at=LATER)
    assert make.kept("S-000001").is_listed


def test_a_list_is_taken_in_whole_or_not_at_all(by, monkeypatch):
    found = make.bring(TWO, by=by)
    monkeypatch.setattr(actions.audit, "record", _fail)
    with pytest.raises(RuntimeError):
        actions.apply_import(import_id=found.pk, by=by, at=AT)
    assert not Site.objects.exists()
    assert Import.objects.get().step == "read"


def _fail(**_facts):
    raise RuntimeError("the log is away")


def test_a_list_that_was_not_taken_in_can_be_forgotten(by):
    found = make.bring(TWO, by=by)
    actions.drop_import(import_id=found.pk, by=by, at=AT)
    assert not ImportPart.objects.exists()
    with pytest.raises(NotNow, match="forgotten"):
        actions.apply_import(import_id=found.pk, by=by, at=AT)


@pytest.mark.parametrize(
    ("columns", "department", "says"),
    [
        ({"department": 2}, "", "name of a site"),
        ({"name": 1}, "", "department"),
        ({"name": 1, "address": 1}, "clerk", "two things"),
    ],
)
def test_columns_must_say_enough(by, columns, department, says):
    key = actions.bring_list(file_name="a.csv", content=[TWO], by=by, at=AT)
    with pytest.raises(NotNow, match=says):
        actions.ask_to_read(import_id=key, columns=columns, department=department, by=by, at=AT)
    actions.ask_to_read(import_id=key, columns={"name": 1}, department="clerk", by=by, at=AT)
    assert Import.objects.get().counts == {"new": 2}


def test_a_long_list_is_read_and_taken_in_by_a_job_and_a_second_run_changes_nothing(by, monkeypatch):
    monkeypatch.setattr(actions, "LISTS", replace(LISTS, rows_at_once=1))
    key = actions.bring_list(file_name="a.csv", content=[TWO], by=by, at=AT)
    columns = {"id": 0, "name": 1, "department": 2, "address": 3}
    assert not actions.ask_to_read(import_id=key, columns=columns, department="", by=by, at=AT)
    assert (Import.objects.get().step, ImportRow.objects.count()) == ("reading", 0)
    for _ in range(2):
        tasks.read_rows(str(key))
    assert (Import.objects.get().step, ImportRow.objects.count()) == ("read", 2)
    assert not actions.ask_to_apply(import_id=key, leave_out=True, by=by, at=AT)
    assert (Import.objects.get().step, Site.objects.count()) == ("applying", 0)
    for _ in range(2):
        tasks.apply_import(str(key), str(by.pk))
    assert (Import.objects.get().step, Site.objects.count()) == ("applied", 2)


def test_another_sheet_of_the_spreadsheet_can_be_chosen(by):
    import io

    import openpyxl

    book = openpyxl.Workbook()
    for name in ("Notes", "Sites"):
        sheet = book.create_sheet(name)
        for row in (HEAD, ["1", name, "clerk", "1 A"]):
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    key = actions.bring_list(file_name="a.xlsx", content=[out.getvalue()], by=by, at=AT)
    found = Import.objects.get()
    assert (found.sheet, found.sheets) == ("Notes", ["Notes", "Sites"])
    actions.choose_sheet(import_id=key, sheet="Sites", by=by, at=AT)
    assert Import.objects.get().first_rows == [["1", "Sites", "clerk", "1 A"]]


def test_a_list_marked_as_a_sample_comes_into_a_sample_only(by, monkeypatch):
    marked = make.csv([*HEAD, "sample"], ["", "A", "clerk", "1 B", "yes"])
    with pytest.raises(Unfit, match="marked as a sample"):
        make.bring(marked, by=by)
    monkeypatch.setattr(installation, "is_sample", lambda: True)
    assert make.bring(marked, by=by).counts == {"new": 1}


def test_a_file_that_is_too_large_is_refused_while_it_arrives(by):
    def pieces():
        yield b"a,b\r\n"
        for _ in range(1000):
            yield b"x" * 1024 * 1024

    with pytest.raises(Unfit, match="20 MB"):
        actions.bring_list(file_name="a.csv", content=pieces(), by=by, at=AT)
    assert LARGEST_UPLOAD == 20 * 1024 * 1024
    assert not Import.objects.exists()


@pytest.mark.parametrize("role", [Role.LIAISON, Role.HEAD, Role.ATTORNEY, Role.AUDITOR])
def test_only_those_who_keep_every_site_bring_lists(by, role):
    other = accounts.person(role=role, department="clerk" if role in {Role.LIAISON, Role.HEAD} else "")
    with pytest.raises(NotAllowed):
        actions.bring_list(file_name="a.csv", content=[TWO], by=other, at=AT)
    key = make.bring(TWO, by=by).pk
    for deed in (actions.apply_import, actions.undo_import, actions.drop_import):
        with pytest.raises(NotAllowed):
            deed(import_id=key, by=other, at=AT)


def test_the_steps_of_an_import_are_kept_by_the_database(by):
    found = make.bring(TWO, by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        Import.objects.filter(pk=found.pk).update(step="undone")
    with pytest.raises(DatabaseError), transaction.atomic():
        Import.objects.filter(pk=found.pk).delete()


def test_nine_thousand_rows_are_understood_and_compared_in_reasonable_time(by):
    from time import process_time

    from standing.rooms.sites.rules.matching import Register
    from standing.rooms.sites.rules.reading import Reading
    from standing.rooms.sites.rules.records import SiteRecord

    ours = Register(
        (f"S-{n:06d}", SiteRecord(name=f"Lot {n} of row {n % 97}", department="clerk", address=f"{n} Oak Street"))
        for n in range(3000)
    )
    began = process_time()
    for n in range(3000):
        said = {"name": f"Lot {n} of row {n % 97}", "department": "clerk", "address": f"{n} Oak St"}
        assert ours.judge(line=n, reading=Reading(said=said)).twin == f"S-{n:06d}"
    assert process_time() - began < 10
