"""The draw's jobs: each night what hides the order of applications, each hour what its day has come to."""

from __future__ import annotations

import base64
import json

from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.jobs.api import periodic
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.draw import actions
from standing.rooms.draw.queries import draws
from standing.rooms.draw.queries.draws import Step
from standing.rooms.trustee import api as trustee


@periodic(cron="0,15,30,45 * * * *", name="draw.night")
def night(timestamp: int) -> None:  # noqa: ARG001 - what lies there counts
    """Where a round's day is over, write the applications anew; the trustee's night follows and ends the WAL."""
    at = clock.now()
    if trustee.is_night_due(at=at):
        actions.rewrite_applications(by=SYSTEM, at=at)


@periodic(cron="7,27,47 * * * *", name="draw.go_on")
def go_on(timestamp: int) -> None:  # noqa: ARG001 - what is due counts
    """Number the entries when nobody can apply any more, and draw once the City has opened its seed."""
    at = clock.now()
    for one in draws.draws(at=at):
        code = one.round.code
        try:
            if one.step is Step.OVER:
                actions.number_entries(round_=code, by=SYSTEM, at=at)
            elif one.step is Step.NUMBERED:
                actions.draw_places(round_=code, city_seed=_seed_of_city(code), by=SYSTEM, at=at)
        except Refused:
            continue  # nobody applied, or the City has not opened its seed: it is tried again


def _seed_of_city(code: str) -> bytes:
    try:
        said = json.loads(trustee.ask_city(path=f"/aid/v1/rounds/{code}/seed.json"))
        return base64.b64decode(said["seed"], validate=True)
    except (ValueError, KeyError, TypeError):
        raise NotNow("The City has not opened its seed.") from None


@periodic(cron="14 * * * *", name="draw.destroy_applications")
def destroy_applications(timestamp: int) -> None:  # noqa: ARG001 - what is due counts
    """Destroy applications whose day has come, and what is left in files and WAL; under a hold it is tried again."""
    at = clock.now()
    gone = 0
    for one in draws.draws(at=at):
        if one.destroyed_at is None and one.round.manifest.destroy_at <= at:
            try:
                gone += actions.destroy_applications(round_=one.round.code, by=SYSTEM, at=at)
            except (NotFound, NotNow):
                continue
    if gone:
        actions.rewrite_applications(by=SYSTEM, at=at)
        actions.forget_drawn()
        trustee.write_anew(by=SYSTEM, at=at)
