"""Reminders: every step that is reached, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction

from standing.hall.accounts.api import Role, addresses_with
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.mail import api as mail
from standing.kernel import deadlines
from standing.rooms.obligations import queries
from standing.rooms.obligations.models import ReminderCovered
from standing.rooms.obligations.rules import reminders

_REMINDING = 0x6F626C72  # one run at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """What a run of reminders came to; ``nobody`` counts messages that had nobody to go to."""

    sent: int = 0
    covered: int = 0
    nobody: int = 0


@transaction.atomic
def send_reminders(*, at: dt.datetime) -> Reminded:
    """
    This will remind people of every step that was reached and is not covered, in one message a duty.

    A step is covered in the same transaction in which its message is posted. With nobody to write to,
    nothing is covered and the next run tries again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REMINDING])
    rules = queries.book_in_force(known=at)
    if rules is None:
        return Reminded()
    numbers = queries.reminder_numbers(known=at)
    unmet = queries.open_duties(at=at)
    owed = reminders.owed(
        unmet,
        today=deadlines.local_day(at, rules.zone),
        covered=queries.covered(unmet=unmet),
        days=numbers.days,
        weekly_after=numbers.weekly_after,
    )
    sent = covered = nobody = 0
    book_of_addresses: dict[tuple[str, str], tuple[str, ...]] = {}
    for reminder in owed:
        to = _recipients(reminder, book_of_addresses)
        if not to:
            nobody += 1
            continue
        duty = rules.duties[reminder.unmet.obligation]
        subject, body = reminders.OF_AN_EVENT
        if not isinstance(duty.rule, deadlines.RightAway):
            title = duty.written.title
            subject = reminders.subject(reminder, title=title)
            body = reminders.letter(reminder, title=title, today=deadlines.local_day(at, rules.zone))
        ReminderCovered.objects.bulk_create(
            [
                ReminderCovered(
                    obligation_id=reminder.unmet.obligation,
                    department_id=reminder.unmet.department,
                    period=reminder.unmet.period,
                    due_date=reminder.unmet.due_date,
                    step=step,
                    message=reminder.key,
                    covered_at=at,
                )
                for step in reminder.steps
            ]
        )
        posted = mail.post(
            key=reminder.key,
            to=to,
            subject=subject,
            body=body,
            about=f"{reminder.unmet.obligation}:{reminder.unmet.department}",
            at=at,
        )
        sent += posted
        covered += len(reminder.steps)
    if sent:
        audit.record(
            verb="obligations.send_reminders",
            subject=deadlines.local_day(at, rules.zone).isoformat(),
            by=SYSTEM,
            at=at,
            facts={"sent": sent, "covered": covered, "nobody": nobody},
        )
    return Reminded(sent=sent, covered=covered, nobody=nobody)


def _recipients(reminder: reminders.Reminder, known: dict[tuple[str, str], tuple[str, ...]]) -> tuple[str, ...]:
    """Return who gets a message: all on the rungs it reaches, else the nearest rung above with anybody."""
    department = reminder.unmet.department

    def on(rung: str) -> tuple[str, ...]:
        where = "" if rung == reminders.COORDINATOR else department
        if (rung, where) not in known:
            known[rung, where] = addresses_with(role=Role(rung), department=where or None)
        return known[rung, where]

    to = tuple(dict.fromkeys(address for rung in reminder.rungs for address in on(rung)))
    for rung in reminders.higher(reminder.rungs):
        if to:
            break
        to = on(rung)
    return to
