"""Our tables in the shapes of the standard: one row for one record, whichever way it goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid5

from django.db import models
from django.db.models import Q

from standing.rooms.services.models import (
    Accessibility,
    Address,
    Attribute,
    Change,
    CostOption,
    Language,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from standing.rooms.services.rules import hsds_times
from standing.rooms.services.rules.hsds_fields import TABLE, Field, Row
from standing.rooms.services.rules.hsds_times import PARTS
from standing.rooms.services.rules.hsds_trees import Shelf
from standing.rooms.services.rules.kinds import Directory, taxonomy_id, term_id

MODELS: Mapping[str, type[models.Model]] = {
    "taxonomy": Taxonomy,
    "taxonomy_term": TaxonomyTerm,
    "organization": Organization,
    "location": Location,
    "service": Service,
    "service_at_location": ServiceAtLocation,
    "address": Address,
    "phone": Phone,
    "schedule": Schedule,
    "service_area": ServiceArea,
    "required_document": RequiredDocument,
    "language": Language,
    "accessibility": Accessibility,
    "cost_option": CostOption,
    "attribute": Attribute,
}
"""Which of our tables each table of the standard is. History has a shape of its own."""

COLUMN: Mapping[tuple[str, str], str] = {
    ("cost_option", "amount"): "amount_cents",
    ("service", "last_modified"): "changed_at",
    ("service", "assured_date"): "checked_on",
}
"""Where a column of ours has another name."""

NOT_KEPT = frozenset({("schedule", "timezone")})
"""Fields that are computed when they are sent."""

COMPUTED = frozenset({("service", "last_modified"), ("service", "assured_date")})
"""Fields that follow from records of ours, and are never written from a file."""

OURS = "category"
"""The ``link_type`` of a kind of help that the pack names."""


def column_of(table: str, field: str) -> str:
    """Return what we call a field of the standard."""
    return COLUMN.get((table, field), field)


def row_of(*, table: str, record: models.Model, today: date) -> Row:
    """Return a record in the shape of the standard. An empty text is None, but where the standard wants one."""
    row: Row = {}
    for field in TABLE[table].fields:
        if (table, field.name) in NOT_KEPT:
            row[field.name] = None
            continue
        row[field.name] = _said(field, getattr(record, column_of(table, field.name)))
    if table == "service" and (record.alert_until is not None and record.alert_until < today):  # type: ignore[attr-defined]
        row["alert"] = None
    if table == "organization" and row["description"] is None:
        row["description"] = ""
    return row


def _said(field: Field, value: object) -> object:
    if value is None or value == "":
        return "" if field.required and field.name == "description" else None
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if field.kind == "money" and isinstance(value, int):
        return value // 100 if value % 100 == 0 else value / 100
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value


def shelf_of_services(
    *, services: Iterable[Service], today: date, directory: Directory, has_history: bool = True, is_zoned: bool = True
) -> Shelf:
    """
    Return everything that hangs on these services, ready to be nested. The number of questions is fixed.

    ``is_zoned``: hours are cut where the clocks change, as the standard needs it.
    """
    shelf = Shelf()
    found = list(services)
    ids = [one.pk for one in found]
    shelf.put("service", (row_of(table="service", record=one, today=today) for one in found))
    both = list(ServiceAtLocation.objects.filter(service__in=ids, location__merged_into=None).order_by("id"))
    shelf.put("service_at_location", (row_of(table="service_at_location", record=one, today=today) for one in both))
    put_organizations(shelf, Organization.objects.filter(pk__in={one.organization_id for one in found}), today=today)
    put_locations(shelf, Location.objects.filter(pk__in={one.location_id for one in both}), today=today)
    owners = {"service_id": ids, "service_at_location_id": [one.pk for one in both]}
    _put_details(shelf, owners, today)
    _finish(shelf, found, today, directory, is_zoned=is_zoned, has_history=has_history)
    return shelf


def shelf_of_organizations(*, organizations: Iterable[Organization], today: date, directory: Directory) -> Shelf:
    """Return what hangs on these organisations, ready to be nested."""
    shelf = Shelf()
    put_organizations(shelf, organizations, today=today)
    _finish(shelf, (), today, directory, is_zoned=True, has_history=True)
    return shelf


def shelf_of_locations(*, locations: Iterable[Location], today: date, directory: Directory) -> Shelf:
    """Return what hangs on these places, ready to be nested."""
    shelf = Shelf()
    put_locations(shelf, locations, today=today)
    _finish(shelf, (), today, directory, is_zoned=True, has_history=True)
    return shelf


def put_organizations(shelf: Shelf, organizations: Iterable[Organization], *, today: date) -> None:
    """Put organisations on the shelf with what hangs on them."""
    found = list(organizations)
    shelf.put("organization", (row_of(table="organization", record=one, today=today) for one in found))
    _put_details(shelf, {"organization_id": [one.pk for one in found]}, today)


def put_locations(shelf: Shelf, locations: Iterable[Location], *, today: date) -> None:
    """Put places on the shelf with what hangs on them."""
    found = list(locations)
    shelf.put("location", (row_of(table="location", record=one, today=today) for one in found))
    _put_details(shelf, {"location_id": [one.pk for one in found]}, today)


_SMALL = ("address", "phone", "service_area", "required_document", "accessibility", "cost_option", "language")


def _put_details(shelf: Shelf, owners: Mapping[str, Collection[object]], today: date) -> None:
    for table in _SMALL:
        if set(TABLE[table].owners) & set(owners):
            shelf.put(table, _details(table, owners, today))


def _finish(
    shelf: Shelf,
    services: Collection[Service],
    today: date,
    directory: Directory,
    *,
    is_zoned: bool,
    has_history: bool,
) -> None:
    """Put on the shelf what may hang on anything that is there by now."""
    _put_languages_of_phones(shelf, today)
    owners: dict[str, Collection[object]] = {
        f"{table}_id": list(shelf.rows[table]) for table in ("service", "location", "service_at_location")
    }
    _put_schedules(shelf, owners, today, is_zoned=is_zoned)
    _put_attributes(shelf, services, directory, today)
    if has_history:
        ids = [UUID(each) for table in _WITH_HISTORY for each in shelf.rows[table]]
        shelf.put("metadata", _changes(ids))


_WITH_HISTORY = ("service", "organization", "location")


def _put_languages_of_phones(shelf: Shelf, today: date) -> None:
    shelf.put("language", _details("language", {"phone_id": list(shelf.rows["phone"])}, today))


def _details(table: str, owners: Mapping[str, Collection[object]], today: date) -> list[Row]:
    return [row_of(table=table, record=one, today=today) for one in details(table=table, owners=owners)]


def details(*, table: str, owners: Mapping[str, Collection[object]]) -> list[models.Model]:
    """Return the records of a table that hang on any of the owners, in the order of the page."""
    model = MODELS[table]
    mine = TABLE[table].owners
    belongs = Q()
    for column in mine:
        belongs |= Q(**{f"{column}__in": owners.get(column, ())})
    names = {field.name for field in model._meta.fields}  # noqa: SLF001 (Django's own way to ask a model)
    order = ("position", "id") if "position" in names else ("id",)
    return list(model._default_manager.filter(belongs).order_by(*order))  # noqa: SLF001


def _put_schedules(shelf: Shelf, owners: Mapping[str, Collection[object]], today: date, *, is_zoned: bool) -> None:
    for record in details(table="schedule", owners=owners):
        row = row_of(table="schedule", record=record, today=today)
        if not is_zoned:
            shelf.put("schedule", [row])
            continue
        for part in hsds_times.parted(schedule=row, zone=record.zone, today=today):  # type: ignore[attr-defined]
            joins = part.pop("attributes", [])
            shelf.put("schedule", [part])
            shelf.put("attribute", joins)  # type: ignore[arg-type]


def _put_attributes(shelf: Shelf, services: Iterable[Service], directory: Directory, today: date) -> None:
    linked = [each for table in shelf.rows if TABLE[table].has_attributes for each in shelf.rows[table]]
    foreign = list(Attribute.objects.filter(link_id__in=linked).order_by("id"))
    for one in foreign:
        shelf.put("attribute", [row_of(table="attribute", record=one, today=today)])
    ours: set[UUID] = set()
    for service in services:
        for kind in service.categories:
            term = term_id(directory.pack, kind)
            ours.add(term)
            shelf.put("attribute", [_category(service, term)])
    wanted = ours | {one.taxonomy_term_id for one in foreign}
    terms = list(TaxonomyTerm.objects.filter(pk__in=wanted))
    shelf.put("taxonomy_term", (row_of(table="taxonomy_term", record=one, today=today) for one in terms))
    lists = Taxonomy.objects.filter(pk__in={one.taxonomy_id for one in terms if one.taxonomy_id})
    shelf.put("taxonomy", (row_of(table="taxonomy", record=one, today=today) for one in lists))


def _category(service: Service, term: UUID) -> Row:
    return {
        "id": str(uuid5(PARTS, f"{service.pk}/{term}")),
        "link_id": str(service.pk),
        "link_entity": "service",
        "link_type": OURS,
        "taxonomy_term_id": str(term),
        "value": None,
        "label": None,
    }


def _changes(ids: Collection[UUID]) -> list[Row]:
    return [
        {
            "id": str(one.pk),
            "resource_id": str(one.resource_id),
            "resource_type": one.resource_type,
            "last_action_date": one.at.date().isoformat(),
            "last_action_type": one.last_action_type,
            "field_name": one.field_name,
            "previous_value": one.previous_value,
            "replacement_value": one.replacement_value,
            "updated_by": one.updated_by or "The City",
        }
        for one in Change.objects.filter(resource_id__in=ids, resource_type__in=_WITH_HISTORY).order_by("at", "id")
    ]


def categories_of(*, directory: Directory) -> Mapping[str, str]:
    """Return the kinds of help of the pack by the id of their term."""
    return {str(term_id(directory.pack, kind.id)): kind.id for kind in directory.kinds}


def our_taxonomy(*, directory: Directory) -> str:
    """Return the id of the pack's own list of kinds."""
    return str(taxonomy_id(directory.pack))
