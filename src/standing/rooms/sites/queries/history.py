"""Every state that a site had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from standing.kernel.refusals import NotFound
from standing.rooms.sites.models import SiteRevision
from standing.rooms.sites.rules import records
from standing.rooms.sites.rules.records import SiteRecord, Why

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFact:
    """A state of a site: who made it, why, and field by field what it changed."""

    number: int
    why: Why
    by: str
    at: datetime
    brought_by: str
    changes: Sequence[tuple[str, str, str]]


def revisions(*, site: str) -> QuerySet[SiteRevision]:
    """Return the states of a site, the latest first."""
    return SiteRevision.objects.filter(site=site).select_related("by", "brought_by").order_by("-number")


def described(found: Iterable[SiteRevision]) -> tuple[StateFact, ...]:
    """Return states with what each changed of the one before, in one question more."""
    rows = list(found)
    if not rows:
        return ()
    numbers = {row.number - 1 for row in rows}
    before = {
        row.number: records.from_json(row.record)
        for row in SiteRevision.objects.filter(site=rows[0].site_id, number__in=numbers)
    }
    return tuple(_fact(row, before.get(row.number - 1)) for row in rows)


def state(*, site: str, number: int) -> SiteRecord | None:
    """Return a site as it was in one state; None if it never had it."""
    row = SiteRevision.objects.filter(site=site, number=number).first()
    return records.from_json(row.record) if row is not None else None


def plan_file(*, site: str, sha256: str) -> str:
    """Return what a file with a plan of a site is called. :raises NotFound: if the site never had it"""
    row = SiteRevision.objects.filter(site=site, record__plan_file=sha256).order_by("-number").first()
    if row is None or not sha256:
        raise NotFound("There is no such file.")
    return str(row.record.get("plan_file_name", ""))


def _fact(row: SiteRevision, before: SiteRecord | None) -> StateFact:
    now = records.from_json(row.record)
    earlier = before or SiteRecord(is_listed=now.is_listed)
    old, new = records.to_words(earlier), records.to_words(now)
    return StateFact(
        number=row.number,
        why=Why(row.why),
        by=row.by.name or row.by.email,
        at=row.at,
        brought_by=row.brought_by.file_name if row.brought_by is not None else "",
        changes=[(name, old[name], new[name]) for name in records.changed_fields(earlier, now)],
    )
