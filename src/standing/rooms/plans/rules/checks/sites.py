"""Does each site say which parts are closed to the public?"""

from __future__ import annotations

from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.checks.plan import Finding, PlanContent, Rule, sample
from standing.rooms.plans.rules.template import Kind


def sites_have_nonpublic_areas_named(plan: PlanContent) -> list[Finding]:
    """Each site has a name and says which areas are closed to the public, if only by “none”."""
    found = []
    for section in plan.sections:
        for number, row in enumerate(values.rows_of(section.value), start=1):
            name = row.get("name")
            if not name:
                sentence = f"Row {number}: give the site a name."
            elif not row.get("nonpublic"):
                sentence = f"{name}: say which areas are closed to the public, or write “none”."
            else:
                continue
            found.append(Finding(rule="sites_have_nonpublic_areas_named", section=section.terms.id, sentence=sentence))
    return found


RULES = (
    Rule(
        check=sites_have_nonpublic_areas_named,
        kinds=frozenset({Kind.SITES}),
        should_pass=(
            sample(Kind.SITES, {"rows": [{"name": "Yard 4", "nonpublic": "workshop, offices"}], "none": ""}),
            sample(Kind.SITES, {"rows": [{"name": "Plaza", "nonpublic": "none"}], "none": ""}),
            sample(Kind.SITES, {"rows": [], "none": "We have no site of our own."}),
        ),
        should_fail=(
            sample(Kind.SITES, {"rows": [{"name": "Yard 4", "nonpublic": ""}], "none": ""}),
            sample(Kind.SITES, {"rows": [{"name": "", "nonpublic": "offices"}], "none": ""}),
        ),
    ),
)
