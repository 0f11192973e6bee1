"""Entering and changing services: what stands beside the fields that are checked one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel.canonical import Json
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.services import permissions
from standing.rooms.services.actions import _checking, _history, _values
from standing.rooms.services.actions._index import refresh
from standing.rooms.services.models import (
    Accessibility,
    Organization,
    RequiredDocument,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from standing.rooms.services.queries import pack
from standing.rooms.services.queries.details import DETAIL_COLUMNS, details_of
from standing.rooms.services.rules.details import Details
from standing.rooms.services.rules.terms import Deed, Field, How, Outcome, Status
from standing.rooms.services.rules.values import fingerprint

__all__ = [
    "Details",
    "add_first_service",
    "add_organization",
    "add_service",
    "close_service",
    "details_of",
    "edit_service",
    "reopen_service",
    "set_alert",
]


@transaction.atomic
def add_organization(
    *,
    name: str,
    by: User,
    at: datetime,
    description: str = "",
    website: str = "",
    email: str = "",
    department: str = "",
    is_sample: bool = False,
) -> UUID:
    """
    This will enter an organisation that offers help.

    :raises NotAllowed: if the person neither keeps the directory nor answers for the department
    :raises NotCarried: if a text holds what the directory does not carry
    """
    permissions.check_can_change(department=department, by=by)
    _values.check_texts(name, description)
    if not name.strip():
        raise Refused("Say what the organisation is called.")
    row = Organization.objects.create(
        name=name.strip(),
        description=description.strip(),
        website=website.strip(),
        email=email.strip(),
        department=department,
        is_sample=is_sample,
        created_at=at,
        changed_at=at,
    )
    _history.note(
        resource_type="organization",
        resource_id=row.pk,
        deed=Deed.CREATE,
        changes={"name": ("", row.name)},
        by=by,
        at=at,
    )
    audit.record(verb="services.add_organization", subject=str(row.pk), by=by, at=at)
    return row.pk


@transaction.atomic
def add_service(
    *,
    organization: UUID,
    values: Mapping[Field, Json],
    details: Details,
    how: How | None,
    by: User,
    at: datetime,
    is_sample: bool = False,
) -> UUID:
    """
    This will enter a service; with ``how`` given, every field counts as checked now.

    :raises NotAllowed: if the person neither keeps the directory nor answers for the department
    :raises NotCarried: if a text holds what the directory does not carry
    :raises Refused: if it has no name, or the pack knows no such kind of help
    """
    permissions.check_can_change(department=details.department, by=by)
    owner = Organization.objects.filter(pk=organization, merged_into__isnull=True).first()
    if owner is None:
        raise NotFound("There is no such organisation.")
    _check_details(details, at=at)
    for value in values.values():
        _values.check_value(value)
    row = Service(organization=owner, is_sample=is_sample, created_at=at, changed_at=at)
    for column in DETAIL_COLUMNS:
        setattr(row, column, getattr(details, column))
    row.categories = list(details.categories)
    row.save()
    for field, value in values.items():
        _values.put(service=row, field=field, value=value, at=at)
    if not row.name:
        raise Refused("Say what the service is called.")
    _put_lists(row, details)
    _history.note(
        resource_type="service",
        resource_id=row.pk,
        deed=Deed.CREATE,
        changes={"name": ("", row.name)},
        by=by,
        at=at,
    )
    audit.record(verb="services.add_service", subject=str(row.pk), by=by, at=at)
    if how is not None:
        for field, value in _values.current(row.pk).items():
            _checking.record(
                service=row.pk,
                field=field,
                outcome=Outcome.SAME,
                how=how,
                sha256=fingerprint(value),
                checked_at=at,
                by=by,
                at=at,
            )
    refresh(services=[row.pk], by=by, at=at)
    return row.pk


@transaction.atomic
def add_first_service(*, organization: str, name: str, details: Details, by: User, at: datetime) -> UUID:
    """
    This will enter a service by its name, and its organisation too if none of that name is listed.

    :raises NotAllowed: if the person neither keeps the directory nor answers for the department
    :raises NotCarried: if a text holds what the directory does not carry
    """
    held = (
        Organization.objects.filter(name__iexact=organization.strip(), merged_into__isnull=True).order_by("pk").first()
    )
    owner = (
        held.pk
        if held is not None
        else add_organization(name=organization, department=details.department, by=by, at=at)
    )
    named: Mapping[Field, Json] = {Field.NAME: {"name": name.strip(), "alternate_name": ""}}
    return add_service(organization=owner, values=named, details=details, how=None, by=by, at=at)


@transaction.atomic
def edit_service(*, service: UUID, details: Details, seen_sha256: str, by: User, at: datetime) -> None:
    """
    This will change what is said of a service beside its checked fields.

    :raises NotAllowed: if the person does not change this service, or moves it to a department that is not theirs
    :raises NotCarried: if a text holds what the directory does not carry
    :raises Moved: if somebody changed it since it was shown
    """
    row = _locked(service)
    permissions.check_can_change(department=row.department, by=by)
    permissions.check_can_change(department=details.department, by=by)
    _check_details(details, at=at)
    before = details_of(row)
    if before.sha256 != seen_sha256:
        raise _values.Moved
    for column in DETAIL_COLUMNS:
        setattr(row, column, getattr(details, column))
    row.categories, row.changed_at = list(details.categories), at
    row.save()
    _put_lists(row, details)
    _history.note(
        resource_type="service",
        resource_id=row.pk,
        deed=Deed.UPDATE,
        changes={
            field.name: (_plain(getattr(before, field.name)), _plain(getattr(details, field.name)))
            for field in fields(details)
        },
        by=by,
        at=at,
    )
    audit.record(
        verb="services.edit_service",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"before": before.sha256, "after": details.sha256},
    )
    refresh(services=[row.pk], by=by, at=at)


@transaction.atomic
def close_service(
    *, service: UUID, status: Status, closed_on: date, by: User, at: datetime, reopens_on: date | None = None
) -> None:
    """
    This will take a closed service out of search; its address says that it is closed.

    :raises NotAllowed: if the person does not change this service
    :raises NotNow: if it is closed so already, or the days do not fit
    """
    row = _locked(service)
    permissions.check_can_change(department=row.department, by=by)
    if status is Status.ACTIVE:
        raise NotNow("A service that is offered is not closed.")
    if reopens_on is not None and (status is not Status.TEMPORARILY_CLOSED or reopens_on <= closed_on):
        raise NotNow("Only a service that is closed for a time opens again, and after the day it closed.")
    _move(row, status=status, closed_on=closed_on, reopens_on=reopens_on, by=by, at=at, verb="services.close_service")


@transaction.atomic
def reopen_service(*, service: UUID, by: User, at: datetime) -> None:
    """
    This will list a closed service again, as fresh as its checks are.

    :raises NotAllowed: if the person does not change this service
    :raises NotNow: if it is not closed
    """
    row = _locked(service)
    permissions.check_can_change(department=row.department, by=by)
    if row.status == Status.ACTIVE:
        raise NotNow("This service is not closed.")
    _move(row, status=Status.ACTIVE, closed_on=None, reopens_on=None, by=by, at=at, verb="services.reopen_service")


@transaction.atomic
def set_alert(*, service: UUID, text: str, until: date | None, by: User, at: datetime) -> None:
    """
    This will put news on a service until a day, or take it off when the text is empty.

    :raises NotAllowed: if the person does not change this service
    :raises NotCarried: if the text holds what the directory does not carry
    :raises Refused: if news has no last day, or one that is over or more than 90 days ahead
    """
    row = _locked(service)
    permissions.check_can_change(department=row.department, by=by)
    text = text.strip()
    _values.check_texts(text)
    today = pack.today(at=at)
    if text and until is None:
        raise Refused("Every alert has a last day. Say until when it holds.")
    if text and until is not None and not 0 <= (until - today).days <= _LONGEST_ALERT:
        raise Refused(f"The last day of an alert is today or at most {_LONGEST_ALERT} days ahead.")
    before = (row.alert, row.alert_until)
    row.alert, row.alert_until, row.changed_at = text, (until if text else None), at
    row.save(update_fields=["alert", "alert_until", "changed_at"])
    _history.note(
        resource_type="service",
        resource_id=row.pk,
        deed=Deed.UPDATE,
        changes={"alert": (before[0], row.alert), "alert_until": (before[1], row.alert_until)},
        by=by,
        at=at,
    )
    audit.record(verb="services.set_alert", subject=str(row.pk), by=by, at=at, facts={"has_alert": bool(text)})
    refresh(services=[row.pk], by=by, at=at)


_LONGEST_ALERT = 90


def _check_details(details: Details, *, at: datetime) -> None:
    _values.check_texts(*details.texts)
    known = {kind.id for kind in pack.directory(known=at).kinds}
    if strangers := sorted(set(details.categories) - known):
        raise Refused(f"The pack knows no such kind of help: {', '.join(strangers)}.")


def _put_lists(row: Service, details: Details) -> None:
    RequiredDocument.objects.filter(service=row).exclude(document__in=details.documents).delete()
    held = set(RequiredDocument.objects.filter(service=row).values_list("document", flat=True))
    RequiredDocument.objects.bulk_create(
        RequiredDocument(service=row, document=text) for text in dict.fromkeys(details.documents) if text not in held
    )
    ServiceArea.objects.filter(service=row).exclude(name__in=details.areas).delete()
    known = set(ServiceArea.objects.filter(service=row).values_list("name", flat=True))
    ServiceArea.objects.bulk_create(
        ServiceArea(service=row, name=text) for text in dict.fromkeys(details.areas) if text not in known
    )
    first = ServiceAtLocation.objects.filter(service=row).order_by("location_id").first()
    if first is not None:
        said = Accessibility.objects.filter(location__services__service=row)
        said.exclude(description__in=details.access).delete()
        there = set(said.values_list("description", flat=True))
        Accessibility.objects.bulk_create(
            Accessibility(location_id=first.location_id, description=text)
            for text in dict.fromkeys(details.access)
            if text not in there
        )


def _move(
    row: Service,
    *,
    status: Status,
    closed_on: date | None,
    reopens_on: date | None,
    by: Actor,
    at: datetime,
    verb: str,
) -> None:
    before = (row.status, row.closed_on, row.reopens_on)
    row.status, row.closed_on, row.reopens_on, row.changed_at = status, closed_on, reopens_on, at
    row.save(update_fields=["status", "closed_on", "reopens_on", "changed_at"])
    _history.note(
        resource_type="service",
        resource_id=row.pk,
        deed=Deed.UPDATE,
        changes={
            "status": (before[0], str(status)),
            "closed_on": (before[1], closed_on),
            "reopens_on": (before[2], reopens_on),
        },
        by=by,
        at=at,
    )
    audit.record(verb=verb, subject=str(row.pk), by=by, at=at, facts={"status": str(status)})
    refresh(services=[row.pk], by=by, at=at)


def _plain(value: object) -> object:
    return "\n".join(map(str, value)) if isinstance(value, tuple) else value


def _locked(service: UUID) -> Service:
    row = Service.objects.select_for_update(of=("self",)).select_related("organization").filter(pk=service).first()
    if row is None:
        raise NotFound("There is no such service.")
    if row.merged_into_id is not None:
        raise NotNow("This service was merged into another one. Change that one.")
    return row
