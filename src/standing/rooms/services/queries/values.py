"""The value of each field of services, read in a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from standing.hall import memory
from standing.kernel.canonical import Json
from standing.kernel.deadlines import local_day
from standing.rooms.services.models import (
    Address,
    CostOption,
    FieldCheck,
    Language,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from standing.rooms.services.queries import pack
from standing.rooms.services.rules import belongings
from standing.rooms.services.rules import freshness as freshness_rules
from standing.rooms.services.rules.belongings import OWNERS, Owner, Spot
from standing.rooms.services.rules.freshness import Freshness
from standing.rooms.services.rules.terms import Field, Outcome
from standing.rooms.services.rules.values import Values, clock, day, fingerprint

HOURS_COLUMNS = (
    "freq", "byday", "bymonthday", "wkst", "byweekno", "byyearday", "notes", "description", "attending_type",
    "schedule_link", "zone",
)  # fmt: skip
PHONE_COLUMNS = ("number", "type", "description")
ADDRESS_COLUMNS = (
    "attention", "address_1", "address_2", "city", "region", "state_province", "postal_code", "country", "address_type",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Rows:
    """Everything that belongs to some services, by service and by place."""

    services: dict[UUID, Service] = field(default_factory=dict)
    places: dict[UUID, list[ServiceAtLocation]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[UUID, list[Address]] = field(default_factory=lambda: defaultdict(list))
    phones: dict[Owner, list[Phone]] = field(default_factory=lambda: defaultdict(list))
    schedules: dict[Owner, list[Schedule]] = field(default_factory=lambda: defaultdict(list))
    languages: dict[Owner, list[Language]] = field(default_factory=lambda: defaultdict(list))
    costs: dict[UUID, list[CostOption]] = field(default_factory=lambda: defaultdict(list))

    def hours_of(self, service: UUID) -> list[tuple[UUID | None, Schedule]]:
        """Return the hours of a service, each with the place it is for; those of a place count if it has no own."""
        return belongings.hours(self.schedules, service=service, spots=self._spots_of(service))

    def phones_of(self, service: UUID) -> list[Phone]:
        """Return the numbers of a service; those of its places and its organisation count if it has no own."""
        organization = self.services[service].organization_id
        return belongings.phones(self.phones, service=service, spots=self._spots_of(service), organization=organization)

    def languages_of(self, service: UUID) -> list[Language]:
        """Return the languages of a service; those of its places count if it has no own."""
        return belongings.languages(self.languages, service=service, spots=self._spots_of(service))

    def _spots_of(self, service: UUID) -> list[Spot]:
        return [Spot(place.pk, place.location_id) for place in self.places[service]]


def rows(*, ids: Collection[UUID]) -> Rows:
    """Return everything that belongs to these services, in seven questions."""
    asked = tuple(ids)
    return memory.once_for_many((__name__, asked), lambda: _rows(asked))


def _rows(ids: Collection[UUID]) -> Rows:
    found = Rows()
    for service in Service.objects.select_related("organization").filter(pk__in=ids):
        found.services[service.pk] = service
    places = ServiceAtLocation.objects.select_related("location").filter(service__in=ids).order_by("location_id", "id")
    for place in places:
        if place.location.merged_into_id is None:
            found.places[place.service_id].append(place)
    at = [place for each in found.places.values() for place in each]
    at_ids, locations = [place.pk for place in at], {place.location_id for place in at}
    organizations = {service.organization_id for service in found.services.values()}
    for address in Address.objects.filter(location__in=locations).order_by("address_type", "id"):
        found.addresses[address.location_id].append(address)
    here = Q(service__in=ids) | Q(service_at_location__in=at_ids) | Q(location__in=locations)
    for phone in Phone.objects.filter(here | Q(organization__in=organizations)).order_by("position", "number", "id"):
        found.phones[_owner(phone)].append(phone)
    for schedule in Schedule.objects.filter(here).order_by("position", "opens_at", "byday", "id"):
        found.schedules[_owner(schedule)].append(schedule)
    for language in Language.objects.filter(Q(service__in=ids) | Q(location__in=locations)).order_by(
        "position", "code"
    ):
        found.languages[_owner(language)].append(language)
    for cost in CostOption.objects.filter(service__in=ids).order_by("option", "id"):
        found.costs[cost.service_id].append(cost)
    return found


def _owner(row: Phone | Schedule | Language) -> Owner:
    for name in OWNERS:
        if found := getattr(row, f"{name}_id", None):
            return name, found
    return "contact", row.pk


def values(*, ids: Collection[UUID], read: Rows | None = None) -> dict[UUID, Values]:
    """Return the value of each field of these services."""
    found = read or rows(ids=ids)
    return {service.pk: _values(found, service) for service in found.services.values()}


def _values(found: Rows, service: Service) -> Values:
    key = service.pk
    hours: list[Json] = [_hours(place, row) for place, row in found.hours_of(key)]
    phones: list[Json] = [_columns(row, PHONE_COLUMNS, extension=row.extension) for row in found.phones_of(key)]
    tongues: list[Json] = [_columns(row, ("code", "name", "note")) for row in found.languages_of(key)]
    costs: list[Json] = [
        _columns(row, ("option", "currency", "amount_description"), amount_cents=row.amount_cents)
        for row in found.costs[key]
    ]
    places: list[Json] = [_place(found, place) for place in found.places[key]]
    return {
        Field.NAME: {"name": service.name, "alternate_name": service.alternate_name},
        Field.ADDRESS: {"places": places},
        Field.PHONE: {"phones": phones},
        Field.HOURS: {
            "rules": hours,
            "by_appointment": service.by_appointment,
            "closed_on_holidays": service.closed_on_holidays,
        },
        Field.LANGUAGES: {"languages": tongues},
        Field.ELIGIBILITY: {
            "text": service.eligibility_description,
            "minimum_age": service.minimum_age,
            "maximum_age": service.maximum_age,
        },
        Field.COST: {"is_free": service.is_free, "text": service.fees_description, "options": costs},
    }


def _columns(row: Any, names: Collection[str], **more: Json) -> dict[str, Json]:
    return {name: str(getattr(row, name)) for name in names} | more


def _hours(place: UUID | None, row: Schedule) -> dict[str, Json]:
    return _columns(
        row,
        HOURS_COLUMNS,
        place=str(place) if place else "",
        opens_at=clock(row.opens_at),
        closes_at=clock(row.closes_at),
        interval=row.interval,
        count=row.count,
        dtstart=day(row.dtstart),
        valid_from=day(row.valid_from),
        valid_to=day(row.valid_to),
        until=day(row.until),
    )


def _place(found: Rows, place: ServiceAtLocation) -> dict[str, Json]:
    location = place.location
    addresses: list[Json] = [_columns(row, ADDRESS_COLUMNS) for row in found.addresses[location.pk]]
    return {
        "place": str(location.pk),
        "name": location.name,
        "type": location.location_type,
        "url": location.url,
        "latitude": "" if location.latitude is None else f"{location.latitude:.6f}",
        "longitude": "" if location.longitude is None else f"{location.longitude:.6f}",
        "addresses": addresses,
    }


def checked_days(*, values: Mapping[UUID, Values], at: datetime) -> dict[UUID, dict[Field, date | None]]:
    """Return for each field the day of the last check that found the value as it is now."""
    zone = pack.zone(known=at)
    good = (
        FieldCheck.objects.filter(
            service__in=list(values), outcome__in=[Outcome.SAME, Outcome.CHANGED], recorded_at__lte=at
        )
        .order_by("service_id", "field", "-checked_at", "-id")
        .distinct("service_id", "field")
        .values_list("service_id", "field", "value_sha256", "checked_at")
    )
    found: dict[UUID, dict[Field, date | None]] = {key: dict.fromkeys(Field) for key in values}
    for service, name, sha256, checked_at in good:
        if fingerprint(values[service][Field(name)]) == sha256:
            found[service][Field(name)] = local_day(checked_at, zone)
    return found


def freshness(*, read: Rows, values: Mapping[UUID, Values], at: datetime) -> dict[UUID, Freshness]:
    """Return how fresh each of these services is."""
    known = pack.directory(known=at)
    days = checked_days(values=values, at=at)
    return {
        key: freshness_rules.freshness(checked=days[key], limit_days=known.limit_days(read.services[key].categories))
        for key in values
    }
