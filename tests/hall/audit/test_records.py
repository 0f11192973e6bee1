from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from standing.hall.audit import actions, api
from standing.hall.audit.actions import NotInTransaction
from standing.hall.audit.entries import NotARecord
from standing.hall.audit.models import Checkpoint, Leaf, Record, Waiting
from standing.kernel.refusals import NotFound
from tests.make import audit as make

DAY = date(2025, 7, 14)


@pytest.mark.django_db
def test_a_record_says_who_did_what_to_what_and_when():
    api.record(verb="plans.file", subject="plan-1", by=make.SOMEBODY, at=make.AT, facts={"version": 2})
    (found,) = api.records_about(subject="plan-1")
    assert (found.verb, found.subject, found.actor, found.at, found.day_only, found.facts, found.position) == (
        "plans.file",
        "plan-1",
        make.SOMEBODY.pk,
        make.AT,
        False,
        {"version": 2},
        None,
    )
    assert api.get_record(record_id=found.id) == found


@pytest.mark.django_db
def test_the_system_signs_as_system():
    api.record(verb="boards.freeze", subject="board", by=api.SYSTEM, at=make.AT)
    assert [(found.actor, found.facts) for found in api.records_about(subject="board")] == [("system", {})]


@pytest.mark.django_db
def test_a_record_takes_one_question(django_assert_num_queries):
    with django_assert_num_queries(1):
        api.record(verb="plans.file", subject="plan-1", by=make.SOMEBODY, at=make.AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"facts": {"text": "x" * 201}},
        {"facts": {"text": "a\nb"}},
        {"verb": "File It"},
        {"subject": ""},
        {"at": datetime(2025, 7, 14)},
        {"by": make.SomebodyFact(pk="anonymous")},
    ],
)
def test_what_may_not_be_recorded_leaves_no_record(wrong):
    with pytest.raises(NotARecord):
        api.record(**{"verb": "plans.file", "subject": "plan-1", "by": make.SOMEBODY, "at": make.AT} | wrong)
    assert Record.objects.count() == 0


@pytest.mark.django_db
def test_an_anonymous_deed_waits_with_its_day_only():
    api.record_anonymous(verb="concerns.report", subject="report-1", day=DAY, facts={"kind": "x"})
    assert (Record.objects.count(), Waiting.objects.count()) == (0, 1)
    (found,) = api.records_about(subject="report-1")
    assert (found.actor, found.at, found.day_only) == ("anonymous", datetime(2025, 7, 14, tzinfo=UTC), True)
    assert api.get_record(record_id=found.id) == found
    assert api.inclusion(record_id=found.id) is None


@pytest.mark.django_db
def test_an_anonymous_deed_takes_no_moment_and_no_free_text():
    for wrong in ({"day": make.AT}, {"facts": {"text": "a\nb"}}, {"subject": ""}):
        with pytest.raises(NotARecord):
            api.record_anonymous(**{"verb": "concerns.report", "subject": "r", "day": DAY} | wrong)
    assert Waiting.objects.count() == 0


def test_a_record_outside_a_transaction_is_a_mistake_in_the_program(committed):
    with pytest.raises(NotInTransaction):
        api.record(verb="plans.file", subject="plan-1", by=make.SOMEBODY, at=make.AT)
    with pytest.raises(NotInTransaction):
        api.record_anonymous(verb="concerns.report", subject="r", day=DAY)
    assert (Record.objects.count(), Waiting.objects.count()) == (0, 0)
    make.record()
    assert Record.objects.count() == 1


def test_a_deed_that_is_undone_leaves_no_record(committed):
    with transaction.atomic():
        api.record(verb="plans.file", subject="plan-1", by=make.SOMEBODY, at=make.AT)
        api.record_anonymous(verb="concerns.report", subject="r", day=DAY)
        transaction.set_rollback(True)
    assert (Record.objects.count(), Waiting.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_record", "audit_leaf", "audit_checkpoint", "audit_waiting"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {column} = {column}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_delete_or_empty(table, statement):
    make.record()
    make.seal()
    make.anonymous(day=date(2030, 1, 1))
    column = {"audit_record": "verb", "audit_leaf": "hash", "audit_checkpoint": "note", "audit_waiting": "verb"}[table]
    counts = [model.objects.count() for model in (Record, Leaf, Checkpoint, Waiting)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column=column))
    assert [model.objects.count() for model in (Record, Leaf, Checkpoint, Waiting)] == counts == [1, 1, 1, 1]


@pytest.mark.django_db
def test_a_waiting_deed_may_leave_only_for_the_book():
    make.anonymous(day=DAY)
    row = Waiting.objects.get()
    with pytest.raises(DatabaseError, match="not in the book yet"), transaction.atomic():
        row.delete()
    make.seal(at=datetime(2025, 7, 15, 12, tzinfo=UTC))
    assert (Waiting.objects.count(), Record.objects.get().id) == (0, row.id)


@pytest.mark.django_db
def test_the_database_refuses_a_moment_on_an_anonymous_record():
    row = {"verb": "v", "subject": "s", "actor": "anonymous"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.create(**row, at=make.AT)
    Record.objects.create(**row, at=datetime(2025, 7, 14, tzinfo=UTC))


@pytest.mark.django_db
def test_the_database_refuses_a_gap_in_the_log():
    records = make.records(2)
    with pytest.raises(DatabaseError, match="no leaf before"), transaction.atomic():
        Leaf.objects.create(position=1, record_id=records[1], hash=b"h" * 32)
    Leaf.objects.create(position=0, record_id=records[0], hash=b"h" * 32)
    Leaf.objects.create(position=1, record_id=records[1], hash=b"h" * 32, above=b"a" * 32)
    with pytest.raises(DatabaseError, match="32 bytes"), transaction.atomic():
        Leaf.objects.create(position=2, record_id=make.record(2), hash=b"short")


@pytest.mark.django_db
def test_nobody_is_told_about_a_record_that_is_not_there():
    stranger = "0b2c1d3e-0000-4000-8000-00000000ffff"
    with pytest.raises(NotFound):
        api.get_record(record_id=stranger)
    with pytest.raises(NotFound):
        api.inclusion(record_id=stranger)


@pytest.mark.django_db
def test_a_list_of_records_is_filtered_and_read_a_page_at_a_time():
    make.records(5)
    make.record(9, verb="plans.accept", subject="plan-2")
    everything = api.RecordList()
    assert (len(everything), everything[0].facts, len(list(everything))) == (6, {"number": 9}, 6)
    assert [fact.facts["number"] for fact in everything[0:3]] == [9, 4, 3]
    assert [fact.facts["number"] for fact in api.RecordList(verb="plans.accept")[0:9]] == [9]
    assert [fact.facts["number"] for fact in api.RecordList(subject="plan-1")[0:9]] == [4, 3, 2, 1, 0]
    later = make.AT.replace(second=3)
    assert [fact.facts["number"] for fact in api.RecordList(begin=later)[0:9]] == [9, 4, 3]
    assert [fact.facts["number"] for fact in api.RecordList(end=later)[0:9]] == [2, 1, 0]


def test_the_actor_of_the_system_is_written_as_such():
    assert str(actions.SYSTEM.pk) == "system"
