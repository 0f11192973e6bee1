"""Departments of a pack, office hours, spans."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from standing.kernel.refusals import NotNow
from standing.rooms.city.rules import appointments, departments, hours
from standing.rooms.city.rules.appointments import Span
from standing.rooms.city.rules.departments import DepartmentsFile, Gap
from standing.rooms.city.rules.hours import HoursMakeNoSense, OfficeHours

PARKS = {
    "id": "parks",
    "name": "Parks",
    "abbreviation": "PRK",
    "kind": "charter",
    "head_title": "Director",
    "standing": "bound",
    "confidence": "P",
    "sources": ["made up"],
}
START = datetime(2025, 7, 11, tzinfo=UTC)


def file(*changes: dict[str, object]) -> DepartmentsFile:
    return DepartmentsFile.model_validate({"departments": [{**PARKS, **change} for change in changes]})


def test_a_department_of_the_pack_becomes_a_fact() -> None:
    fact = departments.fact(
        file({"until_date": "2026-06-30", "formerly": [{"name": "Leisure", "until": "2020-01-01"}]}).departments[0]
    )

    assert (fact.id, fact.name, fact.reason, fact.formerly, fact.is_bound) == ("parks", "Parks", "", ("Leisure",), True)
    assert fact.exists_on(datetime(2026, 6, 30, tzinfo=UTC).date())
    assert not fact.exists_on(datetime(2026, 7, 1, tzinfo=UTC).date())


@pytest.mark.parametrize(
    "change",
    [
        {"standing": "invited"},
        {"sources": []},
        {"id": "Parks and more"},
        {"colour": "green"},
        {"from_date": "2026-01-02", "until_date": "2026-01-01"},
    ],
    ids=str,
)
def test_a_department_that_is_not_whole_is_refused(change: dict[str, object]) -> None:
    assert file({}).departments[0].id == "parks"
    with pytest.raises(ValidationError):
        file(change)


def test_what_does_not_fit_together_is_told_with_its_place() -> None:
    fire = {"id": "fire", "abbreviation": "F"}
    found = departments.gaps(
        file(
            {"successor": "sports", "until_date": "2026-01-01"},
            {},
            {**fire, "successor": "ems", "until_date": "2026-01-01"},
            {"id": "ems", "abbreviation": "E", "successor": "fire", "until_date": "2026-01-01"},
            {"id": "zoo", "abbreviation": "Z", "successor": "fire"},
        )
    )

    assert list(found) == [
        Gap(("departments", 1, "id"), "parks stands twice: keep one."),
        Gap(("departments", 1, "abbreviation"), "PRK stands twice: tell them apart."),
        Gap(("departments", 0, "successor"), "No department has the id sports."),
        Gap(("departments", 2, "successor"), "The successors go round in a circle."),
        Gap(("departments", 3, "successor"), "The successors go round in a circle."),
        Gap(("departments", 4, "successor"), "A department with a successor has a last day: give until_date."),
    ]


def test_hours_are_kept_and_said() -> None:
    week = (
        *(OfficeHours(weekday=day, opens=time(8, 30), closes=time(17)) for day in (0, 1, 2, 4)),
        OfficeHours(weekday=3, opens=time(12), closes=time(20)),
    )

    assert hours.from_kept(hours.as_kept(week)) == tuple(sorted(week))
    assert hours.said(week) == (
        "Monday to Wednesday 8:30 a.m. to 5:00 p.m.",
        "Thursday 12:00 p.m. to 8:00 p.m.",
        "Friday 8:30 a.m. to 5:00 p.m.",
    )


@pytest.mark.parametrize(
    "week",
    [
        (OfficeHours(weekday=0, opens=time(17), closes=time(8)),),
        (OfficeHours(weekday=7, opens=time(8), closes=time(9)),),
        (
            OfficeHours(weekday=0, opens=time(8), closes=time(9)),
            OfficeHours(weekday=0, opens=time(10), closes=time(11)),
        ),
    ],
)
def test_hours_that_make_no_sense_are_refused(week: hours.Week) -> None:
    hours.check((OfficeHours(weekday=0, opens=time(8), closes=time(9)),))
    with pytest.raises(HoursMakeNoSense):
        hours.check(week)


SPANS = st.tuples(st.integers(0, 20), st.none() | st.integers(0, 20))


@given(SPANS, SPANS)
def test_spans_overlap_when_they_share_a_moment(one: tuple[int, int | None], two: tuple[int, int | None]) -> None:
    def moments(span: tuple[int, int | None]) -> set[int]:
        return set(range(span[0], 40 if span[1] is None else span[1]))

    def moment(days: int | None) -> datetime | None:
        return None if days is None else START + timedelta(days=days)

    first = Span(appointment=UUID(int=1), from_at=START + timedelta(days=one[0]), until_at=moment(one[1]))
    shares = first.overlaps(START + timedelta(days=two[0]), moment(two[1]))

    assert shares == bool(moments(one) & moments(two))


def test_who_is_succeeded_and_what_is_free() -> None:
    day = timedelta(days=1)
    past = Span(appointment=UUID(int=1), from_at=START, until_at=START + 5 * day)
    later = Span(appointment=UUID(int=2), from_at=START + 9 * day, until_at=None)
    spans = (past, later)

    assert appointments.predecessor(spans=spans, from_at=START + 2 * day) == past
    assert appointments.predecessor(spans=spans, from_at=START + 5 * day) is None
    assert appointments.predecessor(spans=spans, from_at=START + 9 * day) == later
    appointments.check_free(spans=spans, from_at=START + 5 * day, until_at=START + 9 * day)
    with pytest.raises(NotNow):
        appointments.check_free(spans=spans, from_at=START + 5 * day, until_at=None)
    with pytest.raises(NotNow):
        appointments.check_order(from_at=START, until_at=START - day)
