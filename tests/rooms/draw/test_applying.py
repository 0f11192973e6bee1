"""What a browser sends and is answered over HTTP: the same for everybody, however often, and never lost."""

from __future__ import annotations

import base64
import json
import threading

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from standing.hall import clock
from standing.hall.sealed import receipts
from standing.hall.sealed.api import people
from standing.kernel.blind import oprf
from standing.rooms.draw import actions
from standing.rooms.draw.models import Application, Tally
from standing.rooms.draw.queries import draws
from standing.rooms.draw.rules import applying
from standing.rooms.draw.rules.applying import Exhausted, Misread, NotOpen, NoWork, OtherContent
from standing.rooms.draw.rules.waiting import Line
from standing.rooms.draw.views import doors
from tests import canary
from tests.make import draw as make
from tests.make import trustee
from tests.make.trustee import AT, GROUPS, ROUND


@pytest.fixture(autouse=True)
def _at(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(doors, "LINE", Line())


def post(what, asked, **headers):
    said = {
        name: base64.b64encode(value).decode()
        if isinstance(value, bytes)
        else [base64.b64encode(one).decode() for one in value]
        if isinstance(value, list)
        else value
        for name, value in asked.items()
    }
    return Client().post(
        f"/apply/v1/{ROUND}/{what}", json.dumps(said), content_type="application/json", headers=headers
    )


def asking(mark=b"m" * 32, number=0):
    blinded = [oprf.blind(b"%d %d" % (number, place)).element for place in range(applying.TAGS)]
    return {"mark": mark, "blinded": blinded, "work": applying.do_work(round_=ROUND, mark=mark, blinded=blinded)}


def prepared(held, *adults):
    tags, code, mark, ticket = make.tags_of(held, *adults)
    box = people.close(content=make.WORDS, to=held.pairs[GROUPS[0]].public, size=applying.WORDS)
    return code, {"mark": mark, "group": GROUPS[0], "box": box, "tags": tags, "ticket": ticket}


def test_new_again_second_and_helped_get_the_same_answer_byte_for_byte(held):
    trustee.help_household(held.held, "Helped")
    asked = [prepared(held, "Ana")[1], prepared(held, "Ana", "Luis")[1], prepared(held, "Helped")[1]]
    answers = [post("applications", one) for one in (*asked, asked[0])]
    assert {one.status_code for one in answers} == {200}
    assert len({one.content for one in answers}) == 1
    assert len({tuple(sorted(one.headers.items())) for one in answers}) == 1
    assert not any(one.cookies for one in answers)
    assert Application.objects.count() == 3


def test_asking_before_the_draw_is_answered_the_same_for_all_and_a_stranger_number_is_not_known(held):
    codes = []
    for adults in (["Ana"], ["Ana"], ["Bea"]):
        code, asked = prepared(held, *adults)
        post("applications", asked)
        codes.append(code)
    answers = [post("state", {"receipt": code}) for code in (*codes, codes[0].lower().replace("-", " "))]
    assert {one.content for one in answers} == {b'{"state": "received"}'}
    assert post("state", {"receipt": receipts.new_code()}).status_code == 404
    assert post("state", {"receipt": "AAAA-AAAA-AAAA"}).status_code == 400


def test_one_evaluation_lets_one_application_in(held):
    _, asked = prepared(held, "Ana")
    _, other = prepared(held, "Bea")
    assert post("applications", asked | {"ticket": other["ticket"]}).status_code == 400
    assert post("applications", asked | {"ticket": "made up"}).status_code == 400
    assert post("applications", asked).status_code == 200


def test_a_receipt_number_that_is_taken_says_so_and_nothing_is_overwritten(held):
    _, asked = prepared(held, "Ana")
    post("applications", asked)
    other = people.close(content=b"other", to=held.pairs[GROUPS[0]].public, size=applying.WORDS)
    answer = post("applications", asked | {"box": other})
    assert (answer.status_code, answer.json()["code"]) == (409, "other-number")
    assert bytes(Application.objects.get().box) == asked["box"]
    with pytest.raises(OtherContent):
        actions.apply(round_=ROUND, at=AT, **(asked | {"group": GROUPS[1]}))


def test_an_evaluation_proves_itself_and_counts_once(held):
    asked = asking()
    answer = post("evaluate", asked).json()
    found = oprf.Evaluation(
        elements=tuple(base64.b64decode(one) for one in answer["elements"]), proof=base64.b64decode(answer["proof"])
    )
    oprf.check(public=held.manifest.trustee.public, blinded=asked["blinded"], evaluation=found)
    assert draws.evaluations(round_=ROUND) == 1


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"work": b"\xff" * 8}, 428),
        ({"work": b""}, 428),
        ({"blinded": [b"\xff" * 32] * 8}, 428),
        ({"mark": b"short"}, 400),
        ({"blinded": []}, 400),
        ({"blinded": "none"}, 400),
    ],
)
def test_what_is_no_question_is_refused_and_not_evaluated(held, monkeypatch, changed, status):
    monkeypatch.setattr(applying, "WORK", 15)
    assert post("evaluate", asking() | changed).status_code == status
    assert draws.evaluations(round_=ROUND) == 0
    assert post("evaluate", asking()).status_code == 200


def test_a_round_gives_as_many_evaluations_as_it_may_in_all(held, monkeypatch):
    monkeypatch.setattr(actions.applying, "MOST", 2)
    monkeypatch.setattr(actions.applying, "PARTS", 1)
    for number in range(2):
        actions.evaluate(round_=ROUND, at=AT, **asking(number=number))
    with pytest.raises(Exhausted):
        actions.evaluate(round_=ROUND, at=AT, **asking(number=3))
    assert sum(Tally.objects.values_list("evaluations", flat=True)) == 2


def test_applications_are_taken_between_two_moments_and_who_waited_may_finish(held):
    for at, waited in ((AT - trustee.DAY, False), (make.CLOSES, False), (make.OVER, True)):
        with pytest.raises(NotOpen):
            actions.evaluate(round_=ROUND, waited=waited, at=at, **asking())
    done = actions.evaluate(round_=ROUND, waited=True, at=make.CLOSES, **asking())
    box = people.close(content=b"x", to=held.pairs[GROUPS[0]].public, size=applying.WORDS)
    asked = {"mark": b"m" * 32, "group": GROUPS[0], "box": box, "tags": asking()["blinded"], "ticket": done.ticket}
    actions.apply(round_=ROUND, at=make.CLOSES, **asked)
    with pytest.raises(NotOpen):
        actions.apply(round_=ROUND, at=make.OVER, **asked)
    with pytest.raises(Misread, match="group"):
        actions.apply(round_=ROUND, at=AT, **(asked | {"group": "another"}))
    assert Application.objects.count() == 1


def test_a_crowd_gets_places_and_a_turn_lets_just_its_own_application_in(held, monkeypatch):
    monkeypatch.setattr(doors, "LINE", Line(pace=1, burst=1))
    first, asked = post("evaluate", asking(b"a" * 32)), asking(b"b" * 32)
    assert first.status_code == 200
    waits = post("evaluate", asked)
    said = waits.json()
    assert (waits.status_code, said["code"], said["place"]) == (503, "wait", 1)
    assert waits["Retry-After"] == str(said["seconds"])
    again = post("evaluate", asked | {"turn": said["turn"]}).json()
    assert (again["code"], again["turn"]) == ("wait", said["turn"])  # too early: the same place, not a new one
    later = doors.time() + said["seconds"] + 1
    monkeypatch.setattr(doors, "time", lambda: later)
    assert post("evaluate", asking(b"c" * 32) | {"turn": said["turn"]}).status_code == 503
    assert post("evaluate", asked | {"turn": "made up"}).status_code == 503
    assert post("evaluate", asked | {"turn": said["turn"]}).status_code == 200


def test_a_group_gets_its_drawn_boxes_with_the_credential_of_its_desk(held):
    code, asked = prepared(held, "Ana")
    post("applications", asked)
    bearer = {"Authorization": f"Bearer {held.held.desks[0]}"}
    assert post("drawn", {}, **bearer).status_code == 410
    make.hold_draw(held)
    said = post("drawn", {}, **bearer).json()
    assert said["group"] == GROUPS[0]
    assert [base64.b64decode(one) for one in said["boxes"]] == [asked["box"]]
    assert post("drawn", {}, Authorization=f"Bearer {held.held.desks[1]}").json()["boxes"] == []
    assert post("drawn", {}).status_code == post("drawn", {}, Authorization="Bearer no").status_code == 401
    assert post("state", {"receipt": code}).json() == {"state": "drawn"}


def test_what_is_public_is_there_when_it_is_fixed_and_not_before(held):
    make.send(held, "Ana")
    for name in ("commitment.json", "commitment.note", "result.json", "result.note"):
        assert Client().get(f"/apply/v1/{ROUND}/{name}").status_code == 404
    make.hold_draw(held)
    for name in ("commitment", "result"):
        data, note = draws.published(round_=ROUND, name=name)
        assert Client().get(f"/apply/v1/{ROUND}/{name}.json").content == data
        assert Client().get(f"/apply/v1/{ROUND}/{name}.note").content.decode() == note


def test_a_round_without_a_draw_has_no_door(db):
    trustee.open_round()
    assert post("evaluate", asking()).status_code == 404


def test_the_same_application_from_many_threads_is_there_once_and_each_is_answered(committed):
    _, asked = prepared(committed, "Ana")
    ready, statuses = threading.Barrier(6), []

    def go():
        ready.wait()
        try:
            statuses.append(post("applications", asked).status_code)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [200] * 6
    assert Application.objects.count() == 1


def test_no_name_no_telephone_and_no_receipt_number_stands_anywhere(held):
    words = json.dumps({"ask_for": canary.NAME, "contact": canary.PHONE}).encode()
    sent = make.send(held, canary.NAME, canary.NUMBER, words=words)
    make.hold_draw(held)
    assert canary.find(canaries=(canary.NAME, canary.PHONE, canary.NUMBER, sent.code)) == ()
    for tag in sent.asked["tags"]:
        places = {where for where, content in canary.dump().items() if tag in content or tag.hex().encode() in content}
        assert places <= {"table:draw_application"}


def test_no_row_tells_when_it_came(held):
    make.send(held, "Ana")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'draw_application'"
        )
        columns = dict(cursor.fetchall())
    assert set(columns) == {"round", "mark", "group", "box", "tags"}
    assert not any("time" in kind or "date" in kind or "serial" in kind for kind in columns.values())


def test_a_question_without_its_sum_is_refused_by_the_action_too(held, monkeypatch):
    monkeypatch.setattr(applying, "WORK", 15)
    with pytest.raises(NoWork):
        actions.evaluate(round_=ROUND, at=AT, **(asking() | {"work": b"\xff" * 8}))
