"""What people must be reminded of, and what they were reminded of already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from standing.rooms.obligations.models import ReminderCovered
from standing.rooms.obligations.queries.lights import statuses
from standing.rooms.obligations.rules import reminders
from standing.rooms.obligations.rules.facts import Status


def open_duties(*, at: dt.datetime) -> tuple[reminders.Unmet, ...]:
    """Return what is due on a day and not done, of the departments that are bound."""
    board = statuses(at=at, inside=True)
    open_ = {Status.DUE.value, Status.AT_RISK.value, Status.LATE.value}
    return tuple(
        reminders.Unmet(
            obligation=pair.obligation,
            department=pair.department,
            period=pair.period,
            due_date=pair.due_date,
        )
        for pair in board.pairs
        if pair.status in open_ and pair.due_date is not None
    )


def covered(*, unmet: Iterable[reminders.Unmet]) -> frozenset[reminders.Covered]:
    """Return the steps of these duties that somebody was reminded of already."""
    wanted = frozenset(unmet)
    rows = ReminderCovered.objects.filter(obligation_id__in={one.obligation for one in wanted}).values_list(
        "obligation_id", "department_id", "period", "due_date", "step"
    )
    return frozenset(
        reminders.Covered(unmet=one, step=row[4])
        for row in rows.iterator()
        if (one := reminders.Unmet(obligation=row[0], department=row[1], period=row[2], due_date=row[3])) in wanted
    )
