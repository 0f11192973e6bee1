"""What anybody may ask about open application at the City: counts, and the root over the receipts."""

from __future__ import annotations

from django.db.models import Sum

from standing.rooms.aid.models import Evaluated, Intake


def intake(*, round_: str) -> Intake | None:
    """Return what the trustee fixed; None until the City has seen and checked it."""
    return Intake.objects.filter(pk=round_).first()


def evaluated(*, round_: str) -> int:
    """Return how many requests of applicants the City evaluated."""
    return int(Evaluated.objects.filter(round=round_).aggregate(all=Sum("requests"))["all"] or 0)
