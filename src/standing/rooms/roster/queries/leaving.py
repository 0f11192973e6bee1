"""Who left, and who is due to be forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from standing.rooms.roster.models import Person
from standing.rooms.roster.queries import pack
from standing.rooms.roster.rules import leaving


def subject(id: UUID) -> str:
    """Return the name under which a legal hold covers one person; ``roster`` covers all."""
    return f"roster:person:{id}"


def to_forget(*, at: datetime) -> QuerySet[Person]:
    """Return who left longer ago than the pack keeps them; nobody before counsel approved that time."""
    terms = pack.terms(known=at)
    gone = Person.objects.filter(left_on__isnull=False, forgotten_at__isnull=True)
    if not terms.keep_is_approved:
        return gone.none()
    return gone.filter(left_on__lt=leaving.left_before(today=pack.today(at=at), days=terms.keep_days))


def kept_until(*, left_on: date, at: datetime) -> date:
    """Return the last day on which somebody who left is kept by name."""
    return left_on + timedelta(days=pack.terms(known=at).keep_days)
