"""Lists of contracts: all that is wrong at once, taken in whole, again without effect, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from standing.hall.accounts.api import Role
from standing.hall.lists import api as lists
from standing.kernel.lists.tables import Unfit
from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.contractors import api, tasks
from standing.rooms.contractors.actions import imports
from standing.rooms.contractors.models import Contract, Firm, FirmContact, Import, ImportPart, ImportRow, Presence
from standing.rooms.contractors.queries import imports as queries
from standing.rooms.contractors.queries.imports import LISTS
from standing.rooms.contractors.rules.steps import State, Verdict
from tests.make import accounts
from tests.make import contractors as make
from tests.make.sites import xlsx

pytestmark = pytest.mark.django_db
AT = make.AT
LATER = AT + timedelta(days=1)


def told(found):
    return list(lists.mistakes(LISTS, row=found))


def open_heads():
    rows = Presence.objects.filter(until_at=None)
    return sorted((one.contract_id, one.site or one.site_said, one.heads) for one in rows)


def test_a_list_is_taken_in_whole_and_again_it_changes_nothing(by):
    rows = (
        make.row("C-1", second="second@fern.example", heads=5),
        make.row("C-1", site="Depot", heads=2),
        make.row("C-2", vrn="", firm="Oak & Sons", department="clerk", languages="en;es", email="oak@oak.example"),
    )
    found = make.bring(*rows, by=by)
    assert (found.counts, told(found), Contract.objects.count()) == ({"new": 3}, [], 0)
    imports.apply_import(import_id=found.pk, by=by, at=AT)
    assert open_heads() == [("C-1", "Depot", 2), ("C-1", "Yard", 5), ("C-2", "Yard", 5)]
    assert Firm.objects.get(pk=make.number_of("OAK AND SONS".replace("AND", "&"))).languages == ["en", "es"]
    contacts = FirmContact.objects.filter(firm="V1").order_by("order")
    assert [one.email for one in contacts] == ["office@fern.example", "second@fern.example"]
    before = list(Presence.objects.order_by("pk").values_list())
    again = make.bring(*rows, by=by, at=LATER)
    assert again.counts == {"same": 3}
    imports.apply_import(import_id=again.pk, by=by, at=LATER)
    assert list(Presence.objects.order_by("pk").values_list()) == before
    assert set(Contract.objects.values_list("changed_at", flat=True)) == {AT}


def test_every_mistake_is_told_at_once_and_the_rest_is_taken_in(by):
    rows = (
        make.row("C-1"),
        make.row("C 2/x!", department="Ministry", heads="many", begins="soon", ends="2024-01-01", languages="Klingon"),
        make.row("C-3", email="nobody", ends="2024-01-01"),
        make.row("C-4", firm="SSN 123-45-6789"),
        make.row("C-1", department="clerk", site="Depot"),
    )
    found = make.bring(*rows, by=by)
    assert found.counts == {"new": 1, "wrong": 4}
    where = {(line, column) for line, column, _sentence, _value in told(found)}
    assert {(3, "contract"), (3, "department"), (3, "heads"), (3, "begins"), (3, "languages")} <= where
    assert {(4, "email"), (4, "ends"), (5, "firm"), (6, "contract")} <= where
    assert not ImportRow.objects.filter(firm_name__contains="123-45").exists()
    with pytest.raises(NotNow, match="mistakes"):
        imports.ask_to_apply(import_id=found.pk, leave_out=False, by=by, at=AT)
    assert imports.ask_to_apply(import_id=found.pk, leave_out=True, by=by, at=AT)
    assert list(Contract.objects.values_list("pk", flat=True)) == ["C-1"]


def test_a_contract_has_the_sites_of_the_last_list_and_others_stay_as_they_are(by):
    make.take_in(make.row("C-1"), make.row("C-1", site="Depot"), make.row("C-9", vrn="V9", firm="Nine"), by=by)
    make.take_in(make.row("C-1", heads=8), by=by, at=LATER)
    assert open_heads() == [("C-1", "Yard", 8), ("C-9", "Yard", 5)]
    assert Presence.objects.filter(contract="C-1").count() == 3


def test_a_list_is_taken_back_whole_or_refused_with_what_changed_since(by):
    first = make.take_in(make.row("C-1"), make.row("C-2", firm="Fern Cleaning"), by=by)
    second = make.take_in(make.row("C-1", heads=9, department="clerk"), make.row("C-3"), by=by, at=LATER)
    with pytest.raises(NotNow, match="C-1"):
        imports.undo_import(import_id=first, by=by, at=LATER)
    assert imports.undo_import(import_id=second, by=by, at=LATER + timedelta(hours=1)) == 2
    assert open_heads() == [("C-1", "Yard", 5), ("C-2", "Yard", 5)]
    assert Contract.objects.get(pk="C-1").department_id == "streets"
    assert not Contract.objects.get(pk="C-3").is_listed
    assert api.coverage(at=LATER + timedelta(hours=2)).whole.contracts == {State.SILENT: 2}
    imports.undo_import(import_id=first, by=by, at=LATER + timedelta(hours=3))
    assert api.coverage(at=LATER + timedelta(hours=4)).whole.all_contracts == 0
    again = make.take_in(make.row("C-1"), by=by, at=LATER + timedelta(hours=5))
    assert Contract.objects.get(pk="C-1").is_listed
    assert Import.objects.get(pk=again).counts == {"changed": 1}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty"), (make.csv(), "no rows"), (b"%PDF-1.7", "PDF")],
)
def test_what_is_no_list_of_contracts_is_refused_with_a_sentence(by, content, sentence):
    with pytest.raises(Unfit, match=sentence):
        imports.bring_list(file_name="x", content=[content], by=by, at=AT)
    assert not Import.objects.exists()


OWN = ("Company called", "Paper", "Commences", "Runs out", "Where", "Crew")


def test_a_list_with_headings_of_its_own_is_matched_by_hand_with_one_department_for_all(by):
    content = make.csv(("Fern Cleaning", "C-1", "2025-01-01", "2027-12-31", "Yard", "5"), head=OWN)
    key = imports.bring_list(file_name="own.csv", content=[content], by=by, at=AT)
    chosen = {"firm": 0, "contract": 1, "begins": 2, "ends": 3, "site": 4, "heads": 5}
    for columns, department, says in (
        ({"firm": 0}, "streets", "contract, begins, ends"),
        (chosen, "", "department"),
        (chosen, "nowhere", "department of the pack"),
        (chosen | {"title": 0}, "streets", "two things"),
    ):
        with pytest.raises(NotNow, match=says):
            imports.ask_to_read(import_id=key, columns=columns, department=department, by=by, at=AT)
    assert imports.ask_to_read(import_id=key, columns=chosen, department="streets", by=by, at=AT)
    imports.apply_import(import_id=key, by=by, at=AT)
    assert open_heads() == [("C-1", "Yard", 5)]
    assert Contract.objects.get().department_id == "streets"


def test_another_sheet_is_chosen_and_its_columns_are_guessed_anew(by):
    content = xlsx(make.HEAD, make.row("C-1"), make.row("C-2"), others={"More": (make.HEAD, make.row("C-3"))})
    key = imports.bring_list(file_name="two.xlsx", content=[content], by=by, at=AT)
    assert Import.objects.get().rows == 2
    imports.choose_sheet(import_id=key, sheet="More", by=by, at=AT)
    found = Import.objects.get()
    assert (found.sheet, found.rows, len(found.sheets)) == ("More", 1, 2)
    columns = lists.guessed(LISTS, row=found, at=AT)
    imports.ask_to_read(import_id=key, columns=columns, department="", by=by, at=AT)
    imports.apply_import(import_id=key, by=by, at=AT)
    assert open_heads() == [("C-3", "Yard", 5)]
    assert not Import.objects.get().first_rows


def test_a_long_list_is_read_and_taken_in_by_jobs_and_a_second_run_changes_nothing(by, monkeypatch):
    monkeypatch.setattr(imports, "LISTS", replace(LISTS, rows_at_once=1))
    found = make.bring(make.row("C-1"), make.row("C-2"), by=by)
    assert (found.step, ImportRow.objects.count()) == ("reading", 0)
    for _ in range(2):
        tasks.read_rows.func(import_id=str(found.pk))
    found.refresh_from_db()
    assert (found.step, found.rows_done, found.counts) == ("read", 2, {"new": 2})
    assert not imports.ask_to_apply(import_id=found.pk, leave_out=False, by=by, at=AT)
    for _ in range(2):
        tasks.apply_import.func(import_id=str(found.pk), person=str(by.pk))
    assert Contract.objects.count() == 2


def test_every_mistake_is_kept_however_many_there_are(by, monkeypatch):
    monkeypatch.setattr(imports, "LISTS", replace(LISTS, rows_at_once=2_000))
    found = make.bring(*(make.row(f"C-{number}", heads="many") for number in range(1_100)), by=by)
    assert (found.counts, len(told(found))) == ({"wrong": 1_100}, 1_100)


def test_a_list_that_waits_too_long_is_forgotten_with_its_rows(by):
    found = make.bring(make.row(), by=by)
    assert imports.forget_lists(at=AT + timedelta(days=7)) == 0
    assert ImportRow.objects.exists()
    assert imports.forget_lists(at=AT + timedelta(days=8)) == 1
    found.refresh_from_db()
    assert (found.step, found.first_rows) == ("dropped", [])
    assert not ImportRow.objects.exists()
    assert not ImportPart.objects.exists()


def test_what_a_list_would_do_is_shown_row_by_row_and_found_out_anew_when_it_is_taken_in(by):
    make.take_in(make.row("C-1"), make.row("C-1", site="Depot"), by=by)
    found = make.bring(make.row("C-1", heads=2), make.row("C-1", heads=3), make.row("C-2", vrn="V2"), by=by, at=LATER)
    assert found.counts == {"same": 1, "repeated": 1, "new": 1, "ended": 1}
    moved = make.bring(make.row("C-1", heads=8, department="clerk"), by=by, at=LATER)
    [shown] = queries.rows(row=moved, verdict=Verdict.CHANGED, start=0, most=9)
    assert list(shown.changes) == [("department", "streets", "clerk"), ("heads", "5", "8")]
    make.take_in(make.row("C-1", heads=8, department="clerk"), by=by, at=LATER)
    imports.apply_import(import_id=moved.pk, by=by, at=LATER)
    assert Import.objects.get(pk=moved.pk).counts == {"same": 1}


def test_only_the_officer_brings_lists_and_a_taken_list_is_not_forgotten(by, town):
    for role in (Role.COORDINATOR, Role.ATTORNEY, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            make.bring(make.row(), by=accounts.person(role=role))
    key = make.take_in(make.row(), by=by)
    with pytest.raises(NotNow, match="is taken in"):
        imports.drop_import(import_id=key, by=by, at=AT)
    waits = make.bring(make.row(), by=by)
    imports.drop_import(import_id=waits.pk, by=by, at=AT)
    assert not ImportPart.objects.exists()
    assert not ImportRow.objects.exists()


def test_the_database_keeps_firms_contracts_and_heads(by):
    make.take_in(make.row(), by=by)
    for change in (
        lambda: Contract.objects.all().delete(),
        lambda: Firm.objects.update(id="OTHER"),
        lambda: Presence.objects.update(heads=1),
        lambda: Contract.objects.update(ends_on="2020-01-01"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    Contract.objects.update(title="Changed")
