"""What the answers of firms are evidence of: each duty that asks for the kind gets it, and loses it when it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.kernel.canonical import canonical, sha256_hex
from standing.rooms.contractors.models import Declaration, Fed
from standing.rooms.contractors.queries import coverage, pack
from standing.rooms.contractors.queries.coverage import CountFact
from standing.rooms.contractors.rules.events import ContractsChanged
from standing.rooms.obligations import api as obligations

KIND = "contractor-notices"


def feed(*, departments: Iterable[str] | None, by: Actor, at: datetime) -> None:
    """Record or end the evidence of these departments, or of all, inside the running transaction."""
    terms = pack.terms_or_none(known=at)
    if terms is None:
        return
    wanted = None if departments is None else frozenset(departments)
    if wanted is not None and not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contractors.feeding'))")
    found = coverage.coverage(at=at, departments=wanted).departments
    held = {(one.department, one.obligation): one for one in Fed.objects.filter(until_at=None)}
    declared = {one.department: one for one in Declaration.objects.filter(until_at=None)}
    changed = set()
    duties = [one for one in obligations.obligations(known=at) if any(kind.id == KIND for kind in one.kinds)]
    for department in sorted(pack.departments(known=at)):
        if wanted is not None and department not in wanted:
            continue
        count = found.get(department, CountFact())
        share = count.percent_answered
        said = declared.get(department)
        if share is not None and said is not None:  # a list names a contract, so what was said holds no longer
            said.until_at = at
            said.save(update_fields=["until_at"])
        holds = said is not None if share is None else share >= terms.marks.answered_percent
        for duty in (one.id for one in duties if one.all_departments or department in one.departments):
            fed = held.get((department, duty))
            if holds and fed is None:
                _record(department, duty, count, by=by, at=at)
                changed.add(department)
            elif not holds and fed is not None:
                _end(fed, by=by, at=at)
                changed.add(department)
    events.emit(ContractsChanged(departments=frozenset(changed), at=at))


def _record(department: str, duty: str, count: CountFact, *, by: Actor, at: datetime) -> None:
    number = Fed.objects.filter(department=department, obligation=duty).count() + 1
    source = f"contractors:{department}:{duty}:{number}"
    counts = [[state.value, number] for state, number in sorted(count.contracts.items())]
    said: list[Any] = [department, pack.today(at=at).isoformat(), *counts]
    obligations.record_evidence(
        obligation=duty,
        department=department,
        kind=KIND,
        source=source,
        title=f"{count.all_contracts - count.silent} of {count.all_contracts} contracts answered or excepted"
        if count.all_contracts
        else "The department says that no firm has people on its property",
        sha256=sha256_hex(canonical(said)),
        version=str(number),
        true_from=at,
        by=by,
        at=at,
    )
    Fed.objects.create(department=department, obligation=duty, source=source, from_at=at)


def _end(fed: Fed, *, by: Actor, at: datetime) -> None:
    obligations.end_evidence(
        source=fed.source,
        true_until=at,
        reason="A contract with people on City property has neither an answer nor an exception, "
        "or the department took back that it has none.",
        by=by,
        at=at,
    )
    fed.until_at = at
    fed.save(update_fields=["until_at"])
