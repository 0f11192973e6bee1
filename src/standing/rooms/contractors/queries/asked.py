"""Who waits for a notice, who was asked, how far a sending is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from standing.kernel.refusals import NotFound
from standing.rooms.contractors.models import Asking, Declaration, FirmContact, Notice, Sending
from standing.rooms.contractors.queries import coverage
from standing.rooms.contractors.queries.coverage import ItemFact


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What sending would do now."""

    firms: int
    contracts: int
    letters: int
    on_paper: int
    languages: Mapping[str, int]


def waiting(*, at: datetime, department: str = "", firms: Iterable[str] | None = None) -> dict[str, list[ItemFact]]:
    """Return the firms that are to answer and were not asked yet, each with the contracts it is asked about."""
    asked = set(Asking.objects.filter(ended_at=None).values_list("firm_id", flat=True))
    found: dict[str, list[ItemFact]] = {}
    for one in coverage.items(at=at, firms=firms):
        if one.is_open and one.firm not in asked:
            found.setdefault(one.firm, []).append(one)
    if department:
        found = {firm: items for firm, items in found.items() if any(one.department == department for one in items)}
    return found


def dry_run(*, at: datetime, department: str = "") -> DryRun:
    """Return what sending would do now: how many letters, how many on paper."""
    found = waiting(at=at, department=department)
    reached = set(FirmContact.objects.filter(firm__in=found, bad_since=None).values_list("firm_id", flat=True))
    return DryRun(
        firms=len(found),
        contracts=len({one.contract for items in found.values() for one in items}),
        letters=len(reached),
        on_paper=len(found) - len(reached),
        languages={},
    )


def sending(*, id: UUID) -> Sending:
    """Return one sending. :raises NotFound: if there is none"""
    row = Sending.objects.select_related("by").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such sending.")
    return row


def sendings() -> Sequence[Sending]:
    """Return the last sendings, the latest first."""
    return list(Sending.objects.select_related("by").order_by("-at")[:20])


def to_post_on_paper(*, most: int = 200) -> Sequence[Notice]:
    """Return for each open asking the last letter that has to be posted on paper, if it was not made yet."""
    rows = (
        Notice.objects.select_related("asking__firm")
        .filter(on_paper=True, asking__ended_at=None)
        .order_by("asking", "-place", "-at")
        .distinct("asking")
    )
    return [row for row in rows if row.paper_made_at is None][:most]


def declared(*, departments: Iterable[str] | None) -> tuple[Declaration, ...]:
    """Return what some departments, or all, said to be without firms, as far as it holds."""
    rows = Declaration.objects.filter(until_at=None).select_related("by")
    return tuple(
        (rows if departments is None else rows.filter(department__in=list(departments))).order_by("department")
    )
