"""A department files the list of its sites that were or could be used; the duties get their evidence with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.events import api as events
from standing.kernel.refusals import NotNow
from standing.rooms.city import api as city
from standing.rooms.obligations import api as obligations
from standing.rooms.obligations.api import ObligationFact
from standing.rooms.sites import permissions
from standing.rooms.sites.models import Filing
from standing.rooms.sites.queries import filings
from standing.rooms.sites.rules import lists
from standing.rooms.sites.rules.events import ListFiled
from standing.rooms.sites.rules.lists import Evidence

__all__ = ["file_list"]


@transaction.atomic
def file_list(*, department: str, kinds: Collection[Evidence], seen_sha256: str, by: User, at: datetime) -> UUID:
    """
    This will file exactly the list that was on the screen, and record it as evidence of the duties that ask for it.

    A department without such sites files an empty list.

    :raises NotAllowed: if the person does not file for the department
    :raises NotFound: if there is no such department
    :raises NotNow: if the list has moved on, lacks something, or is the one that was filed last
    """
    permissions.check_can_file(department=department, by=by)
    fact = city.department(id=department, known=at)
    _one_at_a_time(department)
    draft = filings.draft(department=fact.id)
    if draft.sha256 != seen_sha256:
        raise NotNow("The list has changed since you opened it. Read it again, then file it.")
    wanted = tuple(kind for kind in Evidence if kind in kinds)
    lists.check_can_be_filed(draft=draft, kinds=wanted)
    last = Filing.objects.filter(department=department).order_by("-number").first()
    if last is not None and last.sha256 == draft.sha256 and set(wanted) <= set(last.kinds):
        raise NotNow("This very list is filed already.")
    row = Filing.objects.create(
        department=department,
        number=last.number + 1 if last is not None else 1,
        kinds=[kind.value for kind in wanted],
        rows=list(draft.rows),
        sha256=draft.sha256,
        filed_by=by,
        filed_at=at,
    )
    _record_evidence(row, by=by, at=at)
    audit.record(
        verb="sites.file_list",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"department": department, "list": row.sha256, "sites": len(row.rows), "kinds": list(row.kinds)},
    )
    events.emit(ListFiled(filing=row.pk, department=department, sha256=row.sha256, at=at))
    return row.pk


_TITLES = {
    Evidence.LIST: "List of properties used or usable",
    Evidence.PLAN: "Plan for the listed properties",
    Evidence.BARRIERS: "Gates and doors of the listed properties",
}


def _record_evidence(row: Filing, *, by: User, at: datetime) -> None:
    for kind in map(Evidence, row.kinds):
        for duty in _owing(kind=kind, department=row.department, at=at):
            obligations.record_evidence(
                obligation=duty.id,
                department=row.department,
                kind=kind.value,
                source=f"sites:filing:{row.pk}:{duty.id}:{kind}",
                title=f"{_TITLES[kind]}, number {row.number}",
                sha256=row.sha256,
                version=str(row.number),
                true_from=at,
                by=by,
                at=at,
            )


def _owing(*, kind: Evidence, department: str, at: datetime) -> Iterator[ObligationFact]:
    """Yield each duty of the department that asks for this kind of evidence."""
    for duty in obligations.obligations(known=at):
        owes = duty.all_departments or department in duty.departments
        if owes and any(one.id == kind for one in duty.kinds):
            yield duty


def _one_at_a_time(department: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sites.filing'), hashtext(%s))", [department])
