"""The door of the city room: departments, liaisons, and who is on call."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from standing.hall.accounts.api import User
from standing.rooms.city import actions, queries
from standing.rooms.city.actions import LetterFile
from standing.rooms.city.queries import VacancyFact
from standing.rooms.city.rules.appointments import (
    AppointmentEnded,
    AppointmentFact,
    EndReason,
    LiaisonAppointed,
    Rank,
)
from standing.rooms.city.rules.departments import DepartmentFact
from standing.rooms.city.rules.hours import OfficeHours, Week
from standing.rooms.city.rules.on_call import OnCallFact, OnCallStep

__all__ = [
    "AppointmentEnded",
    "AppointmentFact",
    "DepartmentFact",
    "EndReason",
    "LetterFile",
    "LiaisonAppointed",
    "OfficeHours",
    "OnCallFact",
    "OnCallStep",
    "Rank",
    "VacancyFact",
    "appoint_liaison",
    "appointments",
    "appointments_begun",
    "department",
    "departments",
    "end_appointment",
    "names",
    "on_call",
    "vacancies",
]


def departments(*, known: datetime) -> tuple[DepartmentFact, ...]:
    """Return the departments as they were known at that moment, by name; none before the first pack."""
    return queries.departments(known=known)


def department(*, id: str, known: datetime) -> DepartmentFact:
    """Return one department. :raises NotFound: if the pack of that time has none with the id"""
    return queries.department(id=id, known=known)


def names(*, known: datetime) -> tuple[tuple[str, str], ...]:
    """Return code and name of every department, by name, for choices in forms."""
    return tuple((fact.id, fact.name) for fact in queries.departments(known=known))


def appointments(*, at: datetime, known: datetime) -> tuple[AppointmentFact, ...]:
    """Return all appointments that held at a moment, by what was known at another."""
    return queries.appointments(at=at, known=known)


def appointments_begun(*, at: datetime, known: datetime) -> tuple[AppointmentFact, ...]:
    """Return all appointments that had begun at a moment, also those that ended, by what was known at another."""
    return queries.appointments_begun(at=at, known=known)


def on_call(*, department: str, at: datetime) -> OnCallFact:
    """Return whom to call for a department at a moment. :raises NotFound: if there is no such department"""
    return queries.on_call(department=department, at=at)


def vacancies(*, at: datetime) -> tuple[VacancyFact, ...]:
    """Return which ranks nobody holds at a moment in the departments that are bound."""
    return queries.vacancies(at=at)


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
    This will appoint somebody as a department's liaison; whoever held the rank is succeeded at that moment.

    :raises Refused: if the person may not, or somebody is appointed for a later part of that time
    """
    return actions.appoint_liaison(
        department=department,
        rank=rank,
        name=name,
        title=title,
        office_email=office_email,
        office_phone=office_phone,
        hours=hours,
        from_at=from_at,
        until_at=until_at,
        acting=acting,
        letter=letter,
        by=by,
        at=at,
    )


def end_appointment(
    *, appointment: UUID, department: str, until_at: datetime, reason: EndReason, by: User, at: datetime
) -> AppointmentFact:
    """
    This will record until when an appointment holds, or correct what was recorded before.

    :raises Refused: if the person may not, or the time cannot be
    """
    return actions.end_appointment(
        appointment=appointment, department=department, until_at=until_at, reason=reason, by=by, at=at
    )
