"""The door of the pager: ring for people on call until somebody answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from standing.hall.accounts.api import User
from standing.hall.pager import actions, queries
from standing.hall.pager.ports import NotSent, Pager
from standing.hall.pager.rules import CallFact, Step, Target

__all__ = ["CallFact", "NotSent", "Pager", "Step", "Target", "answer", "calls", "end", "open_for", "ring", "send_due"]


def ring(
    *, key: str, path: str, targets: Sequence[Target], again_minutes: int = 0, rounds: int = 1, at: datetime
) -> CallFact:
    """
    This will begin a call, in the running transaction and once for each key; a job sends its rings after commit.

    ``path`` is the page of staff that says what it is about: a ring itself says only *open Standing*.
    """
    return actions.ring(key=key, path=path, targets=targets, again_minutes=again_minutes, rounds=rounds, at=at)


def answer(*, call: UUID, by: User, at: datetime) -> CallFact:
    """This will note who took a call, and stop it. The room has checked who may. :raises Refused: if it is taken"""
    return actions.answer_call(call=call, by=by, at=at)


def end(*, key: str, at: datetime) -> None:
    """This will stop a call that is not needed any more."""
    actions.end_call(key=key, at=at)


def calls(*, keys: Iterable[str]) -> Mapping[str, CallFact]:
    """Return calls by their keys, with every ring and what became of it."""
    return queries.calls(keys=keys)


def open_for(*, by: User) -> tuple[CallFact, ...]:
    """Return the calls that ring for a person at this moment."""
    return queries.open_for(by=by)


def send_due(*, at: datetime, durable: bool = True) -> int:
    """
    This will send every ring that is due; returns how many were taken. The job does so each minute.

    ``durable=False`` is for an invented history, which is written in one transaction.
    """
    return actions.send_due(at=at, durable=durable)
