"""All that can be asked about departments and their liaisons, for any moment and any state of knowledge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import PersonFact, Role, User
from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.kernel import deadlines
from standing.kernel.refusals import NotFound
from standing.rooms.city import permissions
from standing.rooms.city.models import Appointment, AppointmentEnd, Tenure
from standing.rooms.city.rules import departments as department_rules
from standing.rooms.city.rules import hours as hours_rules
from standing.rooms.city.rules import on_call as on_call_rules
from standing.rooms.city.rules.appointments import AppointmentFact, EndReason, Rank, Span
from standing.rooms.city.rules.departments import DepartmentFact, DepartmentsFile
from standing.rooms.city.rules.on_call import Contact, OnCallFact

ROLE_OF = {Rank.PRIMARY: Role.LIAISON, Rank.BACKUP: Role.BACKUP}


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyFact:
    """A rank that nobody holds in a department that is bound; ``since`` is None if nobody ever held it."""

    department: DepartmentFact
    rank: Rank
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One department with its two liaisons."""

    department: DepartmentFact
    primary: AppointmentFact | None
    backup: AppointmentFact | None

    @property
    def missing(self) -> tuple[Rank, ...]:
        """Return the ranks that nobody holds."""
        held = {Rank.PRIMARY: self.primary, Rank.BACKUP: self.backup}
        return tuple(rank for rank, who in held.items() if who is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLine:
    """One record of an end."""

    until_at: datetime
    reason: EndReason
    known_at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One appointment with everything that was recorded about it since."""

    appointment: AppointmentFact
    by: str
    ends: tuple[EndLine, ...]

    @property
    def is_corrected(self) -> bool:
        """Test whether its end was recorded more than once."""
        return len(self.ends) > 1


# Departments


def of_pack(pack: PackFact | None) -> tuple[DepartmentFact, ...]:
    """Return the departments of a pack, by name; none without a pack."""
    if pack is None:
        return ()
    facts = (department_rules.fact(terms) for terms in pack.one(DepartmentsFile).departments)
    return tuple(sorted(facts, key=lambda fact: (fact.name, fact.id)))


def departments(*, known: datetime) -> tuple[DepartmentFact, ...]:
    """Return the departments as they were known at that moment, by name."""
    return of_pack(packs.in_force(known=known))


def department(*, id: str, known: datetime) -> DepartmentFact:
    """Return one department. :raises NotFound: if the pack of that time has none with the id"""
    for fact in departments(known=known):
        if fact.id == id:
            return fact
    raise NotFound("There is no such department.")


def zone(*, known: datetime) -> ZoneInfo:
    """Return the City's clock; UTC before the first pack."""
    pack = packs.in_force(known=known)
    return pack.zone if pack is not None else ZoneInfo("UTC")


# Appointments


def appointments(*, at: datetime, known: datetime, department: str | None = None) -> tuple[AppointmentFact, ...]:
    """Return the appointments that held at a moment, by what was known at another, by department and rank."""
    rows = Appointment.objects.filter(from_at__lte=at, known_at__lte=known)
    if department is not None:
        rows = rows.filter(department_id=department)
    return tuple(fact for fact in _facts(rows, known=known) if fact.covers(at))


def appointments_begun(*, at: datetime, known: datetime) -> tuple[AppointmentFact, ...]:
    """Return the appointments that had begun at a moment, also those that ended, by what was known at another."""
    rows = Appointment.objects.filter(from_at__lte=at, known_at__lte=known)
    return tuple(fact for fact in _facts(rows, known=known) if fact.until_at is None or fact.until_at > fact.from_at)


def appointment(*, id: UUID, department: str, known: datetime) -> AppointmentFact:
    """Return one appointment of a department. :raises NotFound: if it has none with the id"""
    for fact in _facts(Appointment.objects.filter(pk=id, department_id=department), known=known):
        return fact
    raise NotFound("There is no such appointment.")


def history(*, department: str, known: datetime) -> tuple[HistoryLine, ...]:
    """Return every appointment of a department that was ever recorded, the latest first."""
    rows = Appointment.objects.filter(department_id=department, known_at__lte=known)
    facts = {fact.id: fact for fact in _facts(rows, known=known)}
    ends = defaultdict(list)
    for end in (
        AppointmentEnd.objects.filter(appointment__in=list(facts), known_at__lte=known)
        .select_related("ended_by")
        .order_by("known_at", "id")
    ):
        ends[end.appointment_id].append(
            EndLine(until_at=end.until_at, reason=EndReason(end.reason), known_at=end.known_at, by=str(end.ended_by))
        )
    lines = (
        HistoryLine(appointment=facts[row.pk], by=str(row.appointed_by), ends=tuple(ends[row.pk]))
        for row in rows.select_related("appointed_by")
    )
    return tuple(sorted(lines, key=lambda line: (line.appointment.from_at, line.appointment.known_at), reverse=True))


def register(*, at: datetime, known: datetime, only: frozenset[str] | None = None) -> tuple[RegisterRow, ...]:
    """Return the departments that existed at a moment, each with its liaisons."""
    pack = packs.in_force(known=known)
    if pack is None:
        return ()
    day = deadlines.local_day(at, pack.zone)
    held = {(fact.department, fact.rank): fact for fact in appointments(at=at, known=known)}
    return tuple(
        RegisterRow(
            department=fact,
            primary=held.get((fact.id, Rank.PRIMARY)),
            backup=held.get((fact.id, Rank.BACKUP)),
        )
        for fact in of_pack(pack)
        if fact.exists_on(day) and (only is None or fact.id in only)
    )


def register_for(*, by: User, at: datetime, known: datetime) -> tuple[RegisterRow, ...]:
    """Return the part of the register that this person reads."""
    return register(at=at, known=known, only=permissions.sees(by=by))


def vacancies(*, at: datetime, known: datetime | None = None) -> tuple[VacancyFact, ...]:
    """Return what nobody holds at a moment in the departments that are bound."""
    known = at if known is None else known
    rows = [row for row in register(at=at, known=known) if row.department.is_bound and row.missing]
    ended: dict[tuple[str, Rank], datetime] = {}
    codes = [row.department.id for row in rows]
    for fact in _facts(Appointment.objects.filter(department_id__in=codes, known_at__lte=known), known=known):
        if fact.until_at is not None and fact.until_at <= at and not fact.is_void:
            key = fact.department, fact.rank
            ended[key] = max(ended.get(key, fact.until_at), fact.until_at)
    return tuple(
        VacancyFact(department=row.department, rank=rank, since=ended.get((row.department.id, rank)))
        for row in rows
        for rank in row.missing
    )


def on_call(*, department: str, at: datetime, known: datetime | None = None) -> OnCallFact:
    """
    Return whom to call for a department at a moment, in order.

    :raises NotFound: if there is no such department
    """
    known = at if known is None else known
    pack = packs.in_force(known=known)
    found = next((fact for fact in of_pack(pack) if fact.id == department), None)
    if pack is None or found is None:
        raise NotFound("There is no such department.")
    return OnCallFact(
        department=department,
        at=at,
        chain=on_call_rules.chain(
            appointments=appointments(at=at, known=known, department=department),
            head_title=found.head_title,
            heads=_contacts(accounts.people_with(role=Role.HEAD, department=department)),
            coordinators=_contacts(accounts.people_with(role=Role.COORDINATOR)),
            local=at.astimezone(pack.zone),
            calendar=pack.calendar("city"),
        ),
    )


# For the actions


def spans(*, department: str, rank: Rank, beside: UUID | None = None) -> tuple[Span, ...]:
    """Return who holds a rank from when until when, as known now, leaving one appointment out."""
    rows = Tenure.objects.filter(department_id=department, rank=rank, during__isempty=False)
    return tuple(
        Span(appointment=row.pk, from_at=row.during.lower, until_at=row.during.upper)
        for row in rows.order_by("during")
        if row.pk != beside
    )


def still_holds(*, person: UUID, department: str, rank: Rank, at: datetime) -> bool:
    """Test whether somebody holds a rank at that moment or later."""
    rows = Tenure.objects.filter(
        appointment__person_id=person, department_id=department, rank=rank, during__isempty=False
    )
    return any(row.during.upper is None or row.during.upper > at for row in rows)


def lately_ended(*, at: datetime, within: timedelta) -> tuple[Appointment, ...]:
    """Return the appointments whose end came not long before that moment."""
    rows = Tenure.objects.filter(during__endswith__lte=at, during__endswith__gt=at - within)
    return tuple(row.appointment for row in rows.select_related("appointment__person").order_by("pk"))


def _facts(rows: QuerySet[Appointment], *, known: datetime) -> tuple[AppointmentFact, ...]:
    found = list(rows.order_by("department_id", "-rank", "from_at", "known_at", "id"))
    ends = dict(
        AppointmentEnd.objects.filter(appointment__in=[row.pk for row in found], known_at__lte=known)
        .order_by("known_at", "id")
        .values_list("appointment_id", "until_at")
    )
    return tuple(_fact(row, until_at=ends.get(row.pk, row.until_at)) for row in found)


def _fact(row: Appointment, *, until_at: datetime | None) -> AppointmentFact:
    return AppointmentFact(
        id=row.pk,
        department=row.department_id,
        rank=Rank(row.rank),
        person=row.person_id,
        name=row.name,
        acting=row.acting,
        title=row.title,
        office_email=row.office_email,
        office_phone=row.office_phone,
        hours=hours_rules.from_kept(row.hours),
        from_at=row.from_at,
        until_at=until_at,
        known_at=row.known_at,
        letter_sha256=row.letter_sha256,
    )


def _contacts(people: Iterable[PersonFact]) -> tuple[Contact, ...]:
    return tuple(Contact(name=person.name or person.email, email=person.email) for person in people)
