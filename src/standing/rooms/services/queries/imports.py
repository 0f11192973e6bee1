"""What staff see of an import: where it stands, what it would do, and every mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from standing.kernel.refusals import NotFound
from standing.rooms.services.models import Import, ImportProblem, ImportRow, Organization, Service
from standing.rooms.services.rules.exchange import Kind, Twin, Verdict

SHOWN = 100
"""How many mistakes and look-alikes stand on the page; a file holds all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCounts:
    """What an import would do, or did, with one table."""

    table: str
    new: int
    changed: int
    same: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinFact:
    """A new record of the file beside one of ours that looks like it."""

    row_id: UUID
    kind: Kind
    name: str
    ours_id: UUID
    ours_name: str
    ours_owner: str
    said: Twin | None


def imports(*, most: int = 100) -> QuerySet[Import]:
    """Return the imports, the latest first."""
    return Import.objects.select_related("uploaded_by").order_by("-uploaded_at", "-pk")[:most]


def find(*, id: UUID) -> Import:
    """Return one import. :raises NotFound: if there is none"""
    row = Import.objects.select_related("uploaded_by", "applied_by", "undone_by").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such import.")
    return row


def counted(*, row: Import) -> tuple[TableCounts, ...]:
    """Return what it would do, table by table, in the order of the file."""
    return tuple(
        TableCounts(table=table, **{verdict.value: int(found.get(verdict.value, 0)) for verdict in Verdict})
        for table, found in dict(row.counts).items()
    )


def problems(*, row: Import) -> Iterator[ImportProblem]:
    """Yield every mistake, in the order of the file."""
    yield from ImportProblem.objects.filter(of=row).order_by("id").iterator(chunk_size=1000)


def first_problems(*, row: Import) -> list[ImportProblem]:
    """Return the first mistakes."""
    return list(ImportProblem.objects.filter(of=row).order_by("id")[:SHOWN])


def twins(*, row: Import) -> tuple[TwinFact, ...]:
    """Return new records that look like ours; people say whether they are."""
    found = list(
        ImportRow.objects.filter(of=row, twin_id__isnull=False, table__in=[kind.value for kind in Kind]).order_by("id")[
            :SHOWN
        ]
    )
    ours = _ours(found)
    return tuple(
        TwinFact(
            row_id=one.row_id,
            kind=Kind(one.table),
            name=str(one.data.get("name") or ""),
            ours_id=one.twin_id,
            ours_name=ours[one.twin_id][0],
            ours_owner=ours[one.twin_id][1],
            said=Twin(one.twin) if one.twin else None,
        )
        for one in found
        if one.twin_id is not None and one.twin_id in ours
    )


def _ours(found: list[ImportRow]) -> Mapping[Any, tuple[str, str]]:
    ids = [one.twin_id for one in found if one.twin_id is not None]
    names: dict[Any, tuple[str, str]] = {
        pk: (name, "") for pk, name in Organization.objects.filter(pk__in=ids).values_list("pk", "name")
    }
    services = Service.objects.filter(pk__in=ids).values_list("pk", "name", "organization__name")
    return names | {pk: (name, owner) for pk, name, owner in services}
