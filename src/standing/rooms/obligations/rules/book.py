"""The rulebook in force: the pack's law with every reference followed, ready to be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from standing.kernel import deadlines
from standing.kernel.calendars import Calendar
from standing.rooms.obligations.rules import law
from standing.rooms.obligations.rules.facts import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that a due rule counts from, or the reason why it is not known."""

    date: dt.date | None
    words: str
    why_unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One obligation with its due rule made ready for the kernel."""

    written: law.Obligation
    instrument: str
    rule: deadlines.Rule
    why_unknown: str = ""
    named: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    lasting: bool = False
    """Whether a deed once done stays done: a report of a month does not run out."""

    @property
    def id(self) -> str:
        """Return the id of the obligation."""
        return self.written.id

    def binds(self, department: str) -> bool:
        """Tell whether the clause addresses this department."""
        return self.written.owes.all_departments or department in self.named


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All duties of one version of the pack."""

    version: str
    sha256: str
    zone: ZoneInfo
    thresholds: Thresholds
    files: tuple[law.InstrumentFile, ...]
    kinds: Mapping[str, law.EvidenceKind]
    duties: Mapping[str, Duty]
    validity: Mapping[str, law.Span] = field(default_factory=dict)

    def clause(self, id_: str) -> tuple[law.InstrumentFile, law.Clause] | None:
        """Return a clause and the file it stands in."""
        for file in self.files:
            for clause in file.clauses:
                if clause.id == id_:
                    return file, clause
        return None


def write(
    *,
    version: str,
    sha256: str,
    zone: ZoneInfo,
    thresholds: Thresholds,
    files: Iterable[law.InstrumentFile],
    kinds: Iterable[law.EvidenceKind],
    calendars: Mapping[str, Calendar],
) -> Book:
    """Return the rulebook that these parts of a pack make."""
    files = tuple(files)
    kinds = tuple(kinds)
    written = {one.id: one for file in files for one in file.obligations}
    days = {(file.instrument.id, date.what): date for file in files for date in file.instrument.dates}
    duties = {}
    for file in files:
        for one in file.obligations:
            day = _counts_from(one, written, days, calendars, seen=(one.id,))
            rule = _rule(one.due, day, calendars)
            duties[one.id] = Duty(
                written=one,
                instrument=file.instrument.id,
                rule=rule,
                kinds=frozenset(law.kinds_in(one.evidence)),
                lasting=isinstance(rule, _TURNING | deadlines.RightAway),
                why_unknown="" if day is None else day.why_unknown,
                named=frozenset(one.owes.departments),
            )
    return Book(
        version=version,
        sha256=sha256,
        zone=zone,
        thresholds=thresholds,
        files=files,
        kinds={kind.id: kind for kind in kinds},
        duties=duties,
        validity={kind.id: kind.valid_for for kind in kinds if kind.valid_for is not None},
    )


_TURNING = deadlines.Monthly | deadlines.Recurring
_Days = Mapping[tuple[str, str], law.InstrumentDate]


def _counts_from(
    one: law.Obligation,
    written: Mapping[str, law.Obligation],
    days: _Days,
    calendars: Mapping[str, Calendar],
    seen: tuple[str, ...],
) -> Day | None:
    for anchor in law.anchors_of(one.due):
        return _day(anchor, written, days, calendars, seen)
    return None


def _day(
    anchor: law.Anchor,
    written: Mapping[str, law.Obligation],
    days: _Days,
    calendars: Mapping[str, Calendar],
    seen: tuple[str, ...],
) -> Day:
    if isinstance(anchor, dt.date):
        return Day(date=anchor, words="the start")
    if isinstance(anchor, law.OnInstrument):
        words = f"{anchor.instrument} ({anchor.date})"
        date = days.get((anchor.instrument, anchor.date))
        if date is None:
            return Day(date=None, words=words, why_unknown="The pack does not give this day.")
        if isinstance(date.date, str):
            return Day(date=None, words=words, why_unknown=date.why_unknown)
        return Day(date=date.date, words=words)
    words = f"the due day of {anchor.obligation}"
    other = written.get(anchor.obligation)
    if other is None or other.id in seen:
        return Day(date=None, words=words, why_unknown="It refers to itself, or to nothing.")
    day = _counts_from(other, written, days, calendars, (*seen, other.id))
    rule = _rule(other.due, day, calendars)
    if isinstance(rule, deadlines.Monthly | deadlines.Recurring | deadlines.RightAway):
        return Day(date=None, words=words, why_unknown="That duty has no single due day.")
    due = deadlines.due(rule)
    return Day(date=due.date, words=words, why_unknown=due.unknown_why)


def _rule(rule: law.DueRule, day: Day | None, calendars: Mapping[str, Calendar]) -> deadlines.Rule:
    start, words = (None, "the start") if day is None else (day.date, day.words)
    match rule:
        case law.FixedDate():
            return deadlines.FixedDate(date=rule.date)
        case law.DaysAfter():
            return deadlines.DaysAfter(start=start, days=rule.days, anchor_words=words)
        case law.WorkingDaysAfter():
            if rule.calendar not in calendars:
                return deadlines.Unknown(why=f"The pack has no calendar {rule.calendar}.")
            return deadlines.WorkingDaysAfter(
                start=start, days=rule.days, calendar=calendars[rule.calendar], anchor_words=words
            )
        case law.Monthly():
            return deadlines.Monthly(day=rule.day, start=rule.from_, until=rule.until)
        case law.Recurring():
            every = rule.every
            return deadlines.Recurring(
                start=rule.from_,
                days=every.days or 0,
                months=every.months or 0,
                years=every.years or 0,
                until=rule.until,
            )
        case law.RightAway():
            return deadlines.RightAway(event=rule.event)
        case law.Standing():
            return deadlines.Standing(start=start, anchor_words=words)
        case law.UnknownDue():
            return deadlines.Unknown(why=rule.why)
