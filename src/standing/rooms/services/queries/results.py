"""Services as a list of results shows them: only what the list shows, in a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from standing.rooms.services.queries import texts
from standing.rooms.services.queries.cards import address_lines, unnamed
from standing.rooms.services.queries.facts import CardFact, PhoneFact, PlaceFact
from standing.rooms.services.queries.pack import Ground
from standing.rooms.services.rules import belongings
from standing.rooms.services.rules import hours as hours_rules
from standing.rooms.services.rules.belongings import OWNERS, Owner, Spot
from standing.rooms.services.rules.freshness import Freshness
from standing.rooms.services.rules.hours import Hours, Openness
from standing.rooms.services.rules.terms import Freq


def cards(*, ids: Sequence[UUID], language: str, ground: Ground) -> tuple[CardFact, ...]:
    """Return these services in this order."""
    if not ids:
        return ()
    read = _read(ids)
    phones = _phones(read.owners)
    said, kinds = texts.said_with_kinds(
        {key: _parts(row, on=ground.today) for key, row in read.services.items()},
        known=ground.directory,
        language=language,
    )
    facts = []
    for key in ids:
        if (row := read.services.get(key)) is None:
            continue
        fresh = Freshness(checked_on=row.checked_on, fresh_until=row.fresh_until, shown_until=row.shown_until)
        spots = read.places.get(key, {})
        facts.append(
            CardFact(
                id=key,
                name=said[key].get(texts.NAME) or unnamed(ground.directory.first_language),
                organization=row.organization,
                description=said[key].get(texts.DESCRIPTION),
                alert=said[key].get(texts.ALERT),
                is_free=row.is_free,
                by_appointment=row.by_appointment,
                kinds=tuple(name for code, name in kinds.items() if code in row.categories),
                phones=tuple(
                    phone
                    for phone in belongings.phones(phones, service=key, spots=spots, organization=row.organization_id)
                    if phone.number
                ),
                places=tuple(spots.values()),
                freshness=fresh,
                age=fresh.age(on=ground.today),
                openness=read.openness_of(key, ground),
            )
        )
    return tuple(facts)


def open_now(*, ids: Collection[UUID], ground: Ground) -> set[UUID]:
    """Return which of these services somebody can go to at this very moment."""
    read = _read(ids)
    return {
        key for key, row in read.services.items() if not row.by_appointment and read.openness_of(key, ground).is_open
    }


class _Service(NamedTuple):
    """A row of the question about services."""

    id: UUID
    organization_id: UUID
    organization: str
    name: str
    description: str
    alert: str
    alert_until: date | None
    is_free: bool | None
    by_appointment: bool
    closed_on_holidays: bool | None
    categories: list[str]
    checked_on: date | None
    fresh_until: date | None
    shown_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """Services, where they are given, and the hours of both."""

    services: Mapping[UUID, _Service]
    places: Mapping[UUID, Mapping[Spot, PlaceFact]]
    owners: Mapping[str, list[UUID]]
    hours: Mapping[Owner, Sequence[Hours]]

    def openness_of(self, service: UUID, ground: Ground) -> Openness:
        """Return whether a service is open."""
        rules = belongings.hours(self.hours, service=service, spots=self.places.get(service, {}))
        return hours_rules.openness(
            [one for _, one in rules],
            at=ground.at,
            is_holiday=ground.is_holiday,
            closed_on_holidays=self.services[service].closed_on_holidays,
            ahead=1,
        )


_SERVICES = """
    SELECT s.id, s.organization_id, o.name, s.name, s.description, s.alert, s.alert_until, s.is_free,
        s.by_appointment, s.closed_on_holidays, s.categories, s.checked_on, s.fresh_until, s.shown_until
    FROM services_service s JOIN services_organization o ON o.id = s.organization_id
    WHERE s.id = ANY(%(service)s)
"""
_PLACES = """
    SELECT p.service_id, p.id, p.location_id, l.name, l.location_type, l.longitude, l.latitude,
        a.address_1, a.address_2, a.city, a.state_province, a.postal_code
    FROM services_serviceatlocation p
    JOIN services_location l ON l.id = p.location_id
    LEFT JOIN services_address a ON a.location_id = l.id
    WHERE p.service_id = ANY(%(service)s) AND l.merged_into_id IS NULL
    ORDER BY p.location_id, p.id, a.address_type, a.id
"""
_HOURS = """
    SELECT service_id, service_at_location_id, location_id, NULL, opens_at, closes_at, freq, byday, bymonthday,
        interval, dtstart, valid_from, valid_to, until, count, zone
    FROM services_schedule
    WHERE service_id = ANY(%(service)s) OR service_at_location_id = ANY(%(service_at_location)s)
        OR location_id = ANY(%(location)s)
    ORDER BY position, opens_at, byday, id
"""
_PHONES = """
    SELECT service_id, service_at_location_id, location_id, organization_id, number, extension
    FROM services_phone
    WHERE service_id = ANY(%(service)s) OR service_at_location_id = ANY(%(service_at_location)s)
        OR location_id = ANY(%(location)s) OR organization_id = ANY(%(organization)s)
    ORDER BY position, number, id
"""


def _read(ids: Collection[UUID]) -> _Read:
    wanted = {"service": list(ids)}
    services = {row[0]: _Service(*row) for row in _asked(_SERVICES, wanted)}
    places = _places(wanted)
    spots = [spot for each in places.values() for spot in each]
    owners = {
        "service": list(services),
        "service_at_location": [spot.id for spot in spots],
        "location": list({spot.location_id for spot in spots}),
        "organization": list({row.organization_id for row in services.values()}),
    }
    return _Read(services=services, places=places, owners=owners, hours=_hours(owners))


def _places(wanted: Mapping[str, list[UUID]]) -> dict[UUID, dict[Spot, PlaceFact]]:
    """Return the places of each service, each with the first of its addresses that says anything."""
    found: dict[UUID, dict[Spot, PlaceFact]] = {}
    for service, at, location, name, kind, longitude, latitude, *address in _asked(_PLACES, wanted):
        spots, spot = found.setdefault(service, {}), Spot(at, location)
        if spot not in spots or not spots[spot].lines:
            spots[spot] = PlaceFact(
                id=location,
                name=name,
                kind=kind,
                lines=address_lines(*address) if address[0] is not None else (),
                point=(longitude, latitude) if longitude is not None and latitude is not None else None,
            )
    return found


def _hours(owners: Mapping[str, list[UUID]]) -> dict[Owner, list[Hours]]:
    found: dict[Owner, list[Hours]] = defaultdict(list)
    for row in _asked(_HOURS, owners):
        opens, closes, freq, byday, bymonthday, interval, begins, first, last, until, count, zone = row[len(OWNERS) :]
        found[_owner(row)].append(
            Hours(
                opens=opens,
                closes=closes,
                freq=Freq(freq) if freq else None,
                byday=byday,
                bymonthday=bymonthday,
                interval=interval or 1,
                begins=begins,
                first=first,
                last=last,
                until=until,
                count=count,
                zone=zone,
            )
        )
    return found


def _phones(owners: Mapping[str, list[UUID]]) -> dict[Owner, list[PhoneFact]]:
    found: dict[Owner, list[PhoneFact]] = defaultdict(list)
    for row in _asked(_PHONES, owners):
        number, extension = row[len(OWNERS) :]
        found[_owner(row)].append(PhoneFact(number=number, extension=extension))
    return found


def _owner(row: Sequence[Any]) -> Owner:
    """Return to what the row belongs: the question begins with the owners in their order, and one of them is there."""
    return next((name, key) for name, key in zip(OWNERS, row, strict=False) if key is not None)


def _parts(row: _Service, *, on: date) -> dict[str, str]:
    """Return the texts that the list shows, by the names of their parts."""
    said = {texts.NAME: row.name, texts.DESCRIPTION: row.description}
    if row.alert_until is not None and on <= row.alert_until:
        said[texts.ALERT] = row.alert
    return texts.whole(said)


def _asked(sql: str, wanted: Mapping[str, list[UUID]]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        return list(cursor.fetchall())
