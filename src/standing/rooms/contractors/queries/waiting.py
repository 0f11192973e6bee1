"""What waits for a person of this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from standing.hall.accounts.api import User
from standing.rooms.contractors import permissions
from standing.rooms.contractors.models import ContractException
from standing.rooms.contractors.queries import asked


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFact:
    """How many exceptions wait for a decision, firms for a notice, and letters to be posted on paper."""

    exceptions: int
    firms: int
    on_paper: int


def waiting_for(*, by: User, at: datetime) -> WaitingFact:
    """Return what this person may do now; nothing for who neither decides nor sends."""
    keeps, approves = permissions.keeps(by=by), permissions.can_approve(by=by)
    open_ones = ContractException.objects.filter(decided_at=None).exclude(asked_by=by)
    return WaitingFact(
        exceptions=open_ones.count() if approves else 0,
        firms=len(asked.waiting(at=at)) if keeps else 0,
        on_paper=len(asked.to_post_on_paper()) if keeps else 0,
    )
