"""How much of the work on City property is done by firms that answered: one question to the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from standing.hall.acknowledgements import api as acknowledgements
from standing.rooms.contractors.queries import pack
from standing.rooms.contractors.rules.steps import State

SUBJECT = "contractors:notice"

LIVE = """
    here AS (
        SELECT contract_id, sum(heads) AS heads FROM contractors_presence
        WHERE until_at IS NULL AND heads > 0 GROUP BY contract_id
    ),
    answered AS (
        SELECT DISTINCT a.firm_id, t.contract_id FROM contractors_attestedcontract t
        JOIN contractors_attestation a ON a.id = t.attestation_id WHERE a.edition >= %(edition)s
    ),
    excepted AS (
        SELECT DISTINCT contract_id FROM contractors_contractexception
        WHERE is_approved AND ended_at IS NULL AND until >= %(day)s
    ),
    live AS (
        SELECT c.number, c.firm_id, c.department_id, here.heads FROM contractors_contract c
        JOIN here ON here.contract_id = c.number
        WHERE c.is_listed AND c.begins_on <= %(day)s AND c.ends_on >= %(day)s
    )
"""
"""Contracts that have people on City property on a day, and who answered for them or need not."""

_COVERAGE = f"""
    WITH {LIVE},
    state AS (
        SELECT live.number, live.department_id, p.site, p.heads,
            CASE WHEN a.contract_id IS NOT NULL THEN 'attested' WHEN e.contract_id IS NOT NULL THEN 'excepted'
                ELSE 'silent' END AS state
        FROM live
        JOIN contractors_presence p ON p.contract_id = live.number AND p.until_at IS NULL AND p.heads > 0
        LEFT JOIN answered a ON a.contract_id = live.number AND a.firm_id = live.firm_id
        LEFT JOIN excepted e ON e.contract_id = live.number
        WHERE %(every)s OR live.department_id = ANY(%(departments)s)
    )
    SELECT GROUPING(department_id), GROUPING(site), department_id, site, state, count(DISTINCT number), sum(heads)
    FROM state GROUP BY GROUPING SETS ((state), (department_id, state), (site, state))
"""  # noqa: S608 - both parts are constants

_ITEMS = f"""
    WITH {LIVE},
    items AS (
        SELECT firm_id, number, department_id, heads, true AS as_prime FROM live
        UNION ALL
        SELECT s.firm_id, live.number, live.department_id, live.heads, false FROM contractors_subcontract s
        JOIN live ON live.number = s.contract_id
    )
    SELECT i.firm_id, i.number, i.department_id, i.heads::int, i.as_prime,
        a.contract_id IS NOT NULL, e.contract_id IS NOT NULL
    FROM items i
    LEFT JOIN answered a ON a.contract_id = i.number AND a.firm_id = i.firm_id
    LEFT JOIN excepted e ON e.contract_id = i.number
    WHERE %(every)s OR i.firm_id = ANY(%(firms)s)
    ORDER BY i.firm_id, i.number
"""  # noqa: S608 - both parts are constants


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFact:
    """Contracts with people on City property, and those people, by how the contract stands."""

    contracts: Mapping[State, int] = field(default_factory=dict)
    heads: Mapping[State, int] = field(default_factory=dict)

    @property
    def all_contracts(self) -> int:
        """Return how many contracts there are."""
        return sum(self.contracts.values())

    @property
    def all_heads(self) -> int:
        """Return how many people work there."""
        return sum(self.heads.values())

    @property
    def silent(self) -> int:
        """Return how many contracts have neither an answer nor an exception."""
        return self.contracts.get(State.SILENT, 0)

    @property
    def percent(self) -> int | None:
        """Return which share of the people work for a firm that attested, rounded down; None without people."""
        return 100 * self.heads.get(State.ATTESTED, 0) // self.all_heads if self.all_heads else None

    @property
    def percent_answered(self) -> int | None:
        """Return which share of the contracts is attested or excepted, rounded down; None without contracts."""
        return 100 * (self.all_contracts - self.silent) // self.all_contracts if self.all_contracts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFact:
    """The coverage of the whole, of each department, and of each site; an empty site is one nobody could match."""

    whole: CountFact
    departments: Mapping[str, CountFact]
    sites: Mapping[str, CountFact]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFact:
    """One contract for which one firm is to answer, itself or under another."""

    firm: str
    contract: str
    department: str
    heads: int
    as_prime: bool
    is_answered: bool
    is_excepted: bool

    @property
    def is_open(self) -> bool:
        """Test whether an answer is still wanted."""
        return not (self.is_answered or self.is_excepted)


def least_edition() -> int:
    """Return the edition of the notice from which on an answer still counts; 1 while there is none."""
    found = {(one.edition, one.is_material) for one in acknowledgements.editions(subject=SUBJECT)}
    return max(1, acknowledgements.last_material(found))


def coverage(*, at: datetime, departments: Iterable[str] | None = None) -> CoverageFact:
    """Return the coverage as it stands, of some departments or of all."""
    rows = _ask(
        _COVERAGE,
        at=at,
        every=departments is None,
        departments=[] if departments is None else sorted(departments),
    )
    found: dict[tuple[str, str], tuple[dict[State, int], dict[State, int]]] = {}
    for no_department, no_site, department, site, state, contracts, heads in rows:
        key = ("whole", "") if no_department and no_site else ("site", site) if no_department else ("dept", department)
        kept = found.setdefault(key, ({}, {}))
        kept[0][State(state)], kept[1][State(state)] = contracts, int(heads)

    def facts(kind: str) -> dict[str, CountFact]:
        return {name: CountFact(contracts=c, heads=h) for (k, name), (c, h) in sorted(found.items()) if k == kind}

    return CoverageFact(whole=facts("whole").get("", CountFact()), departments=facts("dept"), sites=facts("site"))


def items(*, at: datetime, firms: Iterable[str] | None = None) -> Iterator[ItemFact]:
    """Yield what some firms, or all, are to answer for, answered or not."""
    for firm, number, department, heads, as_prime, answered, excepted in _ask(
        _ITEMS, at=at, every=firms is None, firms=[] if firms is None else sorted(firms)
    ):
        yield ItemFact(
            firm=firm,
            contract=number,
            department=department,
            heads=heads,
            as_prime=as_prime,
            is_answered=answered,
            is_excepted=excepted,
        )


def terms(*, at: datetime) -> dict[str, Any]:
    """Return the day and the edition against which everything is counted."""
    day: date = pack.today(at=at)
    return {"day": day, "edition": least_edition()}


def _ask(sql: str, *, at: datetime, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**terms(at=at), **more})
        return list(cursor.fetchall())
