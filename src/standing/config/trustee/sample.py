"""The trustee's part in the sample's round: its keys, then its signature and its desks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from standing.hall import clock
from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import User
from standing.hall.installation import api as installation
from standing.kernel.refusals import NotNow
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.adapters import city
from standing.sample.figures import AMOUNTS, DESK, ROUND


def begin(*, email: str, at: datetime) -> None:
    """Make the trustee's keys for the sample's round, so that the City finds an offer."""
    actions.begin_round(round_=ROUND, amounts=AMOUNTS, by=_keeper(email, at), at=at)


def tell_desks(*, email: str, say: Callable[[str], None]) -> None:
    """
    Sign the sample's round as the City made it, name a desk for each group, and say their credentials as JSON.

    :raises NotNow: if this is no sample, or the City does not show the round
    """
    if not installation.is_sample():
        raise NotNow("A sample round is made in a sample only.")
    at = clock.now()
    by = _keeper(email, at)
    if queries.manifest_of(round_=ROUND) is None:
        data = city.fetch(path=f"/aid/v1/rounds/{ROUND}/manifest.json")
        told = json.loads(city.fetch(path=f"/aid/v1/rounds/{ROUND}/signature.json"))
        actions.open_round(data=data, note=told["note"], by=by, at=at)
    _round, manifest, named = queries.round_fact(round_=ROUND)
    taken = len(named) // len(manifest.groups)  # an interrupted start named some before
    name = DESK if not taken else f"{DESK} {taken}"
    say(
        json.dumps(
            {
                group: actions.add_desk(
                    round_=ROUND,
                    group=group,
                    name=name,
                    evaluations_a_day=manifest.quota.evaluations,
                    claims_a_day=manifest.quota.claims,
                    by=by,
                    at=at,
                )
                for group in manifest.groups
            }
        )
    )


def _keeper(email: str, at: datetime) -> User:
    return accounts.create_account(email=email, at=at)
