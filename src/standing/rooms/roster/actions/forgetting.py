"""Forgetting who left: number, name and e-mail go, the id and the posts stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.holds import api as holds
from standing.rooms.roster.actions import _writing
from standing.rooms.roster.models import Person, Touch
from standing.rooms.roster.queries import leaving, pack

__all__ = ["forget_left"]

_MOST_AT_ONCE = 500


@transaction.atomic
def forget_left(*, at: datetime, most: int = _MOST_AT_ONCE) -> int:
    """
    This will forget number, name and e-mail of people who left longer ago than the pack keeps them; returns how many.

    Nobody is forgotten before counsel approved that time (Gov. Code 34090: never under two years), or while a legal
    hold covers them. Each has a record in the book of deeds, without the name.
    """
    holds.lock()
    _writing.lock()
    due = leaving.to_forget(at=at).order_by("left_on", "pk")
    held = holds.held(subjects=[leaving.subject(key) for key in due.values_list("pk", flat=True)])
    rows = [row for row in due if leaving.subject(row.pk) not in held][:most]
    ids = [row.pk for row in rows]
    days = pack.terms(known=at).keep_days
    Touch.objects.filter(person__in=ids).update(name="", key="", sort_name="", email="")
    Person.objects.filter(pk__in=ids).update(
        number="", name="", key="", sort_name="", email="", forgotten_at=at, changed_by=None
    )
    for row in rows:
        left = row.left_on.isoformat() if row.left_on else ""
        audit.record(
            verb="roster.forget_person", subject=str(row.pk), by=SYSTEM, at=at, facts={"left": left, "kept_days": days}
        )
    return len(rows)
