"""What can be done with two records that look alike: join them, keep them apart, take a joining back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.canonical import Json
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.services import permissions
from standing.rooms.services.actions import _history, _index
from standing.rooms.services.models import (
    FieldCheck,
    Language,
    Location,
    Merge,
    NotTheSame,
    Organization,
    Phone,
    Service,
    ServiceAtLocation,
)
from standing.rooms.services.queries import duplicates as queries
from standing.rooms.services.queries import hsds_rows
from standing.rooms.services.queries import values as value_queries
from standing.rooms.services.rules import duplicates as rules
from standing.rooms.services.rules.exchange import Kind
from standing.rooms.services.rules.terms import Deed, Field, How, Outcome
from standing.rooms.services.rules.values import fingerprint

_MODELS: dict[str, Any] = {**hsds_rows.MODELS}
_FILLED = {
    Kind.SERVICE: (
        "alternate_name", "description", "url", "email", "interpretation_services", "application_process",
        "fees_description", "eligibility_description", "accreditations",
    ),
    Kind.ORGANIZATION: ("alternate_name", "description", "email", "website", "legal_status", "uri"),
}  # fmt: skip


@transaction.atomic
def merge_records(*, kind: Kind, keep: UUID, gone: UUID, by: User, at: datetime) -> Merge:
    """
    This will let one record stand for two. What only the other had moves over; the other's address leads on.

    Nothing is lost: what moved is written down, and moves back when the merge is taken back.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotFound: if one of the two is not there, or merged already
    """
    permissions.check_can_keep(by=by)
    kept, other = _locked(kind, keep, gone)
    checked = _checked(kind, keep, gone)
    moved = _fill(kind, kept, other)
    moved += _move_services(kept, other) if kind is Kind.ORGANIZATION else _move_details(kept, other)
    other.merged_into, other.changed_at, kept.changed_at = kept, at, at
    kept.save()
    other.save()
    row = Merge.objects.create(kind=kind, kept_id=keep, gone_id=gone, moved=moved, by=by, at=at)
    _note(kind, gone, before=None, after=str(keep), by=by, at=at)
    _carry_checks(checked, by=by, at=at)
    _index.refresh(services=_services(kind, keep, gone), by=by, at=at)
    audit.record(
        verb="services.merge_records",
        subject=str(gone),
        by=by,
        at=at,
        facts={"kind": str(kind), "kept": str(keep), "moved": len(moved)},
    )
    return row


@transaction.atomic
def take_back_merge(*, merge: UUID, by: User, at: datetime) -> Merge:
    """
    This will part two records again. What moved goes back, unless it was changed to something else since.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotFound: if there is no such merge
    :raises NotNow: if it was taken back already, or the record that stands for both was merged on
    """
    permissions.check_can_keep(by=by)
    done = Merge.objects.select_for_update().filter(pk=merge, takes_back=None).first()
    if done is None:
        raise NotFound("There is no such merge.")
    if Merge.objects.filter(takes_back=done).exists():
        raise NotNow("This merge was taken back already.")
    kind = Kind(done.kind)
    rows = {row.pk: row for row in _lock(kind, done.kept_id, done.gone_id)}
    kept, other = rows[done.kept_id], rows[done.gone_id]
    if kept.merged_into_id is not None or other.merged_into_id != kept.pk:
        raise NotNow("These records were merged with others since. Take that back first.")
    other.merged_into = None
    other.changed_at = kept.changed_at = at
    for table, id_, column, before in done.moved:
        _move_back(table, id_, column, before, kept=kept, other=other)
    kept.save()
    other.save()
    row = Merge.objects.create(
        kind=done.kind, kept_id=done.kept_id, gone_id=done.gone_id, takes_back=done, by=by, at=at
    )
    _note(kind, done.gone_id, before=str(done.kept_id), after=None, by=by, at=at)
    _find_checks_again([done.kept_id, done.gone_id] if kind is Kind.SERVICE else [], by=by, at=at)
    _index.refresh(services=_services(kind, done.kept_id, done.gone_id), by=by, at=at)
    audit.record(
        verb="services.take_back_merge", subject=str(done.gone_id), by=by, at=at, facts={"merge": str(done.pk)}
    )
    return row


@transaction.atomic
def keep_apart(*, kind: Kind, one: UUID, other: UUID, by: User, at: datetime) -> None:
    """
    This will note that two records are two, so that nobody is asked again.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotFound: if one of the two is not there, or merged already
    """
    permissions.check_can_keep(by=by)
    queries.pair(kind=kind, one=one, other=other)
    least, most = sorted((one, other))
    _, is_new = NotTheSame.objects.get_or_create(kind=kind, one_id=least, other_id=most, defaults={"by": by, "at": at})
    if is_new:
        audit.record(
            verb="services.keep_apart",
            subject=str(least),
            by=by,
            at=at,
            facts={"kind": str(kind), "other": str(most)},
        )


def _checked(kind: Kind, keep: UUID, gone: UUID) -> dict[UUID, dict[Field, datetime]]:
    """Return for the service that stays when each field was checked last, where that holds for both records."""
    if kind is not Kind.SERVICE:
        return {}
    values = value_queries.values(ids=[keep, gone])
    days: dict[Field, list[datetime]] = defaultdict(list)
    for check in _good_checks([keep, gone]).distinct("service_id", "field"):
        field = Field(check.field)
        if fingerprint(values[check.service_id][field]) == check.value_sha256:
            days[field].append(check.checked_at)
    return {keep: {field: max(found) for field, found in days.items() if len(found) == 2}}


def _carry_checks(checked: dict[UUID, dict[Field, datetime]], *, by: User, at: datetime) -> None:
    """Let what was checked in both records count for the one that stands for them."""
    values = value_queries.values(ids=list(checked))
    for service, fields in checked.items():
        _write_checks(service, {field: (values[service][field], when) for field, when in fields.items()}, by=by, at=at)


def _find_checks_again(services: Sequence[UUID], *, by: User, at: datetime) -> None:
    """Let a check count again that found a value as it is now once more."""
    values = value_queries.values(ids=services)
    for service in services:
        again: dict[Field, tuple[Json, datetime]] = {}
        for field, value in values[service].items():
            checks = list(_good_checks([service]).filter(field=field))
            if checks and fingerprint(value) in {check.value_sha256 for check in checks[1:]}:
                again[field] = (value, checks[0].checked_at)
        _write_checks(service, again, by=by, at=at)


def _good_checks(services: Sequence[UUID]) -> QuerySet[FieldCheck]:
    return FieldCheck.objects.filter(service__in=services, outcome__in=[Outcome.SAME, Outcome.CHANGED]).order_by(
        "service_id", "field", "-checked_at", "-id"
    )


def _write_checks(service: UUID, found: Mapping[Field, tuple[Json, datetime]], *, by: User, at: datetime) -> None:
    FieldCheck.objects.bulk_create(
        FieldCheck(
            service_id=service,
            field=field,
            outcome=Outcome.SAME,
            how=How.SOURCE,
            value_sha256=fingerprint(value),
            checked_at=when,
            recorded_at=at,
            by=by,
        )
        for field, (value, when) in found.items()
    )


def _lock(kind: Kind, *ids: UUID) -> list[Any]:
    rows = queries.MODELS[kind]._default_manager.select_for_update()  # noqa: SLF001 (Django's own way to ask a model)
    return list(rows.filter(pk__in=ids).order_by("pk"))


def _locked(kind: Kind, keep: UUID, gone: UUID) -> tuple[Any, Any]:
    _lock(kind, keep, gone)
    kept, other = queries.pair(kind=kind, one=keep, other=gone)
    if kind is Kind.SERVICE and kept.organization_id != other.organization_id:
        owners = {kept.organization.merged_into_id, kept.organization_id}
        if None in owners and other.organization.merged_into_id is not None:
            raise NotNow("The organization of the other record was merged. Take the record of the one that stands.")
    return kept, other


def _fill(kind: Kind, kept: Any, other: Any) -> list[list[object]]:
    """Give the record that stays the words that only the other had."""
    moved: list[list[object]] = []
    for column in _FILLED[kind]:
        if not getattr(kept, column) and getattr(other, column):
            setattr(kept, column, getattr(other, column))
            moved.append([kind.value, str(kept.pk), column, getattr(other, column)])
    if kind is Kind.SERVICE and (more := [one for one in other.categories if one not in kept.categories]):
        kept.categories = [*kept.categories, *more]
        moved.append([kind.value, str(kept.pk), "categories", more])
    return moved


def _move_details(kept: Service, other: Service) -> list[list[object]]:
    moved: list[list[object]] = []
    there = set(ServiceAtLocation.objects.filter(service=kept).values_list("location_id", flat=True))
    places = ServiceAtLocation.objects.filter(service=other).exclude(location__in=there)
    moved += _move("service_at_location", places, "service_id", kept.pk)
    numbers = {rules.digits(one) for one in Phone.objects.filter(service=kept).values_list("number", flat=True)}
    phones = [one for one in Phone.objects.filter(service=other) if rules.digits(one.number) not in numbers]
    moved += _move("phone", phones, "service_id", kept.pk)
    codes = set(Language.objects.filter(service=kept).values_list("code", flat=True))
    moved += _move("language", Language.objects.filter(service=other).exclude(code__in=codes), "service_id", kept.pk)
    for table in ("schedule", "cost_option", "required_document", "service_area"):
        model = _MODELS[table]
        if not model.objects.filter(service=kept).exists():
            moved += _move(table, model.objects.filter(service=other), "service_id", kept.pk)
    return moved


def _move_services(kept: Organization, other: Organization) -> list[list[object]]:
    moved = _move("service", Service.objects.filter(organization=other), "organization_id", kept.pk)
    moved += _move("location", Location.objects.filter(organization=other), "organization_id", kept.pk)
    numbers = {rules.digits(one) for one in Phone.objects.filter(organization=kept).values_list("number", flat=True)}
    phones = [one for one in Phone.objects.filter(organization=other) if rules.digits(one.number) not in numbers]
    return moved + _move("phone", phones, "organization_id", kept.pk)


def _move(table: str, rows: Any, column: str, to: UUID) -> list[list[object]]:
    moved: list[list[object]] = []
    for row in rows:
        moved.append([table, str(row.pk), column, str(getattr(row, column))])
        setattr(row, column, to)
        row.save(update_fields=[column])
    return moved


def _move_back(table: str, id_: str, column: str, before: Any, *, kept: Any, other: Any) -> None:
    if id_ == str(kept.pk):
        if column == "categories":
            kept.categories = [one for one in kept.categories if one not in before]
        elif getattr(kept, column) == before:
            setattr(kept, column, "")
        return
    row = _MODELS[table].objects.filter(pk=id_).first()
    if row is not None and getattr(row, column) == kept.pk:
        setattr(row, column, other.pk)
        row.save(update_fields=[column])


def _services(kind: Kind, *ids: UUID) -> list[UUID]:
    if kind is Kind.SERVICE:
        return list(ids)
    return list(Service.objects.filter(organization__in=ids).values_list("pk", flat=True))


def _note(kind: Kind, id_: UUID, *, before: str | None, after: str | None, by: User, at: datetime) -> None:
    _history.note(
        resource_type=kind.value,
        resource_id=id_,
        deed=Deed.UPDATE,
        changes={"merged_into": (before, after)},
        by=by,
        at=at,
    )
