"""
What taking a list in would do, found by the database in one question for all rows.

The same words are used to show it and to do it: ``LISTED`` holds the good rows beside the person and the open post
they speak of, ``GONE`` the open posts that the list does not name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from json import loads
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from standing.rooms.roster.models import Import, ImportRow
from standing.rooms.roster.rules.steps import RowState, Verdict

LISTED = """
    SELECT row.line, row.number, row.name, row.key, row.sort_name, row.email, row.department, row.site, row.site_said,
        row.work_type, row.shift, row.notes, coalesce(person.id, row.new_id) AS person_id,
        person.id IS NOT NULL AS is_known, person.id IS NOT NULL AND person.left_on IS NULL AS is_here,
        person.name AS our_name, person.email AS our_email,
        post.id AS post_id, post.site AS our_site, post.site_said AS our_site_said,
        post.work_type AS our_work_type, post.shift AS our_shift,
        post.id IS NULL
            OR (row.site <> '' AND row.site <> post.site)
            OR (row.site = '' AND row.site_said <> '' AND row.site_said <> post.site_said)
            OR (row.work_type <> '' AND row.work_type <> post.work_type)
            OR (row.shift <> '' AND row.shift <> post.shift) AS moves,
        person.id IS NOT NULL AND (row.name <> person.name OR (row.email <> '' AND row.email <> person.email))
            AS changes,
        person.id IS NOT NULL AND row.key <> person.key AS is_renamed
    FROM roster_importrow AS row
    LEFT JOIN roster_person AS person ON person.number = row.number AND person.number <> ''
    LEFT JOIN roster_post AS post
        ON post.person_id = person.id AND post.department_id = row.department AND post.until_on IS NULL
    WHERE row.of_id = %(of)s AND row.state = 'good'
"""
GONE = """
    SELECT post.id AS post_id, post.person_id, post.department_id, person.number, person.name
    FROM roster_post AS post JOIN roster_person AS person ON person.id = post.person_id
    WHERE post.until_on IS NULL AND (%(only)s::text = '' OR post.department_id = %(only)s::text)
        AND NOT EXISTS (
            SELECT FROM roster_importrow AS row
            WHERE row.of_id = %(of)s AND row.number = person.number AND row.department = post.department_id
        )
        AND NOT EXISTS (
            SELECT FROM roster_importrow AS row
            WHERE row.of_id = %(of)s AND row.number = person.number AND row.state = 'wrong'
        )
        AND NOT EXISTS (
            SELECT FROM roster_importrow AS row
            WHERE row.of_id = %(of)s AND row.number = '' AND row.key = person.key
        )
"""
PEOPLE = """
    SELECT listed.number, listed.person_id, min(listed.line) AS line,
        CASE
            WHEN NOT bool_or(listed.is_here) THEN 'joins'
            WHEN bool_or(listed.moves) OR count(left_post.person_id) > 0 THEN 'moves'
            WHEN bool_or(listed.changes) THEN 'changed'
            ELSE 'same'
        END AS verdict,
        bool_or(listed.is_known) AS is_known, bool_or(listed.is_renamed) AS is_renamed
    FROM listed LEFT JOIN (SELECT DISTINCT person_id FROM gone) AS left_post USING (person_id)
    GROUP BY listed.number, listed.person_id
"""
LEAVING = """
    SELECT DISTINCT gone.person_id, gone.number, gone.name FROM gone
    WHERE NOT EXISTS (SELECT FROM listed WHERE listed.person_id = gone.person_id)
"""
_SHOWN = f"WITH listed AS ({LISTED}), gone AS ({GONE}), people AS ({PEOPLE}), leaving AS ({LEAVING})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """People by what the list would do with them, rows that are left out, and how many its departments have now."""

    joins: int = 0
    moves: int = 0
    leaves: int = 0
    changed: int = 0
    same: int = 0
    renamed: int = 0
    repeated: int = 0
    wrong: int = 0
    here: int = 0

    def number(self, verdict: Verdict) -> int:
        """Return how many people, or rows, that verdict has."""
        return int(getattr(self, verdict.value))

    @property
    def to_write(self) -> int:
        """Return how many people the list would change."""
        return self.joins + self.moves + self.leaves + self.changed


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFact:
    """One person of the list, or one who leaves, with what would become of them."""

    line: int | None
    number: str
    name: str
    our_name: str
    email: str
    our_email: str
    is_renamed: bool
    posts: Sequence[Mapping[str, str]]
    """Posts of the list: department, site, work_type, shift, and what we have: our_site, our_work_type, our_shift."""
    ended: Sequence[str]
    """Departments in which a post of ours would end."""
    notes: Sequence[str]


def parameters(row: Import) -> dict[str, Any]:
    """Return what the questions above ask with."""
    return {"of": row.pk, "only": row.department}


def counts(*, row: Import) -> Counts:
    """Return what taking the list in would do now."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_SHOWN} {_COUNTED}", parameters(row))
        found = cursor.fetchone()
    return _counts(row, found)


@contextmanager
def settled(*, row: Import) -> Iterator[tuple[CursorWrapper, Counts]]:
    """Keep what the list would do in temporary tables ``listed`` and ``gone``, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.listed, pg_temp.gone")
        cursor.execute(f"CREATE TEMP TABLE listed ON COMMIT DROP AS {LISTED}", parameters(row))
        cursor.execute(f"CREATE TEMP TABLE gone ON COMMIT DROP AS {GONE}", parameters(row))
        cursor.execute("ANALYZE listed; ANALYZE gone")
        cursor.execute(f"WITH people AS ({PEOPLE}), leaving AS ({LEAVING}) {_COUNTED}", parameters(row))
        yield cursor, _counts(row, cursor.fetchone())
        cursor.execute("DROP TABLE IF EXISTS pg_temp.listed, pg_temp.gone")


_COUNTED = """
    SELECT (SELECT count(*) FROM people WHERE verdict = 'joins'), (SELECT count(*) FROM people WHERE verdict = 'moves'),
        (SELECT count(*) FROM leaving), (SELECT count(*) FROM people WHERE verdict = 'changed'),
        (SELECT count(*) FROM people WHERE verdict = 'same'), (SELECT count(*) FROM people WHERE is_renamed),
        (SELECT count(DISTINCT person_id) FROM roster_post
            WHERE until_on IS NULL AND (%(only)s::text = '' OR department_id = %(only)s::text))
"""


def _counts(row: Import, found: Sequence[int] | None) -> Counts:
    joins, moves, leaves, changed, same, renamed, here = found or (0,) * 7
    rows = ImportRow.objects.filter(of=row)
    return Counts(
        joins=joins,
        moves=moves,
        leaves=leaves,
        changed=changed,
        same=same,
        renamed=renamed,
        here=here,
        repeated=rows.filter(state=RowState.REPEATED.value).count(),
        wrong=rows.filter(state=RowState.WRONG.value).count(),
    )


def people(*, row: Import, verdict: Verdict, start: int, most: int) -> tuple[JudgedFact, ...]:
    """Return people of one verdict in the order of the file; those who leave by number."""
    with connection.cursor() as cursor:
        asked = parameters(row) | {"verdict": verdict.value, "start": start, "most": most}
        cursor.execute(f"{_SHOWN} {_LEAVERS if verdict is Verdict.LEAVES else _PAGE}", asked)
        found = cursor.fetchall()
    return tuple(_fact(one) for one in found)


_PAGE = """
    , page AS (
        SELECT * FROM people WHERE verdict = %(verdict)s ORDER BY line LIMIT %(most)s OFFSET %(start)s
    )
    SELECT page.line, page.number, min(listed.name), coalesce(min(listed.our_name), ''), min(listed.email),
        coalesce(min(listed.our_email), ''), page.is_renamed,
        jsonb_agg(jsonb_build_object(
            'department', listed.department, 'site', listed.site, 'site_said', listed.site_said,
            'work_type', listed.work_type, 'shift', listed.shift, 'our_site', listed.our_site,
            'our_site_said', listed.our_site_said, 'our_work_type', listed.our_work_type,
            'our_shift', listed.our_shift, 'is_new', listed.post_id IS NULL) ORDER BY listed.line)::text,
        (SELECT coalesce(jsonb_agg(gone.department_id ORDER BY gone.department_id), '[]')::text
            FROM gone WHERE gone.person_id = page.person_id),
        jsonb_agg(listed.notes ORDER BY listed.line)::text
    FROM page JOIN listed USING (number)
    GROUP BY page.line, page.number, page.person_id, page.is_renamed ORDER BY page.line
"""
_LEAVERS = """
    SELECT NULL::int, leaving.number, leaving.name, leaving.name, '', '', false, '[]',
        (SELECT jsonb_agg(gone.department_id ORDER BY gone.department_id)::text
            FROM gone WHERE gone.person_id = leaving.person_id), '[]'
    FROM leaving WHERE %(verdict)s = 'leaves' ORDER BY leaving.number LIMIT %(most)s OFFSET %(start)s
"""


def _fact(found: Sequence[Any]) -> JudgedFact:
    line, number, name, our_name, email, our_email, is_renamed, posts, ended, notes = found
    return JudgedFact(
        line=line,
        number=number,
        name=name,
        our_name=our_name,
        email=email,
        our_email=our_email,
        is_renamed=bool(is_renamed),
        posts=[{key: value if value is not None else "" for key, value in post.items()} for post in loads(posts)],
        ended=loads(ended or "[]"),
        notes=list(dict.fromkeys(note for some in loads(notes) for note in some)),
    )
