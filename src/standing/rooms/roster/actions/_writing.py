"""How changes of the roster are written, and taken back: in a few statements, however many people they touch."""

from __future__ import annotations

from typing import Any

from django.db import connection

from standing.kernel.refusals import NotNow
from standing.rooms.roster.models import Change, Import
from standing.rooms.roster.queries import judged
from standing.rooms.roster.queries.judged import Counts

_NAMED = 10

_STEPS = (
    # Somebody new.
    """
    INSERT INTO roster_person (id, number, name, key, sort_name, email, joined_on, changed_by_id)
    SELECT DISTINCT ON (number) person_id, number, name, key, sort_name, email, %(day)s, %(change)s
    FROM listed WHERE NOT is_known ORDER BY number, line
    """,
    # How those stood whom we know and who change.
    """
    INSERT INTO roster_touch (change_id, person_id, name, key, sort_name, email, joined_on, left_on, before_id)
    SELECT %(change)s, person.id, person.name, person.key, person.sort_name, person.email, person.joined_on,
        person.left_on, person.changed_by_id
    FROM roster_person AS person WHERE person.id IN (
        SELECT person_id FROM listed WHERE is_known AND (moves OR changes OR NOT is_here)
        UNION SELECT person_id FROM gone
    )
    """,
    # A name or an e-mail as the list has it; who comes back is here again.
    """
    UPDATE roster_person AS person SET
        name = said.name, key = said.key, sort_name = said.sort_name,
        email = CASE WHEN said.email <> '' THEN said.email ELSE person.email END,
        joined_on = CASE WHEN person.left_on = person.joined_on THEN %(day)s ELSE person.joined_on END,
        left_on = NULL, changed_by_id = %(change)s
    FROM (
        SELECT DISTINCT ON (number) * FROM listed WHERE is_known AND (moves OR changes OR NOT is_here)
        ORDER BY number, line
    ) AS said
    WHERE person.id = said.person_id
    """,
    # Posts that end.
    """
    UPDATE roster_post SET until_on = %(day)s, closed_by_id = %(change)s
    WHERE id IN (SELECT post_id FROM gone UNION ALL SELECT post_id FROM listed WHERE moves AND post_id IS NOT NULL)
    """,
    # Posts that begin. What the list leaves empty stays as it was.
    """
    INSERT INTO roster_post (person_id, department_id, site, site_said, work_type, shift, from_on, opened_by_id)
    SELECT person_id, department,
        CASE WHEN site_said <> '' THEN site ELSE coalesce(our_site, '') END,
        CASE WHEN site_said <> '' THEN site_said ELSE coalesce(our_site_said, '') END,
        coalesce(nullif(work_type, ''), our_work_type, ''), coalesce(nullif(shift, ''), our_shift, ''),
        %(day)s, %(change)s
    FROM listed WHERE moves
    """,
    # Who has no post left has left.
    """
    UPDATE roster_person AS person SET
        changed_by_id = %(change)s,
        left_on = CASE WHEN EXISTS (
            SELECT FROM roster_post AS post WHERE post.person_id = person.id AND post.until_on IS NULL
        ) THEN NULL ELSE %(day)s::date END
    WHERE id IN (SELECT person_id FROM gone)
    """,
)
_DEPARTMENTS = """
    SELECT department FROM listed WHERE moves OR changes UNION SELECT department_id FROM gone
"""
_UNDOING = (
    # Posts that it opened never were.
    "UPDATE roster_post SET until_on = from_on, closed_by_id = %(change)s WHERE opened_by_id = %(change)s",
    # Posts that it ended go on.
    """
    UPDATE roster_post SET until_on = NULL, closed_by_id = NULL
    WHERE closed_by_id = %(change)s AND opened_by_id <> %(change)s
    """,
    # Somebody new never was here; the row stays, for others may hold on to its id, and is forgotten on its day.
    """
    UPDATE roster_person AS person SET left_on = joined_on, changed_by_id = NULL
    WHERE changed_by_id = %(change)s
        AND NOT EXISTS (SELECT FROM roster_touch WHERE change_id = %(change)s AND person_id = person.id)
    """,
)
_STANDING_AGAIN = """
    UPDATE roster_person AS person SET
        name = touch.name, email = touch.email, joined_on = touch.joined_on, left_on = touch.left_on,
        key = touch.key, sort_name = touch.sort_name,
        changed_by_id = touch.before_id
    FROM roster_touch AS touch WHERE touch.change_id = %(change)s AND touch.person_id = person.id
"""


def lock() -> None:
    """Let one change of the roster be written at a time; the next waits for the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('roster.write'))")


def take_in(row: Import, *, change: Change, checked: Any) -> tuple[Counts, frozenset[str]]:
    """
    Write what a list brings, and return what it did and in which departments.

    ``checked`` is called with the counts before anything is written and may refuse.
    """
    asked: dict[str, Any] = {"day": change.from_on, "change": change.pk}
    with judged.settled(row=row) as (cursor, counts):
        checked(counts)
        for statement in _STEPS:
            cursor.execute(statement, asked)
        cursor.execute(_DEPARTMENTS)
        departments = frozenset(code for (code,) in cursor.fetchall())
    return counts, departments


def take_back(change: Change) -> frozenset[str]:
    """
    Put everything back as it was before a change, and return the departments it touched.

    :raises NotNow: if something newer touched the same people, or they are forgotten; the sentence has their numbers
    """
    asked = {"change": change.pk}
    with connection.cursor() as cursor:
        cursor.execute(_NEWER, asked)
        newer = [number for (number,) in cursor.fetchall()]
        if newer:
            named = ", ".join(number or "somebody who is forgotten" for number in newer[:_NAMED])
            more = " and more" if len(newer) > _NAMED else ""
            raise NotNow(f"It cannot be taken back: these people were changed again since: {named}{more}.")
        cursor.execute(_TOUCHED, asked)
        departments = frozenset(code for (code,) in cursor.fetchall())
        for statement in (*_UNDOING, _STANDING_AGAIN):
            cursor.execute(statement, asked)
    return departments


_NEWER = """
    SELECT number FROM roster_person WHERE changed_by_id IS DISTINCT FROM %(change)s AND id IN (
        SELECT person_id FROM roster_touch WHERE change_id = %(change)s
        UNION SELECT person_id FROM roster_post WHERE opened_by_id = %(change)s
    ) ORDER BY number LIMIT 11
"""
_TOUCHED = """
    SELECT DISTINCT department_id FROM roster_post WHERE opened_by_id = %(change)s OR closed_by_id = %(change)s
    UNION SELECT post.department_id FROM roster_post AS post JOIN roster_touch AS touch USING (person_id)
        WHERE touch.change_id = %(change)s AND post.until_on IS NULL
"""
