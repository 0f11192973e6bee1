"""Rounds for which a desk can be opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from standing.kernel.blind import manifest as manifests
from standing.rooms.trustee.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound:
    """What a desk is told of a round before it is opened."""

    round: str
    name: str
    closes_at: datetime
    time_zone: str


def open_rounds(*, at: datetime) -> tuple[OpenRound, ...]:
    """Return the rounds that are open at this moment, the one that closes first at the head."""
    rows = Round.objects.filter(opens_at__lte=at, closes_at__gt=at).order_by("closes_at", "pk")
    found = [(row.pk, manifests.read(bytes(row.manifest))) for row in rows]
    return tuple(
        OpenRound(round=code, name=one.name, closes_at=one.closes_at, time_zone=one.time_zone) for code, one in found
    )
