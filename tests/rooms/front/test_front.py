"""Home."""

import pytest
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


def test_nothing_can_be_sent_to_the_front():
    assert Client().post("/").status_code == 405
