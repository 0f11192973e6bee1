"""Which services stand in the directory, and where the address of a service leads."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from standing.hall import memory
from standing.kernel.refusals import NotFound
from standing.rooms.services.models import Service
from standing.rooms.services.queries import pack
from standing.rooms.services.rules.terms import Status

_MOST_MERGES = 10


def published(*, at: datetime) -> QuerySet[Service]:
    """Return the services that everybody may find: active, wanted, not merged, checked within twice the limit."""
    return Service.objects.filter(
        status=Status.ACTIVE,
        do_not_list=False,
        merged_into__isnull=True,
        organization__merged_into__isnull=True,
        shown_until__gte=pack.today(at=at),
    )


def is_published(service: Service, *, on: date) -> bool:
    """Test whether everybody may find it on a day."""
    return (
        service.status == Status.ACTIVE
        and not service.do_not_list
        and service.merged_into_id is None
        and service.organization.merged_into_id is None
        and service.shown_until is not None
        and service.shown_until >= on
    )


def find(*, id: UUID) -> Service:
    """Return a service, or the one that stands for it since they were merged. :raises NotFound: if there is none"""
    return memory.once_for_many((__name__, id), lambda: _found(id))


def _found(here: UUID) -> Service:
    for _ in range(_MOST_MERGES):
        row = Service.objects.select_related("organization").filter(pk=here).first()
        if row is None:
            break
        if row.merged_into_id is None:
            return row
        here = row.merged_into_id
    raise NotFound("There is no such service.")
