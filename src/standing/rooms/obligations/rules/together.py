"""
What the public is told of right-away duties: by whole months, late, and only when there are enough events.

A single event on the board would say at which hour officers came to which department. So outside the City
an event counts from the day its month has been over for the pack's days of delay, and only where a department
has at least the pack's least number of such events. Fewer and none look the same. Inside the City every event
counts at once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from standing.kernel import deadlines
from standing.kernel.deadlines import said
from standing.rooms.obligations.rules.book import Duty
from standing.rooms.obligations.rules.due import Owed
from standing.rooms.obligations.rules.facts import DutyFacts, Happening, Status
from standing.rooms.obligations.rules.status import Asked, Light, judge

NOTHING_TOLD = "told-together"


def told(happenings: Iterable[Happening], *, asked: Asked) -> tuple[Happening, ...]:
    """Return which events of one department the public may be told of, if it asks at that moment."""
    if asked.inside:
        return tuple(happenings)
    old = [one for one in happenings if one.known_at <= asked.known and _is_over(one, asked)]
    enough = Counter(one.kind for one in old)
    return tuple(one for one in old if enough[one.kind] >= asked.thresholds.small_count)


def _is_over(one: Happening, asked: Asked) -> bool:
    day = deadlines.local_day(one.happened_at, asked.book.zone)
    next_month = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return next_month + dt.timedelta(days=asked.thresholds.activity_delay_days) <= asked.today


def light_of(
    duty: Duty, facts: DutyFacts, *, asked: Asked, schedule: tuple[Owed, ...] | None = None
) -> tuple[DutyFacts, Light]:
    """
    Return how one duty of one department stands, with the facts that may be shown beside it.

    ``schedule`` is what ``due.owed`` says for this duty and moment.
    """
    light = judge(duty, facts, asked=asked, schedule=schedule)
    if asked.inside or not isinstance(duty.rule, deadlines.RightAway):
        return facts, light
    return replace(facts, evidence=(), happenings=()), _together(light, asked)


def _together(light: Light, asked: Asked) -> Light:
    numbers = asked.thresholds
    if light.reason == "no-event":
        sentence = (
            "Single events are not shown. They are told together, by whole months, "
            f"{numbers.activity_delay_days} days after a month ends, and only from {numbers.small_count} on."
        )
        return replace(light, reason=NOTHING_TOLD, sentence=sentence)
    if light.status in {Status.NOT_APPLICABLE, Status.WAIVED}:
        return replace(light, period="", due_date=None, late_from=None, since=None, until=None, unmet=(), owed=())
    last = said(_last_day_told(asked)).partition(", ")[2]
    done = "it was done each time" if light.status is Status.MET else "it is not done yet for all of them"
    return Light(
        status=light.status,
        reason=light.reason,
        sentence=f"Of {numbers.small_count} or more events up to {last}, told together: {done}.",
        claimed=light.claimed,
        verified=light.verified,
        work=light.work,
        judgement=light.judgement,
    )


def _last_day_told(asked: Asked) -> dt.date:
    reached = asked.today - dt.timedelta(days=asked.thresholds.activity_delay_days)
    return reached.replace(day=1) - dt.timedelta(days=1)
