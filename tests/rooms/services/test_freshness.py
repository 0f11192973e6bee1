"""How long a check holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.rooms.services.rules.freshness import Age, Freshness, freshness
from standing.rooms.services.rules.terms import Field

DAY = date(2026, 6, 1)


@pytest.mark.parametrize("limit", [30, 90])
def test_fresh_to_the_limit_old_to_twice_the_limit_then_gone(limit):
    found = freshness(checked=dict.fromkeys(Field, DAY), limit_days=limit)
    ages = [found.age(on=DAY + timedelta(days=days)) for days in (0, limit, limit + 1, 2 * limit, 2 * limit + 1)]
    assert ages == [Age.FRESH, Age.FRESH, Age.OLD, Age.OLD, Age.EXPIRED]
    assert [found.is_shown(on=DAY + timedelta(days=days)) for days in (2 * limit, 2 * limit + 1)] == [True, False]


@pytest.mark.parametrize("field", Field)
def test_one_field_that_was_never_checked_keeps_it_off_the_page(field):
    checked = dict.fromkeys(Field, DAY) | {field: None}
    assert freshness(checked=checked, limit_days=90) == Freshness()
    assert Freshness().age(on=DAY) is Age.NEVER
    assert not Freshness().is_shown(on=DAY)


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
CHECKED = st.fixed_dictionaries(dict.fromkeys(Field, DAYS))


@given(CHECKED, st.integers(1, 366), DAYS)
def test_the_oldest_check_decides(checked, limit, on):
    found = freshness(checked=checked, limit_days=limit)
    oldest = min(checked.values())
    assert found.checked_on == oldest
    assert found.is_shown(on=on) is (on <= oldest + timedelta(days=2 * limit))
    assert (found.age(on=on) is Age.FRESH) is (on <= oldest + timedelta(days=limit))


@given(CHECKED, st.integers(1, 366), DAYS, st.sampled_from(list(Field)), st.integers(0, 4000))
def test_a_later_check_never_makes_it_older(checked, limit, on, field, later):
    order = [Age.FRESH, Age.OLD, Age.EXPIRED, Age.NEVER]
    before = freshness(checked=checked, limit_days=limit).age(on=on)
    after = freshness(checked=checked | {field: checked[field] + timedelta(days=later)}, limit_days=limit).age(on=on)
    assert order.index(after) <= order.index(before)


@given(CHECKED, st.integers(1, 366), DAYS, st.integers(0, 2000))
def test_time_alone_never_makes_it_fresher(checked, limit, on, later):
    order = [Age.FRESH, Age.OLD, Age.EXPIRED]
    found = freshness(checked=checked, limit_days=limit)
    assert order.index(found.age(on=on)) <= order.index(found.age(on=on + timedelta(days=later)))
