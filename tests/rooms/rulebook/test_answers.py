""" "May I?" as a pure function: every combination of what can be told, for both packs' rules."""

from __future__ import annotations

import re
from itertools import product

import pytest
import textstat

from standing.rooms.rulebook.rules.book import Answer, Kind, RulebookFile, Told, Verb, faults
from standing.rooms.rulebook.rules.may import may, wrong_scenarios
from tests.make import rulebook as make

BOOKS = {name: make.book(name) for name in make.PACKS}
ACTS = [(name, act.id) for name, book in BOOKS.items() for act in book.acts]
FORBIDDEN = re.compile(
    r"\b(block|hide|lie|mislead|warn|delay|run|destroy|alter|obstruct|lock them|refuse to)\b", re.IGNORECASE
)


def all_told(conditions: list[str]) -> list[dict[str, Told]]:
    return [dict(zip(conditions, combination, strict=True)) for combination in product(Told, repeat=len(conditions))]


@pytest.mark.parametrize(("pack", "act"), ACTS)
def test_whatever_is_told_the_answer_is_safe_and_ends_in_a_record(pack, act):
    book = BOOKS[pack]
    asked = book.act(act)
    assert asked is not None
    kinds = {rule.id: rule.kind for rule in book.rules}
    for told in all_told([branch.when for branch in asked.unless]):
        verdict = may(act=asked, told=told)
        assert verdict.do[-1] is Verb.RECORD
        assert verdict.rules
        assert Kind.PRESS not in {kinds[name] for name in verdict.rules}
        if Told.YES in (told.get("emergency"), told.get("judge-order")):
            assert verdict.answer is Answer.COMPLY
            assert Verb.COMPLY in verdict.do
            assert Verb.DECLINE not in verdict.do
        else:
            assert verdict.answer is not Answer.COMPLY
        if verdict.answer is Answer.ASK:
            assert Verb.REFER in verdict.do


@pytest.mark.parametrize(("pack", "act"), ACTS)
def test_what_nobody_can_tell_never_makes_an_answer_bolder(pack, act):
    """For each condition left open: the answer is the common one of yes and no, or it is to ask."""
    asked = BOOKS[pack].act(act)
    assert asked is not None
    names = [branch.when for branch in asked.unless]
    for told in all_told(names):
        verdict = may(act=asked, told=told)
        settled = {
            may(act=asked, told={**told, **dict(zip(open_, values, strict=True))}).answer
            for open_ in [[name for name in names if told[name] is Told.UNKNOWN]]
            for values in product((Told.YES, Told.NO), repeat=len(open_))
        }
        assert verdict.answer is Answer.ASK or verdict.answer in settled
        if verdict.answer is Answer.MAY:
            assert settled <= {Answer.MAY, Answer.COMPLY}


@pytest.mark.parametrize(("pack", "act"), ACTS)
def test_a_suspended_rule_carries_no_answer_but_an_order_stays_an_order(pack, act):
    book = BOOKS[pack]
    asked = book.act(act)
    assert asked is not None
    everything = {rule.id for rule in book.rules}
    for told in all_told([branch.when for branch in asked.unless]):
        before, after = may(act=asked, told=told), may(act=asked, told=told, suspended=everything)
        assert (
            after.suspended
            == tuple(name for name in before.rules if before.decided_by == after.decided_by)[: len(after.suspended)]
        )
        assert after.answer is (Answer.COMPLY if before.answer is Answer.COMPLY else Answer.ASK)
    assert may(act=asked, told={}, suspended=()).suspended == ()


@pytest.mark.parametrize("pack", BOOKS)
def test_the_packs_stories_end_as_counsel_expects(pack):
    book = BOOKS[pack]
    assert list(faults(book, clauses=None)) == []
    assert list(wrong_scenarios(book)) == []
    asked = {story.act for story in book.scenarios}
    assert asked == {act.id for act in book.acts}, "each question is asked by a story"


@pytest.mark.parametrize("pack", BOOKS)
def test_every_prohibition_is_behind_a_question(pack):
    book = BOOKS[pack]
    behind = {name for act in book.acts for name in act.rules}
    assert {rule.id for rule in book.rules if rule.kind is Kind.PROHIBITION} <= behind


@pytest.mark.parametrize("pack", BOOKS)
def test_nothing_to_say_stands_in_the_way_of_anybody(pack):
    book = BOOKS[pack]
    said = [act.say for act in book.acts] + [branch.say for act in book.acts for branch in act.unless]
    for words in said:
        assert not FORBIDDEN.search(words), words
    assert FORBIDDEN.search("Block the door."), "the list catches something"


def test_cards_are_easy_to_read():
    cards = " ".join(rule.card for rule in BOOKS["los-angeles"].rules).replace("X-1", "that case")
    questions = " ".join(act.question for act in BOOKS["los-angeles"].acts)
    assert textstat.flesch_kincaid_grade(cards) <= 6
    assert textstat.flesch_kincaid_grade(questions) <= 8  # short, but "immigration" stands in most


def changed(part: str, place: int, **changes: object) -> RulebookFile:
    raw = make.book().model_dump(mode="json")
    raw[part][place] |= changes
    return RulebookFile.model_validate(raw)


EMERGENCY = {"when": "emergency", "answer": "comply", "rules": ["R-2"], "do": ["comply", "record"]}
JUDGE = {**EMERGENCY, "when": "judge-order"}


@pytest.mark.parametrize(
    ("book", "sentence"),
    [
        (changed("rules", 0, clause="ORD99"), "No instrument of this pack has the clause ORD99."),
        (changed("rules", 0, exceptions=["R-1"]), "R-1 is no exception of this rulebook."),
        (changed("rules", 1, id="R-1"), "R-1 stands 2 times"),
        (changed("acts", 0, rules=["R-9"]), "The rulebook has no rule R-9."),
        (changed("rules", 0, kind="press"), "R-1 is how the press puts it; no answer rests on it."),
        (changed("acts", 0, do=["decline"]), "Every answer ends in a record."),
        (changed("acts", 0, do=["comply", "record"]), "Who may not does not comply."),
        (changed("acts", 0, unless=[JUDGE]), "Where staff may not, emergency must lead to comply."),
        (changed("acts", 0, unless=[EMERGENCY]), "Where staff may not, judge-order must lead to comply."),
        (
            changed("acts", 0, unless=[EMERGENCY, {**JUDGE, "answer": "may-not", "do": ["decline", "record"]}]),
            "Where staff may not, judge-order must lead to comply.",
        ),
        (changed("acts", 0, unless=[EMERGENCY, {**JUDGE, "do": ["comply", "decline", "record"]}]), "does not decline"),
        (changed("acts", 0, unless=[EMERGENCY, JUDGE, {**JUDGE, "when": "moon"}]), "no condition moon"),
        (
            changed(
                "acts", 0,
                unless=[{"when": "open", "answer": "may", "rules": ["R-2"], "do": ["record"]}, EMERGENCY, JUDGE],
            ),
            "come before all else",
        ),
    ],
)  # fmt: skip
def test_a_rulebook_that_teaches_what_none_may_teach_is_refused(book, sentence):
    found = [said for _place, said in faults(book, clauses={"ORD12-2"})]
    assert any(sentence in one for one in found), found


def test_a_story_that_ends_otherwise_is_found_with_its_place():
    book = changed("scenarios", 1, answer="may-not")
    assert list(wrong_scenarios(book)) == [
        (("scenarios", 1, "answer"), "The rules answer comply, and may-not is expected.")
    ]
    assert [place for place, _said in wrong_scenarios(changed("scenarios", 0, rules=["R-2"]))] == [
        ("scenarios", 0, "rules")
    ]
    assert [place for place, _said in wrong_scenarios(changed("scenarios", 0, act="fly"))] == [("scenarios", 0, "act")]
    assert [place for place, _said in wrong_scenarios(changed("scenarios", 0, told={"moon": "yes"}))] == [
        ("scenarios", 0, "told")
    ]
