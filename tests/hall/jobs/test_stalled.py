"""Jobs that a killed worker left are taken up, once, and their locks come free."""

import pytest
from django.db import connection

from standing.hall.jobs import stalled

pytestmark = pytest.mark.django_db


def ask(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []


@pytest.fixture(autouse=True)
def _no_other_jobs(db: None) -> None:
    ask("DELETE FROM procrastinate_jobs")


def worker(*, silent_seconds: int) -> int:
    rows = ask(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
        silent_seconds,
    )
    return int(str(rows[0][0]))


def job(*, of: int | None, status: str = "doing", lock: str | None = "audit.seal", attempts: int = 0) -> int:
    rows = ask(
        """
        INSERT INTO procrastinate_jobs (task_name, queue_name, lock, queueing_lock, status, worker_id, attempts)
        VALUES ('audit.seal', 'default', %s, %s, %s, %s, %s) RETURNING id
        """,
        lock,
        "audit.seal",
        status,
        of,
        attempts,
    )
    return int(str(rows[0][0]))


def states() -> dict[int, str]:
    return {int(str(pk)): str(status) for pk, status in ask("SELECT id, status::text FROM procrastinate_jobs")}


def next_job() -> int | None:
    rows = ask("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", worker(silent_seconds=0))
    return int(str(rows[0][0])) if rows and rows[0][0] is not None else None


def test_a_job_of_a_dead_worker_blocks_its_twin_until_it_is_taken_up():
    left = job(of=worker(silent_seconds=31))
    twin = job(of=None, status="todo")
    assert next_job() is None

    assert stalled.take_up() == 1
    assert states() == {left: "failed", twin: "todo"}
    assert next_job() == twin


def test_a_job_without_a_twin_is_done_again():
    left = job(of=None)
    assert stalled.take_up() == 1
    assert states() == {left: "todo"}
    assert next_job() == left


def test_a_job_of_a_living_worker_is_left_alone():
    busy = job(of=worker(silent_seconds=5))
    assert stalled.take_up() == 0
    assert states() == {busy: "doing"}


def test_two_left_of_one_kind_come_to_one():
    first, second = job(of=None, lock=None), job(of=None, lock=None)
    assert stalled.take_up() == 2
    assert states() == {first: "todo", second: "failed"}


def test_a_job_that_takes_its_worker_down_each_time_is_given_up():
    left = job(of=None, attempts=stalled.MOST_ATTEMPTS)
    assert stalled.take_up() == 1
    assert states() == {left: "failed"}
