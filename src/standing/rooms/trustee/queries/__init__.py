"""What can be asked of the trustee by its own people and by those who check. No door leads to the tags."""

from standing.rooms.trustee.queries.appeals import (
    AppealFact,
    appeals,
    exceptions_left,
    granted_by_reason,
    how_it_stands,
)
from standing.rooms.trustee.queries.asking import Asked, about, asked, secret_of
from standing.rooms.trustee.queries.days import days, is_night_due, last_whole_day, size_of_last_seal, statements_due
from standing.rooms.trustee.queries.rounds import (
    BegunFact,
    DeskFact,
    NightFact,
    RoundFact,
    begun,
    desk,
    last_night,
    manifest_of,
    nights_to_ship,
    notes_of,
    offer_of,
    round_fact,
    rounds,
    statement_of,
)

__all__ = [
    "AppealFact",
    "Asked",
    "BegunFact",
    "DeskFact",
    "NightFact",
    "RoundFact",
    "about",
    "appeals",
    "asked",
    "begun",
    "days",
    "desk",
    "exceptions_left",
    "granted_by_reason",
    "how_it_stands",
    "is_night_due",
    "last_night",
    "last_whole_day",
    "manifest_of",
    "nights_to_ship",
    "notes_of",
    "offer_of",
    "round_fact",
    "rounds",
    "secret_of",
    "size_of_last_seal",
    "statement_of",
    "statements_due",
]
