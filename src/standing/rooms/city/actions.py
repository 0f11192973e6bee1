"""All that can be done in this room: name departments, appoint liaisons, end appointments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.hall.files import api as files
from standing.kernel.refusals import NotFound
from standing.rooms.city import permissions, queries
from standing.rooms.city.models import Appointment, AppointmentEnd, Department
from standing.rooms.city.rules import appointments as rules
from standing.rooms.city.rules import hours as hours_rules
from standing.rooms.city.rules.appointments import (
    AppointmentEnded,
    AppointmentFact,
    EndReason,
    LiaisonAppointed,
    Rank,
)
from standing.rooms.city.rules.hours import Week

SETTLES_WITHIN = timedelta(days=7)
"""How long after its end a role is still taken back by the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile:
    """The signed letter as it was handed in."""

    name: str
    content: bytes


@transaction.atomic
def name_departments(*, ids: Sequence[str], by: Actor, at: datetime) -> tuple[str, ...]:
    """This will make departments known by their codes, so that records can point at them; known ones stay."""
    known = set(Department.objects.filter(pk__in=ids).values_list("pk", flat=True))
    fresh = tuple(sorted(set(ids) - known))
    Department.objects.bulk_create([Department(id=code, first_seen_at=at) for code in fresh], ignore_conflicts=True)
    for code in fresh:
        audit.record(verb="city.name_department", subject=code, by=by, at=at)
    return fresh


@transaction.atomic
def appoint_liaison(
    *,
    department: str,
    rank: Rank,
    name: str,
    title: str,
    office_email: str,
    office_phone: str,
    hours: Week,
    from_at: datetime,
    until_at: datetime | None = None,
    acting: bool = False,
    letter: LetterFile | None = None,
    by: User,
    at: datetime,
) -> AppointmentFact:
    """
    This will appoint somebody as a department's liaison and give them the role.

    Whoever held the rank until then is succeeded at the same moment. The one appointed gets an account
    for the office e-mail if there is none yet.

    :raises NotFound: if there is no such department
    :raises NotAllowed: if the person does not appoint for it
    :raises NotNow: if somebody is appointed for a part of that time that lies later
    :raises Refused: if the hours make no sense, or the letter is no file that can be kept
    """
    _lock(department)
    permissions.check_can_appoint(department=department, by=by)
    hours_rules.check(hours)
    rules.check_order(from_at=from_at, until_at=until_at)
    spans = queries.spans(department=department, rank=rank)
    before = rules.predecessor(spans=spans, from_at=from_at)
    others = [span for span in spans if before is None or span.appointment != before.appointment]
    rules.check_free(spans=others, from_at=from_at, until_at=until_at)

    person = _give_role(name=name, email=office_email, rank=rank, department=department, by=by, at=at)
    kept = files.keep(content=letter.content, name=letter.name, by=by, at=at) if letter is not None else None
    if before is not None:
        _record_end(id=before.appointment, until_at=from_at, reason=EndReason.SUCCEEDED, by=by, at=at)
    row = Appointment.objects.create(
        department_id=department,
        rank=rank,
        person=person,
        name=name.strip(),
        acting=acting,
        title=title.strip(),
        office_email=person.email,
        office_phone=office_phone.strip(),
        hours=hours_rules.as_kept(hours),
        from_at=from_at,
        until_at=until_at,
        letter_sha256=kept.sha256 if kept is not None else "",
        known_at=at,
        appointed_by=by,
    )
    if before is not None:
        _take_role(Appointment.objects.select_related("person").get(pk=before.appointment), by=by, at=at)

    audit.record(
        verb="city.appoint_liaison",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={
            "department": department,
            "rank": str(rank),
            "person": str(person.pk),
            "from": from_at.isoformat(),
            "until": until_at.isoformat() if until_at is not None else None,
            "letter": row.letter_sha256,
        },
    )
    events.emit(LiaisonAppointed(appointment=row.pk, department=department, rank=rank, at=at))
    return queries.appointment(id=row.pk, department=department, known=at)


@transaction.atomic
def end_appointment(
    *, appointment: UUID, department: str, until_at: datetime, reason: EndReason, by: User, at: datetime
) -> AppointmentFact:
    """
    This will record until when an appointment holds; the rank is vacant from then on.

    An end that was recorded before is corrected: the one recorded last counts, both stay on record.

    :raises NotFound: if the department has no such appointment
    :raises NotAllowed: if the person does not appoint for it
    :raises NotNow: if it would end before it begins, or reach into somebody else's time
    """
    _lock(department)
    permissions.check_can_appoint(department=department, by=by)
    fact = queries.appointment(id=appointment, department=department, known=at)
    rules.check_order(from_at=fact.from_at, until_at=until_at)
    others = queries.spans(department=department, rank=fact.rank, beside=appointment)
    rules.check_free(spans=others, from_at=fact.from_at, until_at=until_at)

    _record_end(id=appointment, until_at=until_at, reason=reason, by=by, at=at)
    row = Appointment.objects.select_related("person").get(pk=appointment)
    _take_role(row, by=by, at=at)

    audit.record(
        verb="city.end_appointment",
        subject=str(appointment),
        by=by,
        at=at,
        facts={"department": department, "rank": str(fact.rank), "until": until_at.isoformat(), "reason": str(reason)},
    )
    events.emit(
        AppointmentEnded(appointment=appointment, department=department, rank=fact.rank, until_at=until_at, at=at)
    )
    return queries.appointment(id=appointment, department=department, known=at)


@transaction.atomic
def settle_roles(*, at: datetime) -> int:
    """This will take back the roles of those whose appointment ended by the clock, and say how many."""
    return sum(_take_role(row, by=audit.SYSTEM, at=at) for row in queries.lately_ended(at=at, within=SETTLES_WITHIN))


def _lock(department: str) -> None:
    """Let one change of a department's liaisons happen at a time. :raises NotFound: if there is no such department"""
    if not Department.objects.select_for_update().filter(pk=department).exists():
        raise NotFound("There is no such department.")


def _record_end(*, id: UUID, until_at: datetime, reason: EndReason, by: User, at: datetime) -> None:
    AppointmentEnd.objects.create(appointment_id=id, until_at=until_at, reason=reason, known_at=at, ended_by=by)


def _give_role(*, name: str, email: str, rank: Rank, department: str, by: User, at: datetime) -> User:
    role = queries.ROLE_OF[rank]
    email = email.strip().lower()
    if email not in accounts.addresses_with(role=role, department=department):
        accounts.grant_role(email=email, role=role, department=department, by=by, at=at)
    return accounts.create_account(email=email, name=name, at=at)


def _holds(row: Appointment) -> bool:
    role = queries.ROLE_OF[Rank(row.rank)]
    return row.person.email in accounts.addresses_with(role=role, department=row.department_id)


def _take_role(row: Appointment, *, by: Actor, at: datetime) -> bool:
    """Take the role back unless the person still holds the rank, and tell whether it was taken."""
    rank = Rank(row.rank)
    if not _holds(row) or queries.still_holds(person=row.person_id, department=row.department_id, rank=rank, at=at):
        return False
    accounts.withdraw_role(
        email=row.person.email, role=queries.ROLE_OF[rank], department=row.department_id, by=by, at=at
    )
    return True
