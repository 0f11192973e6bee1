"""What is counted, by what, and what of it everybody may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from standing.kernel import counts


class By(StrEnum):
    """By what people are counted. Who has two posts counts in both, and once in the City."""

    CITY = "city"
    DEPARTMENT = "department"
    SITE = "site"
    WORK_TYPE = "work_type"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which posts are counted; empty words ask nothing. ``departments`` None: of every department."""

    department: str = ""
    site: str = ""
    work_type: str = ""
    shift: str = ""
    course: str = ""
    departments: frozenset[str] | None = None


EVERYBODY = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One count: of so many people whose duty the course is, so many hold it and so many are overdue."""

    course: str
    by: By
    code: str
    assigned: int
    done: int
    overdue: int

    @property
    def missing(self) -> int:
        """Return how many do not hold it."""
        return self.assigned - self.done

    @property
    def due(self) -> int:
        """Return how many do not hold it and still have time."""
        return self.missing - self.overdue

    @property
    def percent(self) -> int:
        """Return the share that holds it, in whole percent, never rounded up."""
        return percent(self.done, self.assigned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """Of the people on a department's roster, how many finished all courses that count and are theirs."""

    department: str
    heads: int
    finished: int

    def reaches(self, mark_percent: int) -> bool:
        """Test whether the share is at the mark; a department without people has not reached it."""
        return self.heads > 0 and self.finished * 100 >= mark_percent * self.heads


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A person who does not hold courses that are theirs, with the day by which each was to be taken."""

    person: UUID
    number: str
    name: str
    has_mail: bool
    departments: tuple[str, ...]
    courses: tuple[tuple[str, date], ...]


def percent(done: int, of: int) -> int:
    """Return a share in whole percent, never rounded up: 94.9 has not reached 95."""
    return done * 100 // of if of else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """What everybody may see of one department and course; None stands for a number that is not shown."""

    department: str
    assigned: int | None
    done: int | None
    at_mark: bool | None


def public(cells: Mapping[str, Cell], *, mark_percent: int, least: int) -> tuple[Public, ...]:
    """
    Return the counts of one course by department that may be shown.

    Nobody can work out a number of people from 1 to ``least`` - 1: not of those who have the duty, not of those who
    did it, and not of those who did not. Departments are always shown; whether one reached the mark is not where so
    few people have the duty that it tells of each of them.
    """
    heads = counts.protected({code: cell.assigned for code, cell in cells.items()}, least=least)
    done = counts.protected({code: cell.done for code, cell in cells.items()}, least=least)
    missing = counts.protected({code: cell.missing for code, cell in cells.items()}, least=least)

    def both(code: str) -> int | None:
        return None if None in (heads.cells[code], done.cells[code], missing.cells[code]) else cells[code].done

    return tuple(
        Public(
            department=code,
            assigned=heads.cells[code],
            done=both(code),
            at_mark=cell.done * 100 >= mark_percent * cell.assigned if cell.assigned >= least else None,
        )
        for code, cell in sorted(cells.items())
    )


def is_refreshed(*, then: Heads, now: Heads, then_on: date, today: date, refresh_days: int) -> bool:
    """Test whether a count on record is taken anew: it is old, or a point of a hundred has moved."""
    if (then.heads, then.finished) == (now.heads, now.finished) and (today - then_on).days < refresh_days:
        return False
    moved = percent(then.finished, then.heads) != percent(now.finished, now.heads)
    grown = abs(then.heads - now.heads) * 100 >= then.heads
    return moved or grown or (today - then_on).days >= refresh_days


def evidence_title(heads: Heads, *, mark_percent: int, least: int) -> str:
    """Return what the public board says of a count; small numbers of people are not in it."""
    rest = heads.heads - heads.finished
    if heads.heads >= least and (rest == 0 or rest >= least):
        return f"Training finished: {heads.finished:,} of {heads.heads:,} people"
    return f"Training finished by at least {mark_percent} of 100 people on the roster"
