"""Which records of the directory may be one and the same, and what was decided about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from standing.kernel.refusals import NotFound
from standing.rooms.services.models import (
    Address,
    Merge,
    NotTheSame,
    Organization,
    Phone,
    Service,
    ServiceAtLocation,
)
from standing.rooms.services.rules import duplicates as rules
from standing.rooms.services.rules.duplicates import Card, Pair
from standing.rooms.services.rules.exchange import Kind

MODELS: dict[Kind, type[Organization | Service]] = {Kind.SERVICE: Service, Kind.ORGANIZATION: Organization}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFact:
    """Two records that look alike, with what to call them."""

    pair: Pair
    one_name: str
    other_name: str
    one_owner: str
    other_owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeFact:
    """A merge that was done, and whether it was taken back."""

    id: UUID
    kind: Kind
    kept_id: UUID
    gone_id: UUID
    kept_name: str
    gone_name: str
    at: datetime
    by_name: str
    is_taken_back: bool


def look_alikes(*, kind: Kind) -> tuple[PairFact, ...]:
    """Return the pairs that nobody has decided about yet, the surest first."""
    known = {card.id: card for card in cards(kind=kind)}
    apart = {
        (str(one), str(other)) for one, other in NotTheSame.objects.filter(kind=kind).values_list("one_id", "other_id")
    }
    return tuple(
        PairFact(
            pair=pair,
            one_name=known[pair.one].name,
            other_name=known[pair.other].name,
            one_owner=known[pair.one].whose,
            other_owner=known[pair.other].whose,
        )
        for pair in rules.pairs(cards=known.values())
        if (pair.one, pair.other) not in apart
    )


def cards(*, kind: Kind, ids: Collection[UUID] | None = None) -> list[Card]:
    """Return what records are compared by, in a fixed number of questions; merged ones are left out."""
    return _service_cards(ids) if kind is Kind.SERVICE else _organization_cards(ids)


def pair(*, kind: Kind, one: UUID, other: UUID) -> tuple[Any, Any]:
    """Return two records to be laid side by side. :raises NotFound: if one of them is not there, or merged already"""
    found = {row.pk: row for row in MODELS[kind]._default_manager.filter(pk__in=[one, other], merged_into=None)}  # noqa: SLF001
    if set(found) != {one, other} or one == other:
        raise NotFound("One of the two is not in the directory any more.")
    return found[one], found[other]


def merges(*, most: int = 200) -> tuple[MergeFact, ...]:
    """Return what was merged, the latest first."""
    done = list(Merge.objects.filter(takes_back=None).select_related("by").order_by("-at", "-pk")[:most])
    back = set(Merge.objects.filter(takes_back__in=done).values_list("takes_back", flat=True))
    names: dict[UUID, str] = {}
    for kind, model in MODELS.items():
        ids = {id_ for one in done if one.kind == kind for id_ in (one.kept_id, one.gone_id)}
        names |= dict(model._default_manager.filter(pk__in=ids).values_list("pk", "name"))  # noqa: SLF001
    return tuple(
        MergeFact(
            id=one.pk,
            kind=Kind(one.kind),
            kept_id=one.kept_id,
            gone_id=one.gone_id,
            kept_name=names.get(one.kept_id, ""),
            gone_name=names.get(one.gone_id, ""),
            at=one.at,
            by_name=one.by.name,
            is_taken_back=one.pk in back,
        )
        for one in done
    )


def _service_cards(ids: Collection[UUID] | None) -> list[Card]:
    services = Service.objects.filter(merged_into=None)
    places = ServiceAtLocation.objects.all()
    phones = Phone.objects.filter(service__isnull=False)
    if ids is not None:
        services, places = services.filter(pk__in=ids), places.filter(service__in=ids)
        phones = phones.filter(service__in=ids)
    numbers = _grouped((owner, rules.digits(number)) for owner, number in phones.values_list("service_id", "number"))
    there = list(places.values_list("service_id", "location_id"))
    streets, codes = _addresses(there)
    return [
        Card(
            id=str(pk),
            kind=Kind.SERVICE,
            name=name,
            whose=owner,
            phones=numbers[pk],
            streets=streets[pk],
            postcodes=codes[pk],
        )
        for pk, name, owner in services.values_list("pk", "name", "organization__name").order_by("pk")
    ]


def _organization_cards(ids: Collection[UUID] | None) -> list[Card]:
    organizations = Organization.objects.filter(merged_into=None)
    if ids is not None:
        organizations = organizations.filter(pk__in=ids)
    phones = Phone.objects.filter(organization__in=organizations)
    numbers = _grouped(
        (owner, rules.digits(number)) for owner, number in phones.values_list("organization_id", "number")
    )
    there = list(
        ServiceAtLocation.objects.filter(service__organization__in=organizations).values_list(
            "service__organization_id", "location_id"
        )
    )
    streets, codes = _addresses(there)
    return [
        Card(
            id=str(pk),
            kind=Kind.ORGANIZATION,
            name=name,
            whose=_host(website),
            phones=numbers[pk],
            streets=streets[pk],
            postcodes=codes[pk],
        )
        for pk, name, website in organizations.values_list("pk", "name", "website").order_by("pk")
    ]


def _addresses(there: Collection[tuple[UUID, UUID]]) -> tuple[Any, Any]:
    at: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    found = Address.objects.filter(location__in={place for _, place in there})
    for place, street, code in found.values_list("location_id", "address_1", "postal_code"):
        at[place].append((street, code[:5]))
    streets = _grouped(
        (owner, f"{rules.fold(street)} {code}") for owner, place in there for street, code in at[place] if street
    )
    return streets, _grouped((owner, code) for owner, place in there for _, code in at[place])


def _grouped(found: Iterable[tuple[UUID, str]]) -> defaultdict[UUID, frozenset[str]]:
    sets: dict[UUID, set[str]] = defaultdict(set)
    for owner, value in found:
        if value:
            sets[owner].add(value)
    return defaultdict(frozenset, {owner: frozenset(values) for owner, values in sets.items()})


def _host(website: str) -> str:
    return website.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
