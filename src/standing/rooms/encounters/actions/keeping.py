"""How long reports are kept: a schedule that counsel approved, and holds that are stronger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.files import api as files
from standing.hall.holds import api as holds
from standing.kernel import particulars
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.encounters import permissions
from standing.rooms.encounters.models import Alert, Attachment, Camera, Draft, Restricted, Version
from standing.rooms.encounters.queries import pack, reports
from standing.rooms.encounters.rules import alerts as words


@transaction.atomic
def place_hold(*, report: UUID, reason: str, order: str, by: User, at: datetime) -> None:
    """
    This will keep a report from ever being deleted while the hold is on.

    :raises NotFound: if there is no such report for this person
    :raises NotAllowed: if the person is not of the City Attorney's office
    :raises Refused: if no reason or order is given, or it names or describes somebody
    """
    row = reports.report(id=report, by=by)
    permissions.check_can_hold(by=by)
    _check_note(reason, order)
    holds.place(subject=reports.subject(row.pk), reason=reason, order=order, by=by, at=at)


@transaction.atomic
def lift_hold(*, report: UUID, hold: UUID, reason: str, by: User, at: datetime) -> None:
    """
    This will let a report be deleted again when its time is over.

    :raises NotFound: if there is no such report or hold
    :raises NotAllowed: if the person is not of the City Attorney's office
    :raises Refused: if it is not on, or no reason is given
    """
    row = reports.report(id=report, by=by)
    permissions.check_can_hold(by=by)
    if hold not in {one.id for one in reports.holds_on(report=row.pk)}:
        raise NotFound("There is no such hold on this report.")
    _check_note(reason)
    holds.lift(hold=hold, reason=reason, by=by, at=at)


@transaction.atomic
def forget_reports(*, at: datetime, most: int = 200) -> int:
    """
    This will delete every word, name and file of reports whose time is over, with a record of each; says how many.

    Nothing is deleted before counsel approved the time, nor while a hold covers it. The row stays for the counts.
    """
    holds.lock()
    rows = list(reports.to_forget(at=at).select_for_update().order_by("seen_at", "number")[: most * 5])
    held = holds.held(subjects=[reports.subject(row.pk) for row in rows])
    rows = [row for row in rows if reports.subject(row.pk) not in held][:most]
    today = pack.today(at=at)
    for row in rows:
        row.forgotten_on = today
        row.save(update_fields=["forgotten_on"])
        gone = list(Attachment.objects.filter(report=row).values_list("pk", flat=True))
        for table in (Draft, Version, Restricted, Attachment, Camera):
            table.objects.filter(report=row).delete()
        Alert.objects.filter(pk=row.alert_id).update(box=None)
        audit.record(
            verb="encounters.forget_report",
            subject=reports.subject(row.pk),
            by=SYSTEM,
            at=at,
            facts={"files": len(gone), "kept_days": pack.file_of(known=at).keep.days},
        )
        for file in gone:
            transaction.on_commit(lambda file=file: files.restricted.destroy(id=file))  # type: ignore[misc]
    return len(rows)


def _check_note(*notes: str) -> None:
    """Let short notes through that stand open in the book of holds: they point to nobody. :raises Refused: otherwise"""
    words.check_words(*notes)
    for note in notes:
        if told := particulars.sentence(particulars.point(note)):
            raise Refused(told)
