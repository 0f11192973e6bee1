"""Is there enough on the page?"""

from __future__ import annotations

from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.checks.plan import ALL_KINDS, Finding, PlanContent, Rule, sample
from standing.rooms.plans.rules.template import Kind


def required_sections_filled(plan: PlanContent) -> list[Finding]:
    """Each required section holds something; a file alone does not say it in words."""
    return [
        Finding(
            rule="required_sections_filled",
            section=section.terms.id,
            sentence=f"“{section.terms.heading}” is still empty.",
        )
        for section in plan.sections
        if section.terms.required and values.is_empty(section.value)
    ]


def minimum_length(plan: PlanContent) -> list[Finding]:
    """A text that was begun has at least the words that the template asks for."""
    found = []
    for section in plan.sections:
        count, least = values.words_in(values.text_of(section.value)), section.terms.min_words
        if not values.is_empty(section.value) and count < least:
            found.append(
                Finding(
                    rule="minimum_length",
                    section=section.terms.id,
                    sentence=f"“{section.terms.heading}” has {count} words; say more, at least {least} words.",
                )
            )
    return found


def mentions_what_it_must(plan: PlanContent) -> list[Finding]:
    """A section that was begun speaks of everything the template names."""
    found = []
    for section in plan.sections:
        if values.is_empty(section.value):
            continue
        text = values.plain(section.value).casefold()
        missing = [word for word in section.terms.must_mention if word.casefold() not in text]
        found += [
            Finding(
                rule="mentions_what_it_must",
                section=section.terms.id,
                sentence=f"“{section.terms.heading}” does not speak of “{word}” yet.",
            )
            for word in missing
        ]
    return found


RULES = (
    Rule(
        check=required_sections_filled,
        kinds=ALL_KINDS,
        should_pass=(
            sample(Kind.TEXT, {"text": "We ask who they are."}),
            sample(Kind.TEXT, {}, required=False),
            sample(Kind.TABLE, {"rows": [], "none": "No contractor works on our sites."}),
        ),
        should_fail=(sample(Kind.TEXT, {}), sample(Kind.DATE, {}), sample(Kind.CONTACTS, {}, files=1)),
    ),
    Rule(
        check=minimum_length,
        kinds=frozenset({Kind.TEXT}),
        should_pass=(
            sample(Kind.TEXT, {"text": "Call the supervisor's desk first."}, min_words=5),
            sample(Kind.TEXT, {}, min_words=5),
        ),
        should_fail=(
            sample(Kind.TEXT, {"text": "Call the supervisor."}, min_words=5),
            sample(Kind.TEXT, {"text": "- - - - - -"}, min_words=1),
        ),
    ),
    Rule(
        check=mentions_what_it_must,
        kinds=ALL_KINDS,
        should_pass=(
            sample(Kind.TEXT, {"text": "The Supervisor is told."}, must_mention=("supervisor",)),
            sample(Kind.TABLE, {"rows": [{"what": "Ordinance"}], "none": ""}, must_mention=("ordinance",)),
        ),
        should_fail=(
            sample(Kind.TEXT, {"text": "Somebody is told."}, must_mention=("supervisor",)),
            sample(Kind.TEXT, {"text": "The supervisor."}, must_mention=("supervisor", "liaison")),
        ),
    ),
)
