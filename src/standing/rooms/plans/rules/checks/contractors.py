"""Are the contractors told too?"""

from __future__ import annotations

import re

from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.checks.plan import Finding, PlanContent, Rule, sample
from standing.rooms.plans.rules.template import Kind

_SPOKEN_OF = re.compile(r"\b(contractors?|vendors?|concession(aire)?s?|subcontractors?)\b", re.IGNORECASE)


def contractors_covered_or_none_declared(plan: PlanContent) -> list[Finding]:
    """The section says how contractors on City property are told, or declares that there are none."""
    return [
        Finding(
            rule="contractors_covered_or_none_declared",
            section=section.terms.id,
            sentence=(
                f"“{section.terms.heading}”: say how contractors on City property are told, "
                "or declare that there are none."
            ),
        )
        for section in plan.sections
        if not values.is_empty(section.value)
        and not values.rows_of(section.value)
        and not values.none_of(section.value)
        and not _SPOKEN_OF.search(values.text_of(section.value))
    ]


RULES = (
    Rule(
        check=contractors_covered_or_none_declared,
        kinds=frozenset({Kind.TABLE, Kind.TEXT}),
        should_pass=(
            sample(Kind.TEXT, {"text": "Every contractor gets the notice before work starts."}),
            sample(Kind.TEXT, {"text": "No vendors work on our property."}),
            sample(Kind.TABLE, {"rows": [{"what": "Notice", "who": "guards"}], "none": ""}),
            sample(Kind.TABLE, {"rows": [], "none": "We have no contracts for work on site."}),
            sample(Kind.TEXT, {}),
        ),
        should_fail=(sample(Kind.TEXT, {"text": "Everybody is told."}),),
    ),
)
