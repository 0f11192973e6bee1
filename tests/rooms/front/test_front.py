"""Home, and the sign of life."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from standing.rooms.front import queries
from standing.rooms.obligations import api as obligations
from tests.make import board as make
from tests.rooms.board import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(tmp_path):
    make.load_town(tmp_path)
    make.facts()


def test_home_counts_what_the_board_computes(town):
    at = make.local("2025-07-26 12:00")
    picture = queries.picture(at=at)
    pairs = obligations.statuses(at=at).pairs
    assert (picture.departments, picture.obligations) == (4, 4)
    assert sum(picture.counts.values()) == len(pairs) == 14
    assert picture.counts["late"] == sum(pair.status == "late" for pair in pairs)


def test_home_leads_to_pages_that_open(town):
    client = Client()
    answer = client.get("/")
    page = reading.main_of(answer)
    links = page.xpath(".//a/@href")
    assert "4 departments and offices, 4 duties." in reading.said(answer)
    assert {"/status/", "/status/clauses/", "/status/plans/", "/status/liaisons/", "/status/log/"} <= set(links)
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_home_before_the_first_pack_says_what_is_missing():
    answer = Client().get("/")
    assert answer.status_code == 200
    assert "Nothing here yet" in reading.said(answer)


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


def test_nothing_can_be_sent_to_the_front():
    assert [Client().post(address).status_code for address in ("/", "/healthz")] == [405, 405]
