"""What anybody may ask about open application at the City: counts, and the root over the receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from standing.hall.audit import api as audit
from standing.rooms.aid.models import Evaluated, Intake
from standing.rooms.aid.queries import rounds
from standing.rooms.aid.rules.applications import MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """
    Open application to a round as the City sees it: counts and moments of both parties' deeds, and nobody.

    ``requests`` were evaluated for applicants, of ``most`` that may be; ``fixed`` is how many applications the trustee
    fixed, None until the City has seen and checked it; ``opened_at`` is when the City opened its seed.
    """

    requests: int
    most: int
    fixed: int | None
    fixed_at: datetime | None
    is_open: bool
    opened_at: datetime | None


def counted(*, round_: str) -> Counted:
    """Return how open application to a round stands."""
    fixed = Intake.objects.filter(pk=round_).values_list("count", flat=True).first()
    is_open = rounds.opened_seed(round_=round_) is not None
    told = {} if fixed is None else {one.verb: one.at for one in audit.records_about(subject=f"aid:round:{round_}")}
    return Counted(
        requests=evaluated(round_=round_),
        most=MOST,
        fixed=fixed,
        fixed_at=told.get("aid.take_commitment"),
        is_open=is_open,
        opened_at=told.get("aid.open_seed"),
    )


def intake(*, round_: str) -> Intake | None:
    """Return what the trustee fixed; None until the City has seen and checked it."""
    return Intake.objects.filter(pk=round_).first()


def evaluated(*, round_: str) -> int:
    """Return how many requests of applicants the City evaluated."""
    return int(Evaluated.objects.filter(round=round_).aggregate(all=Sum("requests"))["all"] or 0)
