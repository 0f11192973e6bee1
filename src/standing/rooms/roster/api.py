"""The door of the roster: who works for the City on a day, where, and at what kind of work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from standing.rooms.roster.queries import pack
from standing.rooms.roster.queries import people as queries
from standing.rooms.roster.queries.people import PersonFact, PostFact
from standing.rooms.roster.rules.events import RosterChanged

__all__ = [
    "PersonFact", "PostFact", "RosterChanged", "count", "find_person", "people", "person", "posts_on", "shifts",
    "work_types",
]  # fmt: skip


def find_person(*, number: str, name: str, on: date) -> PersonFact | None:
    """
    Return somebody who is on the roster that day and whose number and name both fit; None otherwise.

    Case, accents, order and punctuation of the name do not matter; initials may be missing, and further names
    where two full words agree. The caller limits how often somebody may try.
    """
    return queries.find_person(number=number, name=name, on=on)


def person(*, id: UUID) -> PersonFact:
    """Return one person, also one who left or is forgotten. :raises NotFound: if there is none"""
    return queries.person(id=id)


def people(
    *, on: date, department: str = "", site: str = "", work_type: str = "", shift: str = ""
) -> tuple[PersonFact, ...]:
    """Return who has one post that fits all that is asked on a day, by name; empty words ask nothing."""
    return queries.people(on=on, department=department, site=site, work_type=work_type, shift=shift)


def count(*, on: date, department: str = "") -> int:
    """Return how many people a department, or the whole City, has on a day; who works in two counts once."""
    return queries.count(on=on, department=department)


def posts_on(*, on: date) -> QuerySet[Any, Any]:
    """Return person_id, department_id, site, work_type and shift of all posts of a day, to be joined as a subquery."""
    return queries.posts_on(on=on)


def work_types(*, known: datetime) -> tuple[tuple[str, str], ...]:
    """Return code and name of the sorts of work in the pack of that time, in the order of its menu."""
    return tuple(pack.terms(known=known).work_types.items())


def shifts(*, known: datetime) -> tuple[tuple[str, str], ...]:
    """Return code and name of the shifts in the pack of that time, in the order of its menu."""
    return tuple(pack.terms(known=known).shifts.items())
