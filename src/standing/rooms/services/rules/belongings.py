"""Which hours, numbers and languages count for a service: its own, or else those of what it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

OWNERS = ("service", "service_at_location", "location", "organization")
"""What details may belong to, as the columns of their tables name it."""

Owner = tuple[str, UUID]
T = TypeVar("T")


class Spot(NamedTuple):
    """That a service is given at a place."""

    id: UUID
    location_id: UUID


def hours(held: Mapping[Owner, Sequence[T]], *, service: UUID, spots: Collection[Spot]) -> list[tuple[UUID | None, T]]:
    """Return the hours of a service, each with the place it is for; those of a place count if it has no own."""
    found: list[tuple[UUID | None, T]] = [(None, one) for one in held.get(("service", service), ())]
    for spot in spots:
        own = held.get(("service_at_location", spot.id)) or (
            () if found else held.get(("location", spot.location_id), ())
        )
        found += [(spot.location_id, one) for one in own]
    return found


def phones(held: Mapping[Owner, Sequence[T]], *, service: UUID, spots: Collection[Spot], organization: UUID) -> list[T]:
    """Return the numbers of a service; those of its places and its organisation count if it has no own."""
    own = list(held.get(("service", service), ()))
    for spot in spots:
        own += held.get(("service_at_location", spot.id), ())
    for spot in spots if not own else ():
        own += held.get(("location", spot.location_id), ())
    return own or list(held.get(("organization", organization), ()))


def languages(held: Mapping[Owner, Sequence[T]], *, service: UUID, spots: Collection[Spot]) -> list[T]:
    """Return the languages of a service; those of its places count if it has no own."""
    own = list(held.get(("service", service), ()))
    for spot in spots if not own else ():
        own += held.get(("location", spot.location_id), ())
    return own
