"""Will somebody look at the plan again in time?"""

from __future__ import annotations

from datetime import timedelta

from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.checks.plan import A_DAY, Finding, PlanContent, Rule, sample
from standing.rooms.plans.rules.template import Kind

_A_YEAR = timedelta(days=366)


def review_date_in_future_and_within_a_year(plan: PlanContent) -> list[Finding]:
    """The day of the next review lies ahead, at most a year from today."""
    found = []
    for section in plan.sections:
        day = values.day_of(section.value)
        if day is None or plan.today < day <= plan.today + _A_YEAR:
            continue
        sentence = (
            f"“{section.terms.heading}”: choose a day after today."
            if day <= plan.today
            else f"“{section.terms.heading}”: choose a day within a year from today."
        )
        found.append(
            Finding(
                rule="review_date_in_future_and_within_a_year",
                section=section.terms.id,
                sentence=sentence,
            )
        )
    return found


def _in(days: int) -> PlanContent:
    return sample(Kind.DATE, {"date": (A_DAY + timedelta(days=days)).isoformat()})


RULES = (
    Rule(
        check=review_date_in_future_and_within_a_year,
        kinds=frozenset({Kind.DATE}),
        should_pass=(_in(1), _in(180), _in(366), sample(Kind.DATE, {})),
        should_fail=(_in(0), _in(-1), _in(367)),
    ),
)
