"""Names duties when a pack brings new ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.rooms.obligations.models import Instrument, Obligation
from standing.rooms.obligations.rules import law


@transaction.atomic
def name_duties(*, instruments: Iterable[law.InstrumentFile], sha256: str, by: Actor, at: dt.datetime) -> int:
    """This will make the rows that records point to, for every instrument and duty a pack names anew."""
    instruments = tuple(instruments)
    Instrument.objects.bulk_create(
        [Instrument(id=file.instrument.id, since_at=at) for file in instruments], ignore_conflicts=True
    )
    known = set(Obligation.objects.values_list("pk", flat=True))
    fresh = [
        Obligation(id=one.id, instrument_id=file.instrument.id, since_at=at)
        for file in instruments
        for one in file.obligations
        if one.id not in known
    ]
    Obligation.objects.bulk_create(fresh)
    if fresh:
        audit.record(
            verb="obligations.name",
            subject=sha256,
            by=by,
            at=at,
            facts={"duties": len(fresh), "sha256": sha256},
        )
    return len(fresh)
