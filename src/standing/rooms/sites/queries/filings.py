"""Lists that departments file: what would be filed now, what was filed, and what changed since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from standing.kernel.refusals import NotFound
from standing.rooms.sites.models import Filing, Site
from standing.rooms.sites.queries import facts
from standing.rooms.sites.rules import lists
from standing.rooms.sites.rules.lists import ListDraft
from standing.rooms.sites.rules.records import LISTED, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFact:
    """A list that was filed: its frozen rows, and the kinds of evidence it stands for."""

    id: UUID
    department: str
    number: int
    kinds: tuple[str, ...]
    rows: Sequence[Mapping[str, object]]
    sha256: str
    filed_by: str
    filed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFact:
    """How the list of one department stands."""

    department: str
    name: str
    sites: int
    listed: int
    unjudged: int
    last: FilingFact | None


def standing(*, departments: Mapping[str, str]) -> tuple[StandingFact, ...]:
    """Return how the list of each department stands, in two questions."""
    counts = {
        code: (sites, listed, unjudged)
        for code, sites, listed, unjudged in Site.objects.filter(is_listed=True, department__in=departments)
        .values_list("department")
        .annotate(
            sites=Count("pk"),
            listed=Count("pk", filter=Q(use__in=[use.value for use in LISTED])),
            unjudged=Count("pk", filter=Q(use=Use.UNJUDGED.value)),
        )
        .order_by("department")
    }
    last = latest(departments=departments)
    return tuple(
        StandingFact(
            department=code,
            name=name,
            sites=counts.get(code, (0, 0, 0))[0],
            listed=counts.get(code, (0, 0, 0))[1],
            unjudged=counts.get(code, (0, 0, 0))[2],
            last=last.get(code),
        )
        for code, name in departments.items()
    )


def draft(*, department: str) -> ListDraft:
    """Return the list that a department would file now, and what stands in the way."""
    rows = Site.objects.filter(department=department, is_listed=True).order_by("pk")
    return lists.draft([(row.pk, facts.record_of(row)) for row in rows])


def filings(*, department: str, known: datetime) -> tuple[FilingFact, ...]:
    """Return the lists that a department had filed at a moment, the latest first."""
    rows = Filing.objects.filter(department=department, filed_at__lte=known).select_related("filed_by")
    return tuple(_fact(row) for row in rows.order_by("-number"))


def filing(*, department: str, id: UUID) -> FilingFact:
    """Return one list. :raises NotFound: if the department filed no such list"""
    row = Filing.objects.select_related("filed_by").filter(pk=id, department=department).first()
    if row is None:
        raise NotFound("There is no such list.")
    return _fact(row)


def latest(*, departments: Collection[str]) -> Mapping[str, FilingFact]:
    """Return the last list of each department, in one question."""
    rows = Filing.objects.filter(department__in=departments).select_related("filed_by")
    rows = rows.order_by("department", "-number").distinct("department")
    return {row.department: _fact(row) for row in rows}


def _fact(row: Filing) -> FilingFact:
    return FilingFact(
        id=row.pk,
        department=row.department,
        number=row.number,
        kinds=tuple(row.kinds),
        rows=row.rows,
        sha256=row.sha256,
        filed_by=row.filed_by.name or row.filed_by.email,
        filed_at=row.filed_at,
    )
