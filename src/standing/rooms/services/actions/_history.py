"""Writes what a record was before and after: append-only, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from standing.hall.accounts.api import User
from standing.hall.audit.api import Actor
from standing.rooms.services.models import Change
from standing.rooms.services.rules.terms import Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What happened to one record; ``changes`` holds for each column what was before and after."""

    resource_type: str
    resource_id: UUID
    deed: Deed
    changes: Mapping[str, tuple[object, object]]


def note(
    *,
    resource_type: str,
    resource_id: UUID,
    deed: Deed,
    changes: Mapping[str, tuple[object, object]],
    by: Actor,
    at: datetime,
    office: str = "",
) -> None:
    """Write down what happened to one record."""
    notes(
        [Note(resource_type=resource_type, resource_id=resource_id, deed=deed, changes=changes)],
        by=by,
        at=at,
        office=office,
    )


def notes(many: Iterable[Note], *, by: Actor, at: datetime, office: str = "") -> None:
    """Write down what happened to many records."""
    person = by if isinstance(by, User) else None
    Change.objects.bulk_create(
        [
            Change(
                resource_type=one.resource_type,
                resource_id=one.resource_id,
                last_action_type=one.deed,
                field_name=column,
                previous_value=_text(before),
                replacement_value=_text(after),
                updated_by=office,
                at=at,
                by=person,
            )
            for one in many
            for column, (before, after) in one.changes.items()
            if before != after
        ],
        batch_size=1000,
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)
