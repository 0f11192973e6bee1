"""A department says that the list of its services is complete, and what it made wider for families."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.events import api as events
from standing.kernel.refusals import NotNow
from standing.rooms.services import permissions
from standing.rooms.services.actions import _values
from standing.rooms.services.models import Attestation
from standing.rooms.services.queries import pack, work
from standing.rooms.services.rules.events import ServiceListAttested

__all__ = ["attest_list"]


@transaction.atomic
def attest_list(*, department: str, widened: str, seen_sha256: str, by: User, at: datetime) -> UUID:
    """
    This will record that a department stands behind exactly this list of its services, as of today.

    :raises NotAllowed: if the person does not answer for the department
    :raises NotCarried: if the text tells of a person
    :raises NotNow: if the list is not the one that was shown
    """
    permissions.check_can_attest(department=department, by=by)
    _values.check_texts(widened)
    listed = work.list_of(department=department, at=at)
    if listed.sha256 != seen_sha256:
        raise NotNow("The list has changed since you opened it. Read it again, then confirm.")
    row = Attestation.objects.create(
        department=department,
        day=pack.today(at=at),
        widened=widened.strip(),
        services=list(listed.services),
        list_sha256=listed.sha256,
        by=by,
        at=at,
    )
    audit.record(
        verb="services.attest_list",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"department": department, "services": len(listed.services), "list": listed.sha256},
    )
    events.emit(
        ServiceListAttested(
            attestation=row.pk,
            department=department,
            day=row.day,
            services=len(listed.services),
            list_sha256=listed.sha256,
            at=at,
        )
    )
    return row.pk
