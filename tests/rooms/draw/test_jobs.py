"""The draw's jobs bring a round from its last application to its end, each at its time and no sooner."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from standing.hall import clock
from standing.rooms.draw import tasks
from standing.rooms.draw.models import Application, Draw, Drawn
from standing.rooms.trustee import tasks as trustee
from standing.rooms.trustee.adapters import city
from standing.rooms.trustee.models import Night
from tests.make import draw as make
from tests.make.trustee import AT, DAY, ROUND
from tests.rooms.trustee.city import showing

SEED = f"/aid/v1/rounds/{ROUND}/seed.json"


def at(moment, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment)


def stand():
    row = Draw.objects.get()
    return row.commitment is not None, row.result is not None, row.destroyed_at is not None


def test_entries_are_numbered_and_drawn_once_the_city_opened_its_seed(held, monkeypatch):
    for number in range(6):
        make.send(held, f"Adult {number}")
    shown: dict[str, bytes | int] = {SEED: 404}
    with showing(shown) as base:
        city.set_base(base)
        at(make.CLOSES - timedelta(minutes=1), monkeypatch)
        tasks.go_on(0)
        assert stand() == (False, False, False)
        at(make.OVER, monkeypatch)
        for expected in ((True, False, False), (True, False, False)):  # the City has not opened its seed
            tasks.go_on(0)
            assert stand() == expected
        for broken in (b"[]", b'{"seed": "!"}', json.dumps({"seed": base64.b64encode(bytes(32)).decode()}).encode()):
            shown[SEED] = broken
            tasks.go_on(0)
            assert stand() == (True, False, False), broken
        shown[SEED] = json.dumps({"seed": base64.b64encode(held.city_seed).decode()}).encode()
        for _ in range(2):
            tasks.go_on(0)
            assert stand() == (True, True, False)
    assert Drawn.objects.count() == 2


def test_a_round_without_applications_stops_no_other_and_waits(held, monkeypatch):
    at(make.OVER, monkeypatch)
    tasks.go_on(0)
    assert not Draw.objects.filter(commitment__isnull=False).exists()


@pytest.mark.parametrize("is_over", [False, True])
def test_applications_are_written_anew_when_a_day_ended_and_not_before(held, monkeypatch, is_over):
    before = sorted(make.send(held, f"Adult {number}").mark for number in range(8))
    at(AT + DAY if is_over else AT + timedelta(minutes=1), monkeypatch)
    Night.objects.create(rewritten_at=AT, tags=0)  # the night before was done
    tasks.night(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark, xmin::text FROM draw_application ORDER BY ctid")
        stored = cursor.fetchall()
    is_sorted = [bytes(mark) for mark, _ in stored] == before and len({seen for _, seen in stored}) == 1
    assert is_sorted == is_over


def test_on_the_day_all_goes_and_a_new_copy_is_due(committed, monkeypatch):
    for number in range(4):
        make.send(committed, f"Adult {number}")
    make.hold_draw(committed)
    at(make.END - timedelta(minutes=1), monkeypatch)
    tasks.destroy_applications(0)
    assert Application.objects.count() == 4
    at(make.END, monkeypatch)
    nights = Night.objects.count()
    tasks.destroy_applications(0)
    assert (Application.objects.count(), Drawn.objects.count(), stand()) == (0, 0, (True, True, True))
    assert Night.objects.filter(shipped_at=None).count() == nights + 1
    tasks.destroy_applications(0)  # nothing is left to do
    trustee.destroy_keys(0)
    assert apps.get_model("trustee", "Key").objects.filter(box__isnull=False).count() == 0
