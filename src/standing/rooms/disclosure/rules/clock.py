"""By when counsel is told and a request is answered. Every day that counts can be named."""

from __future__ import annotations

from datetime import date

from standing.kernel import deadlines
from standing.kernel.calendars import Calendar
from standing.kernel.deadlines import DaysAfter, Due, FixedDate, Unknown, WorkingDaysAfter
from standing.rooms.disclosure.rules.desk import LaneTerms


def due(*, received: date, return_date: date | None, terms: LaneTerms | None, calendar: Calendar) -> Due:
    """
    Return by when an answer is due: the date on the paper, or the lane's own days, whichever comes first.

    Without either the day is unknown, and counsel sets it.
    """
    found = []
    if return_date is not None:
        found.append(deadlines.due(FixedDate(date=return_date)))
    if terms is not None and terms.answer is not None:
        rule = (
            WorkingDaysAfter(start=received, days=terms.answer.days, calendar=calendar, anchor_words="it came")
            if terms.answer.count == "working"
            else DaysAfter(start=received, days=terms.answer.days, anchor_words="it came")
        )
        found.append(deadlines.due(rule))
    if not found:
        return deadlines.due(Unknown(why="No date stands on the paper, and the lane names none. Counsel sets it."))
    return min(found, key=lambda one: one.date or date.max)


def steps(*, due_date: date, today: date, reminder_days: tuple[int, ...]) -> tuple[str, ...]:
    """Return the steps at which somebody was to be reminded by today."""
    return tuple(one.step for one in deadlines.steps_reached(due_date, today, steps=reminder_days))
