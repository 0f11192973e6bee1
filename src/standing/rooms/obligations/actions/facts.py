"""Other facts: what happened, how far the work is, how well it is held to be done."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.obligations import permissions, queries
from standing.rooms.obligations.actions._ground import check_not_sealed, duty_of, person
from standing.rooms.obligations.models import EventFact, JudgementFact, WorkFact
from standing.rooms.obligations.rules.events import HappeningRecorded
from standing.rooms.obligations.rules.facts import Assessment, WorkNote, WorkState


@transaction.atomic
def record_event(
    *,
    kind: str,
    department: str,
    happened_at: dt.datetime,
    source: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """
    This will record that something happened which sets off right-away duties of a department.

    The room that asks has checked who may, and keeps what happened. The same source twice does nothing.

    :raises NotNow: if it has not happened yet, or the source says something else already
    """
    if happened_at > at:
        raise NotNow("This has not happened yet.")
    taken = EventFact.objects.filter(source=source).first()
    if taken is not None:
        if (taken.kind, taken.department_id, taken.happened_at) == (kind, department, happened_at):
            return
        raise NotNow("An event from this source is on record already, and says something else.")
    if not any(office.id == department for office in queries.offices(known=at)):
        raise NotFound("There is no such department in the pack in force.")
    check_not_sealed(at)
    EventFact.objects.create(
        kind=kind,
        department_id=department,
        happened_at=happened_at,
        source=source,
        known_at=at,
        recorded_by=person(by),
    )
    audit.record(
        verb="obligations.record_event",
        subject=source,
        by=by,
        at=at,
        facts={"kind": kind, "department": department},
    )
    events.emit(HappeningRecorded(kind=kind, department=department, source=source, at=at))


@transaction.atomic
def set_work_state(*, obligation: str, department: str, state: str, note: str, by: Actor, at: dt.datetime) -> None:
    """
    This will record how far a department says its work is. The light does not change by it.

    :raises NotAllowed: if the person does not work for the department
    """
    permissions.check_can_set_work(by=by, department=department)
    duty_of(obligation=obligation, department=department, at=at)
    check_not_sealed(at)
    WorkFact.objects.create(
        obligation_id=obligation,
        department_id=department,
        state=WorkState(state).value,
        note=WorkNote(note).value,
        known_at=at,
        recorded_by=person(by),
    )
    audit.record(
        verb="obligations.set_work_state",
        subject=f"{obligation}:{department}",
        by=by,
        at=at,
        facts={"state": state, "note": note},
    )


@transaction.atomic
def record_judgement(*, obligation: str, department: str, judgement: str, by: Actor, at: dt.datetime) -> None:
    """
    This will record how well a reviewer or counsel holds a duty to be done. The light stays as it is.

    :raises NotAllowed: if the person neither reviews nor is counsel
    """
    permissions.check_can_judge(by=by)
    duty_of(obligation=obligation, department=department, at=at)
    check_not_sealed(at)
    JudgementFact.objects.create(
        obligation_id=obligation,
        department_id=department,
        judgement=Assessment(judgement).value,
        known_at=at,
        judged_by=person(by),
    )
    audit.record(
        verb="obligations.record_judgement",
        subject=f"{obligation}:{department}",
        by=by,
        at=at,
        facts={"judgement": judgement},
    )
