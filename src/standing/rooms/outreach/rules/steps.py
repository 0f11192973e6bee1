"""How a campaign moves: written, approved by a second person, withdrawn."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from standing.kernel.refusals import NotNow, Refused


class Step(StrEnum):
    """Where a campaign stands. Whether it went out is in the log, not here."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


NEXT: dict[Step, frozenset[Step]] = {
    Step.DRAFT: frozenset({Step.APPROVED, Step.WITHDRAWN}),
    Step.APPROVED: frozenset({Step.DRAFT, Step.WITHDRAWN}),
    Step.WITHDRAWN: frozenset(),  # what was withdrawn stays withdrawn; a new campaign takes its place
}
_WHY_NOT = {
    Step.DRAFT: "The words of this campaign are not approved yet.",
    Step.APPROVED: "This campaign is approved. Open it again to change its words.",
    Step.WITHDRAWN: "This campaign is withdrawn. Start a new one.",
}


def check_next(*, current: Step, wanted: Step) -> None:
    """Test that a campaign may move. :raises NotNow: if it may not"""
    if wanted not in NEXT[current]:
        raise NotNow(_WHY_NOT[current])


def check_step(*, current: Step, wanted: Step) -> None:
    """Test that a campaign stands where it must. :raises NotNow: if it does not"""
    if current is not wanted:
        raise NotNow(_WHY_NOT[current])


def check_same_text(*, seen: str, stored: str) -> None:
    """Test that the person approves what was on the screen. :raises NotNow: if the text has moved on"""
    if seen != stored:
        raise NotNow("The words have changed since you opened them. Read them again, then approve.")


def check_not_over(*, kill_date: dt.date, today: dt.date) -> None:
    """Test that a message may still go out. :raises NotNow: if its last day is over"""
    if today > kill_date:
        raise NotNow(f"The last day of this message was {kill_date.isoformat()}. It does not go out any more.")


def check_last_day(*, kill_date: dt.date, today: dt.date) -> None:
    """Test that a campaign ends, and within a year. :raises Refused: if it does not"""
    if kill_date < today:
        raise Refused("The last day of a message must not be over already.")
    if kill_date > today + dt.timedelta(days=366):
        raise Refused("A message goes out for at most a year. Then it is read again.")
