"""Which reminders are owed: every step that was reached and is not covered, in one message a duty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from standing.kernel import deadlines
from standing.kernel.canonical import canonical, sha256_hex

AUTHOR, HEAD, COORDINATOR = "author", "head", "coordinator"
LADDER = (AUTHOR, HEAD, COORDINATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A duty that is due on a day and not done."""

    obligation: str
    department: str
    period: str
    due_date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A step that somebody has been reminded of."""

    unmet: Unmet
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One message: the duty, all steps it covers, and how high up it goes."""

    unmet: Unmet
    steps: tuple[str, ...]
    rungs: tuple[str, ...]
    key: str


def owed(
    unmet: Iterable[Unmet],
    *,
    today: dt.date,
    covered: Collection[Covered],
    days: tuple[int, ...],
    weekly_after: bool,
) -> tuple[Reminder, ...]:
    """Return the messages to send today. However many steps were missed, a duty gets one message."""
    result = []
    for one in unmet:
        reached = deadlines.steps_reached(one.due_date, today, steps=days, weekly_after=weekly_after)
        fresh = tuple(step for step in reached if Covered(unmet=one, step=step.step) not in covered)
        if fresh:
            names = tuple(step.step for step in fresh)
            result.append(
                Reminder(
                    unmet=one,
                    steps=names,
                    rungs=rungs(due_date=one.due_date, on=max(step.date for step in fresh)),
                    key=key(one, names),
                )
            )
    return tuple(result)


def rungs(*, due_date: dt.date, on: dt.date) -> tuple[str, ...]:
    """Return who hears of a step: the author, from the due day the head too, then the Mayor's office."""
    if on < due_date:
        return (AUTHOR,)
    return (AUTHOR, HEAD) if on == due_date else LADDER


def higher(asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the rungs above those asked, nearest first: for when nobody stands on these."""
    return LADDER[len(asked) :]


def key(unmet: Unmet, steps: tuple[str, ...]) -> str:
    """Return the name of one message; the same steps of the same duty make the same name."""
    words = [
        unmet.obligation,
        unmet.department,
        unmet.period,
        unmet.due_date.isoformat(),
        list(steps),
    ]
    return f"obligations:reminder:{sha256_hex(canonical(words))[:32]}"


OF_AN_EVENT = ("Something waits for you in Standing", "Sign in and open Standing to see it.\n")
"""What a message says of a duty that an event set off: a mail must not tell that something happened, or where."""


def subject(reminder: Reminder, *, title: str) -> str:
    """Return the one line above a message: the duty and its day."""
    due = deadlines.said(reminder.unmet.due_date)
    return f"{' '.join(title.split())[:140]}: due {due}"


def letter(reminder: Reminder, *, title: str, today: dt.date) -> str:
    """Return the text of a message: what is owed, by whom, by when. No names, no details."""
    one = reminder.unmet
    left = (one.due_date - today).days
    if left > 1:
        when = f"{left} days are left."
    elif left == 1:
        when = "One day is left."
    elif left == 0:
        when = "That is today."
    else:
        when = f"That was {-left} {'day' if left == -1 else 'days'} ago."
    period = f"\nPeriod: {one.period}" if one.period else ""
    return (
        f"Duty: {one.obligation}, {title}\n"
        f"Department: {one.department}{period}\n"
        f"Due: {deadlines.said(one.due_date)}. {when}\n\n"
        "Sign in and open the duty to see what counts, and what is missing.\n"
        f"This message covers: {', '.join(reminder.steps)}.\n"
    )
