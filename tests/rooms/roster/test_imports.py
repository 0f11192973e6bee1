"""A list of people comes in: matched, read, looked at, taken in whole or not at all, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from standing.hall.accounts.api import Role
from standing.hall.audit.models import Record
from standing.hall.events import api as events
from standing.hall.installation import api as installation
from standing.hall.lists import api as lists
from standing.kernel.lists.tables import Unfit
from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.roster import api, tasks
from standing.rooms.roster.actions import editing
from standing.rooms.roster.actions import imports as actions
from standing.rooms.roster.models import Import, ImportPart, ImportRow, Person, Post
from standing.rooms.roster.queries import imports as queries
from standing.rooms.roster.queries import judged
from standing.rooms.roster.queries.imports import LISTS
from standing.rooms.roster.rules.steps import RowState, Verdict
from tests.make import accounts
from tests.make import roster as make
from tests.make.sites import csv, xlsx

pytestmark = pytest.mark.django_db
AT = make.AT
LATER = AT + timedelta(days=1)
THREE = make.listed(make.ANA, make.BEN, make.CAM)


def moved(row, **cells):
    """Return a row with some cells changed."""
    places = dict(zip(("number", "name", "email", "department", "site", "work_type", "shift"), range(7), strict=True))
    found = list(row)
    for name, value in cells.items():
        found[places[name]] = value
    return tuple(found)


def test_looking_at_a_list_changes_nothing(by):
    found = make.bring(THREE, by=by)
    assert (found.step, make.told(found), found.rows) == ("read", {"joins": 3}, 3)
    assert not Person.objects.exists()
    assert ImportRow.objects.filter(of=found).count() == 3


def test_taking_it_in_writes_everybody_and_forgets_the_file(by):
    key = make.take_in(THREE, by=by).pk
    assert make.standing() == {
        "A17": ("Ana García", "ana@town.example", frozenset({("streets", "Mill Street Yard", "office", "day")})),
        "A18": ("Ben Okafor", "", frozenset({("streets", "", "field", "night")})),
        "A19": ("Cam Tran", "cam@town.example", frozenset({("clerk", "Town Hall", "counter", "day")})),
    }
    assert not ImportPart.objects.filter(of=key).exists()
    assert not ImportRow.objects.filter(of=key).exists()
    assert Record.objects.filter(verb="roster.apply_import", subject=str(key)).count() == 1


def test_the_same_list_again_changes_nothing(by):
    make.take_in(THREE, by=by)
    again = make.bring(THREE, by=by, at=LATER)
    assert make.told(again) == {"same": 3}
    make.take_in(THREE, by=by, at=LATER)
    assert (Person.objects.count(), Post.objects.count()) == (3, 3)


def test_who_joins_moves_leaves_and_is_put_right_is_told_apart(by):
    make.take_in(THREE, by=by)
    found = make.take_in(
        make.listed(moved(make.ANA, department="clerk"), moved(make.BEN, email="ben@town.example"), ("A20", "Dee Poe", "", "clerk", "", "", "")),
        by=by,
        at=LATER,
    )  # fmt: skip
    assert make.told(found) == {"joins": 1, "moves": 1, "leaves": 1, "changed": 1}
    ana = api.find_person(number="A17", name="Ana García", on=make.DAY + timedelta(days=1))
    assert [(post.department, post.until_on) for post in ana.posts] == [
        ("clerk", None),
        ("streets", make.DAY + timedelta(days=1)),
    ]
    assert Person.objects.get(number="A19").left_on == make.DAY + timedelta(days=1)
    assert [api.count(on=make.DAY), api.count(on=make.DAY + timedelta(days=1))] == [3, 3]


def test_a_person_in_two_departments_is_two_rows_of_one_number(by):
    second = moved(make.ANA, department="clerk", site="Town Hall")
    found = make.take_in(make.listed(make.ANA, second, make.BEN), by=by)
    assert make.told(found) == {"joins": 2}
    assert len(make.standing()["A17"][2]) == 2
    one_left = make.take_in(make.listed(second, make.BEN), by=by, at=LATER)
    assert make.told(one_left) == {"moves": 1, "same": 1}
    assert Person.objects.get(number="A17").left_on is None


def test_a_list_of_one_department_lets_only_its_own_people_leave(by):
    make.take_in(make.listed(make.ANA, moved(make.ANA, department="clerk"), make.BEN, make.CAM), by=by)
    found = make.take_in(make.listed(make.ANA), by=by, at=LATER, department="streets")
    assert make.told(found) == {"leaves": 1, "same": 1}
    assert sorted(make.standing()) == ["A17", "A19"]
    gone = make.take_in(make.listed(moved(make.CAM, number="A30", name="Eve Lin")), by=by, at=LATER, department="clerk")
    assert make.told(gone) == {"joins": 1, "leaves": 2}
    assert Person.objects.get(number="A17").left_on is None
    wrong = make.bring(make.listed(make.CAM), by=by, at=LATER, department="streets")
    assert make.told(wrong)["wrong"] == 1


def test_a_messy_file_is_read(by):
    head = ("City of Alder Ford", "", "")
    names = ("Badge", "Employee Name", "Agency")
    rows = (
        ("a 17", "García, Ana", "Streets and watr"),
        ("A18", "Núñez, José", "SW"),
        ("A19", "Tran, Cam", "Town Clerk"),
    )
    for content in (
        csv(head, names, *rows, separator=";", encoding="cp1252"),
        csv(head, names, *rows, encoding="utf-8-sig"),
        xlsx(head, names, *rows),
    ):
        found = make.bring(content, by=by)
        assert make.told(found) == {"joins": 3}
        assert list(ImportRow.objects.filter(of=found).order_by("line").values_list("number", "name", "department")) == [
            ("A17", "Ana García", "streets"), ("A18", "José Núñez", "streets"), ("A19", "Cam Tran", "clerk"),
        ]  # fmt: skip
    assert ImportRow.objects.filter(of=found).order_by("line")[0].notes == [
        "“Streets and watr” was read as Streets and Water."
    ]


def test_merged_cells_give_every_row_their_department(by):
    content = xlsx(
        ("Emp ID", "Name", "Department"),
        ("1", "Ana Ba", "clerk"),
        ("2", "Bo Ce", ""),
        ("3", "Cy De", ""),
        merged=["C2:C4"],
    )
    assert make.told(make.bring(content, by=by)) == {"joins": 3}


def test_rows_with_mistakes_say_why_at_the_cell(by):
    found = make.bring(
        make.listed(
            ("", "Ana García", "", "streets", "", "", ""),
            ("A18", "", "", "streets", "", "", ""),
            ("A19", "Cam Tran", "no at sign", "nowhere", "", "Juggler", ""),
            ("123-45-6789", "Dee Poe", "", "clerk", "", "", ""),
            ("A21", "Eve Lin", "", "clerk", "", "", ""),
            ("A21", "Eva Lind", "", "streets", "", "", ""),
            ("A22", "Flo Kim", "", "clerk", "Hall", "", ""),
            ("A22", "Flo Kim", "", "clerk", "Library", "", ""),
            ("A23", "Gus Ray", "", "clerk", "", "", ""),
            ("A23", "Gus Ray", "", "clerk", "", "", ""),
        ),
        by=by,
    )
    assert make.told(found) == {"joins": 1, "wrong": 8, "repeated": 1}
    said = list(lists.mistakes(LISTS, row=found))
    assert [(line, column) for line, column, _, _ in said] == [
        (2, "number"), (3, "name"), (4, "department"), (5, "number"), (6, "name"), (7, "name"), (8, "number"), (9, "number"),
    ]  # fmt: skip
    assert "Social Security" in said[3][2]
    assert said[4][2] == "Row 7 has another name under this number."
    notes = ImportRow.objects.get(of=found, line=4).notes
    assert notes == [
        "“no at sign” is no e-mail address, so none is kept.", "“Juggler” is no sort of work that the pack knows; it is left open.",
    ]  # fmt: skip


def test_nobody_leaves_because_of_a_mistake_in_their_row(by):
    make.take_in(make.listed(make.ANA, moved(make.ANA, department="clerk"), make.BEN, make.CAM), by=by)
    found = make.take_in(
        make.listed(make.ANA, moved(make.ANA, department="nowhere"), moved(make.BEN, number=""), make.CAM),
        by=by,
        at=LATER,
    )
    assert make.told(found) == {"same": 1, "wrong": 3}
    assert sorted(make.standing()) == ["A17", "A18", "A19"]
    assert len(make.standing()["A17"][2]) == 2


def test_mistakes_are_left_out_only_when_somebody_says_so(by):
    found = make.bring(make.listed(make.ANA, moved(make.BEN, name="")), by=by)
    with pytest.raises(NotNow, match="mistakes"):
        actions.ask_to_apply(import_id=found.pk, leave_out=False, leaving_typed=None, by=by, at=AT)
    assert actions.ask_to_apply(import_id=found.pk, leave_out=True, leaving_typed=None, by=by, at=AT)
    assert sorted(make.standing()) == ["A17"]


def test_another_name_under_a_known_number_is_a_change_and_counted(by):
    make.take_in(THREE, by=by)
    found = make.bring(make.listed(moved(make.ANA, name="Ana Lopez"), make.BEN, make.CAM), by=by, at=LATER)
    assert make.told(found) == {"changed": 1, "same": 2, "renamed": 1}
    shown = judged.people(row=found, verdict=Verdict.CHANGED, start=0, most=10)
    assert [(one.number, one.our_name, one.name, one.is_renamed) for one in shown] == [
        ("A17", "Ana García", "Ana Lopez", True)
    ]


def test_an_empty_cell_leaves_what_the_roster_has(by):
    make.take_in(THREE, by=by)
    before = make.standing()
    found = make.take_in(
        csv(("ID", "Name", "Email", "Department", "Shift"), *((row[0], row[1], "", row[3], "") for row in (make.ANA, make.BEN, make.CAM))),
        by=by,
        at=LATER,
    )  # fmt: skip
    assert make.told(found) == {"same": 3}
    assert make.standing() == before


def test_when_many_would_leave_their_number_is_typed(by):
    make.take_in(THREE, by=by)
    found = make.bring(make.listed(make.ANA), by=by, at=LATER)
    for typed in (None, 1, 3):
        with pytest.raises(NotNow, match="2 of 3 people would leave"):
            actions.ask_to_apply(import_id=found.pk, leave_out=False, leaving_typed=typed, by=by, at=LATER)
    assert len(make.standing()) == 3
    assert actions.ask_to_apply(import_id=found.pk, leave_out=False, leaving_typed=2, by=by, at=LATER)
    assert sorted(make.standing()) == ["A17"]


def test_what_it_does_is_found_out_anew_when_it_is_taken_in(by):
    make.take_in(THREE, by=by)
    found = make.bring(
        make.listed(make.ANA, make.BEN, make.CAM, ("A20", "Dee Poe", "", "clerk", "", "", "")), by=by, at=LATER
    )
    editing.add_person(
        number="A20", name="Dee Poe", email="", post=editing.PostWords(department="clerk"), on=make.DAY, by=by, at=LATER
    )
    actions.apply_import(import_id=found.pk, by=by, at=LATER)
    assert make.told(Import.objects.get(pk=found.pk)) == {"same": 4}


def test_taking_back_puts_everything_back(by):
    make.take_in(THREE, by=by)
    before = make.standing()
    found = make.take_in(
        make.listed(moved(make.ANA, name="Ana Lopez", department="clerk"), moved(make.BEN, shift="day"), ("A20", "Dee Poe", "", "clerk", "", "", "")),
        by=by,
        at=LATER,
    )  # fmt: skip
    assert make.standing() != before
    actions.undo_import(import_id=found.pk, by=by, at=LATER)
    assert make.standing() == before
    assert api.find_person(number="A20", name="Dee Poe", on=make.DAY + timedelta(days=1)) is None
    with pytest.raises(NotNow, match="taken back"):
        actions.undo_import(import_id=found.pk, by=by, at=LATER)


def test_the_last_two_lists_are_taken_back_one_after_the_other(by):
    first = make.take_in(THREE, by=by)
    second = make.take_in(make.listed(make.ANA), by=by, at=LATER)
    with pytest.raises(NotNow, match="changed again since: A18, A19"):
        actions.undo_import(import_id=first.pk, by=by, at=LATER)
    for found in (second, first):
        actions.undo_import(import_id=found.pk, by=by, at=LATER)
    assert make.standing() == {}
    again = make.take_in(THREE, by=by, at=LATER)
    assert make.told(again) == {"joins": 3}
    assert Person.objects.count() == 3
    assert Person.objects.get(number="A17").joined_on == make.DAY + timedelta(days=1)


def test_a_list_is_not_taken_back_once_somebody_was_changed_by_hand(by):
    found = make.take_in(THREE, by=by)
    ana = Person.objects.get(number="A17")
    editing.correct_person(person=ana.pk, name="Ana Lopez", email="", by=by, at=LATER)
    with pytest.raises(NotNow, match="A17"):
        actions.undo_import(import_id=found.pk, by=by, at=LATER)
    ana.refresh_from_db()
    editing.undo_change(person=ana.pk, change=ana.changed_by_id, by=by, at=LATER)
    actions.undo_import(import_id=found.pk, by=by, at=LATER)
    assert make.standing() == {}


def test_who_comes_back_is_the_same_person(by):
    make.take_in(THREE, by=by)
    ids = dict(Person.objects.values_list("number", "pk"))
    make.take_in(make.listed(make.ANA), by=by, at=LATER)
    found = make.take_in(THREE, by=by, at=LATER)
    assert make.told(found) == {"joins": 2, "same": 1}
    assert dict(Person.objects.values_list("number", "pk")) == ids
    assert Person.objects.get(number="A18").joined_on == make.DAY


@pytest.mark.parametrize(
    "column",
    ["SSN", "Date of Birth", "Citizenship", "Immigration status", "Country of birth", "Visa type", "Ethnicity"],
)
def test_a_file_with_a_column_nobody_may_bring_is_refused(by, column):
    content = csv((*make.HEAD, column), (*make.ANA, "x"))
    with pytest.raises(Unfit, match="does not bring"):
        actions.bring_list(file_name="a.csv", content=[content], by=by, at=AT)
    assert not Import.objects.exists()
    actions.bring_list(file_name="a.csv", content=[csv((*make.HEAD, "Remarks"), (*make.ANA, "x"))], by=by, at=AT)


def test_what_nobody_matched_is_kept_nowhere(by):
    found = make.bring(csv((*make.HEAD, "Remarks"), (*make.ANA, "was told a secret")), by=by)
    assert "secret" not in str(ImportRow.objects.filter(of=found).values())
    assert make.told(found) == {"joins": 1}


def test_a_list_cannot_be_older_than_the_roster_or_lie_ahead(by):
    make.take_in(THREE, by=by, at=LATER)
    for day, said in ((make.DAY, "must not be older"), (make.DAY + timedelta(days=2), "lies ahead")):
        with pytest.raises(NotNow, match=said):
            make.bring(THREE, by=by, at=LATER, as_of=day)
    assert make.told(make.bring(THREE, by=by, at=LATER)) == {"same": 3}


def test_a_sample_list_is_for_a_sample(by, monkeypatch):
    content = csv((*make.HEAD, "sample"), (*make.ANA, "yes"))
    with pytest.raises(Unfit, match="sample"):
        make.bring(content, by=by)
    monkeypatch.setattr(installation, "is_sample", lambda: True)
    assert make.told(make.bring(content, by=by)) == {"joins": 1}


def test_only_personnel_brings_lists(by, head):
    for other in (head, accounts.person(role=Role.COORDINATOR)):
        with pytest.raises(NotAllowed):
            actions.bring_list(file_name="a.csv", content=[THREE], by=other, at=AT)
    actions.bring_list(file_name="a.csv", content=[THREE], by=by, at=AT)


def test_a_long_list_is_read_and_taken_in_by_jobs(by, monkeypatch):
    monkeypatch.setattr(actions, "LISTS", replace(LISTS, rows_at_once=2))
    found = make.bring(THREE, by=by)
    assert found.step == "reading"
    tasks.read_rows.func(import_id=str(found.pk))
    found.refresh_from_db()
    assert (found.step, found.rows_done) == ("read", 3)
    assert not actions.ask_to_apply(import_id=found.pk, leave_out=False, leaving_typed=None, by=by, at=AT)
    tasks.apply_import.func(import_id=str(found.pk), person=str(by.pk), leaving_typed=None)
    assert len(make.standing()) == 3


def test_a_job_that_finds_more_people_leaving_waits_again_and_says_why(by, monkeypatch):
    make.take_in(THREE, by=by)
    monkeypatch.setattr(actions, "LISTS", replace(LISTS, rows_at_once=0))
    found = make.bring(THREE, by=by, at=AT)
    tasks.read_rows.func(import_id=str(found.pk))
    assert not actions.ask_to_apply(import_id=found.pk, leave_out=False, leaving_typed=None, by=by, at=AT)
    editing.add_person(
        number="A40", name="Eve Lin", email="", post=editing.PostWords(department="clerk"), on=make.DAY, by=by, at=AT
    )
    tasks.apply_import.func(import_id=str(found.pk), person=str(by.pk), leaving_typed=None)
    found.refresh_from_db()
    assert found.step == "read"
    assert "1 of 4 people would leave" in found.sentence


def test_a_list_that_waits_too_long_is_forgotten_with_its_rows(by):
    found = make.bring(THREE, by=by)
    assert actions.forget_lists(at=AT + timedelta(days=7)) == 0
    assert actions.forget_lists(at=AT + timedelta(days=8)) == 1
    found.refresh_from_db()
    assert found.step == "dropped"
    assert not ImportRow.objects.exists()
    assert not ImportPart.objects.exists()


def test_others_hear_in_which_departments_something_changed(by, django_capture_on_commit_callbacks):
    heard = []
    events.subscribe(api.RosterChanged, heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        make.take_in(THREE, by=by)
    with django_capture_on_commit_callbacks(execute=True):
        make.take_in(THREE, by=by, at=LATER)
    assert [event.departments for event in heard] == [frozenset({"clerk", "streets"})]


def test_left_out_rows_stand_by_their_state(by):
    found = make.bring(make.listed(make.ANA, make.ANA, moved(make.BEN, name="")), by=by)
    assert [row.line for row in queries.rows_left_out(row=found, state=RowState.REPEATED)] == [3]
    assert [row.line for row in queries.rows_left_out(row=found, state=RowState.WRONG)] == [4]
