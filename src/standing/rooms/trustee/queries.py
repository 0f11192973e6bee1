"""What can be asked of the trustee by its own people and by those who check. No door leads to the tags."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotNow
from standing.rooms.trustee.models import Desk, Key, Round, Tally
from standing.rooms.trustee.rules.asking import TallyFact


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFact:
    """A round with what became of its keys, and what its desks did, by day."""

    id: str
    sha256: str
    opens_at: datetime
    closes_at: datetime
    destroy_at: datetime
    keys: int
    destroyed_at: datetime | None
    desks: int
    tallies: tuple[TallyFact, ...]


def manifest_of(*, round_: str) -> bytes | None:
    """Return a manifest as it was signed; None if there is no such round."""
    found = Round.objects.filter(pk=round_).values_list("manifest", flat=True).first()
    return None if found is None else bytes(found)


def secret_of(*, round_: str, purpose: str) -> bytes:
    """Return a secret half. :raises NotNow: if it was destroyed, or never made"""
    box = Key.objects.filter(round=round_, purpose=purpose).values_list("box", flat=True).first()
    if box is None:
        raise NotNow("This key does not exist any more.")
    return bytes.fromhex(sealed.open_box(box=box, about=about(round_=round_, purpose=purpose)))


def about(*, round_: str, purpose: str) -> str:
    """Return what the box of a secret half is bound to."""
    return f"trustee:{round_}:{purpose}"


def rounds() -> tuple[RoundFact, ...]:
    """Return all rounds, the newest opening first."""
    keys: dict[str, list[datetime | None]] = defaultdict(list)
    for round_, destroyed_at in Key.objects.values_list("round", "destroyed_at"):
        keys[round_].append(destroyed_at)
    desks: dict[str, int] = defaultdict(int)
    for round_ in Desk.objects.values_list("round_id", flat=True):
        desks[round_] += 1
    tallies: dict[str, list[TallyFact]] = defaultdict(list)
    for row in Tally.objects.select_related("desk").order_by("-day", "desk__group", "desk__name"):
        tallies[row.desk.round_id].append(
            TallyFact(
                desk=row.desk.name,
                group=row.desk.group,
                day=row.day.isoformat(),
                evaluations=row.evaluations,
                claims=row.claims,
                refusals=row.refusals,
            )
        )
    return tuple(
        RoundFact(
            id=row.pk,
            sha256=row.sha256,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            destroy_at=row.destroy_at,
            keys=len(keys[row.pk]),
            destroyed_at=max((one for one in keys[row.pk] if one is not None), default=None),
            desks=desks[row.pk],
            tallies=tuple(tallies[row.pk]),
        )
        for row in Round.objects.order_by("-opens_at", "id")
    )
