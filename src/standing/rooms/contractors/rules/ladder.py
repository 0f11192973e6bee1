"""When the next letter comes, and which one. Everything is computed from what was sent, so no outage loses a rung."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from standing.rooms.contractors.rules.shapes import RungTerms

WorkingDays = Callable[[date, int], date]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFact:
    """A letter that was sent: which rung, on which day."""

    place: int
    on: date


def due_on(rung: RungTerms, *, after: date, working_days: WorkingDays) -> date:
    """Return the day from which on a rung may be climbed, counted from the day of the rung before."""
    if rung.working_days:
        return working_days(after, rung.after_days)
    return after + timedelta(days=rung.after_days)


def next_place(
    ladder: Sequence[RungTerms], sent: Sequence[SentFact], *, today: date, working_days: WorkingDays
) -> int | None:
    """
    Return which rung is to be climbed today; None if none is.

    One rung at a time, however long nothing ran: nobody gets a threat on the day of the reminder. The time of each
    rung counts from the day on which the one before was really sent the first time.
    """
    if not sent:
        return 0
    last = max(one.place for one in sent)
    if last + 1 >= len(ladder):
        return None
    since = min(one.on for one in sent if one.place == last)
    return last + 1 if today >= due_on(ladder[last + 1], after=since, working_days=working_days) else None
