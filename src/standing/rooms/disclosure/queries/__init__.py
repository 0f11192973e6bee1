"""All that can be asked about requests for data."""

from standing.rooms.disclosure.queries.counts import counted_first, quarters
from standing.rooms.disclosure.queries.desk import calendar_of, desk_of, desk_or_none, today, zone
from standing.rooms.disclosure.queries.requests import (
    about_advice,
    deeds,
    page_of,
    request,
    row_of,
    rows,
    state_numbers,
    to_forget,
    undecided,
    visible_to,
    with_last,
)
from standing.rooms.disclosure.queries.sharing import partner, partners

__all__ = [
    "about_advice",
    "calendar_of",
    "counted_first",
    "deeds",
    "desk_of",
    "desk_or_none",
    "page_of",
    "partner",
    "partners",
    "quarters",
    "request",
    "row_of",
    "rows",
    "state_numbers",
    "to_forget",
    "today",
    "undecided",
    "visible_to",
    "with_last",
    "zone",
]
