"""The linter of the law: what does not fit together in a pack is said, all at once."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from standing.hall.pack import api as packs
from standing.rooms.obligations import pack as room_pack
from standing.rooms.obligations.rules import coverage, law
from tests.make import obligations as make

KINDS = ["plan-filed", "happened"]


def gaps(*files):
    return [
        (one.path, one.sentence)
        for one in coverage.gaps(
            {f"instruments/{n}.yaml": law.InstrumentFile.model_validate(f) for n, f in enumerate(files)},
            kinds=KINDS,
            departments=["fire"],
            calendars=["city"],
        )
    ]


def changed(change):
    file = copy.deepcopy(make.instrument(make.duty()))
    change(file)
    return file


def test_a_law_that_fits_together_has_no_gaps():
    assert gaps(make.instrument(make.duty())) == []


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        (lambda f: f["clauses"][0].update(parent="nowhere"), ("clauses", 0, "parent"), "There is no clause nowhere"),
        (lambda f: f["clauses"][0].update(parent="T-1"), ("clauses", 0, "parent"), "T-1 stands under itself"),
        (lambda f: f["obligations"][0].update(clause="T-9"), ("obligations", 0, "clause"), "There is no clause T-9"),
        (
            lambda f: f["obligations"][0].update(owes={"departments": ["moon"]}),
            ("obligations", 0, "owes", "departments", 0),
            "departments.yaml has no department moon",
        ),
        (
            lambda f: f["obligations"][0].update(evidence={"any": ["smoke"]}),
            ("obligations", 0, "evidence"),
            "evidence.yaml has no kind smoke",
        ),
        (
            lambda f: f["obligations"][0].update(due={"rule": "right-away", "event": "smoke"}),
            ("obligations", 0, "due", "event"),
            "evidence.yaml has no kind smoke",
        ),
        (
            lambda f: f["obligations"][0]["due"].update({"from": {"instrument": "T", "date": "sung"}}),
            ("obligations", 0, "due", "from"),
            "The pack gives no day on which T was sung",
        ),
        (
            lambda f: f["obligations"][0]["due"].update({"from": {"obligation": "T.plan"}}),
            ("obligations", 0, "due", "from"),
            "The due day of T.plan depends on itself",
        ),
        (
            lambda f: f["obligations"][0]["due"].update({"from": {"obligation": "T.none"}}),
            ("obligations", 0, "due", "from"),
            "There is no obligation T.none",
        ),
        (
            lambda f: f["clauses"][0]["sentences"][0].update(duties=[]),
            ("clauses", 0, "sentences", 0),
            "The sentence T-1.s1 names the duties",
        ),
        (
            lambda f: f["clauses"][0]["sentences"][0].update(duties=["T.other"]),
            ("obligations", 0, "id"),
            "No sentence of any clause speaks of T.plan",
        ),
        (
            lambda f: f["clauses"][0]["sentences"][0].update(sources=["x"]),
            ("clauses", 0, "sentences", 0, "sources", 0),
            "There is no source x",
        ),
        (
            lambda f: f["obligations"][0].update(
                due={"rule": "working-days-after", "from": "2025-07-11", "days": 3, "calendar": "lunar"}
            ),
            ("obligations", 0, "due", "calendar"),
            "calendars.yaml has no calendar lunar",
        ),
    ],
)
def test_each_gap_is_named_where_it_is(change, path, words):
    found = dict(gaps(changed(change)))

    assert found[path].startswith(words)


def test_ids_stand_once_over_all_files():
    found = gaps(make.instrument(make.duty()), make.instrument(make.duty()))

    assert [path for path, sentence in found if "already in instruments/0.yaml" in sentence] == [
        ("instrument", "id"),
        ("clauses", 0, "id"),
        ("clauses", 0, "sentences", 0, "id"),
        ("obligations", 0, "id"),
    ]


def test_two_duties_may_not_wait_for_each_other():
    first = make.duty("T.a", due={"rule": "days-after", "from": {"obligation": "T.b"}, "days": 1})
    second = make.duty("T.b", due={"rule": "days-after", "from": {"obligation": "T.a"}, "days": 1})

    assert len([s for _, s in gaps(make.instrument(first, second)) if "depends on itself" in s]) == 2


def test_a_kind_must_hold_longer_than_the_warning_before_it_ends():
    kinds = [make.kind("a", days=30), make.kind("b", days=31), make.kind("c", months=12), make.kind("c")]
    file = law.EvidenceFile.model_validate({"kinds": kinds})

    found = [one.path for one in coverage.kinds_gaps(file, file="evidence.yaml", expiring_days=30)]

    assert found == [("kinds", 0, "valid_for"), ("kinds", 3, "id")]


def test_the_pack_of_los_angeles_leaves_no_sentence_without_an_answer():
    """Every sentence maps to a duty or says why not, and every duty has a sentence: the build reads it."""
    directory = Path(__file__).resolve().parents[3] / "packs" / "los-angeles"
    names = {"evidence", "instruments"}
    sections = [one for one in packs.sections() if one.name not in names] + list(room_pack.SECTIONS)
    checked = packs.validate(directory, sections=sections)
    ours = [str(one) for one in checked.problems if one.file.startswith(("instruments/", "evidence"))]

    assert ours == []
