import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from standing.hall.audit import actions, api, queries
from standing.hall.audit.actions import LogBroken
from standing.hall.audit.models import Checkpoint, Leaf, Record, Waiting
from standing.kernel import merkle, notes
from tests.make import audit as make

DAY = date(2025, 7, 14)
NOON_AFTER = datetime(2025, 7, 15, 12, tzinfo=UTC)


def positions() -> list[int]:
    return list(Leaf.objects.order_by("position").values_list("position", flat=True))


@pytest.mark.django_db
def test_an_empty_log_is_not_signed():
    done = make.seal()
    assert (done.added, done.size, done.note, Checkpoint.objects.count()) == (0, 0, "", 0)
    assert api.latest_checkpoint() is None


@pytest.mark.django_db
def test_sealing_appends_in_order_and_signs():
    names = make.records(5)
    done = make.seal()
    assert (done.added, done.size) == (5, 5)
    assert list(Leaf.objects.order_by("position").values_list("record_id", flat=True)) == names
    opened = notes.open_note(done.note, keys=[make.log_key().verifier])
    hashes = [merkle.leaf_hash(queries.entry(row).canonical()) for row in Record.objects.order_by("at")]
    assert (opened.origin, opened.size, opened.root) == (make.ORIGIN, 5, merkle.root_of(hashes))
    last = api.latest_checkpoint()
    assert (last.size, last.root, last.note) == (5, opened.root.hex(), done.note)


@pytest.mark.django_db
def test_sealing_again_signs_nothing_new():
    make.records(3)
    first = make.seal()
    again = make.seal()
    assert (again.added, again.size, again.note, Checkpoint.objects.count()) == (0, 3, first.note, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("sizes", [[1, 1, 1], [3, 4, 1, 8], [7, 9]])
def test_a_log_sealed_in_parts_is_the_log_sealed_at_once(sizes):
    begin = 0
    for size in sizes:
        make.records(size, start=begin)
        make.seal()
        begin += size
    hashes = [merkle.leaf_hash(queries.entry(row).canonical()) for row in Record.objects.order_by("at")]
    assert api.latest_checkpoint().root == merkle.root_of(hashes).hex()
    assert [point.size for point in queries.checkpoints(upto=begin)] == [sum(sizes[: n + 1]) for n in range(len(sizes))]


@pytest.mark.django_db
def test_an_older_record_that_comes_late_is_sealed_last():
    make.record(10)
    make.seal()
    late = make.record(5)
    make.seal()
    assert Leaf.objects.get(record_id=late).position == 1


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 7, 13])
def test_every_record_has_a_proof(size, django_assert_num_queries):
    names = make.records(size)
    make.seal()
    for position, name in enumerate(names):
        proof = api.inclusion(record_id=name)
        assert (proof.record, proof.position, proof.size, proof.holds) == (name, position, size, True)
        assert merkle.verify_inclusion(
            leaf=merkle.leaf_hash(proof.canonical.encode()),
            index=position,
            size=size,
            path=[bytes.fromhex(step) for step in proof.path],
            root=bytes.fromhex(proof.root),
        )
    with django_assert_num_queries(3 if size > 1 else 2):
        api.inclusion(record_id=names[0])


@pytest.mark.django_db
def test_a_record_that_waits_has_no_proof_yet():
    name = make.record()
    assert api.inclusion(record_id=name) is None
    make.seal()
    assert api.inclusion(record_id=name).holds
    assert api.inclusion(record_id=make.record(9)) is None


@pytest.mark.django_db
def test_consistency_is_proved_between_any_two_checkpoints():
    roots = {}
    for number in range(12):
        make.record(number)
        make.seal()
        roots[number + 1] = bytes.fromhex(api.latest_checkpoint().root)
    for old in roots:
        for new in roots:
            if old <= new:
                path = queries.consistency_path(old=old, new=new)
                assert merkle.verify_consistency(old=old, new=new, path=path, old_root=roots[old], new_root=roots[new])


@pytest.mark.django_db
def test_anonymous_deeds_are_sealed_when_their_day_is_over_everywhere():
    make.anonymous(day=DAY)
    assert (make.seal(at=NOON_AFTER - timedelta(seconds=1)).added, Record.objects.count()) == (0, 0)
    assert (make.seal(at=NOON_AFTER).added, Waiting.objects.count()) == (1, 0)
    row = Record.objects.get()
    assert (row.actor, row.at, row.verb) == ("anonymous", datetime(2025, 7, 14, tzinfo=UTC), "concerns.report")


@pytest.mark.django_db
def test_a_day_of_anonymous_deeds_is_sealed_in_random_order():
    for number in range(40):
        make.anonymous(day=DAY, number=number)
    make.seal(at=NOON_AFTER)
    order = [leaf.record.facts["number"] for leaf in Leaf.objects.select_related("record").order_by("position")]
    assert (sorted(order), order == sorted(order)) == (list(range(40)), False)
    with connection.cursor() as cursor:  # nor does the place on disk tell, nor the transaction
        cursor.execute("SELECT (facts->>'number')::int FROM audit_record ORDER BY ctid")
        on_disk = [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM audit_record")
        (transactions,) = cursor.fetchone()
    assert (sorted(on_disk), on_disk == sorted(on_disk), on_disk == order, transactions) == (
        list(range(40)),
        False,
        False,
        1,
    )


@pytest.mark.django_db
def test_a_new_key_is_itself_a_record():
    make.record(0)
    make.seal()
    new = make.log_key(seed=7)
    make.record(1)
    done = make.seal(key=new)
    assert (done.added, done.size) == (2, 3)
    (deed,) = api.records_about(subject="log")
    assert (deed.verb, deed.actor, deed.facts) == ("log.change_key", "system", {"key": new.verifier.text()})
    assert notes.open_note(done.note, keys=[new.verifier]).size == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM audit_leaf WHERE position = 2",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_leaf SET hash = decode(repeat('00', 32), 'hex') WHERE position = 2",
        "UPDATE audit_checkpoint SET root = decode(repeat('00', 32), 'hex')",
        "UPDATE audit_leaf SET above = '' WHERE position = 1",
    ],
)
def test_nothing_is_sealed_on_top_of_a_broken_log(damage):
    make.records(3)
    make.seal()
    make.damage(damage)
    make.record(9)
    before = (Leaf.objects.count(), Checkpoint.objects.count())
    with pytest.raises(LogBroken), transaction.atomic():
        make.seal()
    assert (Leaf.objects.count(), Checkpoint.objects.count()) == before


@pytest.mark.django_db
def test_twenty_thousand_records_of_one_transaction_cost_a_bounded_number_of_questions(django_assert_max_num_queries):
    Record.objects.bulk_create(
        [
            Record(id=uuid4(), verb="plans.file", subject="s", actor="a", at=make.AT, facts={"n": number})
            for number in range(20_000)
        ],
        batch_size=5000,
    )
    with django_assert_max_num_queries(25) as questions:
        assert make.seal().size == 20_000
    assert (len(questions) < 25, len(positions())) == (True, 20_000)


def test_a_record_of_a_transaction_still_open_is_sealed_by_the_next_sealing(committed):
    started, finish = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                api.record(verb="plans.file", subject="slow", by=make.SOMEBODY, at=make.AT)
                started.set()
                finish.wait(10)
        finally:
            connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    started.wait(10)
    make.record(60, subject="quick")
    assert make.seal().size == 1
    finish.set()
    writer.join()
    assert make.seal().size == 2
    assert [fact.position for fact in api.records_about(subject="slow")] == [1]


def test_writers_and_sealers_at_once_lose_nothing(committed):
    done = threading.Event()

    def write(writer: int) -> None:
        for number in range(40):
            with transaction.atomic():
                moment = make.AT + timedelta(seconds=(number * 7919) % 40)
                api.record(verb="plans.file", subject=f"{writer}", by=make.SOMEBODY, at=moment, facts={"n": number})
                if number % 5 == 0:
                    transaction.set_rollback(True)
        connection.close()

    def keep_sealing() -> None:
        while not done.is_set():
            make.seal()
        connection.close()

    with ThreadPoolExecutor(6) as pool:
        sealers = [pool.submit(keep_sealing) for _ in range(2)]
        writers = [pool.submit(write, number) for number in range(4)]
        problems = [future.exception() for future in writers]
        done.set()
        problems += [future.exception() for future in sealers]
    make.seal()

    assert problems == [None] * 6
    assert (Record.objects.count(), positions()) == (4 * 32, list(range(4 * 32)))
    hashes = [bytes(leaf.hash) for leaf in Leaf.objects.order_by("position")]
    for point in queries.checkpoints(upto=128):
        assert point.root == merkle.root_of(hashes[: point.size]).hex()


def test_a_sealing_that_fails_leaves_nothing_behind(committed):
    make.records(3)
    broken = make.log_key(origin="two words")
    with pytest.raises(notes.NoteRefused):
        actions.seal(key=broken, at=make.AT)
    assert (Leaf.objects.count(), Checkpoint.objects.count()) == (0, 0)
    assert make.seal().size == 3
