"""Can people read it in their own language?"""

from __future__ import annotations

import re

from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.checks.plan import Finding, PlanContent, Rule, sample
from standing.rooms.plans.rules.template import Kind

NAMES = (
    "Amharic", "Arabic", "Armenian", "Bengali", "Cantonese", "Chinese", "Farsi", "French", "Hebrew",
    "Hindi", "Ilocano", "Italian", "Japanese", "K'iche'", "Kanjobal", "Khmer", "Korean", "Mandarin", "Mixteco",
    "Oromo", "Persian", "Portuguese", "Punjabi", "Q'anjob'al", "Russian", "Samoan", "Sign Language", "Spanish",
    "Tagalog", "Thai", "Tigrinya", "Tongan", "Ukrainian", "Urdu", "Vietnamese", "Zapotec",
)  # fmt: skip
"""Languages other than English that a plan may name; a name missing here can be said in a reason."""

_LANGUAGE = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in NAMES), re.IGNORECASE)
_REASON = re.compile(r"\b(because|since|as our|the reason)\b", re.IGNORECASE)


def at_least_one_language_or_reason(plan: PlanContent) -> list[Finding]:
    """The section names a language other than English, or says why there is none."""
    return [
        Finding(
            rule="at_least_one_language_or_reason",
            section=section.terms.id,
            sentence=f"“{section.terms.heading}”: name a language other than English, or say why none is needed.",
        )
        for section in plan.sections
        if not values.is_empty(section.value)
        and not values.none_of(section.value)
        and not _LANGUAGE.search(values.plain(section.value).replace("\u2019", "'"))
        and not _REASON.search(values.text_of(section.value))
    ]


RULES = (
    Rule(
        check=at_least_one_language_or_reason,
        kinds=frozenset({Kind.TEXT, Kind.TABLE}),
        should_pass=(
            sample(Kind.TEXT, {"text": "Signs are in Spanish and Korean."}),
            sample(Kind.TABLE, {"rows": [{"what": "Poster", "who": "visitors, in k'iche'"}], "none": ""}),
            sample(Kind.TABLE, {"rows": [], "none": "No counter is open to the public."}),
            sample(Kind.TEXT, {"text": "None, because no counter is open to the public."}),
            sample(Kind.TEXT, {}),
        ),
        should_fail=(
            sample(Kind.TEXT, {"text": "Signs are in English."}),
            sample(Kind.TABLE, {"rows": [{"what": "Poster", "who": "visitors"}], "none": ""}),
        ),
    ),
)
