"""An office with a key, and requests that it handed in."""

from datetime import datetime, timedelta
from random import Random

from standing.hall.accounts.api import User
from standing.kernel.refusals import NotFound
from standing.rooms.open311 import actions, queries
from standing.rooms.open311.rules.asking import Posted
from standing.rooms.open311.rules.problems import Problem

_DAY = timedelta(days=1)
_SAID = (
    "Sample: please send the card with the rights.",
    "Sample: the caller asks for a lawyer, in Spanish.",
    "Sample: the caller would like a leaflet for a shop.",
    "",
)


def write(*, administrator: User, first: datetime, until: datetime, random: Random, requests: int = 12) -> int:
    """Have a key given out and requests handed in; return how many. The desk and the articles come first."""
    try:
        ground = queries.ground(known=until)
    except NotFound:
        return 0
    actions.issue_key(
        owner="Sample 311 call center",
        office_email="programs@calls.example",
        by=administrator,
        at=max(first, until - 60 * _DAY),
    )
    topics = [one for one in ground.file.topics if one.topic]
    places = ["", "", *(one.id for one in ground.file.places)]
    days = sorted(random.randrange(1, 40) for _ in range(requests))
    taken = 0
    for ago in reversed(days):
        at = until - ago * _DAY
        if at < first:
            continue
        try:
            actions.take_request(
                posted=Posted(
                    topic=random.choice(topics),
                    text=random.choice(_SAID),
                    answer_by="code",
                    contact="",
                    language=random.choice(list(ground.codes.values())[:2]),
                    safe_time="any",
                    place=random.choice(places),
                ),
                at=at,
            )
        except Problem:
            continue  # the desk was not there yet
        actions.number_requests(at=at + timedelta(hours=1))
        taken += 1
    actions.record_published(at=until)
    actions.record_service_lists(at=until)
    return taken
