"""What can be recorded, by whom, and what cannot be undone."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from standing.hall.accounts.api import Role
from standing.hall.audit import api as audit
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.obligations import actions, api, queries
from standing.rooms.obligations.models import (
    EventFact,
    Evidence,
    EvidenceEnd,
    FrozenBoard,
    JudgementFact,
    Obligation,
    Waiver,
    WaiverRequest,
    WorkFact,
)
from tests.make import accounts
from tests.make import obligations as make

pytestmark = pytest.mark.django_db

AT = make.local("2025-07-20 12:00")
LATER = make.local("2025-08-01 12:00")


@pytest.fixture(autouse=True)
def _town(tmp_path):
    make.load_pack(tmp_path)


def light(at=LATER, department="fire"):
    return api.explain(obligation="T.plan", department=department, at=at).pair


# Evidence


def test_evidence_is_recorded_once_a_source(tmp_path):
    first = make.evidence(at=AT)
    again = make.evidence(at=LATER)

    assert first == again
    assert Evidence.objects.count() == 1
    with pytest.raises(NotNow, match="says something else"):
        make.evidence(department="water", at=LATER)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"obligation": "T.none"}, NotFound),
        ({"department": "moon"}, NotFound),
        ({"kind_": "a"}, Refused),
        ({"true_from": AT + dt.timedelta(days=1)}, NotNow),
        ({"expires_at": AT}, Refused),
    ],
)
def test_evidence_that_does_not_fit_leaves_no_row(change, error):
    with pytest.raises(error):
        make.evidence(at=AT, **change)

    assert Evidence.objects.count() == 0


def filed(by, **change):
    given = {
        "obligation": "T.plan",
        "department": "fire",
        "kind": "plan-filed",
        "period": "",
        "title": "The plan",
        "content": b"",
        "name": "",
        "link": "https://docs.example.org/plan",
        "sha256": "",
        "done_date": dt.date(2025, 7, 19),
        "until_date": None,
        "by": by,
        "at": AT,
    }
    return actions.file_evidence(**{**given, **change})


def test_a_department_files_a_link_by_hand_and_another_one_may_not():
    author = accounts.person(role=Role.AUTHOR, department="fire")
    stranger = accounts.person(role=Role.AUTHOR, department="water")

    with pytest.raises(NotAllowed):
        filed(stranger)
    fact = filed(author)

    assert fact.title == "The plan (https://docs.example.org/plan)"
    assert fact.true_from == make.local("2025-07-19 00:00")
    assert light().status == "met"
    (record,) = audit.records_about(subject="T.plan:fire")
    assert record.verb == "obligations.record_evidence"


@pytest.mark.parametrize(
    "change",
    [
        {"link": ""},
        {"link": "javascript:alert(1)"},
        {"title": "Plan of A-number A123 456 789"},
        {"done_date": dt.date(2025, 7, 21)},
        {"until_date": dt.date(2025, 7, 1)},
    ],
)
def test_what_cannot_be_filed_leaves_no_row(change):
    author = accounts.person(role=Role.AUTHOR, department="fire")

    with pytest.raises(Refused):
        filed(author, **change)

    assert Evidence.objects.count() == 0


def test_what_was_filed_by_hand_can_be_taken_back_from_then_on():
    author = accounts.person(role=Role.AUTHOR, department="fire")
    stranger = accounts.person(role=Role.AUTHOR, department="water")
    source = filed(author).source
    make.evidence(at=AT)

    with pytest.raises(NotAllowed):
        actions.withdraw_evidence(source=source, department="fire", reason="Wrong.", by=stranger, at=LATER)
    with pytest.raises(NotFound):
        actions.withdraw_evidence(source="plans:version:1", department="fire", reason="Wrong.", by=author, at=LATER)
    actions.withdraw_evidence(source=source, department="fire", reason="Wrong.", by=author, at=LATER)

    (end,) = EvidenceEnd.objects.all()
    assert (end.evidence.source, end.true_until, end.reason) == (source, LATER, "Wrong.")
    with pytest.raises(NotNow):
        actions.withdraw_evidence(source=source, department="fire", reason="Wrong.", by=author, at=LATER)


def test_a_reviewer_verifies_and_not_what_they_filed_themselves():
    reviewer = accounts.person(role=Role.REVIEWER)
    author = accounts.person(role=Role.AUTHOR, department="fire")
    make.evidence(by=author, at=AT)
    make.evidence(source="own", by=reviewer, at=AT)

    with pytest.raises(NotAllowed):
        actions.verify_evidence(source="plans:version:1", finding="verified", by=author, at=LATER)
    with pytest.raises(NotAllowed):
        actions.verify_evidence(source="own", finding="verified", by=reviewer, at=LATER)
    actions.verify_evidence(source="plans:version:1", finding="verified", by=reviewer, at=LATER)
    with pytest.raises(NotNow):
        actions.verify_evidence(source="plans:version:1", finding="verified", by=reviewer, at=LATER)

    assert [one.source for one in queries.unverified(known=LATER)] == ["own"]
    assert queries.evidence_at(source="plans:version:1", known=LATER).finding == "verified"


# Waivers


def asked(by, **change):
    given = {
        "obligation": "T.plan",
        "department": "fire",
        "reason": "The station flooded.",
        "from_date": dt.date(2025, 7, 25),
        "until_date": dt.date(2025, 8, 10),
        "by": by,
        "at": AT,
    }
    return actions.request_waiver(**{**given, **change})


def test_a_waiver_needs_two_people_and_is_published():
    coordinator = accounts.person(role=Role.COORDINATOR)
    attorney = accounts.person(role=Role.ATTORNEY)
    author = accounts.person(role=Role.AUTHOR, department="fire")

    with pytest.raises(NotAllowed):
        asked(author)
    request = asked(coordinator)
    with pytest.raises(NotAllowed, match="Somebody other"):
        actions.grant_waiver(request=request, by=coordinator, at=AT)
    with pytest.raises(NotAllowed):
        actions.grant_waiver(request=request, by=author, at=AT)
    assert light().status == "late"
    waiver = actions.grant_waiver(request=request, by=attorney, at=AT)

    assert light().status == "waived"
    assert light(at=make.local("2025-08-11 00:00")).status == "late"
    assert [(one.id, one.reason) for one in api.waivers(known=AT)] == [(str(waiver), "The station flooded.")]
    with pytest.raises(NotNow):
        actions.grant_waiver(request=request, by=attorney, at=AT)


def test_the_database_itself_refuses_a_waiver_of_one_person():
    coordinator = accounts.person(role=Role.COORDINATOR)
    request = WaiverRequest.objects.get(pk=asked(coordinator))

    with pytest.raises(IntegrityError, match="waiver_approver_is_not_requester"):
        Waiver.objects.create(
            request=request,
            obligation=request.obligation,
            department_id="fire",
            reason="x",
            from_date=request.from_date,
            until_date=request.until_date,
            requested_by=coordinator,
            approved_by=coordinator,
            known_at=AT,
        )


def test_a_waiver_can_be_refused_and_ended_early():
    coordinator = accounts.person(role=Role.COORDINATOR)
    attorney = accounts.person(role=Role.ATTORNEY)
    refused = asked(coordinator)
    actions.refuse_waiver(request=refused, reason="Too long.", by=attorney, at=AT)
    with pytest.raises(NotNow):
        actions.grant_waiver(request=refused, by=attorney, at=AT)
    waiver = actions.grant_waiver(request=asked(coordinator), by=attorney, at=AT)

    with pytest.raises(NotNow):
        actions.end_waiver(waiver=waiver, from_date=dt.date(2025, 7, 31), reason="Dry.", by=attorney, at=LATER)
    actions.end_waiver(waiver=waiver, from_date=dt.date(2025, 8, 2), reason="Dry.", by=attorney, at=LATER)

    assert light(at=make.local("2025-08-01 23:59")).status == "waived"
    assert light(at=make.local("2025-08-02 00:00")).status == "late"
    assert api.waivers(known=LATER)[0].ended_from == dt.date(2025, 8, 2)


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "  "},
        {"until_date": dt.date(2025, 7, 24)},
        {"until_date": dt.date(2026, 8, 24)},
        {"department": "moon"},
    ],
)
def test_a_waiver_without_reason_end_or_duty_is_not_asked_for(change):
    with pytest.raises(Refused):
        asked(accounts.person(role=Role.COORDINATOR), **change)

    assert WaiverRequest.objects.count() == 0


# Events, work, judgement


def test_an_event_sets_a_duty_off_and_its_report_answers_it(tmp_path):
    duty = make.duty("T.report", due={"rule": "right-away", "event": "happened"}, evidence={"all": ["a"]})
    make.load_pack(tmp_path, make.instrument(duty), version="2", at=AT)

    def at(moment):
        return api.explain(obligation="T.report", department="fire", at=moment, inside=True).pair.status

    assert at(LATER) == "not applicable"
    given = {"kind": "happened", "department": "fire", "happened_at": AT, "source": "e:1"}
    api.record_event(**given, by=make.SYSTEM, at=AT)
    api.record_event(**given, by=make.SYSTEM, at=LATER)
    with pytest.raises(NotNow):
        api.record_event(**{**given, "department": "water"}, by=make.SYSTEM, at=LATER)
    with pytest.raises(NotNow):
        api.record_event(**{**given, "source": "e:2", "happened_at": LATER}, by=make.SYSTEM, at=AT)
    assert EventFact.objects.count() == 1
    assert at(LATER) == "due"
    make.evidence(obligation="T.report", kind_="a", period="e:1", at=LATER)
    assert at(LATER) == "met"


def test_work_and_judgement_are_recorded_by_their_people_and_leave_the_light():
    author = accounts.person(role=Role.AUTHOR, department="fire")
    attorney = accounts.person(role=Role.ATTORNEY)

    with pytest.raises(NotAllowed):
        actions.set_work_state(obligation="T.plan", department="water", state="blocked", note="", by=author, at=AT)
    with pytest.raises(NotAllowed):
        actions.record_judgement(obligation="T.plan", department="fire", judgement="not", by=author, at=AT)
    actions.set_work_state(
        obligation="T.plan", department="fire", state="blocked", note="waits-for-counsel", by=author, at=AT
    )
    actions.record_judgement(obligation="T.plan", department="fire", judgement="partly", by=attorney, at=AT)

    shown = light()
    assert (shown.status, shown.work, shown.judgement) == ("late", "blocked", "partly")
    assert (WorkFact.objects.count(), JudgementFact.objects.count()) == (1, 1)


# Nothing is changed, nothing is backdated


def test_rows_are_neither_changed_nor_deleted_nor_emptied():
    make.evidence(at=AT)

    for attempt in (
        lambda: Evidence.objects.update(title="other"),
        lambda: Evidence.objects.all().delete(),
        lambda: Obligation.objects.update(since_at=LATER),
        lambda: connection.cursor().execute("TRUNCATE obligations_workfact"),
        lambda: connection.cursor().execute("TRUNCATE obligations_evidence CASCADE"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()

    assert Evidence.objects.get().title == "A plan"


def test_a_sealed_board_keeps_out_facts_that_claim_to_be_older():
    make.evidence(at=AT)
    api.freeze_board(day=dt.date(2025, 7, 22), at=LATER)

    with pytest.raises(NotNow, match="sealed"):
        make.evidence(department="water", source="late", at=make.local("2025-07-21 12:00"))
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        Evidence.objects.create(
            obligation_id="T.plan",
            department_id="water",
            kind="plan-filed",
            source="round",
            title="t",
            sha256=make.HASH,
            true_from=AT,
            known_at=AT,
        )
    make.evidence(department="water", source="now", true_from=AT, at=LATER)

    assert Evidence.objects.count() == 2


# Sealed boards


def test_a_board_is_sealed_once_and_comes_out_the_same_byte_for_byte(tmp_path):
    make.evidence(at=AT)
    day = dt.date(2025, 7, 26)
    first = api.freeze_board(day=day, at=LATER)
    api.end_evidence(source="plans:version:1", true_until=AT, reason="It was another plan.", by=make.SYSTEM, at=LATER)
    make.evidence(department="water", source="w", true_from=AT, at=LATER)
    make.load_pack(
        tmp_path,
        make.instrument(make.duty(due={"rule": "fixed-date", "date": "2025-12-31"})),
        version="2",
        at=LATER,
    )

    again = api.freeze_board(day=day, at=LATER + dt.timedelta(days=1))
    replay = api.replay_board(day=day)

    assert again == first
    assert first.at == make.local("2025-07-26 00:00")
    assert (replay.is_same, replay.differs, replay.replayed_sha256) == (True, (), first.sha256)
    _, body = api.frozen(day=day)
    assert b'"department":"fire","due":"2025-07-25","evidence":["plans:version:1"]' in body
    assert len(audit.records_about(subject="2025-07-26")) == 1


def test_a_replay_names_the_rules_that_differ():
    day = dt.date(2025, 7, 26)
    body, book, pairs = queries.board_bytes(
        at=make.local("2025-07-26 00:00"), known=make.local("2025-07-26 00:00"), rules_version="1900.1"
    )
    other = body.replace(b'"status":"late"', b'"status":"due"')
    FrozenBoard.objects.create(
        day=day,
        at=make.local("2025-07-26 00:00"),
        known_at=make.local("2025-07-26 00:00"),
        rules_version="1900.1",
        pack_sha256=book.sha256,
        pairs=pairs,
        body=other,
        sha256=sha256_hex(other),
    )

    replay = api.replay_board(day=day)

    assert (replay.is_same, replay.differs) == (False, (f"rules 1900.1, now {api.RULES_VERSION}",))


def test_days_missed_are_sealed_later_and_a_day_to_come_is_not():
    assert api.freeze_missed(at=make.local("2025-07-15 09:00")) == 4
    assert api.freeze_missed(at=make.local("2025-07-15 10:00")) == 0
    assert api.freeze_missed(at=make.local("2025-07-17 00:00")) == 2

    assert [one.day.day for one in api.frozen_days()] == [17, 16, 15, 14, 13, 12]
    with pytest.raises(NotNow):
        api.freeze_board(day=dt.date(2025, 7, 18), at=make.local("2025-07-17 23:59"))
    with pytest.raises(NotFound):
        api.frozen(day=dt.date(2025, 7, 18))


def test_what_does_not_exist_cannot_be_decided_or_ended():
    attorney = accounts.person(role=Role.ATTORNEY)

    with pytest.raises(NotFound):
        actions.grant_waiver(request=uuid4(), by=attorney, at=AT)
    with pytest.raises(NotFound):
        actions.end_waiver(waiver=uuid4(), from_date=dt.date(2025, 8, 2), reason="x", by=attorney, at=AT)
    with pytest.raises(NotFound):
        api.end_evidence(source="none", true_until=AT, reason="x", by=make.SYSTEM, at=AT)
