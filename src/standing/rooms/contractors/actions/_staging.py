# ruff: noqa: S608 - every statement is put together from constants of this file
"""How a list gets into the tables: its rows are copied once, then joined, in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from json import dumps
from typing import Any
from uuid import UUID

from django.db import connection

from standing.rooms.contractors.rules.reading import RowSaid

_SHOWN = 80
_TYPES = {
    "of_id": "uuid", "line": "int4", "is_wrong": "bool", "problems": "text", "notes": "text", "firm": "text",
    "firm_name": "text", "languages": "text[]", "emails": "text[]", "office": "text", "contract": "text",
    "title": "text", "department": "text", "manager_office": "text", "manager_email": "text", "begins_on": "date",
    "ends_on": "date", "site": "text", "site_said": "text", "heads": "int4",
}  # fmt: skip
_TABLES = """
    CREATE TEMPORARY TABLE contractors_stage_firm ON COMMIT DROP AS
        SELECT DISTINCT ON (firm) firm, firm_name, languages FROM contractors_importrow
        WHERE of_id = %(of)s AND NOT is_wrong ORDER BY firm, cardinality(languages) DESC, line;
    CREATE TEMPORARY TABLE contractors_stage_contract ON COMMIT DROP AS
        SELECT DISTINCT ON (contract) contract, firm, department, title, manager_office, manager_email,
            begins_on, ends_on FROM contractors_importrow
        WHERE of_id = %(of)s AND NOT is_wrong ORDER BY contract, line;
    CREATE TEMPORARY TABLE contractors_stage_place ON COMMIT DROP AS
        SELECT contract, site, site_said AS said, sum(heads)::int AS heads
        FROM contractors_importrow WHERE of_id = %(of)s AND NOT is_wrong GROUP BY 1, 2, 3;
    CREATE TEMPORARY TABLE contractors_stage_contact ON COMMIT DROP AS
        SELECT DISTINCT ON (s.firm, m.email) s.firm, m.email, s.office, m.place::int AS place
        FROM contractors_importrow s, unnest(s.emails) WITH ORDINALITY AS m(email, place)
        WHERE s.of_id = %(of)s AND NOT s.is_wrong ORDER BY s.firm, m.email, m.place, s.line;
    ANALYZE contractors_stage_firm, contractors_stage_contract, contractors_stage_place, contractors_stage_contact;
"""
_MADE = tuple(f"contractors_stage_{name}" for name in ("firm", "contract", "place", "contact", "ended"))
_FIRM_MOVED = """
    (f.name, f.is_listed) IS DISTINCT FROM (s.firm_name, true)
    OR (cardinality(s.languages) > 0 AND f.languages IS DISTINCT FROM s.languages)
"""
_CONTRACT_MOVED = """
    (c.firm_id, c.department_id, c.begins_on, c.ends_on, c.is_listed)
        IS DISTINCT FROM (s.firm, s.department, s.begins_on, s.ends_on, true)
    OR (s.title <> '' AND c.title <> s.title)
    OR (s.manager_office <> '' AND c.manager_office <> s.manager_office)
    OR (s.manager_email <> '' AND c.manager_email <> s.manager_email)
"""
# An empty cell of a list leaves what is known.
_WRITE = (
    """
    INSERT INTO contractors_importmark (of_id, kind, key, before)
    SELECT %(of)s, 'firm', s.firm, CASE WHEN f.id IS NULL THEN NULL ELSE
        jsonb_build_object('name', f.name, 'languages', f.languages, 'is_listed', f.is_listed,
            'brought_by', f.brought_by_id) END
    FROM contractors_stage_firm s LEFT JOIN contractors_firm f ON f.id = s.firm
    WHERE f.id IS NULL OR """
    + _FIRM_MOVED,
    """
    INSERT INTO contractors_importmark (of_id, kind, key, before)
    SELECT %(of)s, 'contract', s.contract, CASE WHEN c.number IS NULL THEN NULL ELSE
        jsonb_build_object('firm', c.firm_id, 'department', c.department_id, 'title', c.title,
            'manager_office', c.manager_office, 'manager_email', c.manager_email, 'begins_on', c.begins_on,
            'ends_on', c.ends_on, 'is_listed', c.is_listed, 'brought_by', c.brought_by_id) END
    FROM contractors_stage_contract s LEFT JOIN contractors_contract c ON c.number = s.contract
    WHERE c.number IS NULL OR """
    + _CONTRACT_MOVED,
    """
    INSERT INTO contractors_firm (id, name, languages, is_listed, brought_by_id, changed_at)
    SELECT firm, firm_name, languages, true, %(of)s, %(at)s FROM contractors_stage_firm
    ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, is_listed = true, brought_by_id = %(of)s, changed_at = %(at)s,
        languages = CASE WHEN cardinality(EXCLUDED.languages) > 0 THEN EXCLUDED.languages
            ELSE contractors_firm.languages END
    WHERE (contractors_firm.name, contractors_firm.is_listed) IS DISTINCT FROM (EXCLUDED.name, true)
        OR (cardinality(EXCLUDED.languages) > 0 AND contractors_firm.languages IS DISTINCT FROM EXCLUDED.languages)
    """,
    """
    INSERT INTO contractors_importmark (of_id, kind, key, before)
    SELECT %(of)s, 'contact', s.firm || ' ' || s.email, NULL FROM contractors_stage_contact s
    LEFT JOIN contractors_firmcontact c ON c.firm_id = s.firm AND c.email = s.email WHERE c.id IS NULL
    """,
    """
    INSERT INTO contractors_firmcontact (firm_id, "order", email, office)
    SELECT firm, place, email, office FROM contractors_stage_contact ON CONFLICT (firm_id, email) DO NOTHING
    """,
    """
    INSERT INTO contractors_contract (number, firm_id, department_id, title, manager_office, manager_email,
        begins_on, ends_on, is_listed, brought_by_id, changed_at)
    SELECT contract, firm, department, title, manager_office, manager_email, begins_on, ends_on, true, %(of)s, %(at)s
    FROM contractors_stage_contract s
    WHERE NOT EXISTS (SELECT 1 FROM contractors_contract c WHERE c.number = s.contract)
    """,
    """
    UPDATE contractors_contract c SET firm_id = s.firm, department_id = s.department, begins_on = s.begins_on,
        ends_on = s.ends_on, is_listed = true, brought_by_id = %(of)s, changed_at = %(at)s,
        title = coalesce(nullif(s.title, ''), c.title),
        manager_office = coalesce(nullif(s.manager_office, ''), c.manager_office),
        manager_email = coalesce(nullif(s.manager_email, ''), c.manager_email)
    FROM contractors_stage_contract s WHERE c.number = s.contract AND ("""
    + _CONTRACT_MOVED
    + ")",
    """
    CREATE TEMPORARY TABLE contractors_stage_ended ON COMMIT DROP AS
    SELECT p.id, p.contract_id FROM contractors_presence p
    JOIN contractors_stage_contract c ON c.contract = p.contract_id
    LEFT JOIN contractors_stage_place s
        ON s.contract = p.contract_id AND s.site = p.site AND s.said = p.site_said AND s.heads = p.heads
    WHERE p.until_at IS NULL AND s.contract IS NULL
    """,
    """
    INSERT INTO contractors_importmark (of_id, kind, key, before)
    SELECT %(of)s, 'presence', p.id::text, jsonb_build_object('contract', p.contract_id, 'site', p.site,
        'site_said', p.site_said, 'heads', p.heads, 'brought_by', p.brought_by_id)
    FROM contractors_presence p JOIN contractors_stage_ended e ON e.id = p.id
    """,
    "UPDATE contractors_presence p SET until_at = %(at)s FROM contractors_stage_ended e WHERE e.id = p.id",
    """
    INSERT INTO contractors_presence (contract_id, site, site_said, heads, brought_by_id, from_at)
    SELECT s.contract, s.site, s.said, s.heads, %(of)s, %(at)s FROM contractors_stage_place s
    WHERE NOT EXISTS (
        SELECT 1 FROM contractors_presence p WHERE p.contract_id = s.contract AND p.site = s.site
            AND p.site_said = s.said AND p.until_at IS NULL
    )
    """,
)
_PUT_BACK = (
    """
    UPDATE contractors_presence SET until_at = %(at)s WHERE brought_by_id = %(of)s AND until_at IS NULL
    """,
    """
    INSERT INTO contractors_presence (contract_id, site, site_said, heads, brought_by_id, from_at)
    SELECT before->>'contract', before->>'site', before->>'site_said', (before->>'heads')::int,
        (before->>'brought_by')::uuid, %(at)s
    FROM contractors_importmark WHERE of_id = %(of)s AND kind = 'presence'
    """,
    """
    UPDATE contractors_contract c SET firm_id = m.before->>'firm', department_id = m.before->>'department',
        title = m.before->>'title', manager_office = m.before->>'manager_office',
        manager_email = m.before->>'manager_email', begins_on = (m.before->>'begins_on')::date,
        ends_on = (m.before->>'ends_on')::date, is_listed = (m.before->>'is_listed')::boolean,
        brought_by_id = (m.before->>'brought_by')::uuid, changed_at = %(at)s
    FROM contractors_importmark m
    WHERE m.of_id = %(of)s AND m.kind = 'contract' AND m.before IS NOT NULL AND c.number = m.key
    """,
    """
    UPDATE contractors_contract c SET is_listed = false, changed_at = %(at)s FROM contractors_importmark m
    WHERE m.of_id = %(of)s AND m.kind = 'contract' AND m.before IS NULL AND c.number = m.key
    """,
    """
    UPDATE contractors_firm f SET name = m.before->>'name', is_listed = (m.before->>'is_listed')::boolean,
        languages = ARRAY(SELECT jsonb_array_elements_text(m.before->'languages')),
        brought_by_id = (m.before->>'brought_by')::uuid, changed_at = %(at)s
    FROM contractors_importmark m
    WHERE m.of_id = %(of)s AND m.kind = 'firm' AND m.before IS NOT NULL AND f.id = m.key
    """,
    """
    UPDATE contractors_firm f SET is_listed = false, changed_at = %(at)s FROM contractors_importmark m
    WHERE m.of_id = %(of)s AND m.kind = 'firm' AND m.before IS NULL AND f.id = m.key
    """,
    """
    DELETE FROM contractors_firmcontact c USING contractors_importmark m
    WHERE m.of_id = %(of)s AND m.kind = 'contact' AND m.key = c.firm_id || ' ' || c.email
        AND NOT EXISTS (SELECT 1 FROM contractors_notice n WHERE n.contact_id = c.id)
    """,
)


def keep(import_id: UUID, rows: Iterable[RowSaid]) -> None:
    """Write rows down as they were understood, with COPY; of one with mistakes only what names it."""
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY contractors_importrow ({', '.join(_TYPES)}) FROM STDIN") as copy:
            copy.set_types(list(_TYPES.values()))
            for row in rows:
                copy.write_row(_wrong(import_id, row) if row.problems else _good(import_id, row))
        cursor.execute("ANALYZE contractors_importrow")  # so that the database knows how many they are


def _good(import_id: UUID, row: RowSaid) -> tuple[object, ...]:
    return (
        import_id, row.line, False, "[]", "[]", row.firm, row.firm_name, list(row.languages), list(row.emails),
        row.office, row.contract, row.title, row.department, row.manager_office, row.manager_email, row.begins_on,
        row.ends_on, row.site, row.site_said, row.heads,
    )  # fmt: skip


def _wrong(import_id: UUID, row: RowSaid) -> tuple[object, ...]:
    told = {column for column, _, _ in row.problems}
    problems = dumps([(column, sentence, value[:_SHOWN]) for column, sentence, value in row.problems])
    name = "" if "firm" in told else row.firm_name
    contract = "" if "contract" in told else row.contract
    return (
        import_id, row.line, True, problems.replace("\\u0000", ""), "[]", "", name, [], [], "", contract, "",
        row.department, "", "", None, None, "", "", 0,
    )  # fmt: skip


def write(import_id: UUID, *, at: datetime) -> frozenset[str]:
    """Write the rows without mistakes; return the departments whose contracts they name, now and before."""
    asked: dict[str, Any] = {"of": import_id, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in _MADE)}")
        for statement in _TABLES.split(";")[:-1]:
            cursor.execute(statement, asked)
        cursor.execute(
            "SELECT department FROM contractors_stage_contract UNION SELECT c.department_id FROM contractors_contract c"
            " JOIN contractors_stage_contract s ON s.contract = c.number"
        )
        departments = frozenset(str(one) for (one,) in cursor.fetchall())
        for statement in _WRITE:
            cursor.execute(statement, asked)
        cursor.execute(f"DROP TABLE {', '.join(f'pg_temp.{name}' for name in _MADE)}")
        # The coverage is asked next, in this transaction: a first list would be counted as if nothing were there.
        cursor.execute("ANALYZE contractors_firm, contractors_contract, contractors_presence")
    return departments


def moved_since(import_id: UUID) -> list[str]:
    """Return the contracts and firms of a list that another list changed after it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT m.key FROM contractors_importmark m JOIN contractors_contract c ON c.number = m.key
            WHERE m.of_id = %(of)s AND m.kind = 'contract' AND c.brought_by_id IS DISTINCT FROM %(of)s
            UNION
            SELECT m.key FROM contractors_importmark m JOIN contractors_firm f ON f.id = m.key
            WHERE m.of_id = %(of)s AND m.kind = 'firm' AND f.brought_by_id IS DISTINCT FROM %(of)s
            UNION
            SELECT p.contract_id FROM contractors_presence p
            WHERE p.brought_by_id = %(of)s AND p.until_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM contractors_presence n WHERE n.contract_id = p.contract_id AND n.site = p.site
                    AND n.site_said = p.site_said AND n.heads = p.heads AND n.brought_by_id = %(of)s
                    AND n.until_at IS NULL)
            UNION
            SELECT m.before->>'contract' FROM contractors_importmark m
            JOIN contractors_presence p ON p.contract_id = m.before->>'contract' AND p.site = m.before->>'site'
                AND p.site_said = m.before->>'site_said' AND p.until_at IS NULL
                AND p.brought_by_id IS DISTINCT FROM %(of)s
            WHERE m.of_id = %(of)s AND m.kind = 'presence'
            ORDER BY 1
            """,
            {"of": import_id},
        )
        return [str(key) for (key,) in cursor.fetchall()]


def put_back(import_id: UUID, *, at: datetime) -> tuple[frozenset[str], int]:
    """Put back what a list changed; return the departments it touched, and how many contracts."""
    with connection.cursor() as cursor:
        touched = """
            SELECT DISTINCT c.number, c.department_id FROM contractors_contract c WHERE c.number IN (
                SELECT key FROM contractors_importmark WHERE of_id = %(of)s AND kind = 'contract'
                UNION SELECT contract_id FROM contractors_presence WHERE brought_by_id = %(of)s
                UNION SELECT before->>'contract' FROM contractors_importmark WHERE of_id = %(of)s AND kind = 'presence')
        """
        cursor.execute(touched, {"of": import_id})
        before = cursor.fetchall()
        for statement in _PUT_BACK:
            cursor.execute(statement, {"of": import_id, "at": at})
        cursor.execute(touched, {"of": import_id})
        after = cursor.fetchall()
    return frozenset(str(one) for _, one in (*before, *after)), len(before)
