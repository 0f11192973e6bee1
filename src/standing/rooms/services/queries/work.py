"""What staff work on: what needs checking first, rounds, histories, lists of departments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from standing.hall.accounts.api import User
from standing.kernel.canonical import Json, canonical, sha256_hex
from standing.kernel.refusals import NotFound
from standing.rooms.services import permissions
from standing.rooms.services.models import Attestation, Change, FieldCheck, Finding, Round, Service
from standing.rooms.services.queries import listed, pack
from standing.rooms.services.queries import values as value_queries
from standing.rooms.services.rules import freshness as freshness_rules
from standing.rooms.services.rules.freshness import Age, Freshness
from standing.rooms.services.rules.rounds import OPEN
from standing.rooms.services.rules.terms import Field, How, Outcome, Status, Step
from standing.rooms.services.rules.values import fingerprint

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One service as the list of work shows it."""

    id: UUID
    name: str
    organization: str
    department: str
    status: str
    kinds: tuple[str, ...]
    age: Age
    checked_on: date | None
    fresh_until: date | None
    shown_until: date | None
    is_due_soon: bool
    do_not_list: bool
    do_not_call: bool
    step: str


def to_check(*, by: User, at: datetime, only: str = "", words: str = "") -> QuerySet[Service]:
    """
    Return the services this person checks, what needs it first: never checked, then gone from the page, then old.

    ``only`` is one of due, hidden, mine, closed or empty; ``words`` stand in the name or the organisation's.
    """
    today = pack.today(at=at)
    rows = Service.objects.select_related("organization").filter(merged_into__isnull=True)
    if not (permissions.is_keeper(by=by) or permissions.is_navigator(by=by)):
        own = permissions.departments_of(by=by)
        rows = rows.filter(department__in=own) if own else rows
    match only:
        case "due":
            rows = rows.filter(Q(fresh_until__isnull=True) | Q(fresh_until__lt=today + SOON), status=Status.ACTIVE)
        case "hidden":
            rows = rows.filter(Q(shown_until__isnull=True) | Q(shown_until__lt=today), status=Status.ACTIVE)
        case "mine":
            rows = rows.filter(pk__in=Round.objects.filter(claimed_by=by, step__in=OPEN).values("service_id"))
        case "closed":
            rows = rows.exclude(status=Status.ACTIVE)
        case _:
            rows = rows.filter(status=Status.ACTIVE)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(organization__name__icontains=words))
    return rows.order_by(F("fresh_until").asc(nulls_first=True), "name", "pk")


def work_rows(services: list[Service], *, at: datetime) -> tuple[WorkRow, ...]:
    """Return these services as the list of work shows them."""
    today = pack.today(at=at)
    steps = dict(Round.objects.filter(service__in=services, step__in=OPEN).values_list("service_id", "step"))
    return tuple(
        WorkRow(
            id=row.pk,
            name=row.name,
            organization=row.organization.name,
            department=row.department,
            status=row.status,
            kinds=tuple(row.categories),
            age=_freshness(row).age(on=today),
            checked_on=row.checked_on,
            fresh_until=row.fresh_until,
            shown_until=row.shown_until,
            is_due_soon=row.fresh_until is not None and today <= row.fresh_until < today + SOON,
            do_not_list=row.do_not_list,
            do_not_call=row.do_not_call,
            step=steps.get(row.pk, ""),
        )
        for row in services
    )


def _freshness(row: Service) -> Freshness:
    return Freshness(checked_on=row.checked_on, fresh_until=row.fresh_until, shown_until=row.shown_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFact:
    """One field of a service as the screen for checking shows it."""

    field: Field
    value: Json
    sha256: str
    checked_on: date | None
    age: Age
    last_outcome: Outcome | None
    proposed: Json
    has_proposal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFact:
    """A service as staff see it."""

    row: Service
    fields: tuple[FieldFact, ...]
    limit_days: int
    age: Age
    is_published: bool
    round: Round | None
    can_change: bool
    can_check: bool
    next_field: Field | None

    @property
    def phone(self) -> str:
        """Return the first number to call."""
        value = next(one.value for one in self.fields if one.field is Field.PHONE)
        phones = value.get("phones") if isinstance(value, dict) else None
        first = phones[0] if isinstance(phones, list) and phones else None
        return str(first.get("number", "")) if isinstance(first, dict) else ""


def record(*, id: UUID, by: User, at: datetime) -> RecordFact:
    """Return a service for staff. :raises NotFound: if there is none"""
    row = listed.find(id=id)
    known, today = pack.directory(known=at), pack.today(at=at)
    limit = known.limit_days(row.categories)
    values = value_queries.values(ids=[row.pk])
    days = value_queries.checked_days(values=values, at=at)[row.pk]
    last = {
        check.field: Outcome(check.outcome)
        for check in FieldCheck.objects.filter(service=row).order_by("field", "-id").distinct("field")
    }
    current = Round.objects.filter(service=row, step__in=OPEN).select_related("claimed_by").first()
    proposals: dict[str, Json] = (
        {finding.field: finding.value for finding in current.findings.order_by("id")} if current is not None else {}
    )
    fields = tuple(
        FieldFact(
            field=field,
            value=value,
            sha256=fingerprint(value),
            checked_on=days[field],
            age=freshness_rules.age_of_field(checked=days[field], limit_days=limit, on=today),
            last_outcome=last.get(field),
            proposed=proposals.get(field),
            has_proposal=field in proposals,
        )
        for field, value in values[row.pk].items()
    )
    return RecordFact(
        row=row,
        fields=fields,
        limit_days=limit,
        age=_freshness(row).age(on=today),
        is_published=listed.is_published(row, on=today),
        round=current,
        can_change=permissions.can_change(department=row.department, by=by),
        can_check=permissions.can_check(service=row, by=by),
        next_field=next((one.field for one in fields if one.age is not Age.FRESH and not one.has_proposal), None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """Something that was checked or changed."""

    at: datetime
    what: str
    field: str
    before: str
    after: str
    how: How | None
    by: str


def history(*, id: UUID) -> tuple[HistoryLine, ...]:
    """Return everything that was recorded about a service, the latest first."""
    checks = [
        HistoryLine(
            at=row.checked_at,
            what=row.outcome,
            field=row.field,
            before="",
            after="",
            how=How(row.how),
            by=str(row.by) if row.by is not None else "",
        )
        for row in FieldCheck.objects.filter(service=id).select_related("by")
    ]
    changes = [
        HistoryLine(
            at=row.at,
            what=row.last_action_type,
            field=row.field_name,
            before=row.previous_value,
            after=row.replacement_value,
            how=None,
            by=str(row.by) if row.by is not None else row.updated_by,
        )
        for row in Change.objects.filter(resource_type="service", resource_id=id).select_related("by")
    ]
    return tuple(sorted([*checks, *changes], key=lambda line: line.at, reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFact:
    """A round of checking."""

    id: UUID
    service: UUID
    service_name: str
    step: Step
    assigned_at: datetime
    claimed_by: str
    is_mine: bool
    findings: tuple[Finding, ...]
    before: dict[str, Json]


def rounds(*, by: User) -> tuple[RoundFact, ...]:
    """Return the rounds that are open, what waits for approval first."""
    order = {Step.SUBMITTED: 0, Step.RETURNED: 1, Step.CLAIMED: 2, Step.ASSIGNED: 3}
    rows = list(
        Round.objects.filter(step__in=OPEN)
        .select_related("service", "claimed_by")
        .prefetch_related("findings")
        .order_by("assigned_at", "pk")
    )
    values = value_queries.values(ids=[row.service_id for row in rows if row.step == Step.SUBMITTED])
    facts = [
        RoundFact(
            id=row.pk,
            service=row.service_id,
            service_name=row.service.name,
            step=Step(row.step),
            assigned_at=row.assigned_at,
            claimed_by=str(row.claimed_by) if row.claimed_by is not None else "",
            is_mine=row.claimed_by_id == by.pk,
            findings=tuple({finding.field: finding for finding in row.findings.all()}.values()),
            before={field.value: value for field, value in values.get(row.service_id, {}).items()},
        )
        for row in rows
        if permissions.can_check(service=row.service, by=by) or permissions.is_keeper(by=by)
    ]
    return tuple(sorted(facts, key=lambda fact: (order[fact.step], fact.assigned_at)))


# Departments


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFact:
    """Exactly which services stand on the list of a department."""

    department: str
    services: tuple[UUID, ...]
    rows: tuple[WorkRow, ...]
    sha256: str


def list_of(*, department: str, at: datetime) -> ListFact:
    """Return the services of a department that are offered, by name, and the hash of that list."""
    rows = list(
        Service.objects.select_related("organization")
        .filter(department=department, merged_into__isnull=True)
        .exclude(status=Status.DEFUNCT)
        .order_by("name", "pk")
    )
    plain: list[Json] = [[str(row.pk), row.name, row.status] for row in rows]
    return ListFact(
        department=department,
        services=tuple(row.pk for row in rows),
        rows=work_rows(rows, at=at),
        sha256=sha256_hex(canonical({"department": department, "services": plain})),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationFact:
    """A department said that its list was complete on a day."""

    id: UUID
    department: str
    day: date
    at: datetime
    services: int
    widened: str
    list_sha256: str
    by: UUID


def attestations(*, at: datetime, department: str | None = None) -> tuple[AttestationFact, ...]:
    """Return what departments said about their lists up to a moment, the latest first."""
    rows = Attestation.objects.filter(at__lte=at)
    if department is not None:
        rows = rows.filter(department=department)
    return tuple(
        AttestationFact(
            id=row.pk,
            department=row.department,
            day=row.day,
            at=row.at,
            services=len(row.services),
            widened=row.widened,
            list_sha256=row.list_sha256,
            by=row.by_id,
        )
        for row in rows.order_by("-at", "pk")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRow:
    """A department with its services and the last thing it said about them."""

    code: str
    name: str
    services: int
    hidden: int
    last: AttestationFact | None


def departments(*, names: Mapping[str, str], at: datetime) -> tuple[DepartmentRow, ...]:
    """Return these departments, by name."""
    today = pack.today(at=at)
    counts = {
        row["department"]: (row["all"], row["gone"])
        for row in Service.objects.filter(merged_into__isnull=True, department__in=list(names))
        .exclude(status=Status.DEFUNCT)
        .values("department")
        .annotate(all=Count("pk"), gone=Count("pk", filter=Q(shown_until__isnull=True) | Q(shown_until__lt=today)))
    }
    last: dict[str, AttestationFact] = {}
    for fact in attestations(at=at):
        last.setdefault(fact.department, fact)
    return tuple(
        DepartmentRow(
            code=code,
            name=name,
            services=counts.get(code, (0, 0))[0],
            hidden=counts.get(code, (0, 0))[1],
            last=last.get(code),
        )
        for code, name in sorted(names.items(), key=lambda pair: pair[1])
    )


def round_of(*, id: UUID) -> Round:
    """Return a round. :raises NotFound: if there is none"""
    row = Round.objects.select_related("service").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such round of checking.")
    return row
