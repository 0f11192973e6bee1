"""What finds the activity nobody reported: attested months, and other books of the City."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.events import api as events
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.encounters import permissions
from standing.rooms.encounters.models import Attestation, Trace
from standing.rooms.encounters.queries import pack, places, reports
from standing.rooms.encounters.rules import figures
from standing.rooms.encounters.rules.events import MonthAttested
from standing.rooms.obligations import api as obligations

EVIDENCE = "zero-report"
"""The kind of evidence that is born here. Which duties ask for it, and of whom, the pack says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What another book shows for a day: a number of calls, or the export of a camera."""

    day: date
    department: str
    calls: int | None = None
    camera: str = ""


@transaction.atomic
def attest_month(*, department: str, month: date, by: User, at: datetime) -> None:
    """
    This will record that a liaison says: nothing happened on the department's property in that month.

    :raises NotAllowed: if the person is not the liaison or backup of the department
    :raises NotNow: if the month is not over, it was attested before, or there is a report of it
    """
    permissions.check_can_attest(by=by, department=department)
    month = figures.month_of(month)
    after = figures.next_month(month)
    if pack.today(at=at) < after:
        raise NotNow("The month is not over yet.")
    if reports.of_month(department=department, month=month, after=after, at=at):
        raise NotNow("There is a report of that month, so it cannot be attested as quiet.")
    _, is_new = Attestation.objects.get_or_create(department=department, month=month, defaults={"at": at, "by": by})
    if not is_new:
        raise NotNow("This month was attested before.")
    subject = f"encounters:month:{department}:{month:%Y-%m}"
    audit.record(verb="encounters.attest_month", subject=subject, by=by, at=at)
    for duty in obligations.obligations(known=at):
        owes = duty.all_departments or department in duty.departments
        if owes and any(kind.id == EVIDENCE for kind in duty.kinds):
            obligations.record_evidence(
                obligation=duty.id,
                department=department,
                kind=EVIDENCE,
                source=f"{subject}:{duty.id}",
                title=f"No activity in {month:%Y-%m}",
                sha256=sha256_hex(canonical([department, month.isoformat(), str(by.pk), at.isoformat()])),
                version=f"{month:%Y-%m}",
                true_from=at,
                by=by,
                at=at,
            )
    events.emit(MonthAttested(department=department, month=month, at=at))


@transaction.atomic
def enter_traces(*, entered: Iterable[Entered], by: User, at: datetime) -> int:
    """
    This will keep what dispatch and camera books show, to be held against the reports; returns how many are new.

    :raises NotAllowed: if the person is not the coordinator
    :raises Refused: if a department is unknown or a day lies ahead
    """
    permissions.check_can_compare(by=by)
    names, today = places.department_names(at=at), pack.today(at=at)
    rows = []
    for one in entered:
        if one.department not in names:
            raise Refused(f"There is no department {one.department[:40]}.")
        if one.day > today:
            raise Refused("A day lies ahead.")
        rows.append(Trace(day=one.day, department=one.department, calls=one.calls, camera=one.camera, at=at, by=by))
    known = Trace.objects.count()
    Trace.objects.bulk_create(rows, ignore_conflicts=True)
    new = Trace.objects.count() - known
    audit.record(verb="encounters.enter_traces", subject="encounters:traces", by=by, at=at, facts={"new": new})
    return new
