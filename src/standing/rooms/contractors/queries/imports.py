"""What is this room's own about a list that was brought, and what each of its rows would do, in one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from json import loads
from typing import Any

from django.db import connection

from standing.hall.lists.api import Kind
from standing.rooms.contractors.models import Import, ImportPart, ImportRow
from standing.rooms.contractors.queries import pack
from standing.rooms.contractors.rules import columns
from standing.rooms.contractors.rules.steps import Verdict

ENDED = "ended"
"""Beside the rows: sites that the list leaves out, of contracts that it names."""
_KEPT_DAYS = 7


def _names(at: datetime) -> Mapping[str, Sequence[str]]:
    terms = pack.terms_or_none(known=at)
    return columns.names(known=terms.columns if terms else {})


def _keep_days(at: datetime) -> int:
    terms = pack.terms_or_none(known=at)
    return terms.keep_list_days if terms else _KEPT_DAYS


LISTS = Kind(
    room="contractors", lists=Import, parts=ImportPart, rows=ImportRow, names=_names, keep_days=_keep_days,
)  # fmt: skip

_COLUMNS = ("firm", "department", "title", "begins", "ends", "heads")
_OURS = ("firm_name", "department", "title", "begins", "ends", "heads")
_JUDGED = """
    SELECT s.*, c.number IS NULL AS is_new, row_number() OVER (place ORDER BY s.line) AS turn,
        f.name AS our_firm_name, c.department_id AS our_department, c.title AS our_title, c.begins_on AS our_begins,
        c.ends_on AS our_ends, p.heads AS our_heads,
        f.id IS NULL OR f.name <> s.firm_name OR NOT f.is_listed
            OR (cardinality(s.languages) > 0 AND f.languages IS DISTINCT FROM s.languages)
            OR (c.firm_id, c.department_id, c.begins_on, c.ends_on, c.is_listed)
                IS DISTINCT FROM (s.firm, s.department, s.begins_on, s.ends_on, true)
            OR (s.title <> '' AND c.title <> s.title)
            OR (s.manager_office <> '' AND c.manager_office <> s.manager_office)
            OR (s.manager_email <> '' AND c.manager_email <> s.manager_email)
            OR p.heads IS DISTINCT FROM sum(s.heads) OVER place
            OR (cardinality(s.emails) > 0 AND EXISTS (
                SELECT FROM unnest(s.emails) AS m(email) WHERE NOT EXISTS (
                    SELECT FROM contractors_firmcontact k WHERE k.firm_id = s.firm AND k.email = m.email)
            )) AS is_moved
    FROM contractors_importrow s
    LEFT JOIN contractors_contract c ON c.number = s.contract
    LEFT JOIN contractors_firm f ON f.id = s.firm
    LEFT JOIN contractors_presence p ON p.contract_id = s.contract AND p.site = s.site AND p.site_said = s.site_said
        AND p.until_at IS NULL
    WHERE s.of_id = %(of)s
    WINDOW place AS (PARTITION BY s.is_wrong, s.contract, s.site, s.site_said)
"""
_ENDED = """
    SELECT count(*) FROM contractors_presence p
    WHERE p.until_at IS NULL AND p.contract_id IN (
            SELECT contract FROM contractors_importrow WHERE of_id = %(of)s AND NOT is_wrong)
        AND NOT EXISTS (
            SELECT FROM contractors_importrow s WHERE s.of_id = %(of)s AND NOT s.is_wrong
                AND s.contract = p.contract_id AND s.site = p.site AND s.site_said = p.site_said)
"""
_VERDICT = """
    CASE WHEN is_wrong THEN 'wrong' WHEN turn > 1 THEN 'repeated' WHEN is_new THEN 'new'
        WHEN is_moved THEN 'changed' ELSE 'same' END
"""
_COUNTED = f"WITH judged AS ({_JUDGED}) SELECT {_VERDICT}, count(*) FROM judged GROUP BY 1"  # noqa: S608 (constants)
_PAGE = f"""
    WITH judged AS ({_JUDGED})
    SELECT line, firm, firm_name, contract, title, department, begins_on, ends_on, site, site_said, heads,
        problems::text, {", ".join(f"our_{name}" for name in _OURS)}
    FROM judged WHERE {_VERDICT} = %(verdict)s ORDER BY line LIMIT %(most)s OFFSET %(start)s
"""  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFact:
    """A row of the list, with its mistakes and what it would change of what we have."""

    line: int
    firm: str
    firm_name: str
    contract: str
    title: str
    department: str
    begins_on: date | None
    ends_on: date | None
    site: str
    site_said: str
    heads: int
    problems: Sequence[tuple[str, str, str]]
    changes: Sequence[tuple[str, str, str]]
    """Column, what we have, what it would become."""


def counts(*, row: Import) -> dict[str, int]:
    """Return how many rows taking the list in now would add, change, and so on, and how many sites it would end."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"of": row.pk})
        found = {str(verdict): int(number) for verdict, number in cursor.fetchall()}
        cursor.execute(_ENDED, {"of": row.pk})
        ended = cursor.fetchone()
    return found | ({ENDED: ended[0]} if ended and ended[0] else {})


def rows(*, row: Import, verdict: Verdict, start: int, most: int) -> tuple[RowFact, ...]:
    """Return rows of one sort in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, {"of": row.pk, "verdict": verdict.value, "start": start, "most": most})
        return tuple(_fact(one, is_changed=verdict is Verdict.CHANGED) for one in cursor.fetchall())


def _fact(found: Sequence[Any], *, is_changed: bool) -> RowFact:
    (line, firm, firm_name, contract, title, department, begins, ends, site, site_said, heads, problems), ours = (
        found[:12], found[12:],
    )  # fmt: skip
    theirs = (firm_name, department, title, begins, ends, heads)
    return RowFact(
        line=line,
        firm=firm,
        firm_name=firm_name,
        contract=contract,
        title=title,
        department=department,
        begins_on=begins,
        ends_on=ends,
        site=site,
        site_said=site_said,
        heads=heads,
        problems=[(column, sentence, value) for column, sentence, value in loads(problems)],
        changes=[
            (column, _said(old), _said(new))
            for column, old, new in zip(_COLUMNS, ours, theirs, strict=True)
            if is_changed and new not in {old, ""}
        ],
    )


def _said(value: date | int | str | None) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
