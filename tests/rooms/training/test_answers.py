"""Whether answers pass, and what a course must be before it is taken in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.rooms.training.rules import answers, safety, text
from tests.make import training as make

CHOSEN = st.fixed_dictionaries(
    {name: st.sets(st.sampled_from(["a", "b", "c", "x"])) for name in ("q1", "q2", "q3", "other")}
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # the suite runs beside it
@given(chosen=CHOSEN, percent=st.integers(1, 100))
def test_an_answer_is_right_when_all_and_only_the_right_choices_are_chosen(chosen, percent):
    course = make.terms(pass_percent=percent)
    result = answers.result_of(course, chosen)
    expected = sum(
        {one for one in chosen.get(question.id, []) if one != "x"} == {one.id for one in question.choices if one.right}
        for question in course.questions
    )
    assert (result.score, result.out_of) == (expected, 4)
    assert result.is_passed == (expected / 4 * 100 >= percent)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # the suite runs beside it
@given(out_of=st.integers(1, 8), percent=st.integers(1, 100))
def test_so_many_as_the_page_asks_for_are_just_enough(out_of, percent):
    least = answers.needed(out_of=out_of, percent=percent)
    assert answers.passes(score=least, out_of=out_of, percent=percent)
    assert not answers.passes(score=least - 1, out_of=out_of, percent=percent)


def faults(course):
    return [one.sentence for one in safety.faults(course, clauses={"T9-1"}, languages={"en", "es"}, first="en")]


def test_a_whole_course_has_no_fault():
    assert faults(make.terms()) == []
    assert faults(make.in_two_languages()) == []


def test_what_a_course_lacks_is_said_where_it_stands():
    course = make.plain()
    course["questions"][0]["choices"][0]["right"] = False
    assert faults(make.terms(questions=course["questions"])) == ["Mark at least one choice as right: true."]
    course = make.plain()
    for choice in course["questions"][0]["choices"]:
        choice["right"] = True
    assert faults(make.terms(questions=course["questions"])) == ["Not every choice can be right."]
    course["parts"][0] |= {"clauses": ["T9-7"], "image": {"drawing": "dragon", "description": "A dragon with wings."}}
    told = faults(make.terms(parts=course["parts"]))
    assert "No instrument of the pack has a clause T9-7." in told
    assert any("There is no drawing dragon" in one for one in told)
    assert faults(make.terms(id="verify")) == ["Another page has this name. Choose another for the course."]


@pytest.mark.parametrize("change", [{"description": ""}, {"description": "short"}])
def test_an_image_without_a_description_has_no_shape(change):
    parts = make.plain()["parts"]
    parts[0]["image"] |= change
    with pytest.raises(ValueError, match="description"):
        make.terms(parts=parts)


def test_a_video_is_a_link_with_a_transcript():
    parts = make.plain()["parts"]
    parts[0]["video"] = {"address": "https://video.example/1", "minutes": 2}
    with pytest.raises(ValueError, match="transcript"):
        make.terms(parts=parts)
    parts[0]["video"]["transcript"] = "Stay calm, says a woman at a desk."
    assert faults(make.terms(parts=parts)) == []


def test_a_language_is_whole_or_not_there():
    words = make.spanish(make.plain())
    del words["question:q3:b"]
    assert faults(make.terms(words={"es": words})) == [
        "A language is whole or not there. These have no words: question:q3:b."
    ]
    assert faults(make.terms(words={"es": words | {"question:q3:b": "No", "more": "?"}})) == [
        "The course has no text more."
    ]
    assert faults(make.terms(words={"fr": words})) == ["This is not another language of the pack."]


def test_the_words_that_are_shown_hold_no_right_answer():
    course = make.in_two_languages()
    for language in ("en", "es"):
        body = text.body_of(course, language=language, first="en")
        assert '"right"' not in body
        assert "Because" not in body
        said = text.decoded(body)
        assert [one["id"] for one in said["questions"]] == ["q1", "q2", "q3", "q4"]
        assert (said["course"], said["edition"], said["language"]) == ("desk", 1, language)


def test_a_day_that_does_not_come_each_year_is_no_expiry():
    with pytest.raises(ValueError, match="every year"):
        make.terms(expires={"each_year": "02-29"})
    assert make.terms(expires={"each_year": "02-28"}).expires_rule == "each-year:02-28"
    assert make.terms(expires="never").expires_rule == "never"
