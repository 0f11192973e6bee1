"""What everybody may see: closed quarters, each as it was known on the day it was first shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min

from standing.hall.pack import api as packs
from standing.kernel.deadlines import local_day
from standing.rooms.disclosure.models import CourtSeal, Request
from standing.rooms.disclosure.queries.desk import today, zone
from standing.rooms.disclosure.queries.requests import states_of, with_last
from standing.rooms.disclosure.rules import counting
from standing.rooms.disclosure.rules.counting import Counted, Quarter, QuarterFact
from standing.rooms.disclosure.rules.lanes import Lane


def counted_first() -> date | None:
    """Return the day of the first request; None if there was none."""
    found = Request.objects.aggregate(first=Min("received_day"))["first"]
    return found if isinstance(found, date) else None


def quarters(*, at: datetime) -> tuple[QuarterFact, ...]:
    """
    Return the quarters that are shown, the newest first.

    A request under a court's seal is left out, and counted in the quarter in which the seal ends. Each quarter is
    counted as it was known when it was first shown, so that two looks at it can not be taken from each other.
    """
    pack, first = packs.in_force(known=at), counted_first()
    if pack is None or first is None:
        return ()
    delay, least, clock = pack.thresholds.activity_delay_days, pack.thresholds.small_count, zone(known=at)
    inside = _by_quarter(delay=delay, clock=clock)
    found = []
    for quarter in counting.quarters_shown(first=first, today=today(at=at), delay_days=delay):
        known = datetime.combine(counting.shown_from(quarter, delay_days=delay), time(), tzinfo=clock)
        rows = list(with_last(Request.objects.filter(pk__in=inside[quarter]), until=known))
        counted = [
            Counted(lane=Lane(row.last_lane), state=state) for row, state in zip(rows, states_of(rows), strict=True)
        ]
        found.append(counting.count(quarter=quarter, counted=counted, delay_days=delay, least=least))
    return tuple(found)


def _by_quarter(*, delay: int, clock: ZoneInfo) -> Mapping[Quarter, list[UUID]]:
    seals, found = defaultdict(list), defaultdict(list)
    for request, noted, until in CourtSeal.objects.values_list("request_id", "sealed_at", "until"):
        seals[request].append((local_day(noted, clock), until))
    for request, received, recorded in Request.objects.values_list("pk", "received_day", "recorded_at"):
        day = counting.counts_on(
            received=received, recorded=local_day(recorded, clock), seals=seals[request], delay_days=delay
        )
        found[counting.quarter_of(day)].append(request)
    return found


def newest_shown(*, at: datetime) -> str:
    """Return what changes when the public page changes, cheaply: the newest quarter shown and the first day."""
    pack, first = packs.in_force(known=at), counted_first()
    if pack is None or first is None:
        return "none"
    shown = counting.quarters_shown(first=first, today=today(at=at), delay_days=pack.thresholds.activity_delay_days)
    return f"{shown[0].name if shown else 'none'}:{first.isoformat()}"
