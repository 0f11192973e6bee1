"""The table of steps, tested whole."""

import itertools

import pytest

from standing.kernel.refusals import NotNow
from standing.rooms.plans.rules.steps import NEXT, OPEN, Step, after_signatures, check_next, check_open

LEGAL = {
    ("draft", "certified-by-one"),
    ("certified-by-one", "certified"),
    ("certified-by-one", "draft"),
    ("certified", "filed"),
    ("certified", "draft"),
    ("filed", "returned"),
    ("filed", "accepted"),
    ("returned", "draft"),
    ("accepted", "draft"),
}


@pytest.mark.parametrize(("current", "wanted"), list(itertools.product(Step, Step)))
def test_a_step_follows_only_where_the_table_says(current: Step, wanted: Step) -> None:
    if (current.value, wanted.value) in LEGAL:
        check_next(current=current, wanted=wanted)
    else:
        with pytest.raises(NotNow):
            check_next(current=current, wanted=wanted)


def test_the_table_speaks_of_every_step() -> None:
    assert set(NEXT) == set(Step)


@pytest.mark.parametrize("step", list(Step))
def test_text_moves_only_while_the_plan_is_open(step: Step) -> None:
    if step in OPEN:
        check_open(current=step)
    else:
        with pytest.raises(NotNow):
            check_open(current=step)


def test_signatures_are_counted() -> None:
    assert [after_signatures(live=count) for count in range(3)] == [
        Step.DRAFT,
        Step.CERTIFIED_BY_ONE,
        Step.CERTIFIED,
    ]
