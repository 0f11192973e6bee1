"""Reminders: every step that was reached, once; one letter a person a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from standing.hall.accounts.api import Role, addresses_with
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.links import api as links
from standing.hall.mail import api as mail
from standing.rooms.city import api as city
from standing.rooms.training.actions.completing import LINK, LINK_PATH
from standing.rooms.training.models import Reminded
from standing.rooms.training.queries import courses, owing, terms
from standing.rooms.training.queries.owing import Person
from standing.rooms.training.rules import reminding
from standing.rooms.training.rules.reminding import Letter
from standing.rooms.training.rules.terms import ReminderTerms

_AT_ONCE = 200
"""Letters in one transaction: what a crash in the middle can cost is one such heap, and the next run writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a run came to: letters to people, steps they cover, and lists to departments."""

    letters: int = 0
    steps: int = 0
    lists: int = 0


def send_reminders(*, at: datetime) -> Sent:
    """
    This will write to each person who has a course to take, once for each step that was reached.

    Who has no e-mail stands on a list that the department gets once a week. Nothing is lost by days without a run,
    and a second run at the same moment writes nothing.
    """
    said = terms.terms(known=at)
    today = courses.today(at=at)
    owed, people = owing.owed(day=today, known=at, grace_days=said.grace_days, days=said.reminders.days)
    letters = reminding.letters(
        (one for one in owed if people[one.person].email),
        today=today,
        covered=owing.covered(people={one.person for one in owed}),
        written_today=owing.written(on=today),
        days=said.reminders.days,
        weekly_after=said.reminders.weekly_after,
    )
    titles = terms.titles(known=at)
    sent = steps = 0
    for heap in _heaps(letters):
        wrote = _write(heap, people=people, titles=titles, said=said.reminders, today=today, at=at)
        sent, steps = sent + len(wrote), steps + sum(len(letter.lines) for letter in wrote)
    lists = _write_lists(owed, people=people, said=said.reminders, today=today, at=at)
    return Sent(letters=sent, steps=steps, lists=lists)


@transaction.atomic
def _write(
    heap: tuple[Letter, ...],
    *,
    people: Mapping[UUID, Person],
    titles: Mapping[str, str],
    said: ReminderTerms,
    today: date,
    at: datetime,
) -> list[Letter]:
    """Write a heap of letters: each with its links and the steps it covers, or none of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('training.send_reminders'))")
    # Another run may have written to some of them since they were planned.
    done = owing.written(on=today)
    wrote = [letter for letter in heap if letter.person not in done]
    lines = [(letter, line) for letter in wrote for line in letter.lines]
    tokens = links.make_many(
        purpose=LINK,
        subjects=[f"{letter.person}:{line.owed.course}" for letter, line in lines],
        expires_at=at + timedelta(days=said.link_days),
        at=at,
    )
    addresses: dict[UUID, dict[str, str]] = {letter.person: {} for letter in wrote}
    for (letter, line), token in zip(lines, tokens, strict=True):
        addresses[letter.person][line.owed.course] = links.address(path=LINK_PATH, token=token)
    Reminded.objects.bulk_create(
        Reminded(
            person_id=letter.person,
            course_id=line.owed.course,
            due_on=line.owed.due_on,
            step_on=line.step.on,
            letter_on=today,
            covered_at=at,
        )
        for letter, line in lines
    )
    mail.post_many(
        drafts=[
            mail.Draft(
                key=reminding.letter_key(person=letter.person, on=today),
                to=[people[letter.person].email],
                subject=reminding.subject(letter, titles=titles),
                body=reminding.body(letter, titles=titles, addresses=addresses[letter.person], today=today),
                about=f"training:{letter.person}",
                is_secret=True,
            )
            for letter in wrote
        ],
        at=at,
    )
    if wrote:
        audit.record(
            verb="training.send_reminders",
            subject=today.isoformat(),
            by=SYSTEM,
            at=at,
            facts={"letters": len(wrote), "steps": len(lines)},
        )
    return wrote


@transaction.atomic
def _write_lists(
    owed: Iterable[reminding.Owed], *, people: Mapping[UUID, Person], said: ReminderTerms, today: date, at: datetime
) -> int:
    """Tell each department once a week how many of its people without e-mail have a course to take."""
    waiting: dict[str, set[UUID]] = {}
    for one in owed:
        person = people[one.person]
        reached = reminding.last_step(due_on=one.due_on, today=today, days=said.days, weekly_after=said.weekly_after)
        if not person.email and reached is not None:
            for department in person.departments:
                waiting.setdefault(department, set()).add(one.person)
    names = dict(city.names(known=at))
    posted = 0
    for department, persons in sorted(waiting.items()):
        to = _readers(department)
        if not to:
            continue
        posted += mail.post(
            key=reminding.list_key(department=department, on=today),
            to=to,
            subject=reminding.list_subject(number=len(persons)),
            body=reminding.list_body(department=names.get(department, department), number=len(persons)),
            about=f"training:{department}",
            at=at,
        )
    return posted


def _readers(department: str) -> tuple[str, ...]:
    """Return who gets a department's list: its author and liaison, else its head."""
    found = dict.fromkeys(
        address
        for role in (Role.AUTHOR, Role.LIAISON, Role.BACKUP)
        for address in addresses_with(role=role, department=department)
    )
    return tuple(found) or addresses_with(role=Role.HEAD, department=department)


def _heaps(letters: tuple[Letter, ...]) -> Iterator[tuple[Letter, ...]]:
    for start in range(0, len(letters), _AT_ONCE):
        yield letters[start : start + _AT_ONCE]
