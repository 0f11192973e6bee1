"""What is done with reports: sent, opened, answered, found, closed, handed over, forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from standing.hall.accounts import api as accounts_api
from standing.hall.accounts.api import Role
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.holds import api as holds
from standing.hall.mail.models import Letter
from standing.hall.sealed.api import people
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.concerns.actions import investigating, keeping, keys, naming, reporting
from standing.rooms.concerns.models import Asking, Key, Name, Report, Words, Wrap
from standing.rooms.concerns.queries import keys as key_queries
from standing.rooms.concerns.queries import reports
from standing.rooms.concerns.rules.reports import (
    AskReason,
    CodeInside,
    Decision,
    Finding,
    KeysChanged,
    Kind,
    NameFact,
    Reason,
    State,
    TooFewReaders,
)
from standing.rooms.obligations import api as obligations
from tests.make import accounts
from tests.make import concerns as make


def verbs(report: Report) -> list[str]:
    return [record.verb for record in audit.records_about(subject=str(report.pk))]


def classified(report, *, by, at):
    investigating.classify_report(report=report.pk, department="fire", rule="O-2", retaliation=False, by=by, at=at)


# Sending


def test_a_report_opens_for_each_reader_and_shows_that_it_is_the_one_of_the_log(readers, now):
    receipt = make.send(at=now, text="A clerk asked\r\nfor papers. ", place="Counter 3", is_punished=True)
    report = make.row_of(receipt)
    for reader in readers:
        opened = make.open_it(report, by=reader, at=now)
        assert [(one.kind, one.text, one.place, one.is_punished) for one in opened.words] == [
            (Kind.REPORT, "A clerk asked\nfor papers.", "Counter 3", True)
        ]
        assert opened.proof_fits is True
        assert opened.tells == ""
    assert verbs(report) == ["concerns.send_report", "concerns.open_report", "concerns.open_report"]


def test_one_reader_alone_is_too_few(investigator, now):
    with pytest.raises(TooFewReaders):
        make.send(at=now)
    assert Report.objects.count() == 0

    make.reader(role=Role.INSPECTOR, at=now)
    make.send(at=now)
    assert Wrap.objects.count() == 2


def test_a_reader_who_lost_the_role_does_not_count(readers, now):
    accounts_api.withdraw_role(email=readers[1].email, role=Role.ATTORNEY, by=SYSTEM, at=now)
    with pytest.raises(TooFewReaders):
        make.send(at=now)


def test_all_rows_of_a_report_carry_its_day_whenever_they_come(readers, now):
    receipt = make.send(at=now)
    reporting.reply(code=receipt.code, text="One more thing.", at=now + timedelta(days=9))
    report = make.row_of(receipt)
    days = {report.day, *Words.objects.filter(report=report).values_list("day", flat=True)}
    assert days == {date(2026, 7, 13)}


def test_no_row_of_a_report_has_a_moment(readers, custodian, now):
    make.send(at=now, name="Sample Name", contact="213-555-0177")
    for model in (Report, Words, Wrap, Name):
        kinds = {field.get_internal_type() for field in model._meta.get_fields()}
        assert "DateTimeField" not in kinds
        assert "AutoField" not in kinds
        assert "BigAutoField" not in kinds
    (record,) = audit.records_about(subject=str(Report.objects.get().pk))
    assert record.day_only
    assert (record.at.hour, record.at.minute, record.at.second) == (0, 0, 0)


@pytest.mark.parametrize("text", ["x", "word " * 700])
def test_every_box_of_words_is_as_long(readers, now, text):
    report = make.row_of(make.send(at=now, text=text))
    assert {len(words.box) for words in Words.objects.filter(report=report)} == {people.length_of(people.WORDS)}


def test_the_same_form_sent_twice_is_one_report(readers, now):
    first = make.send(at=now, code="F123-4567-89AB")
    assert make.send(at=now, code="F123-4567-89AB") == first
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", Refused),
        ("He is undocumented.", Refused),
        ("x" * 4001, Refused),
        ("My code is f123 4567-89ab.", CodeInside),
    ],
)
def test_words_that_may_not_be_kept_are_refused(readers, now, text, refusal):
    with pytest.raises(refusal):
        make.send(at=now, text=text, code="F123-4567-89AB")
    assert Report.objects.count() == 0
    make.send(at=now, code="F123-4567-89AB")


def test_an_envelope_for_others_than_those_who_may_read_is_refused(readers, now, monkeypatch):
    sent = []
    real = reporting.take_report
    monkeypatch.setattr(reporting, "take_report", lambda *, envelope, at: sent.append(envelope))
    make.send(at=now)
    make.reader(role=Role.INSPECTOR, at=now)
    with pytest.raises(KeysChanged):
        real(envelope=sent[0], at=now)


# The mailbox


def test_what_is_asked_is_read_with_the_code_and_what_is_noted_is_not(readers, now):
    receipt = make.send(at=now)
    report = make.row_of(receipt)
    by = readers[0]
    with pytest.raises(NotNow):
        investigating.write_words(report=report.pk, kind=Kind.QUESTION, text="When?", by=by, at=now)
    make.open_it(report, by=by, at=now)
    investigating.write_words(report=report.pk, kind=Kind.QUESTION, text="When was it?", by=by, at=now)
    investigating.write_words(report=report.pk, kind=Kind.NOTE, text="Look at the shift list.", by=by, at=now)

    found = reporting.read_mailbox(code=receipt.code.lower(), at=now)
    assert [(one.kind, one.text) for one in found.words] == [(Kind.QUESTION, "When was it?")]
    assert found.salt == receipt.salt

    reporting.reply(code=receipt.code, text="On Tuesday.", at=now)
    assert reports.report(id=report.pk, at=now).has_new_words
    opened = make.open_it(report, by=readers[1], at=now)
    assert [one.text for one in opened.words][1:] == ["When was it?", "Look at the shift list.", "On Tuesday."]
    assert not opened.report.has_new_words


def test_a_reply_that_holds_the_code_is_refused(readers, now):
    receipt = make.send(at=now)
    with pytest.raises(CodeInside):
        reporting.reply(code=receipt.code, text=f"I am {receipt.code.replace('-', ' ')}", at=now)
    reporting.reply(code=receipt.code, text="I am here.", at=now)


def test_wrong_codes_are_counted_for_everybody(readers, now):
    receipt = make.send(at=now)
    for _try in range(3):
        with pytest.raises(NotFound):
            reporting.open_mailbox(lookup="ab" * 32, at=now)
    with pytest.raises(reporting.Busy):
        reporting.read_mailbox(code=receipt.code, at=now)
    assert reporting.read_mailbox(code=receipt.code, at=now + timedelta(minutes=1)).words == ()


# Keys


def test_a_wrong_passphrase_opens_nothing_and_is_recorded_by_the_page(readers, now):
    report = make.row_of(make.send(at=now))
    with pytest.raises(people.WrongPassphrase):
        make.open_it(report, by=readers[0], at=now, passphrase="seven green kettles sank")
    assert reports.report(id=report.pk, at=now).state is State.NEW
    keys.note_wrong_passphrase(by=readers[0], at=now)
    key = key_queries.key_of(person=readers[0])
    assert audit.records_about(subject=str(key.pk))[-1].verb == "concerns.wrong_passphrase"


def test_a_changed_passphrase_opens_and_the_old_one_does_not(readers, now):
    report = make.row_of(make.send(at=now))
    keys.change_passphrase(old=make.PASSPHRASE, new="nine wet stones under snow", by=readers[0], at=now)
    make.open_it(report, by=readers[0], at=now, passphrase="nine wet stones under snow")
    with pytest.raises(people.WrongPassphrase):
        make.open_it(report, by=readers[0], at=now)


def test_a_renewed_key_opens_all_the_old_one_did_and_the_old_one_is_gone(readers, custodian, now):
    receipt = make.send(at=now, name="Sample Name", contact="213-555-0177")
    report = make.row_of(receipt)
    for person in (readers[0], custodian):
        old = key_queries.key_of(person=person)
        keys.renew_key(passphrase=make.PASSPHRASE, by=person, at=now)
        old.refresh_from_db()
        assert old.locked is None
        assert not Wrap.objects.filter(key=old).exists()
        assert not Name.objects.filter(key=old).exists()
    make.open_it(report, by=readers[0], at=now)
    asking = naming.ask_name(report=report.pk, reason=AskReason.INTERVIEW, by=readers[0], at=now)
    naming.grant_name(asking=asking, passphrase=make.PASSPHRASE, by=custodian, at=now)
    assert make.open_it(report, by=readers[0], at=now).name == NameFact(name="Sample Name", contact="213-555-0177")


def test_a_new_reader_opens_nothing_old_until_it_is_handed_over(readers, now):
    report = make.row_of(make.send(at=now))
    new = make.reader(role=Role.INSPECTOR, at=now)
    with pytest.raises(NotNow):
        make.open_it(report, by=new, at=now)
    with pytest.raises(people.WrongPassphrase):
        investigating.hand_over(report=report.pk, to=new.pk, passphrase="not it at all, no", by=readers[0], at=now)
    investigating.hand_over(report=report.pk, to=new.pk, passphrase=make.PASSPHRASE, by=readers[0], at=now)
    make.open_it(report, by=new, at=now)
    assert "concerns.hand_over" in verbs(report)


def test_the_key_of_a_leaver_is_destroyed_unless_nobody_else_opens_what_it_does(readers, now):
    report = make.row_of(make.send(at=now))
    for person, role in zip(readers, (Role.INVESTIGATOR, Role.ATTORNEY), strict=True):
        accounts_api.withdraw_role(email=person.email, role=role, by=SYSTEM, at=now)
    assert keys.retire_leavers(at=now) == 1
    assert Wrap.objects.filter(report=report).count() == 1
    assert Key.objects.filter(retired_at=None).count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Wrap.objects.filter(report=report).delete()


def test_a_key_whose_passphrase_is_forgotten_is_given_up_unless_it_alone_opens_something(readers, custodian, now):
    investigator, counsel = readers
    report = make.row_of(make.send(at=now, name="Sample Name", contact="213-555-0177"))
    with pytest.raises(NotNow):
        keys.give_up_key(by=custodian, at=now)
    keys.give_up_key(by=investigator, at=now)
    with pytest.raises(NotNow):
        keys.give_up_key(by=counsel, at=now)
    keys.make_key(passphrase="nine wet stones under snow", by=investigator, at=now)
    investigating.hand_over(report=report.pk, to=investigator.pk, passphrase=make.PASSPHRASE, by=counsel, at=now)
    make.open_it(report, by=investigator, at=now, passphrase="nine wet stones under snow")


def test_only_some_have_keys(town, now):
    with pytest.raises(NotAllowed):
        keys.make_key(passphrase=make.PASSPHRASE, by=accounts.person(role=Role.COORDINATOR), at=now)
    with pytest.raises(people.WeakPassphrase):
        keys.make_key(passphrase="too short", by=accounts.person(role=Role.INSPECTOR), at=now)
    one = make.reader(role=Role.INSPECTOR, at=now)
    with pytest.raises(NotNow):
        keys.make_key(passphrase=make.PASSPHRASE, by=one, at=now)


# Names


def test_a_name_is_seen_by_who_asked_only_after_the_custodian_gave_it(readers, custodian, now):
    investigator, counsel = readers
    report = make.row_of(make.send(at=now, name="Sample Name", contact="213-555-0177"))
    make.open_it(report, by=investigator, at=now)
    with pytest.raises(NotAllowed):
        naming.ask_name(report=report.pk, reason=AskReason.PROTECT, by=counsel, at=now)
    asking = naming.ask_name(report=report.pk, reason=AskReason.PROTECT, by=investigator, at=now)
    with pytest.raises(NotNow):
        naming.ask_name(report=report.pk, reason=AskReason.PROTECT, by=investigator, at=now)
    assert make.open_it(report, by=investigator, at=now).name is None
    with pytest.raises(NotAllowed):
        naming.grant_name(asking=asking, passphrase=make.PASSPHRASE, by=counsel, at=now)
    naming.grant_name(asking=asking, passphrase=make.PASSPHRASE, by=custodian, at=now)

    assert make.open_it(report, by=investigator, at=now).name == NameFact(name="Sample Name", contact="213-555-0177")
    assert make.open_it(report, by=counsel, at=now).name is None
    assert {"concerns.ask_name", "concerns.grant_name"} <= set(verbs(report))


def test_a_refused_name_stays_closed(readers, custodian, now):
    report = make.row_of(make.send(at=now, name="Sample Name", contact="213-555-0177"))
    make.open_it(report, by=readers[0], at=now)
    asking = naming.ask_name(report=report.pk, reason=AskReason.INTERVIEW, by=readers[0], at=now)
    naming.refuse_name(asking=asking, by=custodian, at=now)
    assert reports.asking(id=asking).decision is Decision.REFUSED
    assert make.open_it(report, by=readers[0], at=now).name is None
    with pytest.raises(NotNow):
        naming.grant_name(asking=asking, passphrase=make.PASSPHRASE, by=custodian, at=now)


def test_no_name_without_a_custodian_and_none_to_ask_for_without_a_name(readers, now):
    with pytest.raises(NotNow):
        make.send(at=now, name="Sample Name", contact="213-555-0177")
    report = make.row_of(make.send(at=now))
    make.open_it(report, by=readers[0], at=now)
    with pytest.raises(NotNow):
        naming.ask_name(report=report.pk, reason=AskReason.INTERVIEW, by=readers[0], at=now)


# Findings, and the duty


def light(now):
    return obligations.explain(obligation="T.answer", department="fire", at=now + timedelta(days=2), inside=True).pair


@pytest.mark.parametrize("finding", [Finding.NOT_SUBSTANTIATED, Finding.CANNOT_BE_SHOWN])
def test_a_department_never_learns_of_a_report_that_nothing_came_of(readers, now, finding):
    report = make.row_of(make.send(at=now))
    make.open_it(report, by=readers[0], at=now)
    classified(report, by=readers[0], at=now)
    investigating.record_finding(report=report.pk, finding=finding, text="No.", by=readers[0], at=now)
    investigating.close_report(report=report.pk, reason=Reason.FINISHED, by=readers[0], at=now)

    assert light(now).reason == "no-event"
    assert obligations.evidence_of(department="fire", known=now, inside=True) == ()


def test_the_duty_begins_with_the_finding_and_is_done_when_the_report_is_closed(readers, now):
    by = readers[0]
    receipt = make.send(at=now)
    report = make.row_of(receipt)
    make.open_it(report, by=by, at=now)
    with pytest.raises(NotNow):
        investigating.record_finding(report=report.pk, finding=Finding.SUBSTANTIATED, text="Yes.", by=by, at=now)
    classified(report, by=by, at=now)
    assert light(now).reason == "no-event"  # nobody in the department can tell that there is a report

    investigating.record_finding(report=report.pk, finding=Finding.SUBSTANTIATED, text="It was so.", by=by, at=now)
    assert light(now).status in {"due", "late"}
    with pytest.raises(NotNow):
        investigating.close_report(report=report.pk, reason=Reason.FINISHED, by=by, at=now)
    investigating.write_words(report=report.pk, kind=Kind.CORRECTION, text="The form is gone.", by=by, at=now)
    with pytest.raises(NotNow):
        investigating.close_report(report=report.pk, reason=Reason.OUTSIDE, by=by, at=now)
    investigating.close_report(report=report.pk, reason=Reason.FINISHED, by=by, at=now)

    assert obligations.evidence_of(obligation="T.answer", department="fire", known=now) == ()
    (evidence,) = obligations.evidence_of(obligation="T.answer", department="fire", known=now, inside=True)
    assert (evidence.kind, evidence.source) == ("violation-report", f"concern:{report.pk}")
    assert "clerk" not in evidence.title
    assert light(now).status == "met"
    found = reporting.read_mailbox(code=receipt.code, at=now)
    assert [one.text for one in found.words] == ["It was so."]
    with pytest.raises(NotNow):
        reporting.reply(code=receipt.code, text="Thank you.", at=now)


def test_what_was_found_stays_with_its_department(readers, now):
    report = make.row_of(make.send(at=now))
    make.open_it(report, by=readers[0], at=now)
    classified(report, by=readers[0], at=now)
    investigating.classify_report(
        report=report.pk, department="water", rule="O-2", retaliation=True, by=readers[0], at=now
    )
    classified(report, by=readers[0], at=now)
    investigating.record_finding(
        report=report.pk, finding=Finding.SUBSTANTIATED, text="It was so.", by=readers[0], at=now
    )
    with pytest.raises(NotNow):
        investigating.classify_report(
            report=report.pk, department="water", rule="O-2", retaliation=True, by=readers[0], at=now
        )
    investigating.classify_report(
        report=report.pk, department="fire", rule="other", retaliation=True, by=readers[0], at=now
    )
    assert reports.report(id=report.pk, at=now).retaliation


def test_counsel_reads_and_does_not_investigate(readers, now):
    report = make.row_of(make.send(at=now))
    make.open_it(report, by=readers[1], at=now)
    with pytest.raises(NotAllowed):
        classified(report, by=readers[1], at=now)
    with pytest.raises(NotAllowed):
        investigating.close_report(report=report.pk, reason=Reason.OUTSIDE, by=readers[1], at=now)
    investigating.close_report(report=report.pk, reason=Reason.OUTSIDE, by=readers[0], at=now)


def test_assigned_is_only_who_can_open_it(readers, now):
    report = make.row_of(make.send(at=now))
    new = make.reader(role=Role.INSPECTOR, at=now)
    with pytest.raises(NotFound):
        investigating.assign_report(report=report.pk, to=new.pk, by=readers[0], at=now)
    investigating.assign_report(report=report.pk, to=readers[1].pk, by=readers[0], at=now)
    assert reports.report(id=report.pk, at=now).assigned_to == str(readers[1])


@pytest.mark.parametrize(("days", "is_late"), [(29, False), (30, False), (31, True)])
def test_the_clock_counts_thirty_days(readers, now, days, is_late):
    report = make.row_of(make.send(at=now))
    at = now + timedelta(days=days)
    assert reports.report(id=report.pk, at=at).is_late is is_late
    assert reports.find(at=at, is_late=True).exists() is is_late


def test_the_database_has_the_last_word(readers, now):
    report = make.row_of(make.send(at=now))
    for change in (
        {"state": State.CLOSED},
        {"proof": "cd" * 32},
        {"day": date(2026, 7, 1)},
        {"fingerprint": "cd" * 32},
        {"alias": "Other Name"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**change)
    for rows in (Words.objects, Report.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Words.objects.update(box=b"x")


# Letters


def test_a_letter_says_nothing_and_comes_once_a_day(readers, custodian, now):
    assert keeping.send_notices(at=now) == 0
    report = make.row_of(make.send(at=now, name="Sample Name", contact="213-555-0177"))
    assert keeping.send_notices(at=now) == 1
    assert keeping.send_notices(at=now + timedelta(hours=1)) == 0
    (letter,) = Letter.objects.all()
    assert (letter.subject, letter.body) == ("Standing", "Open Standing.\n")

    make.open_it(report, by=readers[0], at=now)
    assert keeping.send_notices(at=now + timedelta(days=1)) == 0
    naming.ask_name(report=report.pk, reason=AskReason.PROTECT, by=readers[0], at=now)
    assert keeping.send_notices(at=now + timedelta(days=1)) == 1
    assert Letter.objects.order_by("pk").last().to == [custodian.email]
    assert keeping.send_notices(at=now + timedelta(days=23)) == 2
    assert {(one.subject, one.body) for one in Letter.objects.all()} == {("Standing", "Open Standing.\n")}


# Destruction


def closed(readers, now, **said):
    receipt = make.send(at=now, **said)
    report = make.row_of(receipt)
    make.open_it(report, by=readers[0], at=now)
    investigating.close_report(report=report.pk, reason=Reason.OUTSIDE, by=readers[0], at=now)
    return receipt, report


def test_keys_and_words_are_destroyed_when_their_time_is_over(readers, custodian, now):
    receipt, report = closed(readers, now, name="Sample Name", contact="213-555-0177")
    assert keeping.forget_reports(at=now + timedelta(days=60)) == 0
    assert keeping.forget_reports(at=now + timedelta(days=61)) == 1
    assert keeping.forget_reports(at=now + timedelta(days=62)) == 0
    report.refresh_from_db()
    assert (report.fingerprint, report.for_reporter, report.forgotten_on) == (None, None, date(2026, 9, 12))
    for model in (Wrap, Words, Name, Asking):
        assert not model.objects.filter(report=report).exists()
    assert verbs(report)[-1] == "concerns.forget_report"
    with pytest.raises(NotFound):
        reporting.read_mailbox(code=receipt.code, at=now + timedelta(days=61))
    with pytest.raises(NotNow):
        make.open_it(report, by=readers[0], at=now + timedelta(days=61))
    assert reports.proof(proof=receipt.proof).day == date(2026, 7, 13)


@pytest.mark.parametrize("wide", ["one", "concerns", "*"])
def test_a_hold_beats_destruction(readers, now, wide):
    _receipt, report = closed(readers, now)
    subject = reports.subject(report.pk) if wide == "one" else wide
    held = holds.place(subject=subject, reason="A case began.", order="Letter 7", by=readers[1], at=now)
    later = now + timedelta(days=400)
    assert keeping.forget_reports(at=later) == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(
            forgotten_on=date(2027, 1, 1), fingerprint=None, for_reporter=None, assigned_to=None
        )
    holds.lift(hold=held.id, reason="It is over.", by=readers[1], at=later)
    assert keeping.forget_reports(at=later) == 1


def test_what_is_held_does_not_stand_in_the_way_of_the_rest(readers, now):
    _receipt, held = closed(readers, now - timedelta(days=1))
    _receipt, free = closed(readers, now, text="Another thing.")
    keeping.hold_report(report=held.pk, reason="A case began.", order="Letter 7", by=readers[1], at=now)
    assert keeping.forget_reports(at=now + timedelta(days=400), most=1) == 1
    for report, is_gone in ((held, False), (free, True)):
        report.refresh_from_db()
        assert (report.forgotten_on is not None) is is_gone


def test_counsel_holds_one_report_and_lets_it_go(readers, now):
    investigator, counsel = readers
    report = make.row_of(make.send(at=now))
    said = {"report": report.pk, "reason": "A case began.", "at": now}
    with pytest.raises(NotAllowed):
        keeping.hold_report(order="Letter 7", by=investigator, **said)
    keeping.hold_report(order="Letter 7", by=counsel, **said)
    assert reports.is_held(id=report.pk)
    with pytest.raises(NotNow):
        keeping.hold_report(order="Letter 8", by=counsel, **said)
    keeping.release_report(by=counsel, **said)
    assert not reports.is_held(id=report.pk)


def test_nothing_is_destroyed_before_counsel_approved_the_time(readers, now, town):
    closed(readers, now)
    unsure = make.DESK.replace("counsel_approval: approved", "counsel_approval: needed")
    make.load_town(town, at=now, desk=unsure, version="2")
    assert keeping.forget_reports(at=now + timedelta(days=400)) == 0


def test_lists_cost_the_same_however_long_they_are(readers, now):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            reports.facts(list(reports.find(at=now)), at=now)
        return len(asked)

    make.send(at=now)
    one = cost()
    for number in range(3):
        make.send(at=now, text=f"Another one {number}.")
    assert reports.find(at=now).count() == 4
    assert cost() == one
