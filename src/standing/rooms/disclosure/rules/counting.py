"""What is counted in public: requests by quarter, lane and outcome; late, and never small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from standing.kernel.counts import Shown, protected
from standing.rooms.disclosure.rules.lanes import Lane
from standing.rooms.disclosure.rules.requests import State

STILL_OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a count needs of one request: its lane, and how it stood when it was counted."""

    lane: Lane
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterFact:
    """One quarter as everybody may see it."""

    name: str
    first: date
    last: date
    shown_from: date
    lanes: Shown
    outcomes: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """Three months."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """Return what it is called, such as 2026-Q1."""
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def next(self) -> Quarter:
        """Return the quarter after it."""
        return Quarter(year=self.year + self.number // 4, number=self.number % 4 + 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.next.first - timedelta(days=1)


def quarter_of(day: date) -> Quarter:
    """Return the quarter of a day."""
    return Quarter(year=day.year, number=(day.month + 2) // 3)


def shown_from(quarter: Quarter, *, delay_days: int) -> date:
    """Return the day from which a quarter is shown; what happens after it changes nothing in it."""
    return quarter.last + timedelta(days=delay_days + 1)


def counts_on(*, received: date, recorded: date, seals: Iterable[tuple[date, date]], delay_days: int) -> date:
    """
    Return the day for which a request is counted, so that no quarter changes after it was first shown.

    That is the day it came; the day it was recorded if its quarter was shown by then; the last day of a court's seal,
    given as (noted, until), if it was noted before the quarter in question was shown.
    """
    day = received
    if recorded >= shown_from(quarter_of(day), delay_days=delay_days):
        day = recorded
    for noted, until in sorted(seals):
        if noted < shown_from(quarter_of(day), delay_days=delay_days):
            day = max(day, until)
    return day


def quarters_shown(*, first: date, today: date, delay_days: int) -> tuple[Quarter, ...]:
    """Return the quarters that may be shown today, the newest first."""
    found, quarter = [], quarter_of(first)
    while shown_from(quarter, delay_days=delay_days) <= today:
        found.append(quarter)
        quarter = quarter.next
    return tuple(reversed(found))


def outcome_of(state: State) -> str:
    """Return how a request is counted: everything that is not answered is open."""
    return state.value if state in _COUNTED_OUTCOMES else STILL_OPEN


def count(*, quarter: Quarter, counted: Iterable[Counted], delay_days: int, least: int) -> QuarterFact:
    """Return one quarter, small numbers left out so that none can be worked out."""
    inside = tuple(counted)
    lanes, outcomes = Counter(one.lane.value for one in inside), Counter(outcome_of(one.state) for one in inside)
    return QuarterFact(
        name=quarter.name,
        first=quarter.first,
        last=quarter.last,
        shown_from=shown_from(quarter, delay_days=delay_days),
        lanes=protected({lane.value: lanes[lane.value] for lane in Lane}, least=least),
        outcomes=protected({name: outcomes[name] for name in OUTCOMES}, least=least),
    )


_COUNTED_OUTCOMES = (
    State.RELEASED,
    State.PARTLY,
    State.REFUSED,
    State.CHALLENGED,
    State.NOT_HELD,
    State.REFERRED,
)
OUTCOMES = (*(one.value for one in _COUNTED_OUTCOMES), STILL_OPEN)
"""The outcomes that are counted, in the order in which they are shown."""
