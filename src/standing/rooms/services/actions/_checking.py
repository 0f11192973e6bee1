"""Puts a value in place with its history and its check."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel.canonical import Json
from standing.rooms.services.actions import _history, _values
from standing.rooms.services.actions._index import refresh
from standing.rooms.services.models import FieldCheck, Service
from standing.rooms.services.rules.terms import Deed, Field, How, Outcome
from standing.rooms.services.rules.values import fingerprint


def apply_value(
    *,
    service: Service,
    field: Field,
    value: Json,
    how: How,
    checked_at: datetime,
    found_by: User,
    by: Actor,
    at: datetime,
) -> None:
    """Put a value in place, write its history and its check, and keep search in step."""
    _values.check_value(value)
    before = _values.current(service.pk)[field]
    touched = _values.put(service=service, field=field, value=value, at=at)
    after = _values.current(service.pk)[field]
    _history.note(
        resource_type="service",
        resource_id=service.pk,
        deed=Deed.UPDATE,
        changes={field.value: (_values.said(before), _values.said(after))},
        by=by,
        at=at,
    )
    record(
        service=service.pk,
        field=field,
        outcome=Outcome.CHANGED,
        how=how,
        sha256=fingerprint(after),
        checked_at=checked_at,
        by=found_by,
        at=at,
    )
    refresh(services=touched, by=by, at=at)


def record(
    *,
    service: UUID,
    field: Field,
    outcome: Outcome,
    how: How,
    sha256: str,
    checked_at: datetime,
    by: User,
    at: datetime,
) -> None:
    """Write one check down, in the book of deeds too."""
    FieldCheck.objects.create(
        service_id=service,
        field=field,
        outcome=outcome,
        how=how,
        value_sha256=sha256,
        checked_at=checked_at,
        recorded_at=at,
        by=by,
    )
    audit.record(
        verb="services.check_field",
        subject=str(service),
        by=by,
        at=at,
        facts={"field": field.value, "outcome": outcome.value, "how": how.value, "value": sha256},
    )
