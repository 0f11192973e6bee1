"""Puts the value of a field in place: the rows behind it are written anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from standing.kernel.canonical import Json, canonical
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.services.models import (
    Address,
    CostOption,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from standing.rooms.services.queries import values as value_queries
from standing.rooms.services.queries.values import ADDRESS_COLUMNS, HOURS_COLUMNS, PHONE_COLUMNS
from standing.rooms.services.rules import screening
from standing.rooms.services.rules.terms import Field


class NotCarried(Refused):
    """A text holds what the directory does not carry."""


class Moved(Refused):
    """What was shown is no longer what stands there."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this since you opened the page. Load it again, then check again.")


def check_texts(*texts: str) -> None:
    """Let texts through that the directory carries. :raises NotCarried: with a sentence for the writer"""
    for text in texts:
        if told := screening.refused(text):
            raise NotCarried(told)


def check_value(value: Json) -> None:
    """Let a value through if all its texts may be carried. :raises NotCarried: with a sentence for the writer"""
    check_texts(*_texts(value))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, Sequence):
        for item in value:
            yield from _texts(item)


def said(value: Json) -> str:
    """Return a value as the history keeps it."""
    return canonical(value).decode()


def put(*, service: Service, field: Field, value: Json, at: datetime) -> set[UUID]:
    """
    Put a value in place and return the services whose values may have changed by it.

    :raises Refused: if the value does not have the form of its field
    """
    if not isinstance(value, Mapping):
        raise Refused("The value does not fit the field.")
    touched = {service.pk}
    match field:
        case Field.NAME:
            service.name, service.alternate_name = _text(value, "name"), _text(value, "alternate_name")
        case Field.ELIGIBILITY:
            service.eligibility_description = _text(value, "text")
            service.minimum_age, service.maximum_age = _number(value, "minimum_age"), _number(value, "maximum_age")
        case Field.COST:
            free = value.get("is_free")
            service.is_free = free if isinstance(free, bool) else None
            service.fees_description = _text(value, "text")
            _put_costs(service, _list(value, "options"))
        case Field.PHONE:
            _put_phones(service, _list(value, "phones"))
        case Field.LANGUAGES:
            _put_languages(service, _list(value, "languages"))
        case Field.HOURS:
            closed = value.get("closed_on_holidays")
            service.by_appointment = value.get("by_appointment") is True
            service.closed_on_holidays = closed if isinstance(closed, bool) else None
            _put_hours(service, _list(value, "rules"))
        case Field.ADDRESS:
            touched |= _put_places(service, _list(value, "places"), at=at)
    service.changed_at = at
    service.save()
    return touched


def _put_costs(service: Service, options: Sequence[Mapping[str, Json]]) -> None:
    CostOption.objects.filter(service=service).delete()
    CostOption.objects.bulk_create(
        CostOption(
            service=service,
            option=_text(one, "option"),
            currency=_text(one, "currency"),
            amount_description=_text(one, "amount_description"),
            amount_cents=_number(one, "amount_cents"),
        )
        for one in options
    )


def _put_phones(service: Service, phones: Sequence[Mapping[str, Json]]) -> None:
    Phone.objects.filter(service=service).delete()
    Phone.objects.filter(service_at_location__service=service).delete()
    Phone.objects.bulk_create(
        Phone(
            service=service,
            position=place,
            extension=_number(one, "extension"),
            **{name: _text(one, name) for name in PHONE_COLUMNS},
        )
        for place, one in enumerate(phones)
    )


def _put_languages(service: Service, languages: Sequence[Mapping[str, Json]]) -> None:
    Language.objects.filter(service=service).delete()
    Language.objects.bulk_create(
        Language(
            service=service,
            position=place,
            code=_text(one, "code"),
            name=_text(one, "name"),
            note=_text(one, "note"),
        )
        for place, one in enumerate(languages)
    )


def _put_hours(service: Service, rules: Sequence[Mapping[str, Json]]) -> None:
    places = {str(row.location_id): row for row in ServiceAtLocation.objects.filter(service=service)}
    Schedule.objects.filter(service=service).delete()
    Schedule.objects.filter(service_at_location__service=service).delete()
    Schedule.objects.bulk_create(
        Schedule(
            **(
                {"service_at_location": places[_text(one, "place")]}
                if _text(one, "place") in places
                else {"service": service}
            ),
            position=place,
            opens_at=_time(one, "opens_at"),
            closes_at=_time(one, "closes_at"),
            interval=_number(one, "interval"),
            count=_number(one, "count"),
            **{name: _day(one, name) for name in ("dtstart", "valid_from", "valid_to", "until")},
            **{name: _text(one, name) for name in HOURS_COLUMNS},
        )
        for place, one in enumerate(rules)
    )


def _put_places(service: Service, wanted: Sequence[Mapping[str, Json]], *, at: datetime) -> set[UUID]:
    held = {str(row.location_id): row for row in ServiceAtLocation.objects.filter(service=service)}
    kept: set[str] = set()
    touched: set[UUID] = set()
    for one in wanted:
        location = _location(service, one, held, at=at)
        kept.add(str(location.pk))
        if str(location.pk) not in held:
            ServiceAtLocation.objects.create(service=service, location=location)
        Address.objects.filter(location=location).delete()
        Address.objects.bulk_create(
            Address(location=location, **{name: _text(row, name) for name in ADDRESS_COLUMNS})
            for row in _list(one, "addresses")
        )
        touched |= set(ServiceAtLocation.objects.filter(location=location).values_list("service_id", flat=True))
    for key, row in held.items():
        if key not in kept:
            row.delete()
    return touched


def _location(
    service: Service, one: Mapping[str, Json], held: Mapping[str, ServiceAtLocation], *, at: datetime
) -> Location:
    key = _text(one, "place")
    if key and key not in held:
        raise NotFound("One of the places is no place of this service.")
    location = (
        Location.objects.select_for_update().get(pk=held[key].location_id)
        if key
        else Location(organization=service.organization, created_at=at)
    )
    location.name, location.url = _text(one, "name"), _text(one, "url")
    location.location_type = _text(one, "type") or "physical"
    north, east = _text(one, "latitude"), _text(one, "longitude")
    location.latitude, location.longitude = (float(north), float(east)) if north and east else (None, None)
    location.changed_at = at
    location.save()
    return location


def _list(value: Mapping[str, Json], name: str) -> list[Mapping[str, Json]]:
    found = value.get(name) or ()
    if isinstance(found, str | bool | int | Mapping):
        raise Refused("The value does not fit the field.")
    return [item for item in found if isinstance(item, Mapping)]


def _text(value: Mapping[str, Json], name: str) -> str:
    found = value.get(name)
    return found.strip() if isinstance(found, str) else ""


def _number(value: Mapping[str, Json], name: str) -> int | None:
    found = value.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _time(value: Mapping[str, Json], name: str) -> time | None:
    return time.fromisoformat(found) if (found := _text(value, name)) else None


def _day(value: Mapping[str, Json], name: str) -> date | None:
    return date.fromisoformat(found) if (found := _text(value, name)) else None


def current(service: UUID) -> Mapping[Field, Json]:
    """Return the value of each field as it stands in the tables now."""
    return value_queries.values(ids=[service])[service]


Columns = Mapping[str, Any]
"""Columns of a record by their names."""
