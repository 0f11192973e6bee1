"""How the courses came to be taken, invented: counsel reads what the pack brought, and approves each within days."""

from datetime import datetime, timedelta

from django.db import transaction

from standing.hall.accounts.api import User
from standing.rooms.training.actions import editions as actions
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.rules.text import Stand

_NOTE = "Sample note: read whole, in both languages."


@transaction.atomic
def write(*, counsel: User, first: datetime, until: datetime) -> int:
    """Have every course of the pack approved; return how many there are."""
    waiting = [one for one in queries.states() if one.stand is Stand.WAITING]
    for place, state in enumerate(waiting):
        actions.approve_edition(
            course=state.row.course_id,
            number=state.row.number,
            seen_sha256=state.row.sha256,
            note=_NOTE,
            by=counsel,
            at=min(first + timedelta(days=3, hours=4, minutes=10 * place), until),
        )
    return len(waiting)
