"""Through 311: the number of a City property, and nothing else; it is never listed."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from standing.hall.pager import api as pager
from standing.rooms.encounters.models import Alert, Report
from standing.rooms.encounters.queries import alerts as queries
from standing.rooms.open311 import actions
from standing.rooms.open311.models import Request
from tests.make import accounts
from tests.make import encounters as make
from tests.make.encounters import NOW, Town


@pytest.fixture
def key(town: Town) -> str:
    return actions.issue_key(
        owner="Sample 311", office_email="desk@city.example", by=accounts.administrator(), at=make.BEFORE
    )


def hand_in(key: str, **said: str):  # type: ignore[no-untyped-def]
    return Client().post("/open311/v2/requests.json", {"api_key": key, "service_code": "activity", **said})


def test_it_rings_the_department_and_keeps_nothing_else(town: Town, key: str):
    answer = hand_in(
        key,
        description="canary words",
        lat="40.1",
        first_name="Canary",
        phone="213-555-0199",
        **{"attribute[property]": "s-1"},
    )
    assert (answer.status_code, "token" in answer.json()[0]) == (200, False)
    row = Alert.objects.get()
    fact = queries.fact(row)
    assert (fact.site, fact.channel, fact.state) == ("S-1", "311", "unconfirmed")
    told = queries.told(row)
    assert told is not None
    assert (told.spot, told.callback) == ("", "")
    assert pager.send_due(at=row.received_at) == 1
    assert Report.objects.count() == Request.objects.count() == 0


def test_it_stands_in_no_list_feed_or_count(town: Town, key: str):
    hand_in(key, **{"attribute[property]": "S-1"})
    actions.number_requests(at=NOW)
    client = Client()
    assert json.loads(client.get("/open311/v2/requests.json").content) == []
    assert b"Mill Street Yard" not in client.get("/status/activity/").content


def test_the_same_property_within_minutes_is_one(town: Town, key: str):
    for _ in range(10):
        hand_in(key, **{"attribute[property]": "S-1"})
    assert Alert.objects.count() in {1, 2}  # two if the clock passes five minutes just here


@pytest.mark.parametrize(
    "said", [{}, {"attribute[property]": "S-404"}, {"attribute[property]": "x" * 17}, {"lat": "1", "long": "1"}]
)
def test_what_is_no_city_property_is_refused(town: Town, key: str, said: dict[str, str]):
    assert hand_in(key, **said).status_code == 400
    assert Alert.objects.count() == 0


def test_without_a_key_nothing(town: Town):
    assert hand_in("wrong", **{"attribute[property]": "S-1"}).status_code == 403
    assert Alert.objects.count() == 0
