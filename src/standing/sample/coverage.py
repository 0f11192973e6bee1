"""Who has to take which course, invented: five rules, and departments that trained their people, some not all of them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.acknowledgements.api import How
from standing.hall.audit.api import SYSTEM
from standing.rooms.roster import api as roster
from standing.rooms.roster.api import PersonFact
from standing.rooms.training.actions import assigning, completing, proving, sheets
from standing.rooms.training.actions.assigning import Rule
from standing.rooms.training.queries import courses
from standing.rooms.training.queries.courses import EditionFact

_RULES = (
    Rule(course="the-ordinance", days=30),
    Rule(course="at-the-counter", work_type="counter", days=45),
    Rule(course="front-line", work_type="dispatch", days=45),
    Rule(course="police", work_type="sworn-police", days=45),
    Rule(course="contractors", department="bca", work_type="field", days=60),
)
_MOST = 200
"""Completions that are written: each costs some ten milliseconds, and a sample is to start soon."""
_RECENT, _SETTLED = 200, 30
"""Days within which people took their courses, so that none is over yet; the last month brought nothing new."""
_HOW = (How.PAGE, How.PAGE, How.LINK, How.KIOSK)


def write(*, personnel: User, first: datetime, until: datetime, random: Random) -> int:
    """Make the rules, have people take courses, and let the counts become evidence; return how many completions."""
    out = {fact.course: fact for fact in courses.courses(known=until)}
    day = courses.today(at=until)
    people = roster.people(on=day)
    rules = [rule for rule in _RULES if rule.course in out]
    if not people or not rules:
        return 0
    begun = min(first + timedelta(days=5), until)
    for rule in rules:
        assigning.make_rule(rule=rule, from_on=courses.today(at=begun), by=personnel, at=begun)
    done = _take(people, rules, out=out, begun=begun, until=until, random=random)
    for at in (until - timedelta(days=20), until):
        if begun < at <= until:
            proving.count_coverage(at=at)
    department = people[0].posts[0].department
    sheets.print_sheet(course="the-ordinance", language="en", department=department, by=personnel, at=until)
    return done


@transaction.atomic
def _take(
    people: Sequence[PersonFact],
    rules: Sequence[Rule],
    *,
    out: dict[str, EditionFact],
    begun: datetime,
    until: datetime,
    random: Random,
) -> int:
    """Have department after department take its courses: three of four nearly all of it, the fourth one half."""
    by_department: dict[str, list[PersonFact]] = {}
    for person in people:
        by_department.setdefault(person.posts[0].department, []).append(person)
    done = 0
    for number, (_department, members) in enumerate(sorted(by_department.items(), key=lambda one: len(one[1]))):
        if done >= _MOST:
            break
        share = 0.5 if number % 4 == 3 else 1.0
        for person in members[: max(1, int(len(members) * share))]:
            for course in _theirs(person, rules):
                at = _moment(person, begun=begun, until=until, random=random)
                _complete(
                    person.id, out[course], on=courses.today(at=at), how=random.choice(_HOW), random=random, at=at
                )
                done += 1
    return done


def _theirs(person: PersonFact, rules: Sequence[Rule]) -> Iterator[str]:
    """Yield the courses that are the duty of a person."""
    for rule in rules:
        if any(
            rule.department in {"", post.department} and rule.work_type in {"", post.work_type}
            for post in person.posts
            if post.until_on is None
        ):
            yield rule.course


def _moment(person: PersonFact, *, begun: datetime, until: datetime, random: Random) -> datetime:
    """Return an hour within the months that still count, after somebody joined and the rules began."""
    joined = begun + max(timedelta(0), timedelta(days=(person.joined_on - courses.today(at=begun)).days))
    start = max(joined, until - timedelta(days=_RECENT))
    days = max(2, (until - start).days - _SETTLED)
    return min(start + timedelta(days=random.randrange(1, days), minutes=random.randrange(0, 400)), until)


def _complete(person: UUID, edition: EditionFact, *, on: date, how: How, random: Random, at: datetime) -> None:
    score = random.choice((4, 5))
    completing.complete(
        person=person, edition=edition, language="en", on=on, how=how, score=score, out_of=5, by=SYSTEM, at=at
    )
