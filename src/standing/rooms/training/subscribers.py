"""What this room does when others have news: a changed roster is counted anew."""

from __future__ import annotations

from procrastinate.contrib.django import app as jobs

from standing.hall.events import api as events
from standing.rooms.roster.api import RosterChanged
from standing.rooms.training.actions.assigning import COUNT_SOON


def count_anew(_event: RosterChanged) -> None:
    """Ask the job to count."""
    jobs.configure_task(COUNT_SOON).defer()


def listen() -> None:
    """Subscribe; again, it changes nothing."""
    events.subscribe(RosterChanged, count_anew)
