"""What the pack asks to be done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from standing.hall.audit import api as audit
from standing.rooms.plans.models import (
    Campaign,
)


@transaction.atomic
def name_campaigns(*, campaigns: Iterable[str], sha256: str, by: audit.Actor, at: datetime) -> int:
    """This will make the rows that plans point to, for every campaign a pack names anew."""
    known = set(Campaign.objects.values_list("pk", flat=True))
    fresh = [campaign for campaign in campaigns if campaign not in known]
    Campaign.objects.bulk_create(Campaign(id=campaign) for campaign in fresh)
    if fresh:
        audit.record(verb="plans.name_campaigns", subject=sha256, by=by, at=at, facts={"campaigns": sorted(fresh)})
    return len(fresh)
