"""When evidence counts, and whether what counts is enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from standing.kernel import deadlines
from standing.rooms.obligations.rules.facts import FoundAs, Item
from standing.rooms.obligations.rules.law import AllOf, Predicate, Span, Verified

INSTANT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The stretch of time in which one piece of evidence counts, as known at one moment."""

    item: Item
    start: dt.datetime
    stop: dt.datetime | None
    withdrawn: dt.datetime | None
    verified: bool

    def covers(self, moment: dt.datetime, *, lasting: bool) -> bool:
        """Tell whether it counts at the moment; what lasts does not expire, but can be withdrawn."""
        stop = self.withdrawn if lasting else self.stop
        return self.start <= moment and (stop is None or moment < stop)


def midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the moment at which a local day begins."""
    return deadlines.late_from(day - dt.timedelta(days=1), zone)


def plus(day: dt.date, span: Span) -> dt.date:
    """Return the day a span later; 31 January and one month is the last day of February."""
    if span.days is not None:
        return day + dt.timedelta(days=span.days)
    return deadlines.add_months(day, span.months or 12 * (span.years or 0))


@lru_cache(maxsize=65536)
def expiry(true_from: dt.datetime, span: Span, zone: ZoneInfo) -> dt.datetime:
    """Return when evidence from that moment runs out: at the end of the anniversary day."""
    last = plus(true_from.astimezone(zone).date(), span)
    return midnight(last + dt.timedelta(days=1), zone)


def windows(items: Iterable[Item], *, known: dt.datetime, validity: Mapping[str, Span], zone: ZoneInfo) -> list[Window]:
    """Return when each piece counts. What was not known by then, and what was refuted, does not."""
    result = []
    for item in items:
        if item.known_at > known:
            continue
        found = finding(item, known=known) if item.findings else ""
        if found == FoundAs.REFUTED:
            continue
        withdrawn = None
        if item.ends:
            ends = (end.true_until for end in item.ends if end.known_at <= known)
            withdrawn = min(ends, default=None)
        stop = withdrawn
        if (runs_out := runs_out_at(item, validity=validity, zone=zone)) is not None:
            stop = runs_out if stop is None else min(stop, runs_out)
        result.append(
            Window(
                item=item,
                start=item.true_from,
                stop=stop,
                withdrawn=withdrawn,
                verified=found == FoundAs.VERIFIED,
            )
        )
    return result


def runs_out_at(item: Item, *, validity: Mapping[str, Span], zone: ZoneInfo) -> dt.datetime | None:
    """Return when a piece runs out: by its own date or by its kind's, whichever comes first."""
    span = validity.get(item.kind)
    if span is None:
        return item.expires_at
    by_kind = expiry(item.true_from, span, zone)
    return by_kind if item.expires_at is None else min(item.expires_at, by_kind)


def finding(item: Item, *, known: dt.datetime) -> str:
    """Return the last finding known by then, or nothing."""
    last, when = "", None
    for found in item.findings:
        if found.known_at <= known and (when is None or found.known_at >= when):
            last, when = found.finding, found.known_at
    return last


def holds(
    predicate: Predicate,
    seen: Iterable[Window],
    *,
    period: str,
    moment: dt.datetime,
    lasting: bool = False,
    any_finding: bool = False,
) -> bool:
    """Test whether what counts at a moment is enough. ``any_finding``: do not ask for verification."""
    there = [w for w in seen if w.item.period == period and w.covers(moment, lasting=lasting)]
    if not there:
        return False
    kinds = {window.item.kind for window in there}
    good = kinds if any_finding else {window.item.kind for window in there if window.verified}
    return _enough(predicate, kinds, good)


def _enough(predicate: Predicate, kinds: set[str], verified: set[str]) -> bool:
    if isinstance(predicate, str):
        return predicate in kinds
    if isinstance(predicate, Verified):
        return predicate.kind in (verified if predicate.verified else kinds)
    if isinstance(predicate, AllOf):
        return all(_enough(part, kinds, verified) for part in predicate.all)
    return any(_enough(part, kinds, verified) for part in predicate.any)


def lapsed_at(
    predicate: Predicate,
    seen: Iterable[Window],
    *,
    period: str,
    after: dt.datetime,
    by: dt.datetime,
) -> dt.datetime | None:
    """Return the last moment, after one and by another, at which enough evidence ceased to be there."""
    there = [window for window in seen if window.item.period == period]
    stops = {w.stop for w in there if w.stop is not None and after < w.stop <= by}
    for stop in sorted(stops, reverse=True):
        if holds(predicate, there, period=period, moment=stop - INSTANT):
            return stop
    return None


def ceases_at(
    predicate: Predicate,
    seen: Iterable[Window],
    *,
    period: str,
    after: dt.datetime,
    by: dt.datetime,
) -> dt.datetime | None:
    """Return the first moment to come, up to a limit, at which the evidence there is will not be enough."""
    there = [window for window in seen if window.item.period == period]
    stops = {w.stop for w in there if w.stop is not None and after < w.stop <= by}
    for stop in sorted(stops):
        if not holds(predicate, there, period=period, moment=stop):
            return stop
    return None


def held_since(
    predicate: Predicate,
    seen: Iterable[Window],
    *,
    period: str,
    moment: dt.datetime,
    lasting: bool,
) -> dt.datetime:
    """Return since when it has held without a break; it holds at the moment given."""
    there = [window for window in seen if window.item.period == period]
    starts = {window.start for window in there if window.start <= moment}
    if len(starts) == 1:
        return starts.pop()
    for start in sorted(starts, reverse=True):
        if not holds(predicate, there, period=period, moment=start - INSTANT, lasting=lasting):
            return start
    return moment
