"""What the public interface answers: which records were asked for, and each as an object of the standard."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet

from standing.hall.installation import api as installation
from standing.hall.translations import api as translations
from standing.hall.translations.api import Said
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.services.models import (
    Attribute,
    Found,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from standing.rooms.services.queries import hsds_rows, listed, pack, texts
from standing.rooms.services.rules import words
from standing.rooms.services.rules.exchange import Kind
from standing.rooms.services.rules.hsds_fields import MARK, TABLE, TRANSLATION, WHOLE, Row
from standing.rooms.services.rules.hsds_schemas import nests_of
from standing.rooms.services.rules.hsds_times import PARTS
from standing.rooms.services.rules.hsds_trees import Shelf, nested

BATCH = 300
_EARTH = 6_371_000  # metres
_LONG = 10  # words of a search that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list was asked for; all of it holds at once."""

    search: str = ""
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    modified_after: datetime | None = None
    postcode: str = ""
    proximity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How objects are shown: the moment, the language, and how much of each."""

    at: datetime
    language: str = ""
    full: bool = False
    minimal: bool = False
    full_service: bool = False


def services(*, asked: Asked, at: datetime) -> QuerySet[Service]:
    """Return the published services that were asked for, by their ids."""
    found = _of_terms(listed.published(at=at), asked, at)
    if asked.organization_id is not None:
        found = found.filter(organization=asked.organization_id)
    if asked.modified_after is not None:
        found = found.filter(changed_at__gte=asked.modified_after)
    if asked.search.strip():
        found = found.filter(Exists(_found(asked.search)))
    return found.order_by("pk")


def organizations(*, asked: Asked, at: datetime) -> QuerySet[Organization]:
    """Return the organisations with a published service that were asked for, by their ids."""
    theirs = _of_terms(listed.published(at=at), asked, at).filter(organization=OuterRef("pk"))
    found = Organization.objects.filter(Exists(theirs), merged_into=None)
    for word in _words(asked.search):
        found = found.filter(
            Q(name__icontains=word) | Q(alternate_name__icontains=word) | Q(description__icontains=word)
        )
    return found.order_by("pk")


def service_at_locations(*, asked: Asked, at: datetime) -> QuerySet[ServiceAtLocation]:
    """
    Return where published services are given, by their ids.

    :raises Refused: if a distance is asked for from a place that is not known
    """
    wanted = services(asked=asked, at=at).order_by()
    found = ServiceAtLocation.objects.filter(service__in=wanted, location__merged_into=None)
    if asked.proximity is not None:
        found = found.filter(location__in=_near(asked, at))
    elif asked.postcode:
        found = found.filter(location__addresses__postal_code__istartswith=asked.postcode).distinct()
    return found.order_by("pk")


def taxonomies(*, search: str) -> QuerySet[Taxonomy]:
    """Return the lists of terms, by their ids."""
    found = Taxonomy.objects.all()
    for word in _words(search):
        found = found.filter(Q(name__icontains=word) | Q(description__icontains=word))
    return found.order_by("pk")


def taxonomy_terms(
    *, search: str, taxonomy_id: UUID | None, top_only: bool, parent_id: UUID | None
) -> QuerySet[TaxonomyTerm]:
    """Return terms, by their ids."""
    found = TaxonomyTerm.objects.all()
    for word in _words(search):
        found = found.filter(Q(name__icontains=word) | Q(description__icontains=word) | Q(code__icontains=word))
    if taxonomy_id is not None:
        found = found.filter(taxonomy=taxonomy_id)
    if top_only:
        found = found.filter(parent=None)
    if parent_id is not None:
        found = found.filter(parent=parent_id)
    return found.order_by("pk")


# Objects


def service_objects(*, found: Iterable[Service], shown: Shown) -> list[dict[str, Any]]:
    """Return services as objects, in the order given."""
    rows = list(found)
    today, directory = _day(shown.at), pack.directory(known=shown.at)
    if shown.minimal:
        return [_minimal(hsds_rows.row_of(table="service", record=row, today=today)) for row in rows]
    shelf = hsds_rows.shelf_of_services(services=rows, today=today, directory=directory, has_history=shown.full)
    _speak(shelf, rows, shown)
    without = () if shown.full else _many("service", shown)
    return [
        nested(table="service", row=shelf.rows["service"][str(row.pk)], shelf=shelf, without=without) for row in rows
    ]


def organization_objects(*, found: Iterable[Organization], shown: Shown) -> list[dict[str, Any]]:
    """Return organisations as objects; with their services by id, or whole if that was asked for."""
    rows = list(found)
    today, directory = _day(shown.at), pack.directory(known=shown.at)
    shelf = hsds_rows.shelf_of_organizations(organizations=rows, today=today, directory=directory)
    if not (shown.full or shown.full_service):
        return [_object("organization", row.pk, shelf, _many("organization", shown)) for row in rows]
    theirs: dict[UUID, list[Service]] = {row.pk: [] for row in rows}
    for service in listed.published(at=shown.at).filter(organization__in=theirs).order_by("pk"):
        theirs[service.organization_id].append(service)
    whole = Shown(at=shown.at, language=shown.language, full=shown.full_service, minimal=not shown.full_service)
    out = []
    for row in rows:
        one = _object("organization", row.pk, shelf, ("services", "locations"))
        objects = service_objects(found=theirs[row.pk], shown=whole)
        if objects:
            one["services"] = [
                {name: value for name, value in each.items() if name != "organization"} for each in objects
            ]
        out.append(one)
    return out


def place_objects(*, found: Iterable[ServiceAtLocation], shown: Shown) -> list[dict[str, Any]]:
    """Return services at locations as objects, each with its service and its location."""
    rows = list(found)
    today, directory = _day(shown.at), pack.directory(known=shown.at)
    services_ = {row.pk: row for row in Service.objects.filter(pk__in={row.service_id for row in rows})}
    shelf = hsds_rows.shelf_of_services(
        services=services_.values(), today=today, directory=directory, has_history=False
    )
    _speak(shelf, list(services_.values()), shown)
    without = (
        () if shown.full else _many("service_at_location", shown) | _many("service", shown) | _many("location", shown)
    )
    return [_object("service_at_location", row.pk, shelf, without) for row in rows]


def term_objects(*, found: Iterable[TaxonomyTerm], at: datetime) -> list[dict[str, Any]]:
    """Return terms as objects, each with the list it belongs to."""
    rows = list(found)
    shelf = Shelf()
    today = _day(at)
    shelf.put("taxonomy_term", (hsds_rows.row_of(table="taxonomy_term", record=row, today=today) for row in rows))
    lists = Taxonomy.objects.filter(pk__in={row.taxonomy_id for row in rows if row.taxonomy_id})
    shelf.put("taxonomy", (hsds_rows.row_of(table="taxonomy", record=row, today=today) for row in lists))
    return [_object("taxonomy_term", row.pk, shelf, ()) for row in rows]


def taxonomy_objects(*, found: Iterable[Taxonomy], at: datetime) -> list[dict[str, Any]]:
    """Return lists of terms as objects."""
    return [_filled(hsds_rows.row_of(table="taxonomy", record=row, today=_day(at))) for row in found]


def marked(value: dict[str, Any]) -> dict[str, Any]:
    """Return an object that says whether what it tells is made up."""
    return value | {MARK: True} if installation.is_sample() else value


def survivor(*, kind: str, id: str) -> str:
    """
    Return the id of the record that an address leads to: its own, or that of the one it was merged into.

    :raises NotFound: if there is none
    """
    model: type[Service | Organization] = Service if kind == "service" else Organization
    try:
        here = UUID(id)
    except ValueError:
        raise NotFound(f"There is no {kind} with this id.") from None
    for _ in range(10):
        row = model.objects.filter(pk=here).values_list("merged_into", flat=True)
        if not row:
            break
        if row[0] is None:
            return str(here)
        here = row[0]
    raise NotFound(f"There is no {kind} with this id.")


def side_by_side(*, kind: Kind, one: UUID, other: UUID, at: datetime) -> list[tuple[str, str, str]]:
    """Return the fields of two records beside each other, as words; what both leave empty is left out."""
    found = [_told(kind, id_, at) for id_ in (one, other)]
    names = dict.fromkeys(name for each in found for name in each)
    return [(name.replace("_", " "), found[0].get(name, ""), found[1].get(name, "")) for name in names]


def _told(kind: Kind, id_: UUID, at: datetime) -> dict[str, str]:
    shown = Shown(at=at, full=True)
    if kind is Kind.SERVICE:
        objects = service_objects(found=Service.objects.filter(pk=id_), shown=shown)
    else:
        objects = organization_objects(found=Organization.objects.filter(pk=id_), shown=shown)
    return {name: _in_words(value) for name, value in objects[0].items() if name not in {"metadata", "attributes"}}


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_in_words(each) for each in value)
    if isinstance(value, dict):
        hidden = {"id", "attributes", "metadata", "timezone"}
        return " · ".join(
            _in_words(each) for name, each in value.items() if name not in hidden and not name.endswith("_id")
        )
    return str(value)


# The whole directory


def whole_directory(*, at: datetime, unlisted: bool = False) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """
    Yield each list of a whole directory by its name, and its objects one after another.

    Objects point to each other by id, so nothing stands twice. ``unlisted``: also services that the public
    does not find now.
    """
    readers = {
        "taxonomies": _all_taxonomies,
        "taxonomy_terms": _all_terms,
        "organizations": _all_organizations,
        "locations": _all_locations,
        "services": _all_services,
    }
    for name in WHOLE:
        yield name, readers[name](at, unlisted=unlisted)


def flat_directory(*, at: datetime, unlisted: bool = False) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of a whole directory, table by table and piece by piece, in no order between tables."""
    for name, objects in whole_directory(at=at, unlisted=unlisted):
        for one in objects:
            yield from _rows(WHOLE[name], one)


def _rows(table: str, value: Mapping[str, Any]) -> Iterator[tuple[str, list[Row]]]:
    own = dict(value)
    inside: list[tuple[str, str, list[Any]]] = []
    for nest in nests_of(TABLE[table]):
        children = own.pop(nest.name, None)
        if children and nest.many:
            inside.append((nest.table, nest.key, children))
    yield table, [own]
    for child, key, children in inside:
        for each in children:
            row = {key: own["id"], **each}
            if key in {"link_id", "resource_id"}:
                row["link_entity" if key == "link_id" else "resource_type"] = table
            yield from _rows(child, row)


def kept_services(*, at: datetime, unlisted: bool) -> QuerySet[Service]:
    """Return the services of an export: what the public finds, or all that were not merged away."""
    if not unlisted:
        return listed.published(at=at)
    return Service.objects.filter(merged_into=None, organization__merged_into=None)


def _all_taxonomies(at: datetime, *, unlisted: bool) -> Iterator[dict[str, Any]]:
    del unlisted
    yield from taxonomy_objects(found=Taxonomy.objects.order_by("pk"), at=at)


def _all_terms(at: datetime, *, unlisted: bool) -> Iterator[dict[str, Any]]:
    del unlisted
    for row in TaxonomyTerm.objects.order_by("pk").iterator(BATCH):
        yield _filled(hsds_rows.row_of(table="taxonomy_term", record=row, today=_day(at)))


def _all_organizations(at: datetime, *, unlisted: bool) -> Iterator[dict[str, Any]]:
    theirs = kept_services(at=at, unlisted=unlisted).filter(organization=OuterRef("pk"))
    today, directory = _day(at), pack.directory(known=at)
    for rows in _batches(Organization.objects.filter(Exists(theirs), merged_into=None)):
        shelf = hsds_rows.shelf_of_organizations(organizations=rows, today=today, directory=directory)
        yield from (_object("organization", row.pk, shelf, ("services", "locations"), by_pointer=True) for row in rows)


def _all_locations(at: datetime, *, unlisted: bool) -> Iterator[dict[str, Any]]:
    there = ServiceAtLocation.objects.filter(
        location=OuterRef("pk"), service__in=kept_services(at=at, unlisted=unlisted)
    )
    today, directory = _day(at), pack.directory(known=at)
    for rows in _batches(Location.objects.filter(Exists(there), merged_into=None)):
        shelf = hsds_rows.shelf_of_locations(locations=rows, today=today, directory=directory)
        yield from (_object("location", row.pk, shelf, (), by_pointer=True) for row in rows)


def _all_services(at: datetime, *, unlisted: bool) -> Iterator[dict[str, Any]]:
    today, directory = _day(at), pack.directory(known=at)
    for rows in _batches(kept_services(at=at, unlisted=unlisted)):
        shelf = hsds_rows.shelf_of_services(services=rows, today=today, directory=directory)
        yield from (_object("service", row.pk, shelf, (), by_pointer=True) for row in rows)


def batches(found: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield rows in pieces by their ids, so that a long list is never held whole and never skips."""
    yield from _batches(found)


def _batches(found: QuerySet[Any]) -> Iterator[list[Any]]:
    last = None
    while True:
        ahead = found if last is None else found.filter(pk__gt=last)
        rows = list(ahead.order_by("pk")[:BATCH])
        if not rows:
            return
        yield rows
        last = rows[-1].pk


# Parts


def _object(table: str, id: UUID, shelf: Shelf, without: Iterable[str], *, by_pointer: bool = False) -> dict[str, Any]:
    return nested(table=table, row=shelf.rows[table][str(id)], shelf=shelf, without=without, by_pointer=by_pointer)


def _filled(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _minimal(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "name", "status", "last_modified")}


def _many(table: str, shown: Shown) -> frozenset[str]:
    """Return the lists inside an object, which a short list leaves out; what is said of translations stays."""
    keeps = {"attributes"} if _is_translated(shown) else set()
    return frozenset(nest.name for nest in nests_of(TABLE[table]) if nest.many and nest.name not in keeps)


def _is_translated(shown: Shown) -> bool:
    return bool(shown.language) and shown.language != pack.directory(known=shown.at).first_language


def _found(search: str) -> QuerySet[Found]:
    """Return where search knows a service by all these words, in any language."""
    tokens = sorted({token for token in words.tokens(search) if token.isalnum()})[:_LONG]
    if not tokens:
        return Found.objects.none()
    every = SearchQuery(" & ".join(f"'{token}'" for token in tokens), config="simple", search_type="raw")
    return Found.objects.filter(service=OuterRef("pk"), words=every)


def _words(search: str) -> list[str]:
    return search.split()[:_LONG]


def _of_terms(found: QuerySet[Service], asked: Asked, at: datetime) -> QuerySet[Service]:
    directory = pack.directory(known=at)
    if asked.taxonomy_term_id is not None:
        kind = hsds_rows.categories_of(directory=directory).get(str(asked.taxonomy_term_id))
        linked = Attribute.objects.filter(link_id=OuterRef("pk"), taxonomy_term=asked.taxonomy_term_id)
        found = found.filter(Q(categories__contains=[kind]) if kind is not None else Exists(linked))
    if asked.taxonomy_id is not None:
        linked = Attribute.objects.filter(link_id=OuterRef("pk"), taxonomy_term__taxonomy=asked.taxonomy_id)
        is_ours = str(asked.taxonomy_id) == hsds_rows.our_taxonomy(directory=directory)
        found = found.filter(~Q(categories=[]) if is_ours else Exists(linked))
    return found


def _near(asked: Asked, at: datetime) -> list[UUID]:
    """Return the places within a distance of the middle of a ZIP code."""
    area = pack.directory(known=at).areas.get(asked.postcode.strip())
    if area is None or area.point is None:
        raise Refused(f"It is not known where {asked.postcode or 'that place'} is. Give a ZIP code of this city.")
    longitude, latitude = area.point
    reach = asked.proximity or 0.0
    north = math.degrees(reach / _EARTH)
    east = north / max(math.cos(math.radians(latitude)), 0.01)
    around = Location.objects.filter(
        latitude__range=(latitude - north, latitude + north), longitude__range=(longitude - east, longitude + east)
    ).values_list("pk", "latitude", "longitude")
    return [
        pk
        for pk, lat, lon in around
        if lat is not None and lon is not None and _metres(latitude, longitude, lat, lon) <= reach
    ]


def _metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    a, b = math.radians(lat), math.radians(other_lat)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))


def _day(at: datetime) -> date:
    return pack.today(at=at)


_PARTS = {
    "name": texts.NAME,
    "description": texts.DESCRIPTION,
    "eligibility_description": texts.ELIGIBILITY,
    "fees_description": texts.COST,
    "application_process": texts.APPLYING,
    "interpretation_services": texts.INTERPRETING,
    "alert": texts.ALERT,
}
"""The fields of a service that are translated, and the names of their texts."""


def _speak(shelf: Shelf, rows: Iterable[Service], shown: Shown) -> None:
    """Put translated words in the place of the first language, and say of each field how far it is translated."""
    if not _is_translated(shown):
        return
    keys = {(row.pk, field): texts.key_of(row.pk, part) for row in rows for field, part in _PARTS.items()}
    found = translations.said(keys=list(keys.values()), language=shown.language)
    for (service, field), key in keys.items():
        row = shelf.rows["service"][str(service)]
        said = found.get(key)
        if row.get(field) is None:
            continue
        if said is not None and not said.is_fallback:
            row[field] = said.text
        shelf.put("attribute", [_state(str(service), field, said, shown.language)])


def _state(id: str, field: str, said: Said | None, language: str) -> Row:
    return {
        "id": str(uuid5(PARTS, f"{id}/{field}/{language}")),
        "link_id": id,
        "link_entity": "service",
        "link_type": TRANSLATION,
        "taxonomy_term_id": None,
        "value": said.state if said is not None else "missing",
        "label": field,
    }
