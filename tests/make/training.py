"""Builders for courses: a small course, people around it, a pack that brings it, editions out and taken."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from standing.hall.accounts.api import Role, User
from standing.hall.acknowledgements.api import How
from standing.hall.audit.api import SYSTEM, Actor
from standing.rooms.training.actions import completing, editions
from standing.rooms.training.models import Edition
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.queries.courses import EditionFact
from standing.rooms.training.rules.answers import Answer, Result
from standing.rooms.training.rules.facts import CompletionFact
from standing.rooms.training.rules.shape import CourseTerms
from standing.rooms.training.rules.text import sha_of
from tests.make import accounts, roster

AT = roster.AT
HOUR = timedelta(hours=1)
PACK_SHA = "0" * 64


def plain(**changes: Any) -> dict[str, Any]:
    """Return a small course as plain values that a test may change: question q2 has two right answers."""
    course: dict[str, Any] = {
        "id": "desk",
        "edition": 1,
        "material": True,
        "changed": "The first edition.",
        "title": "At the desk",
        "lead": "For people at a desk.",
        "minutes": 5,
        "pass_percent": 75,
        "attempts": 2,
        "expires": {"months": 12},
        "parts": [
            {
                "id": "one",
                "title": "Be calm",
                "text": "Stay calm.\n\n- Be polite.\n- Call your supervisor.",
                "image": {"drawing": "counter", "description": "Two people at a counter."},
            }
        ],
        "questions": [
            {
                "id": f"q{place}",
                "text": f"Question {place}?",
                "choices": [
                    {"id": "a", "text": f"Right {place}", "right": True},
                    {"id": "b", "text": f"Wrong {place}"},
                    {"id": "c", "text": f"Other {place}", "right": place == 2},
                ],
                "explanation": f"Because of {place}.",
            }
            for place in (1, 2, 3, 4)
        ],
    }
    return deepcopy(course | changes)


def spanish(course: dict[str, Any]) -> dict[str, str]:
    """Return a course's words in another language, made up."""
    words = {"title": "En el escritorio", "lead": "Para el personal."}
    for part in course["parts"]:
        words |= {f"part:{part['id']}:{name}": f"ES {name}" for name in ("title", "text", "image")}
    for question in course["questions"]:
        names = ("text", "why", *(one["id"] for one in question["choices"]))
        words |= {f"question:{question['id']}:{name}": f"ES {question['id']} {name}" for name in names}
    return words


def terms(**changes: Any) -> CourseTerms:
    """Return a course as the room reads it."""
    return CourseTerms.model_validate_json(json.dumps(plain(**changes)))


def in_two_languages(**changes: Any) -> CourseTerms:
    """Return a course that can be read in English and Spanish."""
    course = plain(**changes)
    return terms(**changes, words={"es": spanish(course)})


def counsel(*, email: str = "counsel@city.example") -> User:
    """Make somebody who approves for the City Attorney."""
    return accounts.person(role=Role.ATTORNEY, email=email)


def brought(course: CourseTerms | None = None, *, by: Actor = SYSTEM, at: datetime = AT) -> Edition:
    """Have an edition come in with a pack."""
    row = editions.take_course_from_pack(course=course or terms(), pack_sha256=PACK_SHA, by=by, at=at)
    assert row is not None
    return row


def out(course: CourseTerms | None = None, *, by: User | None = None, at: datetime = AT) -> EditionFact:
    """Have an edition come in and be approved at once."""
    course = course or terms()
    brought(course, at=at)
    editions.approve_edition(
        course=course.id, number=course.edition, seen_sha256=sha_of(course), by=by or counsel(), at=at
    )
    return queries.edition(course=course.id, number=course.edition, known=at)


def right(course: CourseTerms, *, wrong: int = 0) -> dict[str, list[str]]:
    """Return the fields of a form with right answers, the first few of them wrong."""
    return {f"q-{one.id}": ["b"] if place < wrong else sorted(one.right) for place, one in enumerate(course.questions)}


def passed(*, score: int = 4, out_of: int = 4) -> Result:
    """Return a result that passes."""
    answers = tuple(Answer(question=str(n), chosen=frozenset(), is_right=n < score) for n in range(out_of))
    return Result(answers=answers, is_passed=True)


def finished(fact: EditionFact, *, number: str, name: str, at: datetime = AT + HOUR) -> CompletionFact:
    """Have somebody on the roster finish a course on their own."""
    return completing.complete_myself(
        number=number, name=name, edition=fact, language="en", result=passed(), how=How.PAGE, at=at
    )
