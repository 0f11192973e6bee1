"""Which steps are reached, and who gets a letter: against a walk from day to day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from standing.kernel import deadlines
from standing.rooms.training.rules import reminding
from standing.rooms.training.rules.reminding import Owed

DUE = date(2026, 3, 8)
DAY = timedelta(days=1)
STEPS = (7, 3, 1, 0)


@given(after=st.integers(-20, 200), days=st.sets(st.integers(-3, 30), min_size=1), weekly=st.booleans())
def test_the_last_step_is_the_last_that_the_house_counts(after, days, weekly):
    today = DUE + after * DAY
    reached = deadlines.steps_reached(DUE, today, steps=tuple(days), weekly_after=weekly)

    found = reminding.last_step(due_on=DUE, today=today, days=tuple(days), weekly_after=weekly)

    assert (found.on if found else None) == (reached[-1].date if reached else None)
    assert found is None or found.word == reached[-1].step


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_days_the_job_runs_no_step_is_lost_and_none_is_told_twice(data):
    """The job runs on random days, often more than once; dues move as rosters are brought again."""
    people = [UUID(int=number) for number in range(3)]
    dues = {(person, course): DUE + data.draw(st.integers(0, 20)) * DAY for person in people for course in ("a", "b")}
    covered: dict[tuple[UUID, str, date], date] = {}
    told: list[tuple[UUID, str, date, date]] = []
    wrote: set[tuple[UUID, date]] = set()
    for number in range(-10, 45):
        today = DUE + number * DAY
        runs = data.draw(st.integers(0, 2)) if number < 44 else 1
        for _ in range(runs):
            owed = [Owed(person=person, course=course, due_on=due) for (person, course), due in dues.items()]
            written = {person for person, on in wrote if on == today}
            for letter in reminding.letters(
                owed, today=today, covered=covered, written_today=written, days=STEPS, weekly_after=True
            ):
                assert (letter.person, today) not in wrote
                wrote.add((letter.person, today))
                for line in letter.lines:
                    key = (line.owed.person, line.owed.course, line.owed.due_on)
                    covered[key] = line.step.on
                    told.append((*key, line.step.on))
    assert len(told) == len(set(told))
    for (person, course), due in dues.items():
        last = reminding.last_step(due_on=due, today=DUE + 44 * DAY, days=STEPS, weekly_after=True)
        assert last is None or covered.get((person, course, due)) == last.on


def test_a_letter_holds_every_course_its_day_and_its_own_link_and_no_name():
    person = UUID(int=1)
    owed = [Owed(person=person, course="b", due_on=DUE), Owed(person=person, course="a", due_on=DUE + 3 * DAY)]
    (letter,) = reminding.letters(owed, today=DUE, covered={}, written_today=(), days=STEPS, weekly_after=True)

    said = reminding.body(
        letter, titles={"a": "At the counter", "b": "The law"}, addresses={"a": "https://x/a", "b": "https://x/b"},
        today=DUE,
    )  # fmt: skip

    assert [line.owed.course for line in letter.lines] == ["b", "a"]
    assert [line.step.word for line in letter.lines] == ["T", "T-3"]
    assert said.index("The law") < said.index("At the counter")
    for words in ("https://x/a", "That is today.", "3 days are left."):
        assert words in said
    assert reminding.subject(letter, titles={}) == "2 courses to take"
