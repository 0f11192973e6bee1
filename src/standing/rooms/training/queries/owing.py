"""Who has a course to take by which day, and what was written to them already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max

from standing.rooms.training.models import Reminded
from standing.rooms.training.queries import courses, coverage
from standing.rooms.training.rules import validity
from standing.rooms.training.rules.reminding import Owed

_MANY = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """How somebody is reached: by e-mail, or by their departments."""

    email: str
    departments: tuple[str, ...]


def owed(
    *, day: date, known: datetime, grace_days: int, days: Sequence[int]
) -> tuple[tuple[Owed, ...], Mapping[UUID, Person]]:
    """
    Return each person and course that is to be taken, or taken again, with the day, and how each person is reached.

    The day is the later of the rule's and the last day on which the present completion holds. Who holds the course
    past all the days of reminders is not among them.
    """
    horizon = day + timedelta(days=max(0, *days) + 1)
    facts = courses.editions(known=known)
    rules = {
        fact.id: (
            validity.expiry_of(fact.expires),
            coverage.superseded_on(fact, facts, grace_days=grace_days),
        )
        for fact in facts
    }
    can_be_taken = {fact.course for fact in facts if fact.out_on is not None}
    due: dict[tuple[UUID, str], date] = {}
    people: dict[UUID, Person] = {}
    for row in coverage.owed(day=day, horizon=horizon, known=known, grace_days=grace_days):
        if row.course not in can_be_taken:
            continue
        key = (row.person, row.course)
        people.setdefault(row.person, Person(email=row.email, departments=row.departments))
        due[key] = max(due.get(key, row.due_on), row.due_on)
        if row.edition is not None and row.on is not None:
            expires, gone_on = rules[row.edition]
            last = validity.last_day(on=row.on, expires=expires, superseded=gone_on)
            due[key] = max(due[key], last) if last is not None else due[key]
    return tuple(Owed(person=person, course=course, due_on=on) for (person, course), on in due.items()), people


def covered(*, people: Collection[UUID]) -> Mapping[tuple[UUID, str, date], date]:
    """Return for person, course and due day the day of the last step that a letter spoke of."""
    rows = Reminded.objects.values_list("person_id", "course_id", "due_on").annotate(last=Max("step_on"))
    if len(people) <= _MANY:
        rows = rows.filter(person__in=people)
    return {(person, course, due): last for person, course, due, last in rows.order_by()}


def written(*, on: date) -> frozenset[UUID]:
    """Return to whom a letter was written on a day of the city's calendar."""
    return frozenset(Reminded.objects.filter(letter_on=on).values_list("person_id", flat=True))
