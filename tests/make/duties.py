"""A small town whose people have courses to take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import yaml

from standing.hall.accounts.api import Role, User
from standing.hall.acknowledgements.api import How
from standing.hall.audit.api import SYSTEM
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.rooms.training.actions import assigning, completing, editions
from standing.rooms.training.actions.assigning import Rule
from standing.rooms.training.models import Completion
from standing.rooms.training.queries import courses
from standing.rooms.training.rules.facts import CompletionFact
from standing.rooms.training.rules.shape import CourseTerms
from tests.make import accounts
from tests.make import roster as people
from tests.make.pack import write_pack

AT = people.AT
TODAY = people.DAY
DAY = timedelta(days=1)
EVIDENCE = """\
kinds:
  - {id: training-coverage, name: Training, what_counts: A count of people., from: record}
"""
INSTRUMENT = """\
instrument:
  id: T9
  short_name: Order 9
  name: Order 9 of 2026 on training
  kind: executive-directive
  issuer: Town Clerk
  about: Departments train their people. The order is made up.
  dates:
    - {what: signed, date: 2026-02-10, confidence: P, source: text}
  text_known: full
  text_note: Made up for tests.
  sources:
    - {id: text, title: Text of Order 9, where: Town Clerk, confidence: P, read: full}
clauses:
  - id: T9-1
    heading: Training
    sentences:
      - {id: T9-1.s1, text: Departments train their people., confidence: P, sources: [text], duties: [T9-1.training]}
obligations:
  - id: T9-1.training
    clause: T9-1
    title: Train people
    act: Train everybody.
    owes: {all_departments: true}
    to_whom: Town Clerk
    due: {rule: days-after, from: {instrument: T9, date: signed}, days: 15}
    evidence: {all: [training-coverage]}
    confidence: P
"""
TRAINING = """\
mark_percent: 80
grace_days: 10
refresh_days: 30
counts: [rules]
reminders: {days: [7, 3, 1, 0], weekly_after: true, link_days: 30}
counsel_approval: needed
note: Made up for tests.
"""


def course(id: str = "rules", *, edition: int = 1, material: bool = True, expires: object = "never") -> CourseTerms:
    """Return a short course."""
    questions = [
        {
            "id": f"q{number}",
            "text": f"Question {number}?",
            "explanation": "It says so above.",
            "choices": [{"id": "a", "text": "This one", "right": True}, {"id": "b", "text": "That one"}],
        }
        for number in range(1, 5)
    ]
    return CourseTerms.model_validate(
        {
            "id": id,
            "edition": edition,
            "material": material,
            "changed": "Made up for tests.",
            "title": f"Course {id}",
            "lead": "For everybody in town.",
            "minutes": 10,
            "pass_percent": 75,
            "attempts": 2,
            "expires": expires,
            "parts": [{"id": "one", "title": "One", "text": f"The words of edition {edition}."}],
            "questions": questions,
        }
    )


def load_town(folder: Path, *more: CourseTerms, at: datetime = AT - 30 * DAY) -> None:
    """Put the town's pack in force, with one course; it is a sample, so that courses are out at once."""
    installation.create(is_sample=True, at=at)
    files = {name: (people.ALDER_FORD / name).read_bytes() for name in people._TOWN}
    files |= {"evidence.yaml": EVIDENCE.encode(), "instruments/t9.yaml": INSTRUMENT.encode()}
    files["roster.yaml"] = people.ROSTER.replace("APPROVAL", "approved").encode()
    files["training.yaml"] = TRAINING.encode()
    for one in (course(), *more):
        said = {"course": one.model_dump(mode="json", exclude_defaults=True)}
        files[f"courses/{one.id}.yaml"] = yaml.safe_dump(said).encode()
    packs.load_first(directory=write_pack(folder / "town", files), by=SYSTEM, at=at)


def next_edition(terms: CourseTerms, *, at: datetime) -> None:
    """Bring another edition of a course."""
    editions.take_course_from_pack(course=terms, pack_sha256="0" * 64, by=SYSTEM, at=at)


def rule(
    *, by: User, from_on: date = TODAY - 20 * DAY, at: datetime = AT, course: str = "rules", **more: object
) -> UUID:
    """Make a course somebody's duty."""
    said = Rule(course=course, **more)  # type: ignore[arg-type]  # each test names real fields
    return assigning.make_rule(rule=said, from_on=from_on, by=by, at=at)


def complete(
    person: UUID, *, on: date = TODAY, course: str = "rules", number: int = 1, at: datetime = AT
) -> CompletionFact:
    """Record that somebody finished a course."""
    return completing.complete(
        person=person,
        edition=courses.edition(course=course, number=number, known=at),
        language="en",
        on=on,
        how=How.PAGE,
        score=4,
        out_of=4,
        by=SYSTEM,
        at=at,
    )


def several(
    number: int, *, posts: Sequence[tuple[str, str, str, str]] = (), start: int = 1, email: bool = True
) -> list[UUID]:
    """Put so many people on the roster."""
    return [
        people.person(
            number=f"9{one:04d}",
            name=f"Sample Person {_word(one)}",
            email=f"p{one}@town.example" if email else "",
            posts=posts or (("streets", "", "office", "day"),),
            joined_on=TODAY - 100 * DAY,
        ).id
        for one in range(start, start + number)
    ]


def _word(number: int) -> str:
    return "".join(chr(ord("A") + int(digit)) for digit in str(number)).title() + "son"


def personnel() -> User:
    """Make somebody who steers training."""
    return people.personnel()


def coordinator() -> User:
    """Make somebody who sees the whole town."""
    return accounts.person(role=Role.COORDINATOR)


def completions() -> list[tuple[UUID, int, date]]:
    """Return person, edition and day of every completion."""
    return list(Completion.objects.values_list("person_id", "edition_id", "on"))
