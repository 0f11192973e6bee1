"""What holds for every duty, every set of facts and every moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.rooms.obligations.rules import proof, status
from standing.rooms.obligations.rules.facts import (
    DutyFacts,
    End,
    Found,
    Happening,
    Item,
    Said,
    Thresholds,
    WaiverEnded,
    WaiverGiven,
)
from standing.rooms.obligations.rules.remedies import OPEN, remedies
from tests.make import obligations as make

START = make.local("2025-07-01 00:00")
HOURS = st.integers(min_value=0, max_value=24 * 500)
MOMENTS = HOURS.map(lambda hours: START + dt.timedelta(hours=hours))
NUMBERS = Thresholds(at_risk_days=7, evidence_expiring_days=30, right_away_hours=24, standing_grace_hours=12)
DUES: list[dict[str, object]] = [
    {"rule": "fixed-date", "date": "2025-10-01"},
    {"rule": "days-after", "from": "2025-07-11", "days": 14},
    {"rule": "monthly", "day": "last", "from": "2025-09-01"},
    {"rule": "recurring", "every": {"months": 3}, "from": "2025-09-01"},
    {"rule": "right-away", "event": "happened"},
    {"rule": "standing", "from": "2025-07-11"},
    {"rule": "unknown", "why": "Not seen."},
]
NEEDS: list[dict[str, object]] = [
    {"all": ["a"]},
    {"all": ["a", "b"]},
    {"any": ["a", "b"]},
    {"all": [{"kind": "a", "verified": True}, "b"]},
    {"any": [{"all": ["a", {"kind": "b", "verified": True}]}, "yearly"]},
    {"all": [{"any": ["a", "b"]}, {"any": ["b", "c"]}]},
    {"all": ["yearly", {"any": ["a", "b", "c"]}]},
]
PERIODS = st.sampled_from(["", "", "2025-09", "2025-10", "2025-11", "2025-12", "e1", "e2"])
KINDS = st.sampled_from(["a", "b", "c", "yearly"])
PLAIN = settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
WORST_FIRST = ["late", "at risk", "due", "unknown", "met"]


@st.composite
def books(draw):
    return make.one_duty_book(
        due=draw(st.sampled_from(DUES)), evidence=draw(st.sampled_from(NEEDS)), thresholds=NUMBERS
    )


@st.composite
def items(draw):
    start = draw(MOMENTS)
    known = start + dt.timedelta(hours=draw(st.integers(0, 2000)))
    ends, findings = (), ()
    if draw(st.booleans()):
        ends = (
            End(
                true_until=start + dt.timedelta(hours=draw(st.integers(0, 3000))),
                reason="over",
                known_at=known + dt.timedelta(hours=draw(st.integers(0, 2000))),
            ),
        )
    if draw(st.booleans()):
        findings = (
            Found(
                finding=draw(st.sampled_from(["verified", "refuted"])),
                known_at=known + dt.timedelta(hours=draw(st.integers(0, 2000))),
            ),
        )
    return Item(
        kind=draw(KINDS),
        period=draw(PERIODS),
        source=f"s{draw(st.integers(0, 10**9))}",
        title="t",
        sha256=make.HASH,
        version="",
        true_from=start,
        known_at=known,
        expires_at=draw(st.none() | st.integers(1, 5000).map(lambda h: start + dt.timedelta(hours=h))),
        ends=ends,
        findings=findings,
    )


@st.composite
def waivers(draw):
    first = dt.date(2025, 7, 1) + dt.timedelta(days=draw(st.integers(0, 400)))
    known = draw(MOMENTS)
    ends = ()
    if draw(st.booleans()):
        ends = (
            WaiverEnded(
                from_date=first + dt.timedelta(days=draw(st.integers(0, 60))),
                known_at=known + dt.timedelta(hours=draw(st.integers(0, 2000))),
            ),
        )
    return WaiverGiven(
        id=f"w{draw(st.integers(0, 10**6))}",
        reason="Flood.",
        from_date=first,
        until_date=first + dt.timedelta(days=draw(st.integers(0, 60))),
        known_at=known,
        ends=ends,
    )


@st.composite
def happenings(draw):
    when = draw(MOMENTS)
    return Happening(
        kind=draw(st.sampled_from(["happened", "happened", "a"])),
        source=draw(st.sampled_from(["e1", "e2"])),
        happened_at=when,
        known_at=when + dt.timedelta(hours=draw(st.integers(0, 500))),
    )


@st.composite
def facts(draw, with_waivers=True, standing=("bound", "bound", "invited")):
    events = draw(st.lists(happenings(), max_size=2, unique_by=lambda one: one.source))
    return DutyFacts(
        department="fire",
        standing=draw(st.sampled_from(standing)),
        evidence=tuple(draw(st.lists(items(), max_size=5, unique_by=lambda one: one.source))),
        waivers=tuple(draw(st.lists(waivers(), max_size=2, unique_by=lambda one: one.id))) if with_waivers else (),
        happenings=tuple(events),
        work=tuple(Said(value="in-progress", known_at=moment) for moment in draw(st.lists(MOMENTS, max_size=2))),
    )


def judged(rules, known_facts, at, known):
    return status.judge(rules.duties["T.plan"], known_facts, asked=make.question(rules, at, known))


@PLAIN
@given(books(), facts(), MOMENTS, MOMENTS, st.data())
def test_good_evidence_never_worsens_a_status(rules, known_facts, at, known, data):
    before = judged(rules, known_facts, at, known)
    start = min(at, known)
    good = Item(
        kind=data.draw(KINDS),
        period=data.draw(PERIODS),
        source="good",
        title="t",
        sha256=make.HASH,
        version="",
        true_from=start - dt.timedelta(hours=data.draw(st.integers(0, 5000))),
        known_at=start,
        findings=(Found(finding="verified", known_at=start),),
    )

    after = judged(rules, replace(known_facts, evidence=(*known_facts.evidence, good)), at, known)

    if before.status in ("waived", "not applicable"):
        assert after.status in (before.status, "met", "waived")
    else:
        assert WORST_FIRST.index(after.status) >= WORST_FIRST.index(before.status)


@PLAIN
@given(books(), facts(with_waivers=False, standing=("bound",)), MOMENTS, st.integers(0, 5000))
def test_without_new_facts_an_open_light_only_gets_worse(rules, known_facts, at, hours):
    """Evidence, events and waivers that begin later are new facts; a returning duty's next turn is too."""
    known_facts = replace(
        known_facts,
        evidence=tuple(one for one in known_facts.evidence if one.true_from <= at),
        happenings=tuple(one for one in known_facts.happenings if one.happened_at <= at),
    )
    later = at + dt.timedelta(hours=hours)
    known = START + dt.timedelta(days=900)

    before, after = judged(rules, known_facts, at, known), judged(rules, known_facts, later, known)

    order = ["met", "due", "at risk", "late"]
    if before.status in ("due", "at risk", "late"):
        assert order.index(after.status) >= order.index(before.status)
    if before.status == "late":
        assert after.late_from <= before.late_from or after.late_from <= later


@PLAIN
@given(books(), facts(), MOMENTS, MOMENTS, st.data())
def test_what_is_known_later_changes_nothing(rules, known_facts, at, known, data):
    """True on T, known by K: whatever is learned after K leaves the proof as it is, byte for byte."""
    duty, asked = rules.duties["T.plan"], make.question(rules, at, known)
    first = proof.prove(duty, known_facts, asked=asked)
    after = known + dt.timedelta(microseconds=data.draw(st.integers(1, 10**15)))
    learned = replace(
        known_facts,
        evidence=(
            *(
                replace(
                    one,
                    ends=(*one.ends, End(true_until=START, reason="no", known_at=after)),
                    findings=(*one.findings, Found(finding="refuted", known_at=after)),
                )
                for one in known_facts.evidence
            ),
            replace(data.draw(items()), known_at=after),
        ),
        waivers=(
            *(
                replace(one, ends=(*one.ends, WaiverEnded(from_date=one.from_date, known_at=after)))
                for one in known_facts.waivers
            ),
            replace(data.draw(waivers()), known_at=after),
        ),
        happenings=(
            *known_facts.happenings,
            replace(data.draw(happenings()), source="new", known_at=after),
        ),
        work=(*known_facts.work, Said(value="blocked", known_at=after)),
    )

    again = proof.prove(duty, learned, asked=asked)

    assert again.body == first.body
    assert again.light.work == first.light.work


@PLAIN
@given(books(), facts(), MOMENTS, MOMENTS)
def test_the_same_facts_give_the_same_bytes_in_any_order(rules, known_facts, at, known):
    duty, asked = rules.duties["T.plan"], make.question(rules, at, known)
    turned = replace(
        known_facts,
        evidence=known_facts.evidence[::-1],
        waivers=known_facts.waivers[::-1],
        happenings=known_facts.happenings[::-1],
    )

    assert proof.prove(duty, turned, asked=asked).body == proof.prove(duty, known_facts, asked=asked).body


@PLAIN
@given(books(), facts(with_waivers=False, standing=("bound",)), MOMENTS, MOMENTS)
def test_the_remedies_turn_the_light_green_and_none_of_them_can_be_left_out(rules, known_facts, at, known):
    duty, asked = rules.duties["T.plan"], make.question(rules, at, known)
    light = status.judge(duty, known_facts, asked=asked)
    found = remedies(duty, known_facts, light, asked=asked)

    assert bool(found) == (light.status in OPEN)
    for choice in range(max((len(one.sets) for one in found), default=0)):
        acts = [act for one in found for act in one.sets[choice % len(one.sets)]]
        done = done_to(known_facts, acts, at, known)
        assert status.judge(duty, done, asked=asked).status == "met"
        for left_out in acts:
            some = [act for act in acts if act != left_out]
            almost = done_to(known_facts, some, at, known)
            assert status.judge(duty, almost, asked=asked).status != "met"


def done_to(known_facts, acts, at, known):
    """Return the facts after these acts: filing makes evidence, verifying makes a finding."""
    filed = {(act.kind, act.period) for act in acts if act.deed == "file"}
    checked = {(act.kind, act.period) for act in acts if act.deed == "verify" and not act.source}
    named = {act.source for act in acts if act.source}
    good = (Found(finding="verified", known_at=known),)
    new = tuple(
        Item(
            kind=kind,
            period=period,
            source=f"new:{kind}:{period}",
            title="t",
            sha256=make.HASH,
            version="",
            true_from=at,
            known_at=known,
            findings=good if (kind, period) in checked else (),
        )
        for kind, period in sorted(filed)
    )
    old = tuple(
        replace(one, findings=(*one.findings, *good)) if one.source in named else one for one in known_facts.evidence
    )
    return replace(known_facts, evidence=old + new)
