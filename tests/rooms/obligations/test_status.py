"""The light: which status holds first, for each kind of due rule."""

from __future__ import annotations

import datetime as dt

import pytest

from standing.rooms.obligations.rules.facts import (
    DutyFacts,
    Happening,
    Said,
    Thresholds,
    WaiverEnded,
    WaiverGiven,
)
from tests.make import obligations as make

JULY = make.local


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-07-11 12:00", "due"),
        ("2025-07-17 23:59", "due"),
        ("2025-07-18 00:00", "at risk"),
        ("2025-07-25 23:59", "at risk"),
        ("2025-07-26 00:00", "late"),
        ("2026-07-26 00:00", "late"),
    ],
)
def test_a_duty_with_a_day_goes_from_due_to_at_risk_to_late_at_local_midnight(at, expected):
    rules = make.one_duty_book()

    assert make.light(rules, make.local(at)).status == expected


def test_filing_makes_it_met_and_a_late_filing_is_met_too_but_says_so():
    rules, at = make.one_duty_book(), make.local("2025-09-01 12:00")
    in_time = make.item(true_from=make.local("2025-07-24 12:00"))
    late = make.item(true_from=make.local("2025-07-28 12:00"))

    assert make.light(rules, at, in_time).sentence == "Met since July 24, 2025."
    assert make.light(rules, at, late).sentence == "Met since July 28, 2025, 3 days after it was due."
    assert make.light(rules, make.local("2025-07-28 11:59"), late).status == "late"


def test_what_is_filed_later_or_refuted_or_ended_does_not_count():
    rules, at = make.one_duty_book(), make.local("2025-09-01 12:00")
    start = make.local("2025-07-20 12:00")

    assert make.light(rules, at, make.item(true_from=start, found="refuted")).status == "late"
    assert make.light(rules, at, make.item(true_from=start, found="verified")).status == "met"
    assert make.light(rules, at, make.item(true_from=start, ended=at)).status == "late"
    assert make.light(rules, at, make.item(true_from=start, known_at=at + dt.timedelta(1))).status == "late"
    assert make.light(rules, at, make.item("a", true_from=start)).status == "late"
    assert make.light(rules, at, make.item(true_from=start, period="2025-07")).status == "late"


def test_evidence_about_to_end_puts_a_met_duty_at_risk_and_then_late_since_it_ended():
    rules = make.one_duty_book()
    ends = make.local("2025-12-01 00:00")
    piece = make.item(true_from=make.local("2025-07-20 12:00"), expires_at=ends)

    before = make.light(rules, ends - dt.timedelta(days=31), piece)
    soon = make.light(rules, ends - dt.timedelta(days=30), piece)
    over = make.light(rules, ends, piece)

    assert [one.status for one in (before, soon, over)] == ["met", "at risk", "late"]
    assert soon.due_date == over.due_date == dt.date(2025, 11, 30)
    assert soon.late_from == over.late_from == ends
    assert over.reason == "lapsed"


def test_a_kind_that_holds_for_a_year_runs_out_at_the_end_of_the_anniversary():
    rules = make.one_duty_book(evidence={"all": ["yearly"]})
    piece = make.item("yearly", true_from=make.local("2025-07-20 12:00"))

    assert make.light(rules, make.local("2026-07-20 23:59"), piece).status == "at risk"
    assert make.light(rules, make.local("2026-07-21 00:00"), piece).status == "late"


def test_an_unknown_day_is_unknown_until_complete_evidence_makes_it_unneeded():
    rules = make.one_duty_book(signed="unknown")
    at = make.local("2025-09-01 12:00")

    bare = make.light(rules, at)
    met = make.light(rules, at, make.item(true_from=make.local("2025-08-01 09:00")))

    assert bare.status == "unknown"
    assert bare.owed[0].why_unknown.endswith("The signed copy was not seen.")
    assert met.status == "met"


def test_a_standing_duty_must_hold_at_each_moment():
    rules = make.one_duty_book(due={"rule": "standing", "from": "2025-07-11"}, evidence={"all": ["a", "b"]})
    start = make.local("2025-07-01 00:00")
    gone = make.local("2025-10-01 15:00")
    first, second = make.item("a", true_from=start), make.item("b", true_from=start, ended=gone)

    assert make.light(rules, make.local("2025-07-10 12:00")).status == "due"
    assert make.light(rules, make.local("2025-07-11 00:00")).status == "late"
    assert make.light(rules, make.local("2025-08-01 00:00"), first, second).status == "met"
    assert make.light(rules, gone - dt.timedelta(minutes=1), first, second).status == "at risk"
    broken = make.light(rules, gone, first, second)
    assert (broken.status, broken.late_from) == ("late", gone)


def test_a_standing_duty_may_have_hours_of_grace():
    rules = make.one_duty_book(
        due={"rule": "standing", "from": "2025-07-11"},
        thresholds=Thresholds(standing_grace_hours=48, evidence_expiring_days=0),
    )
    gone = make.local("2025-10-01 15:00")
    piece = make.item(true_from=make.local("2025-07-01 00:00"), ended=gone)

    assert make.light(rules, gone, piece).status == "due"
    assert make.light(rules, gone + dt.timedelta(hours=47), piece).status == "due"
    assert make.light(rules, gone + dt.timedelta(hours=48), piece).status == "late"


def test_a_right_away_duty_waits_for_events_and_each_event_wants_its_own_report():
    rules = make.one_duty_book(
        due={"rule": "right-away", "event": "happened"}, thresholds=Thresholds(right_away_hours=24)
    )
    first = Happening(
        kind="happened",
        source="e1",
        happened_at=make.local("2025-08-01 10:00"),
        known_at=make.local("2025-08-01 11:00"),
    )
    second = Happening(
        kind="happened",
        source="e2",
        happened_at=make.local("2025-08-05 10:00"),
        known_at=make.local("2025-08-05 10:30"),
    )
    other = Happening(
        kind="a", source="e3", happened_at=make.local("2025-07-05 10:00"), known_at=make.local("2025-07-05 10:30")
    )
    report = make.item(period="e1", true_from=make.local("2025-08-01 12:00"))
    facts = DutyFacts(department="fire", evidence=(report,), happenings=(second, first, other))

    def at(text):
        return make.light(rules, make.local(text), facts=facts).status

    assert at("2025-07-31 10:00") == "not applicable"
    assert at("2025-08-01 11:30") == "due"
    assert at("2025-08-01 12:30") == "met"
    assert at("2025-08-05 11:00") == "due"
    assert at("2025-08-06 09:59") == "due"
    assert at("2025-08-06 10:00") == "late"


def test_right_away_without_a_number_of_hours_is_never_called_late():
    rules = make.one_duty_book(due={"rule": "right-away", "event": "happened"})
    when = make.local("2025-08-01 10:00")
    facts = DutyFacts(
        department="fire",
        happenings=(Happening(kind="happened", source="e1", happened_at=when, known_at=when),),
    )

    assert make.light(rules, when + dt.timedelta(days=300), facts=facts).status == "due"


def test_a_monthly_duty_is_decided_by_its_earliest_open_month():
    rules = make.one_duty_book(due={"rule": "monthly", "day": 10, "from": "2026-03-01"})
    march = make.item(period="2026-03", true_from=make.local("2026-03-09 10:00"))
    april = make.item(period="2026-04", true_from=make.local("2026-04-09 10:00"))
    may = make.item(period="2026-05", true_from=make.local("2026-04-15 10:00"))

    def at(text, *items):
        found = make.light(rules, make.local(text), *items)
        return found.status, found.period, found.unmet

    assert at("2026-02-01 12:00") == ("not applicable", "", ())
    assert at("2026-03-01 12:00") == ("due", "2026-03", ("2026-03",))
    assert at("2026-03-04 12:00") == ("at risk", "2026-03", ("2026-03",))
    assert at("2026-03-09 12:00", march) == ("met", "2026-03", ())
    assert at("2026-03-12 12:00", march) == ("due", "2026-04", ("2026-04",))
    assert at("2026-04-20 12:00", march) == ("late", "2026-04", ("2026-04", "2026-05"))
    assert at("2026-04-20 12:00", march, may) == ("late", "2026-04", ("2026-04",))
    assert at("2026-04-20 12:00", march, april, may) == ("met", "2026-05", ())


def test_months_that_fell_due_under_a_waiver_are_not_owed_afterwards():
    rules = make.one_duty_book(due={"rule": "monthly", "day": 10, "from": "2026-03-01"})
    waiver = WaiverGiven(
        id="w",
        reason="Flood.",
        from_date=dt.date(2026, 3, 1),
        until_date=dt.date(2026, 3, 31),
        known_at=make.local("2026-03-01 09:00"),
    )
    facts = DutyFacts(department="fire", waivers=(waiver,))

    assert make.light(rules, make.local("2026-03-20 12:00"), facts=facts).status == "waived"
    april = make.light(rules, make.local("2026-04-01 12:00"), facts=facts)
    assert (april.status, april.period) == ("due", "2026-04")


def test_a_waiver_holds_on_its_days_from_when_it_is_known_and_until_it_is_ended():
    rules = make.one_duty_book()
    waiver = WaiverGiven(
        id="w",
        reason="Flood.",
        from_date=dt.date(2025, 7, 20),
        until_date=dt.date(2025, 8, 20),
        known_at=make.local("2025-07-28 09:00"),
        ends=(WaiverEnded(from_date=dt.date(2025, 8, 10), known_at=make.local("2025-08-05 09:00")),),
    )
    facts = DutyFacts(department="fire", waivers=(waiver,))

    def at(text, known=None):
        moment = make.local(text)
        return make.light(rules, moment, known=moment if known is None else make.local(known), facts=facts).status

    assert at("2025-07-27 12:00") == "late"
    assert at("2025-07-27 12:00", "2025-07-29 12:00") == "waived"
    assert at("2025-08-09 23:59") == "waived"
    assert at("2025-08-10 00:00") == "late"
    assert at("2025-08-10 00:00", "2025-08-04 00:00") == "waived"


def test_an_invited_office_is_met_once_it_files_and_never_late():
    rules = make.one_duty_book()
    invited = DutyFacts(department="ctr", standing="invited", reason="An elected office.")
    filed = DutyFacts(
        department="ctr",
        standing="invited",
        evidence=(make.item(true_from=make.local("2025-08-20 12:00")),),
    )
    at = make.local("2025-09-01 12:00")

    assert make.light(rules, at, facts=invited).status == "not applicable"
    assert make.light(rules, at, facts=invited).sentence == "An elected office."
    assert make.light(rules, at, facts=filed).status == "met"


def test_an_invited_office_that_a_clause_names_is_bound_by_it():
    at = make.local("2025-09-01 12:00")
    office = DutyFacts(department="ctr", standing="invited", reason="An elected office.")
    named = make.rulebook(make.instrument(make.duty(departments=("ctr",))))
    asked_of_all = make.one_duty_book()

    assert make.light(named, at, facts=office).status == "late"
    assert make.light(asked_of_all, at, facts=office).status == "not applicable"


def test_who_is_not_named_or_not_there_does_not_owe():
    rules = make.rulebook(make.instrument(make.duty(departments=("fire",))))
    at = make.local("2025-09-01 12:00")
    gone = DutyFacts(department="fire", exists_until=dt.date(2025, 8, 31))
    new = DutyFacts(department="fire", exists_from=dt.date(2025, 9, 2))

    assert make.light(rules, at).status == "late"
    assert make.light(rules, at, facts=DutyFacts(department="water")).reason == "not-owed"
    assert make.light(rules, at, facts=gone).reason == "no-longer-there"
    assert make.light(rules, at, facts=new).reason == "not-there-yet"


def test_work_and_judgement_stand_beside_the_light_and_do_not_make_it():
    rules, at = make.one_duty_book(), make.local("2025-09-01 12:00")
    said = DutyFacts(
        department="fire",
        work=(
            Said(value="in-progress", known_at=make.local("2025-07-12 12:00")),
            Said(value="done-claimed", known_at=make.local("2025-07-20 12:00")),
        ),
        judgements=(Said(value="compliant", known_at=make.local("2025-07-21 12:00")),),
    )

    found = make.light(rules, at, facts=said)

    assert (found.status, found.work, found.judgement) == ("late", "done-claimed", "compliant")
    assert (found.claimed, found.verified) == (True, False)


def test_evidence_that_must_be_verified_counts_once_it_is():
    rules = make.one_duty_book(evidence={"all": [{"kind": "a", "verified": True}]})
    at, start = make.local("2025-09-01 12:00"), make.local("2025-07-20 12:00")

    claimed = make.light(rules, at, make.item("a", true_from=start))
    verified = make.light(rules, at, make.item("a", true_from=start, found="verified"))

    assert (claimed.status, claimed.claimed, claimed.verified) == ("late", True, False)
    assert (verified.status, verified.claimed, verified.verified) == ("met", True, True)


def test_a_duty_may_be_due_with_another_and_says_which_days_it_counted():
    rules = make.rulebook(
        make.instrument(
            make.duty(),
            make.duty(
                "T.next",
                due={"rule": "working-days-after", "from": {"obligation": "T.plan"}, "days": 2, "calendar": "city"},
            ),
        )
    )

    found = make.light(rules, make.local("2025-07-20 12:00"), duty_id="T.next")

    assert found.due_date == dt.date(2025, 7, 29)
    assert found.owed[0].counted == (dt.date(2025, 7, 28), dt.date(2025, 7, 29))
    assert [day.date for day in found.owed[0].skipped] == [dt.date(2025, 7, 26), dt.date(2025, 7, 27)]
