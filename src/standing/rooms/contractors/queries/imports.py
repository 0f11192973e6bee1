"""Lists that were brought."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from standing.kernel.refusals import NotFound
from standing.rooms.contractors.models import Import


def imports() -> QuerySet[Import]:
    """Return the lists, the latest first."""
    return Import.objects.select_related("brought_by").defer("content", "problems").order_by("-brought_at", "-pk")


def find(*, id: UUID) -> Import:
    """Return one list. :raises NotFound: if there is none"""
    rows = Import.objects.select_related("brought_by", "applied_by", "undone_by").defer("content")
    row = rows.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such list.")
    return row
