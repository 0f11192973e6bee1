"""The counts that everybody may see, and the two lists that find what was not reported."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models.functions import TruncDate

from standing.hall.accounts.api import User
from standing.kernel import deadlines
from standing.rooms.encounters import permissions
from standing.rooms.encounters.models import Alert, Attestation, Camera, Report, Trace
from standing.rooms.encounters.queries import pack, places
from standing.rooms.encounters.rules import figures
from standing.rooms.encounters.rules.alerts import Kind
from standing.rooms.encounters.rules.figures import Happened, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What the public page shows: tables of months that are long over."""

    tables: tuple[Table, ...]
    months: tuple[date, ...]
    least: int
    delay_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """What a department said about a month."""

    department: str
    name: str
    month: date
    reports: int
    attested_at: datetime | None
    attested_by: str

    @property
    def is_missing(self) -> bool:
        """Test whether nothing is known of the month: no report, and nobody said that nothing happened."""
        return self.reports == 0 and self.attested_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFact:
    """What waits for a person: alerts nobody has decided about, reports not handed in, months nobody spoke of."""

    unconfirmed: int
    not_handed_in: int
    late: int
    quiet_months: int

    @property
    def is_nothing(self) -> bool:
        """Test whether nothing waits."""
        return not (self.unconfirmed or self.not_handed_in or self.quiet_months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """Something another book shows and no report tells of."""

    day: date
    department: str
    name: str
    calls: int
    reports: int
    camera: str


def waiting_for(*, by: User, at: datetime) -> WaitingFact:
    """Return what waits for whoever writes the reports of a department, or of the City; nothing for others."""
    own = permissions.departments_of(by=by, roles=permissions.WRITERS, city=permissions.CITY_WRITERS)
    if own is not None and not own:
        return WaitingFact(unconfirmed=0, not_handed_in=0, late=0, quiet_months=0)
    alerts = Alert.objects.filter(decision=None, received_at__lte=at)
    reports = Report.objects.filter(submitted_at=None, forgotten_on=None, opened_at__lte=at)
    if own is not None:
        alerts, reports = alerts.filter(department__in=own), reports.filter(department__in=own)
    due = at - timedelta(hours=pack.file_of(known=at).report_hours)
    quiet = sum(line.is_missing and line.department in own for line in months(by=by, at=at)) if own is not None else 0
    opened = list(reports.values_list("opened_at", flat=True))
    return WaitingFact(
        unconfirmed=alerts.count(),
        not_handed_in=len(opened),
        late=sum(moment < due for moment in opened),
        quiet_months=quiet,
    )


def published(*, at: datetime) -> Published:
    """Return the counts that may be shown at a moment: confirmed reports of months that are over long enough."""
    zone, today = pack.zone(known=at), pack.today(at=at)
    delay, least = pack.delay_days(known=at), pack.least(known=at)
    rows = list(
        Report.objects.filter(opened_at__lte=at)
        .order_by("opened_at")
        .values_list("opened_at", "department_class", "kind", "district")
    )
    happened = [
        Happened(
            month=figures.month_of(deadlines.local_day(opened, zone)),
            department_class=class_,
            kind=kind,
            district=district or "none",
        )
        for opened, class_, kind, district in rows
    ]
    months: tuple[date, ...] = ()
    if happened:
        months = tuple(figures.shown_months(first=happened[0].month, today=today, delay_days=delay))
    shown = set(months)
    districts = sorted({one.district for one in happened if one.month in shown}, key=lambda name: (len(name), name))
    columns = {
        "department": places.classes(at=at),
        "kind": tuple(kind.value for kind in Kind),
        "district": tuple(districts),
    }
    return Published(
        tables=tuple(
            figures.table(by=by, happened=happened, months=months, columns=columns[by], least=least)
            for by in figures.DIMENSIONS
        ),
        months=months,
        least=least,
        delay_days=delay,
    )


def months(*, by: User, at: datetime, most: int = 12) -> tuple[MonthLine, ...]:
    """Return what each department said about the months that are over, the latest first."""
    file = pack.file_of(known=at)
    if file.attest_from is None:
        return ()
    zone = pack.zone(known=at)
    over = list(figures.shown_months(first=file.attest_from, today=pack.today(at=at), delay_days=0))[:most]
    if not over:
        return ()
    own = permissions.departments_of(by=by)
    listed = [(id_, name) for id_, name in places.bound_departments(at=at) if own is None or id_ in own]
    counted: dict[tuple[str, date], int] = defaultdict(int)
    first = datetime(over[-1].year, over[-1].month, 1, tzinfo=zone)
    for department, seen in Report.objects.filter(seen_at__gte=first).values_list("department", "seen_at"):
        counted[department, figures.month_of(deadlines.local_day(seen, zone))] += 1
    attested = {
        (row.department, row.month): row
        for row in Attestation.objects.select_related("by").filter(month__gte=over[-1], at__lte=at)
    }
    lines = []
    for month in over:
        for department, name in listed:
            row = attested.get((department, month))
            lines.append(
                MonthLine(
                    department=department,
                    name=name,
                    month=month,
                    reports=counted[department, month],
                    attested_at=row.at if row is not None else None,
                    attested_by=str(row.by) if row is not None else "",
                )
            )
    return tuple(lines)


def unmatched(*, at: datetime) -> tuple[Unmatched, ...]:
    """Return the days with more calls than reports, and the camera exports that no report names."""
    zone = pack.zone(known=at)
    names = places.department_names(at=at)
    calls = {  # a later entry for a day corrects an earlier one
        (row.day, row.department): row.calls or 0
        for row in Trace.objects.filter(calls__isnull=False, at__lte=at).order_by("at", "id")
    }
    reports: dict[tuple[date, str], int] = defaultdict(int)
    if calls:
        for row in Report.objects.annotate(day=TruncDate("seen_at", tzinfo=zone)).values_list("day", "department"):
            reports[row[0], row[1]] += 1
    found = [
        Unmatched(
            day=day,
            department=department,
            name=names.get(department, department),
            calls=number,
            reports=reports[day, department],
            camera="",
        )
        for (day, department), number in calls.items()
        if number > reports[day, department]
    ]
    named = set(Camera.objects.values_list("camera", flat=True))
    found += [
        Unmatched(
            day=row.day,
            department=row.department,
            name=names.get(row.department, row.department),
            calls=0,
            reports=0,
            camera=row.camera,
        )
        for row in Trace.objects.exclude(camera="")
        if row.camera not in named
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.name, one.camera), reverse=True))
