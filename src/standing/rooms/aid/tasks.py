"""The City's jobs of cash aid: checkpoints and the rewrite by night, statements, and keys whose day has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.jobs.api import periodic
from standing.kernel.refusals import Refused
from standing.rooms.aid.actions import applications, nightly, rounds, sealing
from standing.rooms.aid.queries import rounds as asked
from standing.rooms.aid.rules.rounds import Step

_LAST_WORD = timedelta(days=2)
_KEPT = frozenset({Step.SIGNED, Step.CLOSED, Step.DESTROYED})


@periodic(cron="27 8 * * *", name="aid.night")
def night(timestamp: int) -> None:  # noqa: ARG001 - what lies there counts
    """Seal the days that are over, and write tokens anew; after midnight here."""
    at = clock.now()
    nightly.seal_days(before=at.date(), by=SYSTEM, at=at)
    for one in asked.rounds():
        if one.step in _KEPT:
            _tried(lambda code: sealing.make_checkpoint(round_=code, by=SYSTEM, at=at), one.code)
    nightly.rewrite_tokens(by=SYSTEM, at=at)


@periodic(cron="51 * * * *", name="aid.statements")
def statements(timestamp: int) -> None:  # noqa: ARG001 - what is there counts
    """Ask for the trustee's statement of the last day: it signs some hours after the City sealed."""
    at = clock.now()
    for one in asked.rounds():
        if one.step in _KEPT and at < one.destroy_at + _LAST_WORD:
            _tried(lambda code: sealing.fetch_statement(round_=code, by=SYSTEM, at=at), one.code)


@periodic(cron="21 * * * *", name="aid.destroy_keys")
def destroy_keys(timestamp: int) -> None:  # noqa: ARG001 - what is due counts
    """Destroy the keys of rounds whose day has come; under a legal hold that is tried again each hour."""
    at = clock.now()
    for one in asked.rounds():
        if one.destroyed_at is None and one.destroy_at <= at:
            _tried(lambda code: rounds.destroy_keys(round_=code, by=SYSTEM, at=at), one.code)


@periodic(cron="17,37,57 * * * *", name="aid.open_seeds")
def open_seeds(timestamp: int) -> None:  # noqa: ARG001 - what is due counts
    """Check what the trustee fixed where nobody can apply any more, and open the City's seed of the draw."""
    at = clock.now()
    for one in asked.rounds():
        if one.has_draw and one.step is Step.SIGNED and asked.opened_seed(round_=one.code) is None:
            _tried(lambda code: applications.fetch_commitment(round_=code, by=SYSTEM, at=at), one.code)
            _tried(lambda code: rounds.open_draw_seed(round_=code, by=SYSTEM, at=at), one.code)


def _tried(deed: Callable[[str], object], code: str) -> None:
    try:
        deed(code)
    except Refused:
        return  # it is not time, or nobody answers: the next night tries again
