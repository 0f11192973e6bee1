"""What all that desks ask have in common: who asks, on which day, and how often already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.pack import api as packs
from standing.kernel.blind.manifest import Manifest
from standing.rooms.aid.models import Desk, Round, Tally
from standing.rooms.aid.queries.rounds import manifest_of
from standing.rooms.aid.rules.asking import Closed, DeskActor, Kind, NotKnown, mark_of
from standing.rooms.aid.rules.days import local_day, start_of_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks, in which round, on which day of that round, and the moment that cards and books are told."""

    desk: Desk
    round: Round
    manifest: Manifest
    day: date
    day_began: datetime

    @property
    def by(self) -> DeskActor:
        """Return the desk as the book of deeds names it."""
        return DeskActor(desk=self.desk.pk)


def asked(credential: str, *, kind: Kind, at: datetime, open_for_asking: bool) -> Asked:
    """
    Return who asks.

    ``open_for_asking``: only while desks may ask; otherwise until the keys are destroyed.

    :raises NotKnown: if no desk of this kind shows this credential
    :raises Closed: if the round is not open for this
    """
    desk = (
        Desk.objects.select_related("round").filter(credential=mark_of(credential), kind=kind, revoked_at=None).first()
    )
    if desk is None:
        raise NotKnown("This desk may not ask.")
    row = desk.round
    if row.manifest is None or not row.trustee_note:
        raise Closed("The round is not signed by both parties yet.")
    end = row.closes_at if open_for_asking else row.destroy_at
    if not row.opens_at <= at < end:
        raise Closed("The round is not open now.")
    pack = packs.in_force(known=at)
    return Asked(
        desk=desk,
        round=row,
        manifest=manifest_of(bytes(row.manifest)),
        day=local_day(at, zone=ZoneInfo(row.time_zone)),
        day_began=start_of_day(at, zone=ZoneInfo(pack.time_zone if pack is not None else "UTC")),
    )


def tally(found: Asked) -> Tally:
    """Return the counters of the desk's day, locked: two requests of one desk count one after the other."""
    Tally.objects.bulk_create([Tally(desk=found.desk, day=found.day)], ignore_conflicts=True)
    return Tally.objects.select_for_update(of=("self",)).get(desk=found.desk, day=found.day)
