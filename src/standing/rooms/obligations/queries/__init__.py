"""All that can be asked about duties. A board costs the same few questions however many duties there are."""

from standing.rooms.obligations.queries.facts import LIAISONS
from standing.rooms.obligations.queries.law import clauses, instruments, obligation, obligations
from standing.rooms.obligations.queries.lights import board_bytes, changes, due_of, explain, statuses
from standing.rooms.obligations.queries.owed import covered, open_duties
from standing.rooms.obligations.queries.records import (
    evidence_at,
    evidence_fact,
    evidence_of,
    unverified,
    waiver_requests,
    waivers,
)
from standing.rooms.obligations.queries.rulebook import (
    book_in_force,
    department_ids,
    offices,
    reminder_numbers,
    the_book,
)
from standing.rooms.obligations.queries.sealed import frozen, frozen_days, is_sealed, missing_days

__all__ = [
    "LIAISONS",
    "board_bytes",
    "book_in_force",
    "changes",
    "clauses",
    "covered",
    "department_ids",
    "due_of",
    "evidence_at",
    "evidence_fact",
    "evidence_of",
    "explain",
    "frozen",
    "frozen_days",
    "instruments",
    "is_sealed",
    "missing_days",
    "obligation",
    "obligations",
    "offices",
    "open_duties",
    "reminder_numbers",
    "statuses",
    "the_book",
    "unverified",
    "waiver_requests",
    "waivers",
]
