"""What the clock does: reminds counsel, and forgets what is kept no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.holds import api as holds
from standing.hall.mail import api as mail
from standing.hall.pack import api as packs
from standing.rooms.disclosure import queries
from standing.rooms.disclosure.actions._ground import subject
from standing.rooms.disclosure.models import Decision, Request
from standing.rooms.disclosure.rules import clock
from standing.rooms.disclosure.rules.requests import RowFact, State

_MOST_AT_ONCE = 500


@transaction.atomic
def send_notices(*, at: datetime) -> int:
    """
    This will remind counsel of requests nobody took by the next day, and of answers that fall due; says how many.

    It works from state, so that a day of downtime loses no reminder and a second run sends none twice.
    """
    desk, pack = queries.desk_or_none(known=at), packs.in_force(known=at)
    to = accounts.addresses_with(role=Role.ATTORNEY)
    if desk is None or pack is None or not to:
        return 0
    calendar, today = queries.calendar_of(desk=desk, known=at), queries.today(at=at)
    sent = 0
    for row in queries.undecided():
        fact = queries.row_of(row, desk=desk, calendar=calendar, day=today)
        step = ""
        if fact.state is State.NEW and row.received_day < today:
            step = f"untaken:{today.isoformat()}"
        elif fact.due.date is not None:
            reached = clock.steps(due_date=fact.due.date, today=today, reminder_days=pack.thresholds.reminder_days)
            step = reached[-1] if reached else ""
        if step and _post(fact, step=step, to=to, at=at):
            sent += 1
    return sent


@transaction.atomic
def forget_requests(*, at: datetime, most: int = _MOST_AT_ONCE) -> int:
    """
    This will delete reference and advice of answered requests whose time is over, with a record of each.

    Held ones stay. Nothing is deleted before counsel has approved how long records are kept.
    """
    holds.lock()
    found = list(queries.to_forget(at=at).order_by("received_day", "id")[:most])
    held = holds.held(subjects=[subject(row) for row in found])
    rows = [row for row in found if subject(row) not in held]
    if not rows:
        return 0
    ids, today, days = [row.pk for row in rows], queries.today(at=at), queries.desk_of(known=at).keep.days
    Request.objects.filter(pk__in=ids).update(reference="", forgotten_on=today)
    Decision.objects.filter(request__in=ids).update(advice=None)
    for row in rows:
        audit.record(
            verb="disclosure.forget_request",
            subject=subject(row),
            by=SYSTEM,
            at=at,
            facts={"received": row.received_day.isoformat(), "kept_days": days, "passed_over": len(held)},
        )
    return len(rows)


def _post(fact: RowFact, *, step: str, to: tuple[str, ...], at: datetime) -> bool:
    return mail.post(
        key=f"disclosure.reminder:{fact.id}:{step}",
        to=to,
        subject=f"The request {fact.name} waits",
        body=f"Open Standing. The request {fact.name} waits at the disclosure desk.\n\n"
        "Nothing of what it says stands in this letter.\n",
        about="disclosure",
        at=at,
    )
