"""Which issuer a program has, and which bank the City pays from. The front gate says so; a sample has invented ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from standing.hall.audit.api import Actor
from standing.kernel.refusals import NotNow
from standing.rooms.cards.actions import days, loading
from standing.rooms.cards.actions._moving import program_of
from standing.rooms.cards.actions.loading import Worked
from standing.rooms.cards.rules.issuer import Issuer, NotReached
from standing.rooms.cards.rules.nacha import Sender

__all__ = ["fetch_report", "issuer_of", "sender", "set_issuer", "set_sender", "work_queue"]


@dataclass(slots=True)
class _Asked:
    issuer: Callable[[str, str], Issuer | None] = lambda _program, _rail: None
    sender: Callable[[], Sender | None] = lambda: None


_asked = _Asked()


def set_issuer(*, ask: Callable[[str, str], Issuer | None]) -> None:
    """This will have the issuer of a program reached in a way that the front gate knows."""
    _asked.issuer = ask


def set_sender(*, ask: Callable[[], Sender | None]) -> None:
    """This will have the City's bank asked for in a way that the front gate knows."""
    _asked.sender = ask


def issuer_of(*, program: str) -> Issuer:
    """This will find the issuer of a program. :raises NotNow: if none is set up"""
    found = _asked.issuer(program, program_of(program).rail)
    if found is None:
        raise NotNow("No way to this program's issuer is set up. An operator names it in the settings.")
    return found


def sender() -> Sender:
    """This will find the City's bank. :raises NotNow: if none is set up"""
    found = _asked.sender()
    if found is None:
        raise NotNow("The City's bank is not set up. An operator names it in the settings.")
    return found


def work_queue(*, program: str, by: Actor, at: datetime) -> Worked:
    """This will carry the queue of a program on. :raises NotNow: if no issuer is set up"""
    return loading.work_queue(program=program, issuer=issuer_of(program=program), by=by, at=at)


def fetch_report(*, program: str, day: date, by: Actor, at: datetime) -> bool:
    """
    This will ask the issuer for its report of a day; returns whether it came.

    :raises NotNow: if no issuer is set up, nobody answers, or the day is closed
    """
    try:
        return days.fetch_report(program=program, day=day, issuer=issuer_of(program=program), by=by, at=at)
    except NotReached as error:
        raise NotNow(f"The issuer could not be reached ({error.trouble}). Try again later.") from None
