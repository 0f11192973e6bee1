"""From the first application to the destruction of the last: who is drawn, who falls out, and who can tell."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.audit.models import Record
from standing.hall.holds import api as holds
from standing.hall.sealed.api import people
from standing.kernel.blind import signed
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.draw import actions
from standing.rooms.draw.models import Application, Draw, Drawn
from standing.rooms.draw.queries import draws
from standing.rooms.draw.queries.draws import State
from standing.rooms.draw.rules import drawing
from standing.rooms.draw.rules.applying import NotOpen
from standing.rooms.draw.rules.drawing import WrongSeed
from tests.make import draw as make
from tests.make import trustee
from tests.make.trustee import AT, GROUPS, ROUND

HARBOR, VALLEY = GROUPS


def state(one):
    return draws.state_of(round_=ROUND, code=one.code)


def test_as_many_are_drawn_as_there_are_places_and_their_group_alone_opens_them(held):
    sent = [make.send(held, f"Adult {number}", group=GROUPS[number % 2]) for number in range(8)]
    assert {state(one) for one in sent} == {State.RECEIVED}

    assert make.hold_draw(held) == {HARBOR: 2, VALLEY: 2}

    drawn = [one for one in sent if state(one) is State.DRAWN]
    assert len(drawn) == 4
    assert {state(one) for one in sent} == {State.DRAWN, State.NOT_DRAWN}
    for group in GROUPS:
        boxes = draws.drawn_boxes(round_=ROUND, group=group)
        assert sorted(boxes) == sorted(one.asked["box"] for one in drawn if one.asked["group"] == group)
        for box in boxes:
            assert people.open_closed(box=box, pair=held.pairs[group]) == make.WORDS
            with pytest.raises(people.BoxDamaged):
                people.open_closed(box=box, pair=held.pairs[VALLEY if group == HARBOR else HARBOR])


def test_a_household_that_applies_often_has_one_chance_and_learns_nothing(db):
    held = make.open_round(places=50)
    often = [make.send(held, "Ana", "Luis", group=GROUPS[number % 2]) for number in range(5)]
    once = make.send(held, "Bea")
    make.hold_draw(held)
    assert sorted(state(one) for one in often) == [State.DRAWN, *[State.NOT_DRAWN] * 4]
    assert state(once) is State.DRAWN


def test_who_was_helped_already_falls_out(db):
    held = make.open_round(places=50)
    trustee.help_household(held.held, "Ana")
    helped, new = make.send(held, "Ana", "Luis"), make.send(held, "Bea")
    make.hold_draw(held)
    assert (state(helped), state(new)) == (State.NOT_DRAWN, State.DRAWN)


def test_the_answer_after_a_draw_is_the_same_for_bad_luck_and_for_a_second_application(db):
    held = make.open_round(places={HARBOR: 0, VALLEY: 5})
    unlucky = make.send(held, "Ana", group=HARBOR)
    twice = [make.send(held, "Bea", group=VALLEY) for _ in range(2)]
    make.hold_draw(held)
    assert state(unlucky) is State.NOT_DRAWN
    assert State.NOT_DRAWN in {state(one) for one in twice}


def test_a_stranger_who_names_two_families_together_does_not_make_them_one(db):
    held = make.open_round(places=50)
    results = []
    for _ in range(3):
        first, second = make.send(held, "Ana 1", "Luis 1"), make.send(held, "Bea 1", "Cora 1")
        stranger = make.send(held, "Ana 1", "Bea 1")
        results.append((first, second, stranger))
        break
    make.hold_draw(held)
    ((first, second, stranger),) = results
    drawn = {one.mark for one in (first, second, stranger) if state(one) is State.DRAWN}
    assert drawn in ({first.mark, second.mark}, {stranger.mark})


def test_what_is_published_draws_again_to_the_same_numbers(held):
    for number in range(9):
        make.send(held, f"Adult {number}", group=GROUPS[number % 2])
    make.send(held, "Adult 1")
    make.hold_draw(held)
    (fixed, fixed_note), (result, result_note) = (
        draws.published(round_=ROUND, name=name) for name in ("commitment", "result")
    )
    line = audit.log_key().verifier.text()
    signed.check(fixed, fixed_note, what=drawing.COMMITMENT, round_=ROUND, key=line)
    signed.check(result, result_note, what=drawing.RESULT, round_=ROUND, key=line)
    given = held.manifest.draw
    asked = {
        "manifest": held.manifest.sha256,
        "places": given.places,
        "city_seed": given.city_seed,
        "trustee_seed": given.trustee_seed,
    }
    assert drawing.replay(fixed, result, **asked) == {HARBOR: 2, VALLEY: 2}

    said = json.loads(fixed)
    assert said["entries"] == {HARBOR: 6, VALLEY: 4}
    assert sum(map(len, said["void"].values())) == 1
    secrets_ = [one.hex() for one in Application.objects.values_list("mark", flat=True)]
    assert not any(one in fixed.decode() + result.decode() for one in map(str, secrets_))

    drawn = json.loads(result)["drawn"]
    other = {**drawn, HARBOR: [one for one in range(1, 7) if one not in drawn[HARBOR]][:2]}
    forged = replace(drawing.read_result(result), drawn=other).to_bytes()
    with pytest.raises(drawing.NotReplayed, match="other numbers"):
        drawing.replay(fixed, forged, **asked)
    with pytest.raises(WrongSeed):
        drawing.replay(fixed, replace(drawing.read_result(result), city_seed=bytes(32)).to_bytes(), **asked)
    with pytest.raises(drawing.NotReplayed, match="another manifest"):
        drawing.replay(fixed, result, **{**asked, "manifest": "00"})


def test_each_step_waits_for_the_one_before(held):
    with pytest.raises(NotNow):
        actions.number_entries(round_=ROUND, by=SYSTEM, at=make.OVER)
    make.send(held, "Ana")
    with pytest.raises(NotNow, match="still taken"):
        actions.number_entries(round_=ROUND, by=SYSTEM, at=make.CLOSES)
    with pytest.raises(NotNow, match="not numbered"):
        actions.draw_places(round_=ROUND, city_seed=held.city_seed, by=SYSTEM, at=make.OVER)
    actions.number_entries(round_=ROUND, by=SYSTEM, at=make.OVER)
    with pytest.raises(NotNow):
        actions.number_entries(round_=ROUND, by=SYSTEM, at=make.OVER)
    with pytest.raises(WrongSeed):
        actions.draw_places(round_=ROUND, city_seed=bytes(32), by=SYSTEM, at=make.OVER)
    with pytest.raises(NotNow):
        draws.drawn_boxes(round_=ROUND, group=HARBOR)
    actions.draw_places(round_=ROUND, city_seed=held.city_seed, by=SYSTEM, at=make.OVER)
    with pytest.raises(NotNow):
        actions.draw_places(round_=ROUND, city_seed=held.city_seed, by=SYSTEM, at=make.OVER)
    assert len(draws.drawn_boxes(round_=ROUND, group=HARBOR)) == 1


def test_nothing_is_taken_in_after_the_numbering(held):
    sent = make.send(held, "Ana")
    with pytest.raises(NotOpen):
        actions.apply(round_=ROUND, at=make.OVER, **sent.asked)
    actions.number_entries(round_=ROUND, by=SYSTEM, at=make.OVER)
    with pytest.raises(DatabaseError, match="not taken any more"), transaction.atomic():
        actions.apply(round_=ROUND, at=AT, **{**sent.asked, "mark": sent.mark})
    assert Application.objects.count() == 1


def test_tags_are_gone_with_the_night_after_the_numbering_and_a_hold_keeps_them(held):
    for number in range(12):
        make.send(held, f"Adult {number}")
    before = [bytes(one) for one in Application.objects.values_list("mark", flat=True)]
    assert actions.rewrite_applications(by=SYSTEM, at=AT) == 12
    assert Application.objects.filter(tags__isnull=True).count() == 0
    actions.number_entries(round_=ROUND, by=SYSTEM, at=make.OVER)
    hold = holds.place(subject=f"draw:round:{ROUND}", reason="A court asks.", order="No. 1", by=held.held.keeper, at=AT)
    actions.rewrite_applications(by=SYSTEM, at=make.OVER)
    assert Application.objects.filter(tags__isnull=True).count() == 0
    holds.lift(hold=hold.id, reason="The case is over.", by=held.held.keeper, at=make.OVER)
    actions.rewrite_applications(by=SYSTEM, at=make.OVER)
    assert Application.objects.filter(tags__isnull=True).count() == 12
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark, xmin::text FROM draw_application ORDER BY ctid")
        stored = [(bytes(mark), seen) for mark, seen in cursor.fetchall()]
    assert [mark for mark, _ in stored] == sorted(before)
    assert len({seen for _, seen in stored}) == 1
    assert actions.draw_places(round_=ROUND, city_seed=held.city_seed, by=SYSTEM, at=make.OVER) == {
        HARBOR: 2,
        VALLEY: 0,
    }


def test_applications_are_destroyed_on_the_day_and_a_hold_is_stronger(held):
    sent = make.send(held, "Ana")
    make.hold_draw(held)
    with pytest.raises(NotNow, match="until the day"):
        actions.destroy_applications(round_=ROUND, by=SYSTEM, at=make.OVER)
    hold = holds.place(subject=f"trustee:round:{ROUND}", reason="A court asks.", order="1", by=held.held.keeper, at=AT)
    with pytest.raises(NotNow, match="legal hold"):
        actions.destroy_applications(round_=ROUND, by=SYSTEM, at=make.END)
    holds.lift(hold=hold.id, reason="The case is over.", by=held.held.keeper, at=make.END)
    assert actions.destroy_applications(round_=ROUND, by=SYSTEM, at=make.END) == 1
    assert actions.destroy_applications(round_=ROUND, by=SYSTEM, at=make.END) == 0
    assert (Application.objects.count(), Drawn.objects.count()) == (0, 0)
    assert draws.published(round_=ROUND, name="result")
    with pytest.raises(NotFound):
        state(sent)
    assert Record.objects.get(verb="draw.destroy_applications").facts == {"applications": 1}


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM draw_application",
        "UPDATE draw_application SET box = box",
        "UPDATE draw_draw SET commitment = '\\x00'",
        "UPDATE draw_draw SET result_note = 'another'",
        "UPDATE draw_draw SET closes_at = closes_at - interval '1 day'",
        "DELETE FROM draw_draw",
        "TRUNCATE draw_draw",
        "DELETE FROM draw_drawn",
        "TRUNCATE draw_drawn",
        "INSERT INTO draw_drawn (round, mark) SELECT round, mark FROM draw_application",
        "UPDATE draw_tally SET evaluations = 0",
        "DELETE FROM draw_tally",
    ],
)
def test_the_database_itself_refuses_what_the_actions_never_do(held, sql):
    make.send(held, "Ana")
    make.hold_draw(held)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert (Application.objects.count(), Drawn.objects.count(), Draw.objects.count()) == (1, 1, 1)


def test_the_log_tells_counts_and_hashes_only(held):
    sent = [make.send(held, f"Adult {number}") for number in range(3)]
    make.hold_draw(held)
    said = "".join(f"{one.subject} {one.facts}" for one in Record.objects.filter(verb__startswith="draw."))
    for one in sent:
        assert one.code not in said
        assert one.mark.hex() not in said
        assert not any(tag.hex() in said for tag in one.asked["tags"])
    assert hashlib.sha256(draws.published(round_=ROUND, name="result")[0]).hexdigest() in said
