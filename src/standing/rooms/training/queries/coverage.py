"""
Coverage: all people and all courses in one question to the database.

Which completions hold on a day is a rule without a database (``rules.validity``). It turns each edition into the
first day of a completion that still holds, and the database only compares days.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from standing.rooms.roster import api as roster
from standing.rooms.training.queries import courses
from standing.rooms.training.queries.courses import EditionFact
from standing.rooms.training.rules import validity
from standing.rooms.training.rules.coverage import EVERYBODY, By, Cell, Filters, Heads, Missing
from standing.rooms.training.rules.validity import EditionOut

_POST_COLUMNS = (
    "person_id", "department_id", "site", "work_type", "shift", "person__joined_on", "person__number", "person__name",
    "person__sort_name", "person__email",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """An edition, and the first day of a completion of it that holds on the day that is asked about."""

    edition: int
    course: str
    since: date


def windows(*, day: date, known: datetime, grace_days: int) -> tuple[Window, ...]:
    """Return the editions whose completions can hold on a day, as known at a moment."""
    facts = courses.editions(known=known)
    found = []
    for fact in facts:
        gone_on = superseded_on(fact, facts, grace_days=grace_days)
        since = validity.earliest(day=day, expires=validity.expiry_of(fact.expires), superseded=gone_on)
        if since is not None:
            found.append(Window(edition=fact.id, course=fact.course, since=since))
    return tuple(found)


def superseded_on(fact: EditionFact, facts: Iterable[EditionFact], *, grace_days: int) -> date | None:
    """Return the first day on which completions of an edition count no longer; None while nothing came after it."""
    return validity.superseded_on(
        edition=fact.number,
        editions=[
            EditionOut(number=one.number, out_on=one.out_on, is_material=one.is_material)
            for one in facts
            if one.course == fact.course and one.out_on is not None
        ],
        grace_days=grace_days,
    )


def cells(*, day: date, known: datetime, grace_days: int, filters: Filters = EVERYBODY) -> tuple[Cell, ...]:
    """Return the counts of each course: of the City, and by department, site, sort of work and shift."""
    sql, values = _cte(
        day=day, known=known, holds=windows(day=day, known=known, grace_days=grace_days), filters=filters
    )
    counted = ", ".join(
        f"count(*) FILTER (WHERE first_{by.value}{more})"
        for more in ("", " AND held", " AND NOT held AND due < %s")
        for by in By
    )
    sql += f"""
        SELECT course_id, grouping(department_id, site, work_type, shift), department_id, site, work_type, shift,
            {counted}
        FROM (
            SELECT duty.course_id, duty.due, seen.*, done.person_id IS NOT NULL AS held
            FROM duty JOIN seen USING (person_id) LEFT JOIN done USING (person_id, course_id)
        ) AS pair
        GROUP BY GROUPING SETS (
            (course_id), (course_id, department_id), (course_id, site), (course_id, work_type), (course_id, shift)
        )
    """  # noqa: S608 - the pieces are written here; every value is a parameter
    return tuple(
        sorted(
            (_cell(row) for row in _rows(sql, [*values, *[day] * len(By)])),
            key=lambda cell: (cell.course, list(By).index(cell.by), cell.code),
        )
    )


# grouping() has a bit for each column that is not grouped by, the first column the highest.
_GROUPED = {0b1111: By.CITY, 0b0111: By.DEPARTMENT, 0b1011: By.SITE, 0b1101: By.WORK_TYPE, 0b1110: By.SHIFT}
_PLACE = {By.DEPARTMENT: 2, By.SITE: 3, By.WORK_TYPE: 4, By.SHIFT: 5}


def _cell(row: Sequence[Any]) -> Cell:
    by = _GROUPED[row[1]]
    number = list(By).index(by)
    assigned, done, overdue = (row[6 + number + kind * len(By)] for kind in range(3))
    code = "" if by is By.CITY else row[_PLACE[by]]
    return Cell(course=row[0], by=by, code=code, assigned=assigned, done=done, overdue=overdue)


def heads(
    *, day: date, known: datetime, grace_days: int, courses: Sequence[str], filters: Filters = EVERYBODY
) -> tuple[Heads, ...]:
    """
    Return for each department how many of its people finished all of ``courses`` that are their duty.

    Who has none of them as a duty has not finished: nobody is left out silently.
    """
    sql, values = _cte(
        day=day, known=known, holds=windows(day=day, known=known, grace_days=grace_days), filters=filters
    )
    sql += """
        , each AS (
            SELECT duty.person_id, bool_and(done.person_id IS NOT NULL) AS finished
            FROM duty LEFT JOIN done USING (person_id, course_id)
            WHERE duty.course_id = ANY(%s)
            GROUP BY duty.person_id
        )
        SELECT department_id, count(*), count(*) FILTER (WHERE each.finished)
        FROM seen LEFT JOIN each USING (person_id)
        WHERE first_department
        GROUP BY department_id ORDER BY department_id
    """
    return tuple(
        Heads(department=department, heads=number, finished=finished)
        for department, number, finished in _rows(sql, [*values, list(courses)])
    )


def missing(
    *,
    day: date,
    known: datetime,
    grace_days: int,
    filters: Filters,
    without_mail: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[int, tuple[Missing, ...]]:
    """Return how many people do not hold a course that is theirs, and those of one page by name."""
    sql, values = _cte(
        day=day, known=known, holds=windows(day=day, known=known, grace_days=grace_days), filters=filters
    )
    asked = "AND email = ''" if without_mail else ""
    sql += f"""
        SELECT person_id, number, name, email <> '', departments, courses, count(*) OVER ()
        FROM (
            SELECT person_id, min(number) AS number, min(name) AS name, min(sort_name) AS sort_name,
                min(email) AS email, array_agg(DISTINCT department_id::text) AS departments
            FROM seen GROUP BY person_id
        ) AS who
        JOIN (
            SELECT person_id, jsonb_agg(jsonb_build_array(course_id, due) ORDER BY due, course_id) AS courses
            FROM duty LEFT JOIN done USING (person_id, course_id)
            WHERE done.person_id IS NULL
            GROUP BY person_id
        ) AS lacks USING (person_id)
        WHERE true {asked}
        ORDER BY sort_name, person_id OFFSET %s LIMIT %s
    """  # noqa: S608
    rows = list(_rows(sql, [*values, offset, limit]))
    return (rows[0][6] if rows else 0), tuple(
        Missing(
            person=row[0],
            number=row[1],
            name=row[2],
            has_mail=row[3],
            departments=tuple(row[4]),
            courses=tuple((course, date.fromisoformat(due)) for course, due in _json(row[5])),
        )
        for row in rows
    )


def covered_by(*, day: date, filters: Filters) -> int:
    """Return how many people have a post of a day that fits."""
    posts, values = _posts(day=day, filters=filters)
    sql = f"SELECT count(DISTINCT person_id) FROM ({posts}) AS post"  # noqa: S608
    return int(next(_rows(sql, values))[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """A person with a duty that ends before the day that was asked about, and the last time each edition was done."""

    person: Any
    course: str
    due_on: date
    email: str
    departments: tuple[str, ...]
    edition: int | None
    on: date | None


def owed(*, day: date, horizon: date, known: datetime, grace_days: int) -> Iterator[OwedRow]:
    """
    Yield each person and course whose completion will not hold on ``horizon``, with their last completions.

    A person without any has one row without an edition.
    """
    holds = windows(day=horizon, known=known, grace_days=grace_days)
    sql, values = _cte(day=day, known=known, holds=holds, filters=EVERYBODY, until=day)
    sql += """
        , mine AS (
            SELECT person_id, min(email) AS email, array_agg(DISTINCT department_id::text) AS departments
            FROM seen GROUP BY person_id
        )
        SELECT duty.person_id, duty.course_id, duty.due, mine.email, mine.departments, last.edition_id, last."on"
        FROM duty JOIN mine USING (person_id)
        LEFT JOIN done USING (person_id, course_id)
        LEFT JOIN LATERAL (
            SELECT completion.edition_id, max(completion."on") AS "on"
            FROM training_completion AS completion
            JOIN training_edition AS edition ON edition.id = completion.edition_id
            WHERE completion.person_id = duty.person_id AND edition.course_id = duty.course_id
                AND completion."on" <= %s AND completion.recorded_at <= %s
                AND completion.id NOT IN (SELECT id FROM void)
            GROUP BY completion.edition_id
        ) AS last ON true
        WHERE done.person_id IS NULL
        ORDER BY duty.person_id, duty.course_id
    """
    for row in _rows(sql, [*values, day, known]):
        yield OwedRow(
            person=row[0],
            course=row[1],
            due_on=row[2],
            email=row[3],
            departments=tuple(row[4]),
            edition=row[5],
            on=row[6],
        )


def _cte(
    *, day: date, known: datetime, holds: Sequence[Window], filters: Filters, until: date | None = None
) -> tuple[str, list[Any]]:
    """
    Return the parts of the question that all counts share.

    ``post`` who has which post · ``duty`` whose duty a course is, and by when · ``void`` completions that only stand
    on withdrawn sheets · ``done`` who holds which course · ``seen`` the posts that are looked at, each person's first
    one in the City, a department, a site, a sort of work and a shift marked.
    """
    posts, values = _posts(day=day, filters=EVERYBODY)
    looked, looked_values = _looked_at(filters)
    course, course_values = ("AND rule.course_id = %s", [filters.course]) if filters.course else ("", [])
    sql = f"""
        WITH post AS MATERIALIZED ({posts}),
        rule AS MATERIALIZED (
            SELECT * FROM training_assignment AS rule
            WHERE from_on <= %s AND (until_on IS NULL OR until_on > %s) AND made_at <= %s {course}
        ),
        duty AS MATERIALIZED (
            SELECT post.person_id, rule.course_id, min(greatest(rule.from_on, post.joined_on) + rule.days) AS due
            FROM post JOIN rule
                ON (rule.department = '' OR rule.department = post.department_id)
                AND (rule.site = '' OR rule.site = post.site)
                AND (rule.work_type = '' OR rule.work_type = post.work_type)
                AND (rule.shift = '' OR rule.shift = post.shift)
            GROUP BY post.person_id, rule.course_id
        ),
        void AS MATERIALIZED (
            SELECT stands.completion_id AS id
            FROM training_sheetcompletion AS stands
            JOIN training_sheetentry AS entry ON entry.id = stands.entry_id
            JOIN training_completion AS completion ON completion.id = stands.completion_id
            LEFT JOIN training_sheetwithdrawal AS gone ON gone.sheet_id = entry.sheet_id AND gone.at <= %s
            WHERE completion.how = 'paper'
            GROUP BY stands.completion_id
            HAVING bool_and(gone.sheet_id IS NOT NULL)
        ),
        done AS MATERIALIZED (
            SELECT DISTINCT completion.person_id, held.course_id
            FROM training_completion AS completion
            JOIN unnest(%s::bigint[], %s::text[], %s::date[]) AS held (edition_id, course_id, since)
                ON held.edition_id = completion.edition_id
            WHERE completion."on" BETWEEN held.since AND %s AND completion.recorded_at <= %s
                AND completion.id NOT IN (SELECT id FROM void)
        ),
        seen AS MATERIALIZED (
            SELECT *, row_number() OVER (PARTITION BY person_id) = 1 AS first_city,
                row_number() OVER (PARTITION BY person_id, department_id) = 1 AS first_department,
                row_number() OVER (PARTITION BY person_id, site) = 1 AS first_site,
                row_number() OVER (PARTITION BY person_id, work_type) = 1 AS first_work_type,
                row_number() OVER (PARTITION BY person_id, shift) = 1 AS first_shift
            FROM post {looked}
        )
    """  # noqa: S608
    return sql, [
        *values,
        *(day, day, known),
        *course_values,
        known,
        [one.edition for one in holds],
        [one.course for one in holds],
        [one.since for one in holds],
        *(until or day, known),
        *looked_values,
    ]


def _posts(*, day: date, filters: Filters) -> tuple[str, list[Any]]:
    """Return the roster's own question, under the names that are used here."""
    query = roster.posts_on(on=day).values(*_POST_COLUMNS).query
    sql, values = query.sql_with_params()
    looked, looked_values = _looked_at(filters)
    names = ", ".join(one.removeprefix("person__") for one in _POST_COLUMNS)
    return f"SELECT * FROM ({sql}) AS roster ({names}) {looked}", [*values, *looked_values]  # noqa: S608


def _looked_at(filters: Filters) -> tuple[str, list[Any]]:
    asked = {
        "department_id": filters.department,
        "site": filters.site,
        "work_type": filters.work_type,
        "shift": filters.shift,
    }
    parts = [(f"{column} = %s", value) for column, value in asked.items() if value]
    if filters.departments is not None:
        parts.append(("department_id = ANY(%s)", sorted(filters.departments)))  # type: ignore[arg-type]
    if not parts:
        return "", []
    return "WHERE " + " AND ".join(part for part, _ in parts), [value for _, value in parts]


def _rows(sql: str, values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(5000):
            yield from rows


def _json(value: Any) -> Any:
    """Return what a JSON column holds; the driver hands it out as text or ready, as Django set it up."""
    return json.loads(value) if isinstance(value, str) else value
