"""The trustee's jobs: each night what hides the order of tags, each hour the keys whose day has come."""

from __future__ import annotations

from contextlib import suppress

from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.jobs.api import periodic
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.adapters import city, copies
from standing.rooms.trustee.rules.seals import read_seal


@periodic(cron="2,17,32,47 * * * *", name="trustee.night")
def night(timestamp: int) -> None:  # noqa: ARG001 - what lies there counts
    """Where a round's day is over: write the tags anew, empty the replies, end the WAL. Midnights differ by zone."""
    at = clock.now()
    if queries.is_night_due(at=at):
        actions.rewrite_tags(by=SYSTEM, at=at)
        actions.forget_replies(by=SYSTEM, at=at)
        actions.recycle_wal(at=at)


@periodic(cron="6,21,36,51 * * * *", name="trustee.ship")
def ship(timestamp: int) -> None:  # noqa: ARG001 - what waits counts
    """Send the sealed copy of a night away. What cannot be written is tried again, and the page says so."""
    _ship()


def _ship() -> None:
    if copies.is_shipped() and queries.nights_to_ship():
        sha256 = copies.ship()
        if sha256 is not None:
            actions.note_shipped(sha256=sha256, by=SYSTEM, at=clock.now())


@periodic(cron="11,41 * * * *", name="trustee.state")
def state(timestamp: int) -> None:  # noqa: ARG001 - what is due counts
    """Sign what the last whole day came to, with the City's seal under it if the City shows one that only grew."""
    at = clock.now()
    for round_ in queries.statements_due(at=at):
        size = queries.size_of_last_seal(round_=round_)
        seen = None
        with suppress(Refused):  # without a City there is a statement without a seal, and the page says so
            seen = read_seal(city.fetch(path=f"/aid/v1/rounds/{round_}/consistency.json?old={size}"))
        actions.make_statement(round_=round_, seen=seen, by=SYSTEM, at=at)


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
            # The sealed halves lie in old rows, in the WAL and in the copy until these are gone, too.
            actions.rewrite_tags(by=SYSTEM, at=at)
            actions.recycle_wal(at=at)
            _ship()
