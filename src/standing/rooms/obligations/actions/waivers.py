"""Waivers: asked for by one person, decided by another, ended early."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.kernel import deadlines
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.obligations import permissions, queries
from standing.rooms.obligations.actions._ground import account, check_not_sealed, duty_of
from standing.rooms.obligations.models import Waiver, WaiverEnd, WaiverRefusal, WaiverRequest
from standing.rooms.obligations.rules import recording
from standing.rooms.obligations.rules.events import WaiverGranted, WaiverWithdrawn


@transaction.atomic
def request_waiver(
    *,
    obligation: str,
    department: str,
    reason: str,
    from_date: dt.date,
    until_date: dt.date,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """
    This will ask that a department be let off a duty for a time.

    :raises NotAllowed: if the person does not coordinate
    :raises Refused: if it has no reason, no end, or the department does not owe the duty
    """
    permissions.check_can_request_waiver(by=by)
    duty_of(obligation=obligation, department=department, at=at)
    recording.check_waiver_days(from_date=from_date, until_date=until_date)
    row = WaiverRequest.objects.create(
        obligation_id=obligation,
        department_id=department,
        reason=recording.check_reason(reason),
        from_date=from_date,
        until_date=until_date,
        requested_by=account(by),
        requested_at=at,
    )
    audit.record(
        verb="obligations.request_waiver",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={
            "obligation": obligation,
            "department": department,
            "from": from_date.isoformat(),
            "until": until_date.isoformat(),
        },
    )
    return row.pk


def _undecided(request: UUID) -> WaiverRequest:
    row = WaiverRequest.objects.select_for_update().filter(pk=request).first()
    if row is None:
        raise NotFound("There is no such request.")
    if Waiver.objects.filter(request=row).exists() or WaiverRefusal.objects.filter(request=row).exists():
        raise NotNow("This request is decided already.")
    return row


@transaction.atomic
def grant_waiver(*, request: UUID, by: Actor, at: dt.datetime) -> UUID:
    """
    This will let a department off a duty for the time asked for; the waiver is published.

    :raises NotAllowed: if the person may not, or asked for it
    :raises NotNow: if the request is decided already, or the time asked for is over
    """
    row = _undecided(request)
    permissions.check_can_grant_waiver(by=by, requested_by=row.requested_by_id)
    zone = queries.the_book(known=at).zone
    if row.until_date < deadlines.local_day(at, zone):
        raise NotNow("The time asked for is over. A waiver does not change the past.")
    check_not_sealed(at)
    waiver = Waiver.objects.create(
        request=row,
        obligation_id=row.obligation_id,
        department_id=row.department_id,
        reason=row.reason,
        from_date=row.from_date,
        until_date=row.until_date,
        requested_by_id=row.requested_by_id,
        approved_by=account(by),
        known_at=at,
    )
    audit.record(
        verb="obligations.grant_waiver",
        subject=str(waiver.pk),
        by=by,
        at=at,
        facts={
            "request": str(row.pk),
            "obligation": row.obligation_id,
            "department": row.department_id,
            "requested_by": str(row.requested_by_id),
        },
    )
    events.emit(
        WaiverGranted(
            waiver=str(waiver.pk),
            obligation=row.obligation_id,
            department=row.department_id,
            at=at,
        )
    )
    return waiver.pk


@transaction.atomic
def refuse_waiver(*, request: UUID, reason: str, by: Actor, at: dt.datetime) -> None:
    """
    This will refuse a request for a waiver.

    :raises NotAllowed: if the person may not, or asked for it
    :raises NotNow: if the request is decided already
    """
    row = _undecided(request)
    permissions.check_can_grant_waiver(by=by, requested_by=row.requested_by_id)
    WaiverRefusal.objects.create(
        request=row,
        reason=recording.check_reason(reason),
        refused_by=account(by),
        refused_at=at,
    )
    audit.record(verb="obligations.refuse_waiver", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def end_waiver(*, waiver: UUID, from_date: dt.date, reason: str, by: Actor, at: dt.datetime) -> None:
    """
    This will end a waiver before its last day: the duty is owed again from the day given.

    :raises NotAllowed: if the person may not
    :raises NotNow: if it has ended by then, or the day is past
    """
    row = Waiver.objects.select_for_update().filter(pk=waiver).first()
    if row is None:
        raise NotFound("There is no such waiver.")
    permissions.check_can_end_waiver(by=by)
    reason = recording.check_reason(reason)
    today = deadlines.local_day(at, queries.the_book(known=at).zone)
    if from_date < today:
        raise NotNow("A waiver does not end in the past: choose today or a later day.")
    ended = row.ends.filter(from_date__lte=from_date).exists()
    if ended or from_date > row.until_date:
        raise NotNow("It has ended by then already.")
    check_not_sealed(at)
    WaiverEnd.objects.create(waiver=row, from_date=from_date, reason=reason, known_at=at, ended_by=account(by))
    audit.record(
        verb="obligations.end_waiver",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"from": from_date.isoformat()},
    )
    events.emit(WaiverWithdrawn(waiver=str(row.pk), at=at))
