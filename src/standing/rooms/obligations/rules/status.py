"""The light: the first status that holds for a duty of a department at a moment, as known by another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from standing.kernel import deadlines
from standing.kernel.deadlines import said
from standing.rooms.obligations.rules import evidence as evidence_rules
from standing.rooms.obligations.rules.book import Book, Duty
from standing.rooms.obligations.rules.due import Owed, owed, set_off
from standing.rooms.obligations.rules.evidence import INSTANT, Window
from standing.rooms.obligations.rules.facts import (
    DutyFacts,
    Said,
    Status,
    Thresholds,
    WaiverGiven,
    WorkState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked: how it was at one moment, by what was known at another, under one rulebook."""

    book: Book
    at: dt.datetime
    known: dt.datetime
    today: dt.date
    is_sample: bool = False
    inside: bool = True  # inside the City single events count; in public only what may be told of them together

    @property
    def thresholds(self) -> Thresholds:
        """Return the numbers of the pack."""
        return self.book.thresholds


def ask(*, book: Book, at: dt.datetime, known: dt.datetime, is_sample: bool = False, inside: bool = True) -> Asked:
    """Return the question, with the local day of the moment worked out once; ``inside`` the City or in public."""
    return Asked(
        book=book,
        at=at,
        known=known,
        today=deadlines.local_day(at, book.zone),
        is_sample=is_sample,
        inside=inside,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """How a duty stands, and what decided it."""

    status: Status
    reason: str
    sentence: str
    period: str = ""
    due_date: dt.date | None = None
    late_from: dt.datetime | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    claimed: bool = False
    verified: bool = False
    work: str = WorkState.NOT_STARTED
    judgement: str = ""
    unmet: tuple[str, ...] = ()
    owed: tuple[Owed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One thing owed, looked at: is it met, and if not, when does or did it become late."""

    owed: Owed
    is_met: bool
    due_date: dt.date | None
    late_from: dt.datetime | None
    ends: dt.datetime | None = None
    lapsed: dt.datetime | None = None


def judge(duty: Duty, facts: DutyFacts, *, asked: Asked, schedule: tuple[Owed, ...] | None = None) -> Light:
    """
    Return the status of one duty of one department.

    ``schedule`` is what ``due.owed`` says for this duty and moment; whoever judges many departments
    works it out once.
    """
    if schedule is None:
        schedule = owed(duty, at=asked.at, zone=asked.book.zone)
    work = _last(facts.work, asked) or WorkState.NOT_STARTED
    judgement = _last(facts.judgements, asked)

    if reason := _why_not_here(duty, facts, asked.today):
        return Light(
            status=Status.NOT_APPLICABLE,
            reason=reason,
            sentence=_NOT_HERE[reason],
            work=work,
            judgement=judgement,
        )
    everything = schedule + set_off(
        duty,
        facts.happenings,
        at=asked.at,
        known=asked.known,
        zone=asked.book.zone,
        thresholds=asked.thresholds,
    )
    things = _not_excused(everything, facts.waivers, duty, asked)
    seen = evidence_rules.windows(facts.evidence, known=asked.known, validity=asked.book.validity, zone=asked.book.zone)
    looks = [_look(duty, one, seen, asked) for one in things]
    open_ = [look for look in looks if not look.is_met]
    decides = open_[0] if open_ else (looks[-1] if looks else None)
    status, reason, sentence = _decide(duty, facts, asked, looks, decides)

    if decides is None:
        return Light(
            status=status,
            reason=reason,
            sentence=sentence,
            claimed=work == WorkState.DONE_CLAIMED,
            work=work,
            judgement=judgement,
        )
    period = decides.owed.period
    claimed, verified = _claims(duty, seen, decides, asked)
    since = None
    if status is Status.MET or decides.ends is not None:
        since = evidence_rules.held_since(
            duty.written.evidence, seen, period=period, moment=asked.at, lasting=duty.lasting
        )
        if status is Status.MET:
            sentence = _met(decides.owed, since, asked)
    return Light(
        status=status,
        reason=reason,
        sentence=sentence,
        period=period,
        due_date=decides.due_date,
        late_from=decides.late_from,
        since=since,
        until=decides.ends,
        claimed=claimed or work == WorkState.DONE_CLAIMED,
        verified=verified,
        work=work,
        judgement=judgement,
        unmet=tuple(look.owed.period for look in open_),
        owed=things,
    )


def waiver_in_force(waivers: Iterable[WaiverGiven], *, asked: Asked) -> WaiverGiven | None:
    """Return the waiver that holds on the local day asked for, the longest if there are several."""
    there = [waiver for waiver in waivers if waives(waiver, asked.today, known=asked.known)]
    return max(there, key=lambda waiver: (waiver.until_date, waiver.id), default=None)


def waives(waiver: WaiverGiven, day: dt.date, *, known: dt.datetime) -> bool:
    """Test whether a waiver, as known by then, holds on a day."""
    if waiver.known_at > known or not waiver.from_date <= day <= waiver.until_date:
        return False
    return not any(end.known_at <= known and end.from_date <= day for end in waiver.ends)


_NOT_HERE = {
    "not-owed": "The clause does not address this department.",
    "not-there-yet": "The department did not exist yet on that day.",
    "no-longer-there": "The department no longer existed on that day.",
}


def _why_not_here(duty: Duty, facts: DutyFacts, today: dt.date) -> str:
    if not facts.owes or not duty.binds(facts.department):
        return "not-owed"
    if facts.exists_from is not None and today < facts.exists_from:
        return "not-there-yet"
    if facts.exists_until is not None and today > facts.exists_until:
        return "no-longer-there"
    return ""


def _not_excused(things: Sequence[Owed], waivers: Sequence[WaiverGiven], duty: Duty, asked: Asked) -> tuple[Owed, ...]:
    """Leave out the turns of a returning duty that fell due while it was waived."""
    if not waivers or not isinstance(duty.rule, deadlines.Monthly | deadlines.Recurring):
        return tuple(things)
    return tuple(
        one
        for one in things
        if one.due_date is None or not any(waives(waiver, one.due_date, known=asked.known) for waiver in waivers)
    )


def _look(duty: Duty, one: Owed, seen: Sequence[Window], asked: Asked) -> _Look:
    needed, at = duty.written.evidence, asked.at
    enough = bool(seen) and evidence_rules.holds(needed, seen, period=one.period, moment=at, lasting=duty.lasting)
    begins = one.late_from if one.holds_from is None else one.holds_from
    if duty.lasting or begins is None or at < begins:
        return _Look(owed=one, is_met=enough, due_date=one.due_date, late_from=_late(one, asked))
    if enough:
        soon = at + dt.timedelta(days=asked.thresholds.evidence_expiring_days)
        ends = evidence_rules.ceases_at(needed, seen, period=one.period, after=at, by=soon)
        if ends is None:
            return _Look(owed=one, is_met=True, due_date=one.due_date, late_from=_late(one, asked))
        day = deadlines.local_day(ends - INSTANT, asked.book.zone)
        return _Look(owed=one, is_met=False, due_date=day, late_from=_graced(ends, one, asked), ends=ends)
    lapsed = evidence_rules.lapsed_at(needed, seen, period=one.period, after=begins, by=at)
    if lapsed is None:
        return _Look(owed=one, is_met=False, due_date=one.due_date, late_from=_late(one, asked))
    return _Look(
        owed=one,
        is_met=False,
        due_date=deadlines.local_day(lapsed - INSTANT, asked.book.zone),
        late_from=_graced(lapsed, one, asked),
        lapsed=lapsed,
    )


def _late(one: Owed, asked: Asked) -> dt.datetime | None:
    return one.late_from if one.holds_from is None else _graced(one.holds_from, one, asked)


def _graced(moment: dt.datetime, one: Owed, asked: Asked) -> dt.datetime:
    if one.holds_from is None:
        return moment
    return moment + dt.timedelta(hours=asked.thresholds.standing_grace_hours)


def _decide(
    duty: Duty,
    facts: DutyFacts,
    asked: Asked,
    looks: Sequence[_Look],
    decides: _Look | None,
) -> tuple[Status, str, str]:
    """Return the first status that holds, its reason code, and the sentence for people."""
    if decides is None:
        return _nothing_owed(duty, facts, asked)
    done = all(look.is_met or look.ends is not None for look in looks)
    invited = _is_invited(duty, facts)
    if invited and not done:
        return Status.NOT_APPLICABLE, "invited", facts.reason or "This department is invited, not bound."
    if waiver := waiver_in_force(facts.waivers, asked=asked):
        return (
            Status.WAIVED,
            "waiver",
            f"Waived from {_day(waiver.from_date)} to {_day(waiver.until_date)}: {waiver.reason}",
        )
    if not decides.is_met and decides.due_date is None:
        return Status.UNKNOWN, "due-unknown", f"{decides.owed.sentence}"
    if all(look.is_met for look in looks) or (invited and done):
        return Status.MET, "met", "Met."
    return _open(decides, asked)


def _is_invited(duty: Duty, facts: DutyFacts) -> bool:
    """Tell whether the office is asked and not bound; a clause that names an office binds it."""
    return facts.standing == "invited" and facts.department not in duty.named


def _nothing_owed(duty: Duty, facts: DutyFacts, asked: Asked) -> tuple[Status, str, str]:
    if isinstance(duty.rule, deadlines.RightAway):
        if _is_invited(duty, facts):
            said_ = facts.reason or "This department is invited, not bound."
            return Status.NOT_APPLICABLE, "invited", said_
        return Status.NOT_APPLICABLE, "no-event", "Nothing was recorded that sets this duty off."
    if waiver_in_force(facts.waivers, asked=asked):
        return Status.WAIVED, "waiver", "Waived for all the time in which it was owed."
    return Status.NOT_APPLICABLE, "not-begun", "No period of this duty has begun."


def _open(look: _Look, asked: Asked) -> tuple[Status, str, str]:
    """Return late, at risk or due for something owed that is not met."""
    due_date, zone = look.due_date, asked.book.zone
    assert due_date is not None
    head = f"For {look.owed.period}: " if look.owed.period else ""
    if look.ends is not None:
        return (
            Status.AT_RISK,
            "evidence-ends",
            f"{head}Done, but the evidence ends after {said(due_date)}.",
        )
    if look.late_from is not None and asked.at >= look.late_from:
        since = _day(look.late_from.astimezone(zone).date())
        if look.lapsed is not None:
            return Status.LATE, "lapsed", f"{head}Late since {since}: it was done, and no longer holds."
        if look.owed.by_the_hour:
            return Status.LATE, "late", f"{head}Late since {since}: it was owed from {said(due_date)}."
        return Status.LATE, "late", f"{head}Late since {since}: it was due on {said(due_date)}."
    if look.owed.by_the_hour:
        if look.owed.holds_from is not None and asked.at < look.owed.holds_from:
            return Status.DUE, "begins", f"{head}Must hold at all times from {said(due_date)}."
        return Status.DUE, "right-away", f"{head}Owed right away, since {said(due_date)}."
    left = (due_date - asked.today).days
    days = "today" if left == 0 else ("1 day left" if left == 1 else f"{left} days left")
    if left <= asked.thresholds.at_risk_days:
        return Status.AT_RISK, "days-left", f"{head}Due on {said(due_date)}: {days}."
    return Status.DUE, "due", f"{head}Due on {said(due_date)}: {days}."


def _met(one: Owed, since: dt.datetime, asked: Asked) -> str:
    """Say since when it is met, and whether that was after the due day."""
    day = deadlines.local_day(since, asked.book.zone)
    head = f"For {one.period}: " if one.period else ""
    if one.due_date is None or one.by_the_hour or day <= one.due_date:
        return f"{head}Met since {_day(day)}."
    over = (day - one.due_date).days
    return f"{head}Met since {_day(day)}, {'1 day' if over == 1 else f'{over} days'} after it was due."


def _claims(duty: Duty, seen: Sequence[Window], decides: _Look | None, asked: Asked) -> tuple[bool, bool]:
    """Tell whether enough is claimed, and whether all that counts was verified."""
    if not seen or decides is None:
        return False, False
    period = decides.owed.period
    claimed = evidence_rules.holds(
        duty.written.evidence,
        seen,
        period=period,
        moment=asked.at,
        lasting=duty.lasting,
        any_finding=True,
    )
    if not claimed:
        return False, False
    counts = [
        window
        for window in seen
        if window.item.period == period
        and window.item.kind in duty.kinds
        and window.covers(asked.at, lasting=duty.lasting)
    ]
    return True, all(window.verified for window in counts)


def _last(said_: Sequence[Said], asked: Asked) -> str:
    value, when = "", None
    for one in said_:
        if one.known_at <= asked.known and (when is None or one.known_at >= when):
            value, when = one.value, one.known_at
    return value


def _day(day: dt.date) -> str:
    return deadlines.said(day).partition(", ")[2]
