"""What is true without a database: how a text reads, how its bytes are written, steps, days, papers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import textstat
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from standing.kernel.reading import reading_of, syllables_of, words_of
from standing.kernel.refusals import NotNow
from standing.rooms.rights.rules import papers, shelf_life, steps
from standing.rooms.rights.rules import text as texts
from standing.rooms.rights.rules.shape import ArticleTerms, BlockKind
from standing.rooms.rights.rules.steps import Finding, Step
from tests.make import rights as make

PLAIN = (
    "You do not have to open the door. Ask them to slide the paper under it. Look for the name of a judge.",
    "You may stay silent. Say it out loud. Do not sign anything before you speak with a lawyer.",
    "City services are for all people. City workers do not ask about your papers. Parks are open to all.",
    "If a judge signed the warrant, it must be followed. The same is true for an order in an emergency.",
    "Only a lawyer can tell you about your own case. Some people only say that they can. They take your money.",
)
HARD = (
    "Any other provision of this section, and every administrative determination of authority, "
    "constitutes neither judicial authorization nor probable cause for apprehension."
)


@pytest.mark.parametrize("text", [*PLAIN, HARD])
def test_the_grade_agrees_with_a_second_count(text):
    assert reading_of([text]).grade == pytest.approx(textstat.flesch_kincaid_grade(text), abs=1.2)


def test_plain_is_told_from_hard():
    assert all(not reading_of([text]).is_hard for text in PLAIN)
    assert reading_of([HARD]).is_hard


WORDS = sorted({word.lower() for text in (*PLAIN, HARD) for word in words_of(text)})


def test_few_words_are_counted_otherwise_than_by_the_second_count():
    differing = [word for word in WORDS if syllables_of(word) != textstat.syllable_count(word)]
    assert len(differing) <= len(WORDS) // 20, differing


@pytest.mark.parametrize(
    ("word", "count"),
    [("door", 1), ("people", 2), ("signed", 1), ("wanted", 2), ("judges", 2), ("emergency", 4), ("311", 1), ("home", 1),
     ("table", 2), ("being", 2), ("quiet", 2), ("lawyer's", 2), ("city-wide", 3)],
)  # fmt: skip
def test_syllables(word, count):
    assert syllables_of(word) == count


def test_a_sentence_over_twenty_words_is_told():
    long = " ".join(["word"] * 21) + "."
    assert reading_of([long]).long_sentences == (long,)
    assert reading_of([" ".join(["word"] * 20) + "."]).long_sentences == ()


def test_a_heading_is_a_sentence_and_nothing_reads_as_nothing():
    assert reading_of(["At home", "At work"]).words == 4
    assert (reading_of([]).grade, reading_of(["…"]).words) == (0.0, 0)


@given(st.text(max_size=300))
def test_any_text_has_a_grade(text):
    assert reading_of([text]).grade >= 0


def test_equal_texts_are_equal_bytes_and_come_back_the_same():
    again = texts.of_content(make.TEXT.content)
    assert (again, again.sha256) == (make.TEXT, make.TEXT.sha256)
    assert replace(make.TEXT, review_days=1).sha256 != make.TEXT.sha256


def test_a_pack_and_the_editor_write_the_same_bytes():
    terms = ArticleTerms.model_validate(make.article_file()["article"])
    assert texts.of_terms(terms) == make.TEXT


@pytest.mark.parametrize(
    "bad",
    [
        {"id": "print"},
        {"id": "At Home"},
        {"title": "<b>Door</b>"},
        {"short": "x" * 301},
        {"summary": "A {brace"},
        {"blocks": []},
        {"blocks": [{"id": "b1", "kind": "text", "text": "A"}, {"id": "b1", "kind": "text", "text": "B"}]},
        {"blocks": [{"id": "title", "kind": "text", "text": "A"}]},
        {"blocks": [{"id": "b1", "kind": "shout", "text": "A"}]},
        {"laws": [{"says": "A", "where": "B", "confidence": "X"}]},
        {"review_days": 0},
        {"colour": "red"},
    ],
)
def test_what_is_no_article_is_refused(bad):
    good = make.article_file()["article"]
    ArticleTerms.model_validate(good)
    with pytest.raises(ValidationError):
        ArticleTerms.model_validate({**good, **bad})


@pytest.mark.parametrize(
    ("is_submitted", "finding", "step"),
    [
        (False, None, Step.DRAFT),
        (True, None, Step.WAITING),
        (True, Finding.TAKEN_BACK, Step.DRAFT),
        (True, Finding.RETURNED, Step.RETURNED),
        (True, Finding.APPROVED, Step.APPROVED),
    ],
)
def test_the_step_follows_from_records(is_submitted, finding, step):
    assert steps.step_of(is_submitted=is_submitted, finding=finding) is step


@pytest.mark.parametrize("current", Step)
@pytest.mark.parametrize("wanted", Step)
def test_only_the_steps_of_the_table_are_taken(current, wanted):
    if wanted in steps.NEXT[current]:
        steps.check_next(current=current, wanted=wanted)
    else:
        with pytest.raises(NotNow):
            steps.check_next(current=current, wanted=wanted)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 1500), st.integers(0, 4000))
def test_a_text_is_fresh_then_overdue_then_expired_and_never_back(read_on, days, later):
    life = shelf_life.of(read_on=read_on, review_days=days)
    today = read_on + timedelta(days=later)
    assert life.is_overdue(today=today) is (later > days)
    assert life.is_expired(today=today) is (later > 2 * days)
    assert not (life.is_soon(today=today) and life.is_overdue(today=today))


def test_each_paper_has_a_name_of_its_own():
    found = papers.papers_of(
        [
            ("now", "poster", "help"),
            ("red", "wallet-card", "plan"),
            ("door", "poster", "home"),
            ("plan", "none", "plan"),
        ]
    )
    assert [one.name for one in found] == [
        "poster", "poster-tabloid", "wallet-card", "poster-door", "poster-door-tabloid", "door-hanger",
    ]  # fmt: skip
    assert [one.template for one in found][-1] == "door-hanger"
    assert papers.paper_id(name="poster", language="zh-hant", version=3) == "POSTER/ZH-HANT/3"


def test_every_kind_of_block_is_known_to_pages_and_forms():
    from standing.rooms.rights import forms
    from standing.rooms.rights.views import parts

    assert (
        {kind for kind, _ in forms.KINDS} == {kind.value for kind in BlockKind} == {str(kind) for kind in parts.KINDS}
    )
