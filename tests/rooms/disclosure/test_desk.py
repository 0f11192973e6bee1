"""A request from its paper to its end: two people, one fingerprint, and nothing that cannot be undone by one."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail as outbox
from django.db import DatabaseError, transaction

from standing.hall.accounts.api import Role
from standing.hall.audit import api as audit
from standing.hall.holds import api as holds
from standing.hall.mail.models import Letter
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.disclosure import actions, queries
from standing.rooms.disclosure.models import CourtSeal, Decision, Partner, Reading, Release, Request, Review
from standing.rooms.disclosure.rules.lanes import Lane
from standing.rooms.disclosure.rules.papers import Kind
from standing.rooms.disclosure.rules.requests import Channel, Outcome, State
from standing.rooms.disclosure.rules.sharing import Clause
from tests.make import accounts
from tests.make import disclosure as make
from tests.make.disclosure import AGENCY, COURT, HASH, PAPER, SPOKEN, UNCLEAR

OTHER = hashlib.sha256(b"Something else.").hexdigest()


def fact(request, *, by, at):
    return queries.request(id=request, by=by, at=at)


def let_leave(request, *, by, at, decision, sha256=HASH):
    actions.release_data(
        request=request, decision=decision, sha256=sha256, size=len(PAPER), sent_by=Channel.MAIL, by=by, at=at
    )


# Coming in


def test_a_paper_is_recognised_routed_and_told_to_counsel_the_same_moment(liaison, counsel, now):
    request = make.request(by=liaison, at=now)

    shown = fact(request, by=liaison, at=now)
    assert (shown.row.name, shown.row.kind, shown.row.lane, shown.row.state) == (
        "DR-2026-0001", Kind.COURT_PROCESS, Lane.COURT_PROCESS, State.NEW,
    )  # fmt: skip
    assert (shown.counsel_by, shown.row.due.date) == (now.date(), date(2026, 7, 24))
    (letter,) = Letter.objects.all()
    assert (letter.to, "Open Standing" in letter.body) == ([counsel.email], True)
    assert not any(told in letter.subject + letter.body for told in ("01234", "water", "federal", "court"))
    (record,) = audit.records_about(subject=f"disclosure:request:{request}")
    assert (record.verb, record.facts["lane"]) == ("disclosure.record_request", "court-process")
    assert outbox.outbox == []


def test_the_same_form_sent_twice_is_one_request(liaison, counsel, now):
    key = uuid4()
    assert make.request(by=liaison, at=now, key=key) == make.request(by=liaison, at=now, key=key)
    assert (Request.objects.count(), Reading.objects.count(), Letter.objects.count()) == (1, 1, 1)
    with pytest.raises(NotNow):
        make.request(by=counsel, at=now, key=key)


def test_numbers_go_on_within_a_year_and_begin_anew_with_the_next(counsel, now):
    made = [make.request(by=counsel, at=at) for at in (now, now, now + timedelta(days=200))]
    assert [fact(one, by=counsel, at=now + timedelta(days=201)).row.name for one in made] == [
        "DR-2026-0001", "DR-2026-0002", "DR-2027-0001",
    ]  # fmt: skip


def test_a_liaison_records_for_the_own_department_only_and_sees_no_other(liaison, counsel, now):
    with pytest.raises(NotAllowed):
        make.request(by=liaison, at=now, department="police")
    other = make.request(by=counsel, at=now, department="police")
    mine = make.request(by=counsel, at=now, department="water")

    assert [row.pk for row in queries.page_of(by=liaison)] == [mine]
    with pytest.raises(NotFound):
        fact(other, by=liaison, at=now)


@pytest.mark.parametrize(
    "reference",
    ["Juan Perez", "JUAN DIAZ", "A123456789", "A-123-456-789", "213-555-0142", "(213) 555-0142", "123-45-6789",
     "412 Maple Street", "j.perez@mail.example", "born 1985", "case of Maria Lopez", "x" * 61],
)  # fmt: skip
def test_what_names_a_person_is_no_reference(liaison, now, reference):
    with pytest.raises(Refused):
        make.request(by=liaison, at=now, reference=reference)
    assert not Request.objects.exists()


@pytest.mark.parametrize("reference", ["", "2:26-cv-01234", "GJ-26-114", "26-CR-0087-ABC", "HSI-LA-26-0042", "17/2026"])
def test_a_number_of_a_case_is_a_reference(liaison, now, reference):
    assert fact(make.request(by=liaison, at=now, reference=reference), by=liaison, at=now).reference == reference


@pytest.mark.parametrize(
    "changed",
    [
        {"department": "zoo"},
        {"categories": ("dreams",)},
        {"people": -1},
        {"received_at": make.local("2026-07-14 09:00")},
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(counsel, now, changed):
    with pytest.raises(Refused):
        make.request(by=counsel, at=now, **changed)
    assert (Request.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_paper_is_read_again_and_both_readings_stay(counsel, records, now):
    request = make.request(by=counsel, at=now, seen=UNCLEAR)
    assert fact(request, by=counsel, at=now).row.lane is Lane.GAP
    actions.read_again(
        request=request, seen=AGENCY, categories=("water-accounts",), people=3, by=records, at=now + timedelta(hours=1)
    )

    shown = fact(request, by=counsel, at=now + timedelta(hours=1))
    assert (shown.row.kind, shown.reading.people, len(shown.readings)) == (Kind.ADMINISTRATIVE_SUBPOENA, 3, 2)
    with pytest.raises(NotNow, match="read again"):
        make.decide(request, by=counsel, at=now + timedelta(hours=2), reading=1)


# Deciding


def test_counsel_and_a_second_person_let_exactly_one_file_leave(counsel, records, liaison, now):
    request = make.request(by=liaison, at=now)
    decision = make.decide(request, by=counsel, at=now, advice="Only the account pages; withhold the notes.")
    shown = fact(request, by=records, at=now)
    assert (shown.row.state, shown.decision.name, shown.decision.sha256) == (State.APPROVED, "CD-2026-0001", HASH)

    let_leave(request, by=records, at=now + timedelta(hours=1), decision=decision.pk)

    shown = fact(request, by=records, at=now + timedelta(hours=1))
    assert (shown.row.state, shown.releases[0].sha256, shown.releases[0].decision) == (
        State.RELEASED, HASH, "CD-2026-0001",
    )  # fmt: skip
    left = audit.records_about(subject=f"disclosure:request:{request}")[-1]
    assert (left.verb, left.facts) == (
        "disclosure.release_data",
        {"decision": "CD-2026-0001", "sha256": HASH, "size": len(PAPER)},
    )


def test_another_file_the_same_person_and_an_old_decision_let_nothing_leave(counsel, records, now):
    both = accounts.person(role=Role.ATTORNEY)
    accounts.grant(email=both.email, role=Role.RECORDS)
    request = make.request(by=counsel, at=now)
    first = make.decide(request, by=both, at=now)

    with pytest.raises(Refused, match="differs"):
        let_leave(request, by=records, at=now, decision=first.pk, sha256=OTHER)
    with pytest.raises(Refused, match="second person"):
        let_leave(request, by=both, at=now, decision=first.pk)
    with pytest.raises(NotAllowed):
        let_leave(request, by=counsel, at=now, decision=first.pk)
    with pytest.raises(NotFound):
        let_leave(request, by=records, at=now, decision=uuid4())
    second = make.decide(request, by=counsel, at=now, outcome=Outcome.REFUSE)
    for decision in (first, second):
        with pytest.raises(NotNow):
            let_leave(request, by=records, at=now, decision=decision.pk)
    assert not Release.objects.exists()
    assert fact(request, by=counsel, at=now).row.state is State.REFUSED


def test_a_paper_read_again_after_the_decision_stops_the_release(counsel, records, now):
    request = make.request(by=counsel, at=now)
    decision = make.decide(request, by=counsel, at=now)
    actions.read_again(request=request, seen=COURT, categories=("minutes",), people=1, by=records, at=now)
    with pytest.raises(NotNow, match="read again"):
        let_leave(request, by=records, at=now, decision=decision.pk)


@pytest.mark.parametrize("seen", [UNCLEAR, SPOKEN])
def test_where_nothing_can_leave_counsel_cannot_let_it_either(counsel, now, seen):
    request = make.request(by=counsel, at=now, seen=seen)
    with pytest.raises(NotNow, match="nothing can leave"):
        make.decide(request, by=counsel, at=now)
    make.decide(request, by=counsel, at=now, outcome=Outcome.REFUSE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": ""},
        {"sha256": "abc"},
        {"categories": ()},
        {"categories": ("minutes",)},
        {"reason": "none"},
        {"reason": "nonsense"},
        {"outcome": Outcome.REFUSE, "sha256": HASH},
        {"advice": "He is undocumented."},
    ],
)
def test_a_decision_that_does_not_fit_is_none(counsel, now, wrong):
    request = make.request(by=counsel, at=now)
    with pytest.raises(Refused):
        make.decide(request, by=counsel, at=now, **wrong)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.REFUSE, State.REFUSED),
        (Outcome.CHALLENGE, State.CHALLENGED),
        (Outcome.NOT_HELD, State.NOT_HELD),
        (Outcome.REFER, State.REFERRED),
        (Outcome.PARTLY, State.APPROVED),
    ],
)
def test_each_decision_has_its_state(counsel, now, outcome, state):
    request = make.request(by=counsel, at=now)
    make.decide(request, by=counsel, at=now, outcome=outcome)
    assert fact(request, by=counsel, at=now).row.state is state
    assert [row.pk for row in queries.page_of(by=counsel, state=state)] == [request]
    assert queries.state_numbers(by=counsel)[state] == 1


def test_counsels_words_are_sealed_and_reading_them_is_a_deed(counsel, records, liaison, now):
    request = make.request(by=liaison, at=now)
    decision = make.decide(request, by=counsel, at=now, advice="Withhold the notes.")

    assert b"Withhold" not in bytes(decision.advice)
    assert (
        actions.open_advice(request=request, decision=decision.pk, by=records, at=now + timedelta(hours=1))
        == "Withhold the notes."
    )
    assert audit.records_about(subject=f"disclosure:request:{request}")[-1].verb == "disclosure.open_advice"
    with pytest.raises(NotAllowed):
        actions.open_advice(request=request, decision=decision.pk, by=liaison, at=now)
    with pytest.raises(sealed.NotOpened):
        sealed.open_box(box=decision.advice, about=queries.about_advice(uuid4()))


@pytest.mark.parametrize("role", [Role.RECORDS, Role.COORDINATOR, Role.AUDITOR, Role.LIAISON])
def test_nobody_but_counsel_decides_takes_or_seals(town, counsel, now, role):
    request = make.request(by=counsel, at=now)
    by = accounts.person(role=role, department="water" if role is Role.LIAISON else "")
    with pytest.raises(NotAllowed):
        make.decide(request, by=by, at=now)
    with pytest.raises(NotAllowed):
        actions.take_request(request=request, by=by, at=now)
    with pytest.raises(NotAllowed):
        actions.seal_by_court(request=request, until=date(2027, 1, 1), order="MC-26-1", by=by, at=now)
    with pytest.raises(NotAllowed):
        actions.place_hold(subject="disclosure", reason="Case.", order="MC-26-1", by=by, at=now)


# What the database keeps, whoever writes


def test_the_database_lets_nothing_leave_without_counsel(counsel, records, now):
    request = make.request(by=counsel, at=now)
    other = make.request(by=counsel, at=now)
    decision = make.decide(request, by=counsel, at=now)
    refusal = make.decide(other, by=counsel, at=now, outcome=Outcome.REFUSE)
    good = {
        "decision": decision, "request_id": request, "sha256": HASH, "size": len(PAPER), "sent_by": "mail",
        "confirmed_at": now, "confirmed_by": records,
    }  # fmt: skip

    for wrong in (
        {"sha256": OTHER}, {"size": 1}, {"confirmed_by": counsel}, {"request_id": other},
        {"decision": refusal, "request_id": other},
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            Release.objects.create(**{**good, **wrong})
    newer = make.decide(request, by=counsel, at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.create(**good)
    Release.objects.create(**{**good, "decision": newer})


def test_the_database_keeps_what_was_said(counsel, records, now):
    request = make.request(by=counsel, at=now)
    actions.take_request(request=request, by=counsel, at=now)
    decision = make.decide(request, by=counsel, at=now, advice="Withhold.")
    actions.seal_by_court(request=request, until=date(2027, 1, 1), order="MC-26-1", by=counsel, at=now)
    let_leave(request, by=records, at=now, decision=decision.pk)

    changes = [
        lambda: Request.objects.all().delete(),
        lambda: Request.objects.update(agency="other"),
        lambda: Request.objects.update(reference=""),
        lambda: Request.objects.update(taken_at=now + timedelta(days=1)),
        lambda: Reading.objects.update(lane="public-record"),
        lambda: Reading.objects.all().delete(),
        lambda: Decision.objects.update(outcome="refuse"),
        lambda: Decision.objects.update(sha256=OTHER),
        lambda: Decision.objects.update(advice=None),
        lambda: Release.objects.update(sha256=OTHER),
        lambda: Release.objects.all().delete(),
        lambda: CourtSeal.objects.update(until=date(2026, 1, 1)),
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_database_knows_the_lanes_in_which_something_can_leave(counsel, now):
    request = make.request(by=counsel, at=now, seen=UNCLEAR)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(
            request_id=request, year=2026, number=1, outcome="release", reason="process", lane="gap", reading=1,
            categories=["minutes"], sha256=HASH, size=1, decided_at=now, decided_by=counsel,
        )  # fmt: skip


# Clocks


def test_counsel_is_reminded_each_day_until_it_is_taken_and_at_each_step_before_it_is_due(counsel, now):
    request = make.request(by=counsel, at=now)
    start = Letter.objects.count()

    sent = [actions.send_notices(at=now + timedelta(days=day, hours=hour)) for day in range(3) for hour in (1, 2)]
    assert sent == [0, 0, 1, 0, 1, 0]
    actions.take_request(request=request, by=counsel, at=now + timedelta(days=3))
    days = [day for day in range(3, 14) if actions.send_notices(at=now + timedelta(days=day))]
    assert days == [4, 8, 10, 11, 12]  # due on the 24th: 7, 3, 1 days before, on the day, the day after
    assert Letter.objects.count() == start + 2 + 5
    assert not any("01234" in one.body + one.subject for one in Letter.objects.all())


def test_a_lane_without_a_date_has_its_own_days_and_says_which_it_passed_over(counsel, now):
    asked = make.request(by=counsel, at=make.local("2026-09-03 10:00"), seen=SPOKEN, categories=("minutes",))
    shown = fact(asked, by=counsel, at=make.local("2026-09-03 11:00"))
    assert (shown.row.lane, shown.row.due.date) == (Lane.PUBLIC_RECORD, date(2026, 9, 11))
    assert [one.reason for one in shown.row.due.skipped] == ["Saturday", "Sunday", "Labor Day"]

    unknown = make.request(by=counsel, at=now, seen=SPOKEN, categories=("status",))
    shown = fact(unknown, by=counsel, at=now)
    assert (shown.row.lane, shown.row.due.date) == (Lane.STATUS_1373, None)
    assert "Counsel sets it" in shown.row.due.sentence


# Forgetting, and holds


def test_reference_and_advice_go_when_their_time_is_over_unless_held(counsel, now):
    kept, held, still_open = (make.request(by=counsel, at=now) for _ in range(3))
    for one in (kept, held):
        make.decide(one, by=counsel, at=now, outcome=Outcome.REFUSE, advice="No process asks for it.")
    hold = actions.place_hold(
        subject=f"disclosure:request:{held}", reason="A case is open.", order="2:26-cv-01234", by=counsel, at=now
    )
    over = now + timedelta(days=732)

    assert actions.forget_requests(at=over - timedelta(days=1)) == 0
    assert actions.forget_requests(at=over) == 1
    shown = fact(kept, by=counsel, at=over)
    assert (shown.reference, shown.is_forgotten, shown.decision.has_advice) == ("", True, False)
    assert audit.records_about(subject=f"disclosure:request:{kept}")[-1].verb == "disclosure.forget_request"
    for one in (held, still_open):
        assert fact(one, by=counsel, at=over).reference == "2:26-cv-01234"
    with pytest.raises(DatabaseError, match="legal hold"), transaction.atomic():
        Request.objects.filter(pk=held).update(reference="", forgotten_on=over.date())

    actions.lift_hold(hold=hold, reason="The case is over.", by=counsel, at=over)
    assert actions.forget_requests(at=over) == 1
    assert fact(held, by=counsel, at=over).is_forgotten
    with pytest.raises(NotFound):
        actions.open_advice(request=held, decision=fact(held, by=counsel, at=over).decision.id, by=counsel, at=over)


def test_nothing_is_forgotten_before_counsel_approved_the_time(town, counsel, now):
    request = make.request(by=counsel, at=now)
    make.decide(request, by=counsel, at=now, outcome=Outcome.REFUSE)
    make.load_town(
        town, at=now, version="2",
        desk=make.DESK.replace("authority: made up, counsel_approval: approved", "authority: made up, counsel_approval: needed"),
    )  # fmt: skip
    assert actions.forget_requests(at=now + timedelta(days=5000)) == 0


def test_a_hold_over_the_room_or_over_all_stops_it_too(counsel, now):
    request = make.request(by=counsel, at=now)
    make.decide(request, by=counsel, at=now, outcome=Outcome.REFUSE)
    for subject in ("disclosure", holds.EVERYTHING):
        hold = actions.place_hold(subject=subject, reason="A case.", order="MC-26-1", by=counsel, at=now)
        assert actions.forget_requests(at=now + timedelta(days=800)) == 0
        actions.lift_hold(hold=hold, reason="Over.", by=counsel, at=now)
    assert actions.forget_requests(at=now + timedelta(days=800)) == 1


# The register


def test_the_register_keeps_every_look_and_says_what_is_late(counsel, now):
    partner = actions.enter_partner(
        name="Sample Meter Works", system="Meter readings", department="water", clause=Clause.MISSING,
        categories=("water-accounts",), next_review=date(2026, 7, 20), finding="The contract is silent.", by=counsel,
        at=now,
    )  # fmt: skip
    (late,) = queries.partners(at=now + timedelta(days=30))
    assert (late.review.clause, late.is_overdue) == (Clause.MISSING, True)
    actions.review_partner(
        partner=partner, clause=Clause.IN_FORCE, categories=("water-accounts",), next_review=date(2027, 7, 20),
        finding="Signed.", by=counsel, at=now + timedelta(days=30),
    )  # fmt: skip

    (row,) = queries.partners(at=now + timedelta(days=30))
    assert (row.review.clause, row.is_overdue) == (Clause.IN_FORCE, False)
    assert [one.clause for one in queries.partner(id=partner, at=now)[1]] == [Clause.IN_FORCE, Clause.MISSING]
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.update(clause="in-force")


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "Call 213-555-0142"}, {"categories": ()}, {"categories": ("dreams",)}, {"department": "zoo"},
     {"finding": "Ask Maria Lopez at the counter."}, {"finding": "She is undocumented."}],
)  # fmt: skip
def test_a_partner_that_does_not_fit_is_refused(counsel, now, wrong):
    good = {
        "name": "Sample Meter Works", "system": "Meter readings", "department": "water", "clause": Clause.MISSING,
        "categories": ("water-accounts",), "next_review": date(2026, 7, 20), "finding": "",
    }  # fmt: skip
    with pytest.raises(Refused):
        actions.enter_partner(**{**good, **wrong}, by=counsel, at=now)
    assert not Partner.objects.exists()
