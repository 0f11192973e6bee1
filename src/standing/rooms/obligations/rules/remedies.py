"""The smallest set of acts that turns a light green."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from standing.rooms.obligations.rules import evidence as evidence_rules
from standing.rooms.obligations.rules.book import Duty
from standing.rooms.obligations.rules.evidence import Window
from standing.rooms.obligations.rules.facts import DutyFacts, Status
from standing.rooms.obligations.rules.law import AllOf, Predicate, Verified
from standing.rooms.obligations.rules.status import Asked, Light

OPEN = frozenset({Status.UNKNOWN, Status.LATE, Status.AT_RISK, Status.DUE})
_MOST = 512


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Act:
    """Something somebody can do: file evidence of a kind, or verify what is there."""

    deed: str
    kind: str
    period: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """For one period: the smallest sets of acts. Any one of them is enough, and each act in it is needed."""

    period: str
    sets: tuple[tuple[Act, ...], ...]


def remedies(duty: Duty, facts: DutyFacts, light: Light, *, asked: Asked) -> tuple[Remedy, ...]:
    """Return what turns an open light green: all of these together, one set of each."""
    if light.status not in OPEN:
        return ()
    seen = evidence_rules.windows(facts.evidence, known=asked.known, validity=asked.book.validity, zone=asked.book.zone)
    by = {one.period: one for one in light.owed}
    result = []
    for period in light.unmet:
        one = by[period]
        begins = one.late_from if one.holds_from is None else one.holds_from
        ahead = dt.timedelta(0)
        if not duty.lasting and begins is not None and asked.at >= begins:
            ahead = dt.timedelta(days=asked.thresholds.evidence_expiring_days)
        case = _Case(
            duty=duty,
            asked=asked,
            period=period,
            there=tuple(window for window in seen if window.item.period == period),
            ahead=ahead,
        )
        sets = _sets(duty.written.evidence, case)
        fewest = min(len(one_set) for one_set in sets)
        chosen = sorted(tuple(sorted(s)) for s in sets if len(s) == fewest)
        result.append(Remedy(period=period, sets=tuple(chosen)))
    return tuple(result)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One period of a duty: what is there, and how far ahead it must hold."""

    duty: Duty
    asked: Asked
    period: str
    there: tuple[Window, ...]
    ahead: dt.timedelta

    def stays(self, wanted: Predicate, there: Sequence[Window]) -> bool:
        """Test whether this is enough now, and will be for as long as it must."""
        at, period = self.asked.at, self.period
        if not evidence_rules.holds(wanted, there, period=period, moment=at, lasting=self.duty.lasting):
            return False
        ends = evidence_rules.ceases_at(wanted, there, period=period, after=at, by=at + self.ahead)
        return ends is None


def _sets(predicate: Predicate, case: _Case) -> list[frozenset[Act]]:
    """Return the sets of acts none of which holds another."""
    if isinstance(predicate, str):
        return _of_kind(Verified(kind=predicate), case)
    if isinstance(predicate, Verified):
        return _of_kind(predicate, case)
    if isinstance(predicate, AllOf):
        found = [frozenset[Act]()]
        for part in predicate.all:
            found = _least([one | other for one, other in product(found, _sets(part, case))])
        return found
    return _least([one for part in predicate.any for one in _sets(part, case)])


def _of_kind(wanted: Verified, case: _Case) -> list[frozenset[Act]]:
    if case.stays(wanted, case.there):
        return [frozenset()]
    kind, period = wanted.kind, case.period
    file = Act(deed="file", kind=kind, period=period)
    if not wanted.verified:
        return [frozenset({file})]
    could = [
        window
        for window in case.there
        if window.item.kind == kind and not window.verified and case.stays(kind, [window])
    ]
    if could:
        newest = max(could, key=lambda window: (window.start, window.item.source))
        return [frozenset({Act(deed="verify", kind=kind, period=period, source=newest.item.source)})]
    return [frozenset({file, Act(deed="verify", kind=kind, period=period)})]


def _least(sets: Sequence[frozenset[Act]]) -> list[frozenset[Act]]:
    kept: list[frozenset[Act]] = []
    for one in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(other <= one for other in kept):
            kept.append(one)
    return kept[:_MOST]
