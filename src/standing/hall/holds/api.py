"""The door of legal holds. The room that asks has checked who may place and lift."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from standing.hall.accounts.api import User
from standing.hall.audit.api import Actor
from standing.hall.holds import actions, queries
from standing.hall.holds.rules import EVERYTHING, HoldFact
from standing.kernel.refusals import NotNow

__all__ = [
    "EVERYTHING",
    "HoldFact",
    "all_holds",
    "check_not_held",
    "held",
    "holds_on",
    "is_held",
    "lift",
    "lock",
    "place",
]


def place(*, subject: str, reason: str, order: str, by: Actor, at: datetime) -> HoldFact:
    """
    This will stop every deletion of a subject, such as ``encounters:report:<id>``, and of all below it.

    A room's name alone covers the room, ``EVERYTHING`` all rooms.

    :raises Refused: if it names nothing, gives no reason or order, or these tell what may not be kept
    """
    return actions.place_hold(subject=subject, reason=reason, order=order, by=by, at=at)


def lift(*, hold: UUID, reason: str, by: User, at: datetime) -> HoldFact:
    """This will end a hold. :raises Refused: if there is none, it was lifted before, or no reason is given"""
    return actions.lift_hold(hold=hold, reason=reason, by=by, at=at)


def is_held(subject: str) -> bool:
    """Test whether a hold covers the subject."""
    return bool(queries.held(subjects=(subject,)))


def held(*, subjects: Iterable[str]) -> frozenset[str]:
    """Return those of the subjects that a hold covers, in one question; for jobs that delete many."""
    return queries.held(subjects=subjects)


def check_not_held(subject: str) -> None:
    """Let a deletion through. :raises NotNow: if a hold covers the subject"""
    if is_held(subject):
        raise NotNow("A legal hold is on. This is not deleted until counsel lifts it.")


def lock() -> None:
    """Keep holds and deletions apart until the running transaction ends; whoever deletes calls it first."""
    actions.lock_holds()


def holds_on(*, subject: str) -> tuple[HoldFact, ...]:
    """Return every hold that covers the subject or ever did, the latest first."""
    return queries.holds_on(subject=subject)


def all_holds(*, below: str = "") -> tuple[HoldFact, ...]:
    """Return every hold there was, the latest first; ``below`` names one room, and then also what covers all."""
    return queries.all_holds(below=below)
