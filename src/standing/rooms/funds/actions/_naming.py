"""Names, days and subjects that the actions of this room share."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from standing.kernel import privacy
from standing.kernel.refusals import Refused
from standing.rooms.funds.queries import giving, ledger
from standing.rooms.funds.rules.naming import subject

__all__ = ["check_name", "earliest_end", "subject"]

_YEARS_KEPT = 2


def check_name(text: str) -> str:
    """Return a name to show, without spaces around it. :raises Refused: if it tells what may not be kept"""
    name = " ".join(text.split())
    if found := privacy.screen(name):
        raise Refused(privacy.sentence(found))
    if len(name) > 120:
        raise Refused("A name has at most 120 characters.")
    return name


def earliest_end(*, donor: UUID, at: datetime) -> date:
    """Return the first day on which a donor's contact may be forgotten: two years after the last gift, or from now."""
    last = giving.gifts(donor=donor).values_list("received_on", flat=True).first()
    start = max(last, ledger.local_day(at=at)) if last is not None else ledger.local_day(at=at)
    try:
        return start.replace(year=start.year + _YEARS_KEPT)
    except ValueError:  # the 29th of February
        return start.replace(year=start.year + _YEARS_KEPT, month=3, day=1)
