"""What is owed at a moment, and by when: one entry for a single duty, one a period or event for others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from standing.kernel import deadlines
from standing.rooms.obligations.rules.book import Duty
from standing.rooms.obligations.rules.evidence import midnight
from standing.rooms.obligations.rules.facts import Happening, Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One thing owed: what it is called, when it falls due, when it becomes late."""

    period: str
    due_date: dt.date | None
    late_from: dt.datetime | None
    sentence: str
    why_unknown: str = ""
    counted: tuple[dt.date, ...] = ()
    skipped: tuple[deadlines.Skipped, ...] = ()
    holds_from: dt.datetime | None = None
    by_the_hour: bool = False


def owed(duty: Duty, *, at: dt.datetime, zone: ZoneInfo) -> tuple[Owed, ...]:
    """Return what a duty asks by a moment, the earliest first; what events set off comes from ``set_off``."""
    rule = duty.rule
    if isinstance(rule, deadlines.RightAway):
        return ()
    if isinstance(rule, deadlines.Monthly | deadlines.Recurring):
        today = deadlines.local_day(at, zone)
        return tuple(
            _dated(deadlines.due(rule, period=turn.key), zone, period=turn.key)
            for turn in deadlines.periods(rule, until=today)
        )
    due = deadlines.due(rule)
    if due.date is None:
        why = f"{due.unknown_why} {duty.why_unknown}".strip()
        return (Owed(period="", due_date=None, late_from=None, sentence=due.sentence, why_unknown=why),)
    if isinstance(rule, deadlines.Standing):
        start = midnight(due.date, zone)
        return (
            Owed(
                period="",
                due_date=due.date,
                late_from=None,
                sentence=due.sentence,
                holds_from=start,
                by_the_hour=True,
            ),
        )
    return (_dated(due, zone, period=""),)


def _dated(due: deadlines.Due, zone: ZoneInfo, *, period: str) -> Owed:
    return Owed(
        period=period,
        due_date=due.date,
        late_from=None if due.date is None else deadlines.late_from(due.date, zone),
        sentence=due.sentence,
        counted=due.counted,
        skipped=due.skipped,
    )


def set_off(
    duty: Duty,
    happenings: Iterable[Happening],
    *,
    at: dt.datetime,
    known: dt.datetime,
    zone: ZoneInfo,
    thresholds: Thresholds,
) -> tuple[Owed, ...]:
    """Return what events have set off: each is a period of its own, named by its source."""
    rule = duty.rule
    if not isinstance(rule, deadlines.RightAway):
        return ()
    hours = thresholds.right_away_hours
    result = []
    seen = [one for one in happenings if one.kind == rule.event and one.happened_at <= at and one.known_at <= known]
    for one in sorted(seen, key=lambda one: (one.happened_at, one.source)):
        day = deadlines.local_day(one.happened_at, zone)
        late_from = None if hours is None else one.happened_at + dt.timedelta(hours=hours)
        sentence = deadlines.due(rule, happened=day).sentence
        result.append(
            Owed(
                period=one.source,
                due_date=day if late_from is None else deadlines.local_day(late_from, zone),
                late_from=late_from,
                sentence=sentence,
                by_the_hour=True,
            )
        )
    return tuple(result)
