"""Checking services, one field at a time: the same, changed, or nobody could be reached."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.canonical import Json
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.services import permissions
from standing.rooms.services.actions import _checking, _values
from standing.rooms.services.actions._index import refresh
from standing.rooms.services.models import FieldCheck, Service
from standing.rooms.services.queries import values as value_queries
from standing.rooms.services.rules.terms import Field, How, Outcome
from standing.rooms.services.rules.values import fingerprint

__all__ = ["assure_from_source", "change_field", "check_field", "check_services", "refresh"]


@transaction.atomic
def check_field(
    *, service: UUID, field: Field, outcome: Outcome, how: How, seen_sha256: str, by: User, at: datetime
) -> None:
    """
    This will record that somebody asked about one field: it is the same, or nobody could be reached.

    :raises NotAllowed: if the person does not check this service
    :raises NotNow: if the organisation does not want to be called, or the outcome is a change
    :raises Moved: if the value is no longer the one that was shown
    """
    row = _locked(service)
    permissions.check_can_check(service=row, by=by)
    _check_may_call(row, how)
    if outcome is Outcome.CHANGED:
        raise NotNow("Say what it is now.")
    _check_seen(row, field, seen_sha256)
    _checking.record(
        service=row.pk, field=field, outcome=outcome, how=how, sha256=seen_sha256, checked_at=at, by=by, at=at
    )
    if outcome is Outcome.SAME:
        refresh(services=[row.pk], by=by, at=at)


@transaction.atomic
def change_field(
    *, service: UUID, field: Field, value: Json, how: How, seen_sha256: str, by: User, at: datetime
) -> None:
    """
    This will put another value in place and record that it was checked.

    :raises NotAllowed: if the person does not change this service
    :raises NotCarried: if a text makes help depend on somebody's status, or tells of a person
    :raises Moved: if the value is no longer the one that was shown
    """
    row = _locked(service)
    permissions.check_can_change(department=row.department, by=by)
    _check_may_call(row, how)
    _check_seen(row, field, seen_sha256)
    _checking.apply_value(service=row, field=field, value=value, how=how, checked_at=at, found_by=by, by=by, at=at)


@transaction.atomic
def assure_from_source(*, services: Collection[UUID], checked_at: datetime, by: User, at: datetime) -> None:
    """
    This will record that the source of an import assured every field of these services on a day.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotNow: if that day lies ahead
    """
    check_services(services=services, how=How.SOURCE, checked_at=checked_at, by=by, at=at)


@transaction.atomic
def check_services(*, services: Collection[UUID], how: How, checked_at: datetime, by: User, at: datetime) -> None:
    """
    This will record that every field of these services was found the same at a moment, as on a list done on paper.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotNow: if that moment lies ahead
    """
    permissions.check_can_keep(by=by)
    if checked_at > at:
        raise NotNow("A check cannot lie ahead.")
    found = value_queries.values(ids=services)
    FieldCheck.objects.bulk_create(
        [
            FieldCheck(
                service_id=key,
                field=field,
                outcome=Outcome.SAME,
                how=how,
                value_sha256=fingerprint(value),
                checked_at=checked_at,
                recorded_at=at,
                by=by,
            )
            for key, values in found.items()
            for field, value in values.items()
        ],
        batch_size=1000,
    )
    audit.record(
        verb="services.check_services",
        subject="services",
        by=by,
        at=at,
        facts={"services": len(found), "how": how.value},
    )
    refresh(services=list(found), by=by, at=at)


def _locked(service: UUID) -> Service:
    row = Service.objects.select_for_update(of=("self",)).select_related("organization").filter(pk=service).first()
    if row is None:
        raise NotFound("There is no such service.")
    if row.merged_into_id is not None:
        raise NotNow("This service was merged into another one. Check that one.")
    return row


def _check_seen(row: Service, field: Field, seen_sha256: str) -> None:
    if fingerprint(_values.current(row.pk)[field]) != seen_sha256:
        raise _values.Moved


def _check_may_call(row: Service, how: How) -> None:
    if row.do_not_call and how is How.PHONE:
        raise NotNow("This organisation asked not to be called by checkers. Look at its pages, or visit.")
