"""Keeps search in step with what moves without a deed in this room: translations, and days that pass."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.publish import api as publish
from standing.rooms.services.actions import _index
from standing.rooms.services.models import Service
from standing.rooms.services.queries import listed

__all__ = ["refresh_all", "refresh_words"]

_BATCH = 500


def refresh_all(*, at: datetime) -> int:
    """This will compute anew, part by part, what search knows of every service that is listed."""
    ids = list(listed.published(at=at).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        _index.refresh(services=ids[start : start + _BATCH], by=audit.SYSTEM, at=at)
    publish.soon()
    return len(ids)


@transaction.atomic
def refresh_words(*, services: Collection[UUID], at: datetime) -> None:
    """This will let search know the words of services whose translation has changed."""
    known = Service.objects.filter(pk__in=services).values_list("pk", flat=True)
    _index.refresh(services=list(known), by=audit.SYSTEM, at=at)
