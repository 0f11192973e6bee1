"""The trustee's jobs: each night what hides the order of tags, each hour the keys whose day has come."""

from __future__ import annotations

from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.jobs.api import periodic
from standing.kernel.refusals import NotNow
from standing.rooms.trustee import actions, queries


@periodic(cron="2,17,32,47 * * * *", name="trustee.night")
def night(timestamp: int) -> None:  # noqa: ARG001 - what lies there counts
    """Where a round's day is over: write the tags anew, empty the replies, end the WAL. Midnights differ by zone."""
    at = clock.now()
    if queries.is_night_due(at=at):
        actions.rewrite_tags(by=SYSTEM, at=at)
        actions.forget_replies(by=SYSTEM, at=at)
        actions.recycle_wal(at=at)


@periodic(cron="19 * * * *", name="trustee.destroy_keys")
def destroy_keys(timestamp: int) -> None:  # noqa: ARG001 - what is due counts
    """Destroy the keys of rounds whose day has come; under a legal hold that is tried again each hour."""
    at = clock.now()
    for row in queries.rounds():
        if row.destroyed_at is None and row.destroy_at <= at:
            try:
                actions.destroy_keys(round_=row.id, by=SYSTEM, at=at)
            except NotNow:
                continue
