"""What every deed about a duty begins with: who acts, which duty, and whether the time is still open."""

from __future__ import annotations

import datetime as dt

from standing.hall.accounts.api import User
from standing.hall.audit.api import Actor
from standing.kernel.refusals import NotAllowed, NotFound
from standing.rooms.obligations import queries
from standing.rooms.obligations.rules import recording
from standing.rooms.obligations.rules.book import Duty


def person(by: Actor) -> User | None:
    """Return the account of whoever acts; the system has none."""
    return by if isinstance(by, User) else None


def duty_of(*, obligation: str, department: str, at: dt.datetime) -> Duty:
    """Return a duty that the department owes. :raises NotFound: if there is none in the pack in force."""
    rules = queries.the_book(known=at)
    duty = rules.duties.get(obligation)
    if duty is None:
        raise NotFound("There is no such duty in the pack in force.")
    recording.check_owes(
        owes=duty.binds(department) and any(office.id == department for office in queries.offices(known=at))
    )
    return duty


def check_not_sealed(at: dt.datetime) -> None:
    """Let a fact through that no sealed board should hold. :raises NotNow: if one should."""
    recording.check_not_sealed(is_sealed=queries.is_sealed(known=at))


def account(by: Actor) -> User:
    """Return the account of a person. :raises NotAllowed: if the system acts by itself."""
    if not isinstance(by, User):
        raise NotAllowed("A person decides this, not the system.")
    return by
