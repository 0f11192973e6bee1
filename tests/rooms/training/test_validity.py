"""On which days a completion holds, against the plainest way to say it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.rooms.training.rules import validity
from standing.rooms.training.rules.validity import EachYear, EditionOut, Months, Never

DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
RULES = st.one_of(
    st.just(Never()),
    st.builds(Months, months=st.integers(1, 40)),
    st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: EachYear(month=day.month, day=day.day)),
)
DAY = timedelta(days=1)


def holds(on, day, rule, superseded):
    """Walk from the day of the completion, day by day, as a person with a calendar would."""
    if day < on or (superseded and day >= superseded):
        return False
    if isinstance(rule, Never):
        return True
    if isinstance(rule, Months):
        months = (day.year - on.year) * 12 + day.month - on.month
        return months < rule.months or (months == rule.months and day.day <= on.day)
    walked = on
    while walked < day:
        walked += DAY
        no_such_day = rule.month == 2 and rule.day == 29 and walked.year % 4
        if (walked.month, walked.day) == (rule.month, 28 if no_such_day else rule.day):
            return False
    return True


@given(on=DAYS, after=st.integers(-3, 1500), rule=RULES, superseded=st.none() | DAYS)
def test_it_holds_as_a_calendar_says(on, after, rule, superseded):
    day = on + after * DAY

    assert validity.is_valid(on=on, day=day, expires=rule, superseded=superseded) == holds(on, day, rule, superseded)


@given(on=DAYS, day=DAYS, rule=RULES, superseded=st.none() | DAYS)
def test_the_database_may_compare_days_only(on, day, rule, superseded):
    first = validity.earliest(day=day, expires=rule, superseded=superseded)

    assert (first is not None and first <= on <= day) == validity.is_valid(
        on=on, day=day, expires=rule, superseded=superseded
    )


@given(on=DAYS, later=st.integers(0, 400), rule=RULES)
def test_doing_it_again_never_ends_sooner(on, later, rule):
    first = validity.last_day(on=on, expires=rule)
    again = validity.last_day(on=on + later * DAY, expires=rule)

    assert (first is None and again is None) or first <= again


def test_short_months_and_leap_days():
    assert validity.last_day(on=date(2024, 2, 29), expires=Months(months=12)) == date(2025, 2, 28)
    assert validity.last_day(on=date(2025, 1, 31), expires=Months(months=1)) == date(2025, 2, 28)
    assert validity.last_day(on=date(2025, 7, 1), expires=EachYear(month=7, day=1)) == date(2026, 6, 30)
    assert validity.last_day(on=date(2025, 6, 30), expires=EachYear(month=7, day=1)) == date(2025, 6, 30)
    assert validity.last_day(on=date(2024, 3, 1), expires=EachYear(month=2, day=29)) == date(2025, 2, 27)


def test_only_a_material_edition_asks_for_it_anew_and_only_after_the_days_of_grace():
    editions = [
        EditionOut(number=1, out_on=date(2025, 1, 1), is_material=True),
        EditionOut(number=2, out_on=date(2025, 3, 1), is_material=False),
        EditionOut(number=3, out_on=date(2025, 6, 1), is_material=True),
        EditionOut(number=4, out_on=date(2025, 9, 1), is_material=True),
    ]

    def ends(edition):
        return validity.superseded_on(edition=edition, editions=editions, grace_days=30)

    assert [ends(number) for number in (1, 2, 3, 4)] == [date(2025, 7, 1), date(2025, 7, 1), date(2025, 10, 1), None]


@pytest.mark.parametrize("said", ["soon", "months:0", "each-year:02-30", "each-year:7-1", "months", ""])
def test_what_is_no_rule_is_refused(said):
    with pytest.raises(ValueError, match="Not a rule"):
        validity.expiry_of(said)


def test_the_three_ways_to_write_a_rule():
    assert validity.expiry_of("never") == Never()
    assert validity.expiry_of("months:12") == Months(months=12)
    assert validity.expiry_of("each-year:07-01") == EachYear(month=7, day=1)
