"""Keeps what search reads, and how fresh a service is, in step with what was recorded: in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.hall.publish import api as publish
from standing.kernel import places
from standing.rooms.services.actions import _words
from standing.rooms.services.models import Location, Service, ServiceArea, Word
from standing.rooms.services.queries import cards, listed, pack, texts
from standing.rooms.services.queries import values as value_queries
from standing.rooms.services.queries.pack import Ground
from standing.rooms.services.queries.search import EVERYWHERE
from standing.rooms.services.queries.values import Rows
from standing.rooms.services.rules import hours, words
from standing.rooms.services.rules.events import ServicesChanged
from standing.rooms.services.rules.kinds import Directory

_BATCH = 500


@transaction.atomic
def refresh(*, services: Collection[UUID], by: Actor, at: datetime) -> None:
    """Compute anew how fresh these services are, what search knows of them, and have their pages published."""
    if not services:
        return
    wanted = sorted(set(services))
    for start in range(0, len(wanted), _BATCH):
        _refresh(wanted[start : start + _BATCH], by=by, at=at)
    events.emit(ServicesChanged(services=tuple(wanted), at=at))
    publish.soon()


def _refresh(ids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    ground = pack.ground(at=at)
    known = ground.directory
    read = value_queries.rows(ids=ids)
    _place_in_districts(read, known)
    fresh = value_queries.freshness(read=read, values=value_queries.values(ids=ids, read=read), at=at)
    for service in read.services.values():
        found = fresh[service.pk]
        service.checked_on, service.fresh_until = found.checked_on, found.fresh_until
        service.shown_until = found.shown_until
    Service.objects.bulk_update(read.services.values(), ["checked_on", "fresh_until", "shown_until"], batch_size=_BATCH)
    shown = [service for service in read.services.values() if listed.is_published(service, on=ground.today)]
    _words.declare(shown, read=read, by=by, at=at)
    _index(ids, shown=shown, read=read, ground=ground)


def _place_in_districts(read: Rows, known: Directory) -> None:
    """Find the district of each place: by its point where there is a map, else by its ZIP code."""
    moved = []
    for each in read.places.values():
        for place in each:
            location = place.location
            district = _district(location, read, known)
            if district != location.district:
                location.district = district
                moved.append(location)
    Location.objects.bulk_update(moved, ["district"], batch_size=_BATCH)


def _district(location: Location, read: Rows, known: Directory) -> str:
    if location.latitude is not None and location.longitude is not None and known.outlines:
        return places.district_of((location.longitude, location.latitude), known.outlines)
    for address in read.addresses[location.pk]:
        if (area := known.areas.get(address.postal_code[:5])) is not None:
            return area.district
    return ""


# The columns of the index, in the order in which they are written.
_COLUMNS = (
    "service_id", "language", "title", "named", "words", "tags", "is_free", "closed_on_holidays", "open_slots",
    "latitude", "longitude", "checked_on", "fresh_until", "shown_until",
)  # fmt: skip
_INSERT = f"""
    INSERT INTO services_found ({", ".join(_COLUMNS)})
    VALUES (
        %s, %s, %s, array_to_tsvector(%s::text[]), array_to_tsvector(%s::text[]), %s, %s, %s, %s, %s, %s, %s, %s, %s
    )
    ON CONFLICT (service_id, language) DO UPDATE SET
        {", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[2:])}
"""  # noqa: S608  # only our own words


def _index(ids: Sequence[UUID], *, shown: Sequence[Service], read: Rows, ground: Ground) -> None:
    zone, first, names, known = str(ground.zone), ground.first, ground.tongues, ground.directory
    areas = dict.fromkeys(
        ServiceArea.objects.filter(service__in=[service.pk for service in shown]).values_list("service_id", flat=True)
    )
    rows: list[tuple[Any, ...]] = []
    vocabulary: set[str] = set()
    said_in = {
        language: texts.said(services=shown, read=read, language=language, first=first)
        for language in ({first, *names} if shown else ())
    }
    for service in shown:
        tags, point = _tags(service, read, has_area=service.pk in areas)
        slots = list(hours.slots([cards.hours_of(row) for _, row in read.hours_of(service.pk)], zone=zone))
        always = _always(service, read, known)
        for language, said in said_in.items():
            mine = said[service.pk]
            if language != first and all(one.is_fallback for one in mine.values()):
                continue
            spoken = {part: one.text for part, one in mine.items()}
            name = spoken.get(texts.NAME, "")
            named = {*words.tokens(name), *always[0]}
            every = named | always[1] | {token for text in spoken.values() for token in words.tokens(text)}
            vocabulary.update(words.typed([tuple(token for token in every if token[0] != "=")]))
            rows.append(
                (
                    service.pk, language, words.fold(name)[:300], sorted(named), sorted(every), tags,
                    service.is_free is True, service.closed_on_holidays is True, slots, point[1], point[0],
                    service.checked_on, service.fresh_until, service.shown_until,
                )
            )  # fmt: skip
    kept = [(row[0], row[1]) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM services_found f WHERE f.service_id = ANY(%s) AND NOT EXISTS ("
            "SELECT FROM unnest(%s::uuid[], %s::text[]) AS kept(service, language)"
            " WHERE kept.service = f.service_id AND kept.language = f.language)",
            [list(ids), [key for key, _ in kept], [language for _, language in kept]],
        )
        if rows:
            cursor.executemany(_INSERT, rows)
    _learn(vocabulary)


def _always(service: Service, read: Rows, known: Directory) -> tuple[set[str], set[str]]:
    """Return the words that stand for a service in every language: of its name and kind, and all others."""
    kinds = [kind for kind in known.kinds if kind.id in service.categories]
    named = {words.kind_token(kind.id) for kind in kinds}
    named.update(token for kind in kinds for token in words.tokens(kind.name))
    named.update(words.tokens(service.alternate_name))
    others = [service.organization.name, service.organization.alternate_name]
    for place in read.places[service.pk]:
        others.append(place.location.name)
        others.extend(f"{row.city} {row.postal_code} {row.address_1}" for row in read.addresses[place.location_id])
        others.append(known.districts.get(place.location.district, ""))
    return named, {token for text in others for token in words.tokens(text)}


def _tags(service: Service, read: Rows, *, has_area: bool) -> tuple[list[str], tuple[float | None, float | None]]:
    tags = {f"kind:{kind}" for kind in service.categories}
    tags.update(f"spoken:{row.code.lower()}" for row in read.languages_of(service.pk) if row.code)
    point: tuple[float | None, float | None] = (None, None)
    goes_somewhere = False
    for place in read.places[service.pk]:
        location = place.location
        if location.location_type != "physical":
            continue
        goes_somewhere = True
        if location.district:
            tags.add(f"district:{location.district}")
        tags.update(f"zip:{row.postal_code[:5]}" for row in read.addresses[location.pk] if row.postal_code)
        if point == (None, None) and location.latitude is not None:
            point = (location.longitude, location.latitude)
    if not goes_somewhere or has_area:
        tags.add(EVERYWHERE)  # a hotline helps in every district, and so does who comes to the house
    return sorted(tags), point


def _learn(vocabulary: Iterable[str]) -> None:
    """Keep the words, so that search knows which there are."""
    wanted = sorted(set(vocabulary))
    known = set(Word.objects.filter(word__in=wanted).values_list("word", flat=True))
    Word.objects.bulk_create(
        [Word(word=word, stubs=list(words.stubs(word))) for word in wanted if word not in known],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
