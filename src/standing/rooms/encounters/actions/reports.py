"""The full report: written section by section, handed in as versions, closed and opened again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.events import api as events
from standing.hall.sealed import api as sealed
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.encounters import permissions
from standing.rooms.encounters.models import Camera, Draft, Report, Version
from standing.rooms.encounters.queries import alerts, reports
from standing.rooms.encounters.rules import alerts as words
from standing.rooms.encounters.rules import report as rules
from standing.rooms.encounters.rules.events import ReportSubmitted
from standing.rooms.encounters.rules.report import ReportState
from standing.rooms.obligations import api as obligations

EVIDENCE = "activity-report"
"""The kind of evidence that is born here. Which duties ask for it, and of whom, the pack says."""


@transaction.atomic
def save_draft(*, report: UUID, section: str, answers: Mapping[str, str], by: User, at: datetime) -> None:
    """
    This will keep what is written of one section until it is handed in.

    :raises NotFound: if there is no such report for this person
    :raises NotAllowed: if the person does not write the reports of the department
    :raises NotNow: if the report is closed, or its words were deleted
    :raises Refused: if an answer is none of its kind, or words name or describe somebody
    """
    row = _writable(report, by=by)
    part = rules.section(section)
    cleaned = rules.clean(section=part, answers=answers)
    draft = Draft.objects.select_for_update().filter(report=row, section=part.id).first()
    draft = draft or Draft(report=row, section=part.id)
    draft.box = sealed.seal(text=json.dumps(cleaned), about=alerts.about(draft))
    draft.saved_at, draft.saved_by = at, by
    draft.save()
    audit.record(
        verb="encounters.save_draft", subject=reports.subject(row.pk), by=by, at=at, facts={"section": part.id}
    )


@transaction.atomic
def submit_report(*, report: UUID, seen_version: int, reason: str = "", by: User, at: datetime) -> int:
    """
    This will hand in the report as it is written: the first version, or one more that corrects the last.

    The first is the liaison's report for every duty that asks for one; nothing that was handed in ever changes.

    :raises NotFound: if there is no such report for this person
    :raises NotAllowed: if the person does not write the reports of the department
    :raises NotNow: if it is closed, somebody else handed in a version since, or nothing is new
    :raises Refused: if an answer is missing, a correction has no reason, or it names or describes somebody
    """
    row = _writable(report, by=by)
    if row.versions != seen_version:
        raise NotNow("Somebody else has handed in a version since you opened this. Read it first.")
    if not Draft.objects.filter(report=row).exists():
        raise NotNow("Nothing was written since the last version.")
    answers = reports.answers(report=row)
    if missing := list(rules.missing(answers)):
        raise Refused(f"{len(missing)} answers are still missing. The list of sections says which.")
    why = words.tidy_block(reason, longest=words.LONGEST_REASON)
    if row.versions and not why:
        raise Refused("Say what you correct, and why.")
    words.check_words(why)
    version = Version(report=row, number=row.versions + 1, at=at, by=by)
    said = json.dumps({"answers": answers, "reason": why}, sort_keys=True)
    version.box = sealed.seal(text=said, about=alerts.about(version))
    version.save(force_insert=True)
    Draft.objects.filter(report=row).delete()
    row.versions, row.submitted_at = version.number, row.submitted_at or at
    row.save(update_fields=["versions", "submitted_at"])
    Camera.objects.bulk_create(
        [Camera(report=row, camera=camera) for camera in rules.cameras(answers)], ignore_conflicts=True
    )
    sha256 = sha256_hex(bytes(version.box))
    audit.record(
        verb="encounters.submit_report",
        subject=reports.subject(row.pk),
        by=by,
        at=at,
        facts={"version": version.number, "box": sha256},
    )
    if version.number == 1:
        _record_evidence(row, sha256=sha256, by=by, at=at)
    events.emit(ReportSubmitted(report=row.pk, department=row.department, version=version.number, at=at))
    return version.number


@transaction.atomic
def close_report(*, report: UUID, by: User, at: datetime) -> None:
    """
    This will close a report that was handed in.

    :raises NotFound: if there is no such report for this person
    :raises NotAllowed: if the person does not write the reports of the department
    :raises NotNow: if it is closed, not handed in, or holds something that was not handed in
    """
    row = _writable(report, by=by)
    if not row.versions:
        raise NotNow("Hand the report in first.")
    if Draft.objects.filter(report=row).exists():
        raise NotNow("Something was written and not handed in. Hand it in first.")
    _turn(row, ReportState.CLOSED, verb="encounters.close_report", by=by, at=at)


@transaction.atomic
def reopen_report(*, report: UUID, by: User, at: datetime) -> None:
    """
    This will open a closed report again, so that a correction can be added.

    :raises NotFound: if there is no such report for this person
    :raises NotAllowed: if the person does not write the reports of the department
    :raises NotNow: if it is open, or its words were deleted
    """
    row = _lock(report, by=by)
    if row.state == ReportState.OPEN:
        raise NotNow("This report is open.")
    _turn(row, ReportState.OPEN, verb="encounters.reopen_report", by=by, at=at)


def _turn(row: Report, state: ReportState, *, verb: str, by: User, at: datetime) -> None:
    row.state = state.value
    row.save(update_fields=["state"])
    audit.record(verb=verb, subject=reports.subject(row.pk), by=by, at=at)


def _lock(report: UUID, *, by: User) -> Report:
    reports.report(id=report, by=by)
    row = Report.objects.select_for_update().get(pk=report)
    permissions.check_can_write(by=by, department=row.department)
    if row.forgotten_on is not None:
        raise NotNow("The words of this report were deleted, as they must be.")
    return row


def _writable(report: UUID, *, by: User) -> Report:
    row = _lock(report, by=by)
    if row.state == ReportState.CLOSED:
        raise NotNow("This report is closed. Open it again to correct something.")
    return row


def _record_evidence(row: Report, *, sha256: str, by: User, at: datetime) -> None:
    """Put the report on record for each duty that asks for it; a city may have none."""
    period = reports.alert_subject(row.alert_id)
    for duty in obligations.obligations(known=at):
        owes = duty.all_departments or row.department in duty.departments
        if owes and any(kind.id == EVIDENCE for kind in duty.kinds):
            obligations.record_evidence(
                obligation=duty.id,
                department=row.department,
                kind=EVIDENCE,
                period=period,
                source=f"{reports.subject(row.pk)}:{duty.id}",
                title=f"Report {row.number}",
                sha256=sha256,
                version="1",
                true_from=at,
                by=by,
                at=at,
            )
