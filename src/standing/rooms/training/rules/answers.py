"""Whether answers pass, and the codes of certificates: true without a database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from standing.kernel.refusals import Refused
from standing.rooms.training.rules.shape import CourseTerms

CODE_LENGTH = 16


class Busy(Refused):
    """More was tried within this minute than may be."""


class NotPassed(Refused):
    """The answers are not enough."""


class Holds(StrEnum):
    """What a certificate is worth on a day."""

    YES = "yes"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How one question was answered."""

    question: str
    chosen: frozenset[str]
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How all questions were answered."""

    answers: tuple[Answer, ...]
    is_passed: bool

    @property
    def score(self) -> int:
        """Return how many are right."""
        return sum(one.is_right for one in self.answers)

    @property
    def out_of(self) -> int:
        """Return how many were asked."""
        return len(self.answers)


def result_of(course: CourseTerms, given: Mapping[str, Collection[str]]) -> Result:
    """
    Compare what was chosen with what is right, as sets: one wrong or missing choice makes an answer wrong.

    Names of choices that the course does not have count as nothing chosen.
    """
    answers = []
    for question in course.questions:
        known = {one.id for one in question.choices}
        chosen = frozenset(given.get(question.id, ())) & known
        answers.append(Answer(question=question.id, chosen=chosen, is_right=chosen == question.right))
    return Result(
        answers=tuple(answers),
        is_passed=passes(score=sum(one.is_right for one in answers), out_of=len(answers), percent=course.pass_percent),
    )


def passes(*, score: int, out_of: int, percent: int) -> bool:
    """Test whether so many right answers reach the mark; computed in whole numbers."""
    return out_of > 0 and score * 100 >= percent * out_of


def needed(*, out_of: int, percent: int) -> int:
    """Return how many answers must be right."""
    return -(-percent * out_of // 100)


def tries_left(*, attempts: int, used: int) -> int:
    """Return how many tries are left before one reads the course again."""
    return max(attempts - used, 0)


def holds_on(*, day: date, valid_until: date | None, is_withdrawn: bool) -> Holds:
    """Return what a certificate is worth on a day; ``valid_until`` is the last day, None if it never ends."""
    if is_withdrawn:
        return Holds.WITHDRAWN
    if valid_until is not None and day > valid_until:
        return Holds.OUTDATED
    return Holds.YES
