"""What tells watchers that a process lives."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


def heartbeat(seconds_ago):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


@pytest.mark.parametrize(("seconds_ago", "status", "jobs"), [(5, 200, "up"), (90, 503, "down"), (None, 503, "down")])
def test_the_sign_of_life_needs_a_worker_within_a_minute(seconds_ago, status, jobs):
    if seconds_ago is not None:
        heartbeat(seconds_ago)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (status, {"database": "up", "jobs": jobs, "sample": False})
    assert (answer["Cache-Control"], dict(answer.cookies)) == ("no-store", {})


def test_the_sign_of_life_says_when_the_database_is_gone():
    def gone(*_):
        raise DatabaseError

    with connection.execute_wrapper(gone):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"database": "down", "jobs": "down", "sample": False})


def test_nothing_can_be_sent_to_it():
    assert Client().post("/healthz").status_code == 405
