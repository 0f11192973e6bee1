"""
Who is reminded of what today. It is told from what stands, so a day without the job loses nothing.

A step is a day before, on or after the due day. The last step that was reached covers all before it: after days
of silence one letter goes out and not ten. What was covered stands in the database under person, course, due day
and step; a person gets at most one letter a day, and it holds all their courses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from standing.kernel.deadlines import said

_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A course that a person is to finish by a day, or to finish again by the day on which it ends."""

    person: UUID
    course: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A day on which somebody is reminded; ``left`` days before the due day, below zero after it."""

    left: int
    on: date

    @property
    def word(self) -> str:
        """Return its short name, such as T-3, T or T+7."""
        return "T" if self.left == 0 else f"T{-self.left:+d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One course in a letter, and the step that the letter covers."""

    owed: Owed
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that one person is told on one day."""

    person: UUID
    lines: tuple[Line, ...]


def last_step(*, due_on: date, today: date, days: Sequence[int], weekly_after: bool) -> Step | None:
    """Return the last step whose day has come, None before the first; weekly ones follow the last of ``days``."""
    left = (due_on - today).days
    reached = [day for day in days if day >= left]
    if not reached:
        return None
    step = min(reached)
    if weekly_after and step == min(days):
        step -= (step - left) // _WEEK * _WEEK
    return Step(left=step, on=due_on - timedelta(days=step))


def letters(
    owed: Iterable[Owed],
    *,
    today: date,
    covered: Mapping[tuple[UUID, str, date], date],
    written_today: Collection[UUID],
    days: Sequence[int],
    weekly_after: bool,
) -> tuple[Letter, ...]:
    """
    Return the letters of a day, by person.

    ``covered`` says for person, course and due day the day of the last step that a letter spoke of.
    """
    found: dict[UUID, list[Line]] = {}
    for one in owed:
        if one.person in written_today:
            continue
        step = last_step(due_on=one.due_on, today=today, days=days, weekly_after=weekly_after)
        if step is None or covered.get((one.person, one.course, one.due_on), date.min) >= step.on:
            continue
        found.setdefault(one.person, []).append(Line(owed=one, step=step))
    return tuple(
        Letter(person=person, lines=tuple(sorted(lines, key=lambda line: (line.owed.due_on, line.owed.course))))
        for person, lines in sorted(found.items())
    )


def letter_key(*, person: UUID, on: date) -> str:
    """Return the key of a letter: one for a person and a day, whatever it says."""
    return f"training:reminder:{person}:{on.isoformat()}"


def list_key(*, department: str, on: date) -> str:
    """Return the key of the list of people without e-mail: one for a department and a week."""
    year, week, _day = on.isocalendar()
    return f"training:no-mail:{department}:{year}-W{week:02d}"


def subject(letter: Letter, *, titles: Mapping[str, str]) -> str:
    """Return the one line above a letter."""
    if len(letter.lines) > 1:
        return f"{len(letter.lines)} courses to take"
    one = letter.lines[0].owed
    return f"Course to take by {said(one.due_on)}: {titles.get(one.course, one.course)}"


def body(letter: Letter, *, titles: Mapping[str, str], addresses: Mapping[str, str], today: date) -> str:
    """Return the text of a letter: each course, its day, and the way in that is the person's own."""
    parts = ["The City asks you to take " + ("these courses." if len(letter.lines) > 1 else "this course."), ""]
    for line in letter.lines:
        one = line.owed
        parts += [
            titles.get(one.course, one.course),
            f"By {said(one.due_on)}. {_when((one.due_on - today).days)}",
            f"Start here, you need not sign in: {addresses[one.course]}",
            "",
        ]
    parts += [
        "The link is yours. Please do not pass it on.",
        "You can take a course during your working time, on a phone, at a kiosk or on paper. Ask your supervisor.",
        "",
        "También puede tomar el curso en español: elija el idioma en la página.",
        "",
    ]
    return "\n".join(parts)


def list_subject(*, number: int) -> str:
    """Return the one line above the list of people without e-mail."""
    return f"{number} {'person' if number == 1 else 'people'} without e-mail still to take a course"


def list_body(*, department: str, number: int) -> str:
    """Return the text of the list: how many, and where their names stand. A letter holds no names."""
    return (
        f"{number} {'person' if number == 1 else 'people'} of {department} have no e-mail on the roster"
        " and a course to take within the next days, or one whose day is over.\n\n"
        "Sign in to Standing, open Training coverage and then Who is missing: their names stand there.\n"
        "Print a sheet for them: they read the course together, sign, and you enter the sheet.\n"
    )


def _when(left: int) -> str:
    if left > 1:
        return f"{left} days are left."
    if left == 1:
        return "One day is left."
    if left == 0:
        return "That is today."
    return f"That was {-left} {'day' if left == -1 else 'days'} ago."
