"""What is held."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from standing.hall.holds.models import Hold
from standing.hall.holds.rules import HoldFact, covering


def held(*, subjects: Iterable[str]) -> frozenset[str]:
    """Return those of the subjects that a hold covers; one question, however many they are."""
    asked = {subject: set(covering(subject)) for subject in subjects}
    wide = set().union(*asked.values()) if asked else set()
    on = set(Hold.objects.filter(lifted_at=None, subject__in=wide).values_list("subject", flat=True)) if wide else set()
    return frozenset(subject for subject, covers in asked.items() if covers & on)


def holds_on(*, subject: str) -> tuple[HoldFact, ...]:
    """Return every hold that covers the subject or ever did, the latest first."""
    return _facts(Hold.objects.filter(subject__in=covering(subject)))


def all_holds(*, below: str = "") -> tuple[HoldFact, ...]:
    """Return every hold there was, the latest first; ``below`` names one room, and then also what covers all."""
    rows = Hold.objects.all()
    if below:
        rows = rows.filter(subject__in=covering(below)) | rows.filter(subject__startswith=f"{below}:")
    return _facts(rows)


def fact(row: Hold) -> HoldFact:
    """Return a row as a fact."""
    return HoldFact(
        id=row.pk,
        subject=row.subject,
        reason=row.reason,
        order=row.order,
        placed_at=row.placed_at,
        placed_by=str(row.placed_by) if row.placed_by is not None else "",
        lifted_at=row.lifted_at,
        lifted_by=str(row.lifted_by) if row.lifted_by is not None else "",
        lifted_reason=row.lifted_reason,
    )


def _facts(rows: QuerySet[Hold]) -> tuple[HoldFact, ...]:
    return tuple(fact(row) for row in rows.select_related("placed_by", "lifted_by").order_by("-placed_at", "id"))
