"""Scenes with their entries. A sealed name is opened by a deed only, never by a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from standing.hall.accounts import api as accounts
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotFound
from standing.rooms.scenes.models import Account, Finding
from standing.rooms.scenes.queries.desk import log_of, log_or_none, today
from standing.rooms.scenes.rules import scenes as rules
from standing.rooms.scenes.rules.scenes import (
    Credentials,
    EntryFact,
    FindingFact,
    Identified,
    Medical,
    Origin,
    SceneFact,
)


def last_accounts(*, known: datetime | None = None) -> QuerySet[Account]:
    """Return the entry that counts of each scene, as it was known at a moment; every list starts here."""
    rows = Account.objects.all()
    if known is not None:
        rows = rows.filter(written_at__lte=known)
    newest = rows.filter(scene=OuterRef("scene")).order_by("-number").values("number")[:1]
    return rows.filter(number=Subquery(newest)).select_related("scene")


def page_of(
    *, division: str = "", month: str = "", identified: Identified | None = None, only_missing: bool = False
) -> QuerySet[Account]:
    """Return the scenes that fit, the newest first, each as its last entry."""
    rows = last_accounts()
    if division:
        rows = rows.filter(division=division)
    if month:
        rows = rows.filter(day__year=int(month[:4]), day__month=int(month[5:7]))
    if identified is not None:
        rows = rows.filter(identified=identified.value)
    if only_missing:
        rows = rows.filter(_MISSING)
    return rows.order_by("-started_at", "scene_id")


_MISSING = Q(videos=[]) | Q(is_kept=False)


def video_gaps() -> QuerySet[Account]:
    """Return every scene without a named and kept video, the oldest first: the check of all of them."""
    return last_accounts().filter(_MISSING).order_by("started_at", "scene_id")


def facts(rows: Iterable[Account], *, at: datetime) -> tuple[SceneFact, ...]:
    """Return a page of last entries as scenes with all their entries; two questions more, however many."""
    log, found = log_of(known=at), [row.scene for row in rows]
    accounts_of, findings_of = defaultdict(list), defaultdict(list)
    ids = [one.pk for one in found]
    for account in Account.objects.select_related("written_by").filter(scene__in=ids).order_by("number"):
        accounts_of[account.scene_id].append(entry_fact(account))
    for finding in Finding.objects.select_related("found_by").filter(scene__in=ids).order_by("found_at", "pk"):
        findings_of[finding.scene_id].append(
            FindingFact(
                codes=tuple(finding.codes),
                note=finding.note,
                found_at=finding.found_at,
                found_by=str(finding.found_by),
            )
        )
    return tuple(
        SceneFact(
            id=one.pk,
            name=rules.name_of(year=one.year, number=one.number),
            recorded_at=one.recorded_at,
            entries=tuple(accounts_of[one.pk]),
            findings=tuple(findings_of[one.pk]),
            is_video_late=rules.is_video_late(accounts_of[one.pk][-1], at=at, hours=log.video_hours),
        )
        for one in found
    )


def scene(*, id: UUID, at: datetime) -> SceneFact:
    """Return one scene. :raises NotFound: if there is none"""
    row = last_accounts().filter(scene=id).first()
    if row is None:
        raise NotFound("There is no such scene.")
    (found,) = facts((row,), at=at)
    return found


def entry_fact(row: Account) -> EntryFact:
    """Return an entry as a fact; a sealed name stays closed."""
    return EntryFact(
        number=row.number,
        division=row.division,
        started_at=row.started_at,
        ended_at=row.ended_at,
        origin=Origin(row.origin),
        identified=Identified(row.identified),
        credentials=Credentials(row.credentials),
        has_name=row.has_name,
        videos=tuple(row.videos),
        is_kept=row.is_kept,
        medical=Medical(row.medical),
        medical_at=row.medical_at,
        reports=tuple(row.reports),
        nobody_reported=row.nobody_reported,
        is_doubtful=row.is_doubtful,
        correction=row.correction,
        written_at=row.written_at,
        written_by=str(row.written_by),
    )


def about_box(account: UUID) -> str:
    """Return what binds a sealed name to its entry."""
    return f"scenes:account:{account}"


def deeds(*, id: UUID) -> tuple[tuple[audit.RecordFact, str], ...]:
    """Return everything recorded about a scene, with the names of those who did it; the latest first."""
    records = audit.records_about(subject=f"scenes:scene:{id}")
    actors = {record.actor for record in records if len(record.actor) == len(str(id))}
    names = {str(user.pk): str(user) for user in accounts.User.objects.filter(pk__in=actors)}
    return tuple((record, names.get(record.actor, "")) for record in reversed(records))


def to_forget(*, at: datetime) -> QuerySet[Account]:
    """Return the entries whose sealed names are kept no longer; none until counsel approved how long."""
    log = log_or_none(known=at)
    if log is None or log.keep.counsel_approval != "approved":
        return Account.objects.none()
    first_kept: date = today(at=at) - timedelta(days=log.keep.days)
    return Account.objects.filter(box__isnull=False, day__lt=first_kept).order_by(F("day"), "pk")
