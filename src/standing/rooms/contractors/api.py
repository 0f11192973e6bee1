"""The door of the room of contractors."""

from __future__ import annotations

from datetime import datetime

from standing.hall.accounts.api import User
from standing.rooms.contractors.queries import coverage as queries
from standing.rooms.contractors.queries import waiting
from standing.rooms.contractors.queries.coverage import CountFact, CoverageFact
from standing.rooms.contractors.queries.waiting import WaitingFact
from standing.rooms.contractors.rules.events import ContractsChanged
from standing.rooms.contractors.rules.steps import State

__all__ = ["ContractsChanged", "CountFact", "CoverageFact", "State", "WaitingFact", "coverage", "waiting_for"]


def coverage(*, at: datetime, department: str = "") -> CoverageFact:
    """Return how contracts with people on City property stand, weighted by heads: all, by department, by site."""
    return queries.coverage(at=at, departments=(department,) if department else None)


def waiting_for(*, by: User, at: datetime) -> WaitingFact:
    """Return what of this room waits for a person: exceptions to decide, firms to ask, letters to post."""
    return waiting.waiting_for(by=by, at=at)
