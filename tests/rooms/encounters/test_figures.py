"""Public counts: late, monthly, small ones left out; quiet months; other books of the City."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel.refusals import NotAllowed, NotNow, Refused
from standing.rooms.encounters import actions
from standing.rooms.encounters.actions.months import Entered
from standing.rooms.encounters.queries import figures as queries
from standing.rooms.encounters.rules import figures as rules
from standing.rooms.encounters.rules import sheets
from standing.rooms.encounters.rules import sheets as rules_lists
from standing.rooms.encounters.rules.figures import Happened
from tests.make import encounters as make
from tests.make.encounters import NOW, Town

DAY = timedelta(days=1)


def test_months_are_shown_when_they_are_over_long_enough():
    asked = {"first": date(2026, 5, 20), "delay_days": 30}
    assert list(rules.shown_months(today=date(2026, 6, 30), **asked)) == []
    assert list(rules.shown_months(today=date(2026, 7, 1), **asked)) == [date(2026, 5, 1)]
    assert list(rules.shown_months(today=date(2026, 7, 31), **asked)) == [date(2026, 6, 1), date(2026, 5, 1)]


def happened(kind: str, number: int, month: date = date(2026, 5, 1)) -> list[Happened]:
    return [Happened(month=month, department_class="charter", kind=kind, district="1")] * number


def table(*groups: list[Happened], least: int = 11) -> rules.Table:
    return rules.table(
        by="kind", happened=[one for group in groups for one in group], months=[date(2026, 5, 1)],
        columns=("sighting", "staging", "arrest"), least=least,
    )  # fmt: skip


def test_small_numbers_and_those_that_would_tell_them_are_left_out():
    (row,) = table(happened("sighting", 20), happened("staging", 12), happened("arrest", 3)).rows
    assert (row.cells, row.total) == ((20, None, None), 35)
    (row,) = table(happened("sighting", 4)).rows
    assert (row.cells, row.total) == ((None, None, None), None)
    (row,) = table().rows
    assert (row.cells, row.total) == ((0, 0, 0), 0)


@given(counts=st.lists(st.integers(min_value=0, max_value=30), min_size=1, max_size=7), least=st.integers(2, 12))
def test_no_small_number_can_be_worked_out(counts: list[int], least: int):
    columns = tuple(f"c{place}" for place in range(len(counts)))
    everything = [one for name, count in zip(columns, counts, strict=True) for one in happened(name, count)]
    (row,) = rules.table(by="kind", happened=everything, months=[date(2026, 5, 1)], columns=columns, least=least).rows
    hidden = [count for count, cell in zip(counts, row.cells, strict=True) if cell is None]
    assert all(cell is None or cell == 0 or cell >= least for cell in row.cells)
    assert row.total is None or row.total == 0 or row.total >= least
    if row.total is not None and hidden:
        assert len(hidden) >= 2 or sum(hidden) >= least


def test_nothing_is_shown_before_the_delay(town: Town):
    for number in range(16):
        make.alert(town, at=NOW - number * timedelta(minutes=7))
    month_over = make.local("2026-08-01 00:00")
    assert queries.published(at=month_over + 44 * DAY).months == ()
    shown = queries.published(at=month_over + 46 * DAY)
    assert shown.months == (date(2026, 7, 1),)
    assert {one.by: one.rows[0].total for one in shown.tables} == {"department": 16, "kind": 16, "district": 16}


def test_unconfirmed_and_dismissed_alerts_are_not_counted(town: Town):
    code = make.card(town)
    for _ in range(16):
        make.alert(town, code=code)
    fact = make.alert(town, code=code)
    actions.dismiss_alert(alert=fact.id, reason="A film crew.", by=town.liaison, at=NOW)
    assert queries.published(at=NOW + 90 * DAY).months == ()


def test_a_month_that_was_shown_never_changes(town: Town):
    for number in range(16):
        make.alert(town, at=NOW - number * timedelta(minutes=7))
    later = NOW + 90 * DAY
    before = queries.published(at=later)
    make.alert(town, at=later, seen_at=NOW)
    assert queries.published(at=later + DAY).tables == before.tables


def test_the_public_page_and_its_table(town: Town):
    client = Client()
    page = client.get("/status/activity/")
    assert (page.status_code, page.cookies) == (200, {})
    assert b"No month is shown yet" in page.content
    text = client.get("/status/activity/activity.csv").content.decode()
    assert list(csv.reader(io.StringIO(text))) == [["table", "month", "column", "reports"]]


@pytest.mark.parametrize("wrong", ["=1+1", "+cmd", "-2", "@x", "\t=1"])
def test_no_cell_is_a_formula(wrong: str):
    (row,) = list(csv.reader(io.StringIO(sheets.sheet(head=("a",), rows=[(wrong,)], is_sample=False))))[1:]
    assert row[0].startswith("'")
    assert sheets.cell("a\u202eb") == "ab"


# Quiet months


def test_a_liaison_attests_a_month_that_is_over(town: Town):
    actions.attest_month(department="streets", month=date(2026, 6, 1), by=town.liaison, at=NOW)
    lines = queries.months(by=town.liaison, at=NOW)
    assert {line.department for line in lines} == {"streets"}
    assert len([line for line in lines if line.is_missing]) == len(lines) - 1
    with pytest.raises(NotNow, match="before"):
        actions.attest_month(department="streets", month=date(2026, 6, 5), by=town.backup, at=NOW)


def test_a_month_with_a_report_or_not_over_is_not_attested(town: Town):
    make.alert(town)
    with pytest.raises(NotNow, match="not over"):
        actions.attest_month(department="streets", month=date(2026, 7, 1), by=town.liaison, at=NOW)
    with pytest.raises(NotNow, match="a report"):
        actions.attest_month(department="streets", month=date(2026, 7, 1), by=town.liaison, at=NOW + 40 * DAY)
    actions.attest_month(department="library", month=date(2026, 7, 1), by=town.stranger, at=NOW + 40 * DAY)


@pytest.mark.parametrize("who", ["head", "coordinator", "stranger", "auditor"])
def test_who_does_not_attest(town: Town, who: str):
    with pytest.raises(NotAllowed):
        actions.attest_month(department="streets", month=date(2026, 6, 1), by=getattr(town, who), at=NOW)


def test_the_city_sees_what_is_missing(town: Town):
    lines = queries.months(by=town.coordinator, at=NOW)
    assert {line.department for line in lines} > {"streets", "library"}
    assert all(line.is_missing for line in lines)


def test_what_waits_for_whom(town: Town):
    make.alert(town)
    make.alert(town, code=make.card(town))
    later = NOW + DAY
    for who in (town.liaison, town.coordinator):
        found = queries.waiting_for(by=who, at=later)
        assert (found.unconfirmed, found.not_handed_in, found.late) == (1, 1, 1)
    assert queries.waiting_for(by=town.liaison, at=later).quiet_months == 9
    assert queries.waiting_for(by=town.auditor, at=later).is_nothing
    assert queries.waiting_for(by=town.stranger, at=later).unconfirmed == 0


# Other books


def test_calls_and_cameras_without_a_report_are_listed(town: Town):
    row = make.submitted(town)
    day = NOW.date()
    entered = [
        Entered(day=day, department="streets", calls=1),
        Entered(day=day - DAY, department="streets", calls=2),
        Entered(day=day, department="streets", camera="cam-14-0713"),
        Entered(day=day, department="library", camera="cam-99"),
    ]
    assert actions.enter_traces(entered=entered, by=town.coordinator, at=NOW + DAY) == 4
    assert actions.enter_traces(entered=entered[2:], by=town.coordinator, at=NOW + DAY) == 0
    assert [(one.day, one.calls, one.camera) for one in queries.unmatched(at=NOW + DAY)] == [
        (day, 0, "cam-99"), (day - DAY, 2, ""),
    ]  # fmt: skip
    assert row.versions == 1
    corrected = Entered(day=day - DAY, department="streets", calls=0)
    actions.enter_traces(entered=[corrected], by=town.coordinator, at=NOW + 2 * DAY)
    assert [one.camera for one in queries.unmatched(at=NOW + 2 * DAY)] == ["cam-99"]


def test_a_list_of_a_book_is_pasted_and_read(town: Town):
    text = "2026-07-12;streets;2\n2026-07-12;streets;cam-1\n"
    assert rules_lists.read(text) == [
        (date(2026, 7, 12), "streets", 2, ""), (date(2026, 7, 12), "streets", None, "cam-1"),
    ]  # fmt: skip
    for wrong in ("nothing", "2026-13-01;streets;1", "2026-07-12;streets;=1+1", "2026-07-12;;1", "a;b;c\n" * 1001):
        with pytest.raises(Refused):
            rules_lists.read(wrong)


def test_who_enters_and_what(town: Town):
    one = Entered(day=NOW.date(), department="streets", calls=1)
    with pytest.raises(NotAllowed):
        actions.enter_traces(entered=[one], by=town.liaison, at=NOW)
    with pytest.raises(Refused, match="ahead"):
        actions.enter_traces(
            entered=[Entered(day=NOW.date() + DAY, department="streets", calls=1)], by=town.coordinator, at=NOW
        )
    with pytest.raises(Refused, match="no department"):
        actions.enter_traces(entered=[Entered(day=NOW.date(), department="x", calls=1)], by=town.coordinator, at=NOW)
