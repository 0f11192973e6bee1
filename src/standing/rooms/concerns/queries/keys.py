"""Who has a key, and to whom a report is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import PersonFact, Role, User
from standing.hall.sealed.api import people
from standing.rooms.concerns import permissions
from standing.rooms.concerns.models import Key, Name, Wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFact:
    """A public key and whose it is."""

    id: UUID
    person: UUID
    name: str
    role: Role
    public: bytes
    mark: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How the keys stand."""

    readers: tuple[KeyFact, ...]
    without: tuple[str, ...]
    has_leavers: bool


def readers() -> tuple[KeyFact, ...]:
    """Return the keys of those who may read now; one for each person, whatever their roles."""
    return _of_roles(permissions.READERS)


def custodians() -> tuple[KeyFact, ...]:
    """Return the keys of the custodians of names."""
    return _of_roles(permissions.CUSTODIANS)


def key_of(*, person: User) -> Key | None:
    """Return the key that counts for a person; None if they have none."""
    return Key.objects.filter(person=person, retired_at=None).first()


def overview() -> Overview:
    """Return who reads, who should make a key, and whether somebody left with one, all in few questions."""
    held = _held(permissions.READERS | permissions.CUSTODIANS)
    rows = list(Key.objects.filter(retired_at=None).order_by("made_at", "id"))
    having = {row.person_id for row in rows}
    return Overview(
        readers=tuple(_fact(row, held) for row in rows if row.person_id in held and _reads(held[row.person_id])),
        without=tuple(sorted(one.name or one.email for person, (one, _roles) in held.items() if person not in having)),
        has_leavers=any(row.person_id not in held for row in rows),
    )


def of_leavers() -> QuerySet[Key]:
    """Return the keys of people who hold no role here any more."""
    staying = _held(permissions.READERS | permissions.CUSTODIANS)
    return Key.objects.filter(retired_at=None).exclude(person__in=staying)


def is_needed(*, key: Key) -> bool:
    """Test whether a key is the only one that opens something."""
    alone_wrap = Wrap.objects.filter(key=key).exclude(
        Exists(Wrap.objects.filter(report=OuterRef("report")).exclude(key=key))
    )
    alone_name = Name.objects.filter(key=key).exclude(
        Exists(Name.objects.filter(report=OuterRef("report")).exclude(key=key))
    )
    return alone_wrap.exists() or alone_name.exists()


def wrapped(*, report: UUID) -> frozenset[UUID]:
    """Return the keys that a report is closed to."""
    return frozenset(Wrap.objects.filter(report=report, key__retired_at=None).values_list("key_id", flat=True))


def readers_of(*, report: UUID) -> tuple[KeyFact, ...]:
    """Return those who can open a report."""
    opening = wrapped(report=report)
    return tuple(one for one in readers() if one.id in opening)


def opens(*, person: User) -> int:
    """Return how many reports a person's key opens."""
    found: int = Wrap.objects.filter(key__person=person, key__retired_at=None).aggregate(number=Count("pk"))["number"]
    return found


def _of_roles(roles: frozenset[Role]) -> tuple[KeyFact, ...]:
    held = _held(roles)
    rows = Key.objects.filter(retired_at=None, person__in=held).order_by("made_at", "id")
    return tuple(_fact(row, held) for row in rows)


def _held(roles: frozenset[Role]) -> dict[UUID, tuple[PersonFact, list[Role]]]:
    """Return everybody who holds one of the roles, with those they hold."""
    found: dict[UUID, tuple[PersonFact, list[Role]]] = {}
    for role in sorted(roles):
        for one in accounts.people_with(role=role):
            found.setdefault(one.id, (one, []))[1].append(role)
    return found


def _reads(held: tuple[PersonFact, list[Role]]) -> bool:
    return not permissions.READERS.isdisjoint(held[1])


def _fact(row: Key, held: Mapping[UUID, tuple[PersonFact, list[Role]]]) -> KeyFact:
    person, roles = held[row.person_id]
    return KeyFact(
        id=row.pk,
        person=row.person_id,
        name=person.name,
        role=roles[-1],
        public=bytes(row.public),
        mark=people.key_mark(row.public),
        made_at=row.made_at,
    )
