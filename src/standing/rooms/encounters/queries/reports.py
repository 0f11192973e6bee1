"""Reports: lists, what was written, what is sealed and who opened it, and what happened when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.holds import api as holds
from standing.hall.holds.api import HoldFact
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotFound
from standing.rooms.encounters import permissions
from standing.rooms.encounters.models import Attachment, Draft, Reading, Report, Restricted, Version
from standing.rooms.encounters.queries import alerts, pack
from standing.rooms.encounters.rules.alerts import Kind
from standing.rooms.encounters.rules.report import Answers, ReportState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFact:
    """What lists show of a report."""

    id: UUID
    number: str
    alert: UUID
    department: str
    district: str
    site: str
    site_name: str
    kind: Kind
    state: ReportState
    seen_at: datetime
    opened_at: datetime
    submitted_at: datetime | None
    versions: int
    is_forgotten: bool
    due_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFact:
    """One version: who handed it in, and when."""

    number: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFact:
    """A file in the restricted store; its name and reason lie sealed."""

    id: UUID
    is_photo: bool
    media_type: str
    size: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFact:
    """An entry of the sealed part: who sealed it, and when; nothing of what it says."""

    number: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFact:
    """Somebody opened what is sealed."""

    what: str
    at: datetime
    by: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A version with its answers, and why it corrects the one before."""

    version: VersionFact
    answers: Answers
    reason: str


def visible_to(*, by: User) -> QuerySet[Report]:
    """Return the reports somebody may read; every other question about reports starts here."""
    own = permissions.departments_of(by=by)
    rows = Report.objects.all()
    return rows if own is None else rows.filter(department__in=own)


def listed(
    *,
    by: User,
    number: str = "",
    department: str = "",
    site: str = "",
    kind: str = "",
    state: str = "",
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> QuerySet[Report]:
    """Return the reports that fit, the latest first. Nothing that is sealed can be searched."""
    rows = visible_to(by=by)
    for name, value in (("department", department), ("site", site), ("kind", kind), ("state", state)):
        if value:
            rows = rows.filter(**{name: value})
    if number:
        rows = rows.filter(number__istartswith=number.strip())
    if from_at is not None:
        rows = rows.filter(seen_at__gte=from_at)
    if until_at is not None:
        rows = rows.filter(seen_at__lt=until_at)
    return rows.order_by("-seen_at", "-number")


def report(*, id: UUID, by: User) -> Report:
    """Return one report that somebody may read. :raises NotFound: if there is none for them"""
    row = visible_to(by=by).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such report.")
    return row


def facts(rows: Iterable[Report], *, at: datetime) -> tuple[ReportFact, ...]:
    """Return rows as facts."""
    within = timedelta(hours=pack.file_of(known=at).report_hours)
    return tuple(fact(row, within=within, at=at) for row in rows)


def fact(row: Report, *, within: timedelta, at: datetime) -> ReportFact:
    """Return what lies open of a report, and whether its full text is late."""
    due = row.opened_at + within
    return ReportFact(
        id=row.pk,
        number=row.number,
        alert=row.alert_id,
        department=row.department,
        district=row.district,
        site=row.site,
        site_name=row.site_name,
        kind=Kind(row.kind),
        state=ReportState(row.state),
        seen_at=row.seen_at,
        opened_at=row.opened_at,
        submitted_at=row.submitted_at,
        versions=row.versions,
        is_forgotten=row.forgotten_on is not None,
        due_at=due,
        is_late=(row.submitted_at or at) > due and row.forgotten_on is None,
    )


def versions(*, report: UUID) -> tuple[VersionFact, ...]:
    """Return the versions of a report, the first first."""
    rows = Version.objects.select_related("by").filter(report=report).order_by("number")
    return tuple(VersionFact(number=row.number, at=row.at, by=str(row.by)) for row in rows)


def written(*, report: UUID, number: int) -> Written:
    """Return a version with its answers. :raises NotFound: if there is none"""
    row = Version.objects.select_related("by").filter(report=report, number=number).first()
    if row is None:
        raise NotFound("There is no such version.")
    said = json.loads(sealed.open_box(box=row.box, about=alerts.about(row)))
    return Written(
        version=VersionFact(number=row.number, at=row.at, by=str(row.by)),
        answers=said["answers"],
        reason=said["reason"],
    )


def drafts(*, report: UUID) -> Mapping[str, Mapping[str, str]]:
    """Return what is written and not handed in, by section."""
    return {row.section: _draft(row) for row in Draft.objects.filter(report=report)}


def answers(*, report: Report) -> Answers:
    """Return the answers as they stand: those of the last version, and what was written since."""
    last: Answers = written(report=report.pk, number=report.versions).answers if report.versions else {}
    return {**last, **drafts(report=report.pk)}


def sealed_entries(*, report: UUID) -> tuple[SealedFact, ...]:
    """Return who sealed what when."""
    rows = Restricted.objects.select_related("by").filter(report=report).defer("box").order_by("number")
    return tuple(SealedFact(number=row.number, at=row.at, by=str(row.by)) for row in rows)


def files(*, report: UUID) -> tuple[FileFact, ...]:
    """Return the files of a report, without names."""
    rows = Attachment.objects.select_related("by").filter(report=report).defer("box").order_by("at", "id")
    return tuple(
        FileFact(id=row.pk, is_photo=row.is_photo, media_type=row.media_type, size=row.size, at=row.at, by=str(row.by))
        for row in rows
    )


def readings(*, report: UUID) -> tuple[ReadingFact, ...]:
    """Return who opened what is sealed, with the purpose, the latest first."""
    rows = Reading.objects.select_related("by").filter(report=report).order_by("-at", "id")
    return tuple(
        ReadingFact(what=row.what, at=row.at, by=str(row.by), purpose=alerts.open_text(row, "why")) for row in rows
    )


def holds_on(*, report: UUID) -> tuple[HoldFact, ...]:
    """Return the legal holds on a report, and those that cover all reports."""
    return holds.holds_on(subject=subject(report))


def deeds(*, report: Report) -> tuple[audit.RecordFact, ...]:
    """Return everything recorded about a report and its alert, the first first."""
    found = (
        *audit.records_about(subject=alert_subject(report.alert_id)),
        *audit.records_about(subject=subject(report.pk)),
    )
    return tuple(sorted(found, key=lambda deed: deed.at))


def subject(report: UUID) -> str:
    """Return what records and holds call a report."""
    return f"encounters:report:{report}"


def alert_subject(alert: UUID) -> str:
    """Return what records call an alert."""
    return f"encounters:alert:{alert}"


def to_forget(*, at: datetime) -> QuerySet[Report]:
    """Return the reports whose time is over; none before counsel approved how long they are kept."""
    keep = pack.file_of(known=at).keep
    if keep.counsel_approval != "approved":
        return Report.objects.none()
    return Report.objects.filter(forgotten_on=None, seen_at__lt=at - timedelta(days=keep.days))


def of_month(*, department: str, month: date, after: date, at: datetime) -> int:
    """Return how many reports a department has of a month."""
    zone = pack.zone(known=at)
    first, last = (datetime(day.year, day.month, 1, tzinfo=zone) for day in (month, after))
    return Report.objects.filter(department=department, seen_at__gte=first, seen_at__lt=last).count()


def _draft(row: Draft) -> Mapping[str, str]:
    said: Mapping[str, str] = json.loads(sealed.open_box(box=row.box, about=alerts.about(row)))
    return said
