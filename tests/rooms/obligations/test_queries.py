"""The board: two times, few questions, every light opened, and other packs."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from standing.hall.pack import api as packs
from standing.kernel import deadlines
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.obligations import api, queries
from standing.rooms.obligations import pack as room_pack
from tests.make import obligations as make

pytestmark = pytest.mark.django_db

AUGUST = make.local("2025-08-01 12:00")


def lights(board):
    return {(one.obligation, one.department): one.status for one in board.pairs}


def test_every_department_owes_what_addresses_it_and_the_invited_are_not_late(tmp_path):
    make.load_pack(tmp_path, make.instrument(make.duty(), make.duty("T.fire", departments=("fire",))))

    assert lights(api.statuses(at=AUGUST)) == {
        ("T.plan", "fire"): "late",
        ("T.plan", "water"): "late",
        ("T.plan", "ctr"): "not applicable",
        ("T.fire", "fire"): "late",
    }


def test_before_the_first_pack_the_board_is_empty():
    assert api.statuses(at=AUGUST).pairs == ()
    with pytest.raises(NotNow, match="No pack was in force"):
        api.explain(obligation="T.plan", department="fire", at=AUGUST)


def test_what_was_true_then_and_what_was_known_then_are_two_questions(tmp_path):
    make.load_pack(tmp_path)
    told = make.local("2025-07-30 09:00")
    make.evidence(true_from=make.local("2025-07-24 16:00"), at=told)
    day = make.local("2025-07-28 12:00")

    def at(known):
        return lights(api.statuses(at=day, known=known))["T.plan", "fire"]

    assert at(day) == "late"
    assert at(told - dt.timedelta(microseconds=1)) == "late"
    assert at(told) == "met"


def test_a_later_pack_does_not_change_what_was_asked_of_the_past(tmp_path):
    make.load_pack(tmp_path)
    before = api.statuses(at=AUGUST)
    later = make.duty(due={"rule": "fixed-date", "date": "2025-12-31"})
    make.load_pack(tmp_path, make.instrument(later), version="2", at=make.local("2025-08-05 12:00"))

    assert api.statuses(at=AUGUST) == before
    assert lights(api.statuses(at=AUGUST, known=make.local("2025-08-06 12:00")))["T.plan", "fire"] == "due"


def test_findings_and_ends_count_from_when_they_are_known(tmp_path):
    make.load_pack(tmp_path)
    make.evidence(at=make.local("2025-07-20 12:00"))
    refuted = make.local("2025-07-29 12:00")
    api.verify_evidence(source="plans:version:1", finding="refuted", by=make.SYSTEM, at=refuted)

    def at(text):
        return lights(api.statuses(at=make.local(text)))["T.plan", "fire"]

    assert at("2025-07-29 11:59") == "met"
    assert at("2025-07-29 12:00") == "late"

    make.evidence(source="plans:version:2", at=make.local("2025-07-30 12:00"))
    api.end_evidence(
        source="plans:version:2",
        true_until=make.local("2025-08-02 12:00"),
        reason="Replaced.",
        by=make.SYSTEM,
        at=make.local("2025-08-03 12:00"),
    )
    assert at("2025-08-02 13:00") == "met"
    assert (
        lights(api.statuses(at=make.local("2025-08-02 13:00"), known=make.local("2025-08-03 12:00")))["T.plan", "fire"]
        == "late"
    )


@pytest.mark.parametrize("number", [1, 3, 48])
def test_a_board_costs_the_same_questions_for_one_department_and_for_many(number, tmp_path, django_assert_num_queries):
    offices = [make.office(f"d{n}") for n in range(number)]
    make.load_pack(tmp_path, offices=offices)
    for n in range(number):
        make.evidence(department=f"d{n}", source=f"plans:{n}")
    queries.statuses(at=AUGUST)  # the pack is read once

    with django_assert_num_queries(10):
        board = api.statuses(at=AUGUST)

    assert len(board.pairs) == number


def test_a_light_can_be_opened_and_its_bytes_have_their_hash(tmp_path):
    make.load_pack(tmp_path)
    make.evidence(at=make.local("2025-07-20 12:00"))

    shown = api.explain(obligation="T.plan", department="fire", at=AUGUST)
    open_ = api.explain(obligation="T.plan", department="water", at=AUGUST)

    assert (shown.pair.status, shown.remedies) == ("met", ())
    assert sha256_hex(shown.body) == shown.sha256
    assert json.loads(shown.body) == shown.tree
    assert [(one["source"], one["counts"]) for one in shown.tree["evidence"]] == [("plans:version:1", True)]
    assert [act.kind for act in open_.remedies[0].sets[0]] == ["plan-filed"]
    assert open_.tree["owed"][0]["counted"][-1] == "2025-07-25"
    assert open_.tree["law"]["sentences"][0]["id"] == "T-1.s1"


def test_a_duty_or_department_that_is_not_there_is_not_found(tmp_path):
    make.load_pack(tmp_path)

    with pytest.raises(NotFound):
        api.explain(obligation="T.none", department="fire", at=AUGUST)
    with pytest.raises(NotFound):
        api.explain(obligation="T.plan", department="moon", at=AUGUST)


def test_a_due_day_says_how_it_was_counted_and_an_unknown_one_says_why(tmp_path):
    make.load_pack(
        tmp_path,
        make.instrument(make.duty()),
        make.instrument(
            make.duty("U.plan", clause="U-1", due={"rule": "unknown", "why": "Nobody saw the text."}), id_="U"
        ),
    )

    known = api.due_of(obligation="T.plan", department="fire", at=AUGUST)
    unknown = api.due_of(obligation="U.plan", department="fire", at=AUGUST)

    assert (known.date, known.late_from) == (dt.date(2025, 7, 25), make.local("2025-07-26 00:00"))
    counted = deadlines.DaysAfter(start=dt.date(2025, 7, 11), days=14, anchor_words="T (signed)")
    assert known.explanation == (deadlines.due(counted).sentence,)
    assert (unknown.date, unknown.late_from) == (None, None)
    assert unknown.explanation == ("The due day is not known. Nobody saw the text.",)


def test_the_law_comes_with_its_sources_confidence_and_what_is_not_known(tmp_path):
    file = make.instrument(make.duty(), signed="unknown")
    file["clauses"].append({"id": "T-1a", "parent": "T-1", "heading": "More", "unknowns": ["The form."]})
    make.load_pack(tmp_path, file)

    (instrument,) = api.instruments(known=AUGUST)
    (top,) = api.clauses(instrument="T", known=AUGUST)
    (duty,) = api.obligations(known=AUGUST)

    assert (instrument.dates[0].date, instrument.dates[0].why_unknown) == (
        None,
        "The signed copy was not seen.",
    )
    assert [one.id for one in top.sentences[0].sources] == ["s"]
    assert [(one.id, one.depth, one.unknowns) for one in top.children] == [("T-1a", 1, ("The form.",))]
    assert (duty.needs, duty.due_unknown) == (
        "plan-filed",
        "The day of T (signed) is not known. The signed copy was not seen.",
    )
    with pytest.raises(NotFound):
        api.clauses(instrument="U", known=AUGUST)


def test_another_pack_tells_what_it_would_do_before_it_does_it(tmp_path):
    make.load_pack(tmp_path)
    make.write_pack(
        tmp_path,
        make.instrument(
            make.duty(due={"rule": "fixed-date", "date": "2025-12-31"}),
            make.duty("T.more", departments=("fire",)),
        ),
        version="2",
    )

    proposal = packs.propose(directory=tmp_path, by=make.SYSTEM, at=AUGUST)

    ours = [(one.subject, one.sentence) for one in proposal.effects if one.subject.startswith("T.")]
    assert ours == [
        ("T.more", "“Do T.more” is new: 1 department owes it. It is due on Friday, July 25, 2025."),
        (
            "T.plan",
            "“Do T.plan” would be due on Wednesday, December 31, 2025 instead of on Friday, July 25, 2025 for 3 departments.",
        ),
        ("T.plan", "“Do T.plan” would be due instead of late for 2 departments."),
    ]


def test_a_duty_that_leaves_the_pack_says_so(tmp_path):
    make.load_pack(tmp_path, make.instrument(make.duty(), make.duty("T.more")))
    make.write_pack(tmp_path, make.instrument(make.duty()), version="2")

    proposal = packs.propose(directory=tmp_path, by=make.SYSTEM, at=AUGUST)

    assert [one.sentence for one in proposal.effects if one.subject == "T.more"] == [
        "“Do T.more” goes: 3 departments owe it no longer. Its evidence stays on record."
    ]


def test_a_pack_with_gaps_is_refused_with_every_gap_and_its_line(tmp_path):
    file = make.instrument(make.duty(departments=("moon",), evidence={"all": ["smoke"]}))
    make.write_pack(tmp_path, file)

    problems = packs.validate(tmp_path).problems

    assert [(one.file, one.sentence) for one in problems] == [
        ("instruments/t0.yaml", "departments.yaml has no department moon."),
        ("instruments/t0.yaml", "evidence.yaml has no kind smoke."),
    ]
    assert {one.line > 1 for one in problems} == {True}


def test_the_sections_are_the_ones_the_wiring_takes():
    assert [one.name for one in room_pack.SECTIONS] == ["evidence", "instruments"]
