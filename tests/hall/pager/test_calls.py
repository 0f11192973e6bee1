"""A call rings up the chain until somebody answers, whatever outages there are."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from standing.hall.accounts.api import Role
from standing.hall.mail.models import Letter
from standing.hall.pager import actions, api, queries, rules
from standing.hall.pager.adapters import GatewayPager, MailPager
from standing.hall.pager.models import Call, Ring
from standing.hall.pager.rules import Target
from standing.kernel.refusals import NotFound, NotNow
from tests.hall.pager.conftest import AT
from tests.hall.pager.gateway import Gateway
from tests.make import accounts as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("var")]
CHAIN = (
    Target(label="liaison", email="liaison@fire.example", phone="213-555-0150"),
    Target(label="backup", email="backup@fire.example", phone="213-555-0151", minutes=3),
    Target(label="head", email="head@fire.example", minutes=6),
    Target(label="office", email="office@city.example", always=True),
)
PATH = "/staff/encounters/alerts/"


def ring(key: str = "a:1", **wishes: int) -> api.CallFact:
    return api.ring(key=key, path=PATH, targets=CHAIN, at=AT, **wishes)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def rung() -> list[str]:
    return [row.to[0] for row in Letter.objects.order_by("id")]


def test_the_first_are_rung_at_once_and_the_others_in_their_turn():
    ring()
    assert api.send_due(at=AT) == 2
    assert sorted(rung()) == ["liaison@fire.example", "office@city.example"]
    api.send_due(at=AT + minutes(2))
    assert len(rung()) == 2
    api.send_due(at=AT + minutes(3))
    api.send_due(at=AT + minutes(6))
    assert rung()[2:] == ["backup@fire.example", "head@fire.example"]


def test_words_say_nothing_but_open_standing():
    ring()
    api.send_due(at=AT)
    assert {(row.subject, row.body) for row in Letter.objects.all()} == {
        ("Open Standing", "Open Standing. http://127.0.0.1:8000/staff/calls/\n")
    }


def test_an_answer_stops_the_chain():
    call = ring()
    liaison = make.person(role=Role.LIAISON, department="fire", email="liaison@fire.example")
    api.send_due(at=AT)
    api.answer(call=call.id, by=liaison, at=AT + minutes(1))
    api.send_due(at=AT + minutes(60))
    assert len(rung()) == 2
    fact = api.calls(keys=["a:1"])["a:1"]
    assert (fact.is_open, fact.answered_by, fact.rung_at) == (False, str(liaison), AT)


def test_who_is_told_in_any_case_is_told_after_an_answer_too():
    call = ring()
    liaison = make.person(role=Role.LIAISON, department="fire", email="liaison@fire.example")
    api.answer(call=call.id, by=liaison, at=AT)
    api.send_due(at=AT)
    assert rung() == ["office@city.example"]


def test_a_call_is_answered_once():
    call = ring()
    first, second = make.person(role=Role.COORDINATOR), make.person(role=Role.COORDINATOR)
    api.answer(call=call.id, by=first, at=AT)
    api.answer(call=call.id, by=first, at=AT + minutes(1))
    with pytest.raises(NotNow):
        api.answer(call=call.id, by=second, at=AT + minutes(1))
    assert Call.objects.get().answered_by == first
    with pytest.raises(Exception, match="Cannot update"):
        Call.objects.update(answered_by=second)


def test_there_is_no_answer_without_a_call():
    with pytest.raises(NotFound):
        api.answer(call=make.person().pk, by=make.person(), at=AT)


def test_the_same_key_rings_once():
    assert ring().id == ring().id
    assert Ring.objects.count() == 4


def test_an_ended_call_rings_nobody():
    ring()
    api.end(key="a:1", at=AT)
    assert api.send_due(at=AT + minutes(60)) == 0


def test_nobody_answers_so_it_begins_anew():
    ring(again_minutes=10, rounds=2)
    for minute in range(60):
        api.send_due(at=AT + minutes(minute))
    assert Counter(rung()) == {
        "liaison@fire.example": 2, "backup@fire.example": 2, "head@fire.example": 2, "office@city.example": 1,
    }  # fmt: skip


def test_after_an_outage_a_telephone_rings_once():
    ring(again_minutes=4, rounds=3)
    api.send_due(at=AT + timedelta(hours=3))
    assert Counter(rung()) == {
        "liaison@fire.example": 1, "backup@fire.example": 1, "head@fire.example": 1, "office@city.example": 1,
    }  # fmt: skip
    assert set(Ring.objects.filter(sent_at=None).values_list("trouble", flat=True)) == {"overtaken"}


def test_a_failing_gateway_loses_nothing_and_doubles_nothing(gateway: Gateway, settings):
    settings.STANDING = {**settings.STANDING, "pager_url": gateway.url}
    gateway.answers = [500, 503]
    ring()
    pagers = (GatewayPager(url=gateway.url), MailPager())
    actions.send_due(at=AT, pagers=pagers)
    assert gateway.taken == {}
    assert Ring.objects.get(channel="gateway", label="liaison").trouble == "status 500"
    for minute in (1, 2, 3):
        actions.send_due(at=AT + minutes(minute), pagers=pagers)
    assert sorted(one["to"] for one in gateway.taken.values()) == ["213-555-0150", "213-555-0151"]


def test_a_gateway_that_never_answers_is_left_to_a_person(gateway: Gateway, settings):
    settings.STANDING = {**settings.STANDING, "pager_url": gateway.url}
    gateway.answers = [500] * 100
    api.ring(key="a:2", path=PATH, targets=CHAIN[:1], at=AT)
    for minute in range(200):
        actions.send_due(at=AT + minutes(minute), pagers=(GatewayPager(url=gateway.url),))
    row = Ring.objects.get(channel="gateway")
    assert (row.tries, row.next_try_at, row.trouble) == (rules.MOST_TRIES, None, "status 500")


@given(
    runs=st.lists(st.integers(min_value=0, max_value=40), max_size=12),
    answered=st.one_of(st.none(), st.integers(min_value=0, max_value=40)),
)
@hypothesis_settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_outages_there_are_nobody_is_forgotten_and_nobody_rung_twice(runs: list[int], answered: int | None):
    """The job runs at these minutes only, and once at the end; one ring to each who was due before the answer."""
    before = set(Letter.objects.values_list("pk", flat=True))
    call = ring(f"a:{uuid.uuid4()}", again_minutes=10)
    somebody = make.person()
    done = False
    expected: set[str] = set()
    for minute in sorted({*runs, 50}):
        if answered is not None and minute >= answered and not done:
            api.answer(call=call.id, by=somebody, at=AT + minutes(answered))
            done = True
        expected |= {one.email for one in CHAIN if one.minutes <= minute and (one.always or not done)}
        api.send_due(at=AT + minutes(minute))
        sent = [row.to[0] for row in Letter.objects.exclude(pk__in=before)]
        assert Counter(sent) == dict.fromkeys(expected, 1)


def test_calls_are_forgotten_after_two_years():
    ring()
    assert actions.forget_calls(at=AT + timedelta(days=730)) == 0
    assert actions.forget_calls(at=AT + timedelta(days=732)) == 1
    assert Ring.objects.count() == Call.objects.count() == 0


# Pages


def test_opening_the_page_answers_nothing_and_the_button_does(var: Path):
    call = ring()
    liaison = make.person(role=Role.LIAISON, department="fire", email="liaison@fire.example")
    client = make.client_of(liaison)
    for method in ("GET", "HEAD"):
        assert client.generic(method, "/staff/calls/").status_code == 200
    assert client.get(f"/staff/calls/{call.id}/answer/").status_code == 404
    assert Call.objects.get().answered_at is None

    answer = client.post(f"/staff/calls/{call.id}/answer/")
    assert (answer.status_code, answer["Location"]) == (302, PATH)
    assert Call.objects.get().answered_by == liaison


def test_a_call_for_others_is_not_there():
    call = ring()
    stranger = make.client_of(make.person(role=Role.LIAISON, department="parks"))
    assert b"I take it" not in stranger.get("/staff/calls/").content
    assert stranger.post(f"/staff/calls/{call.id}/answer/").status_code == 404
    assert Call.objects.get().answered_at is None


def test_two_people_press_at_once():
    call = ring()
    people = [
        make.person(role=Role.HEAD, department="fire", email=one)
        for one in ("liaison@fire.example", "backup@fire.example")
    ]
    answers = [make.client_of(one).post(f"/staff/calls/{call.id}/answer/") for one in people]
    assert [one["Location"] for one in answers] == [PATH, "/staff/calls/"]


def test_a_list_of_calls_costs_two_questions(django_assert_num_queries):
    for number in range(3):
        ring(f"a:{number}")
    with django_assert_num_queries(2):
        assert len(queries.calls(keys=["a:0", "a:1", "a:2"])) == 3
