"""Is it said who is trained, and when?"""

from __future__ import annotations

import re

from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.checks.plan import Finding, PlanContent, Rule, sample
from standing.rooms.plans.rules.template import Kind

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(
    rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b"
    rf"|\b({_MONTHS})\b[ .,\d]*\d{{4}}|\bwithin \w+ (days|weeks|months)\b|\bevery (year|month|quarter)\b"
)
_AUDIENCE = re.compile(
    r"\b(all|every|each|new|front[- ]line|field|counter|security)\b[^.\n]{0,40}"
    r"\b(staff|employees?|workers?|officers?|guards?|contractors?|supervisors?|volunteers?|clerks?|person|people|teams?)\b",
    re.IGNORECASE,
)


def training_has_date_and_audience(plan: PlanContent) -> list[Finding]:
    """Each training says for whom it is and on which day, or by when."""
    found = []
    for section in plan.sections:
        if section.terms.kind is Kind.TABLE:
            day_columns = [column.id for column in section.terms.row_columns if column.kind == "date"]
            for number, row in enumerate(values.rows_of(section.value), start=1):
                words = " . ".join(row.values())
                if not any(row.get(column) for column in day_columns) and not _DAY.search(words):
                    found.append(_finding(section.terms.id, f"Row {number}: {_WHEN}"))
                if not row.get("who") and not row.get("audience") and not _AUDIENCE.search(words):
                    found.append(_finding(section.terms.id, f"Row {number}: {_WHO}"))
        elif text := values.text_of(section.value):
            if not _DAY.search(text):
                found.append(_finding(section.terms.id, _WHEN))
            if not _AUDIENCE.search(text):
                found.append(_finding(section.terms.id, _WHO))
    return found


_WHEN = "Say on which day the training is, or by when."
_WHO = "Say for whom the training is, such as “all counter staff”."


def _finding(section: str, sentence: str) -> Finding:
    return Finding(rule="training_has_date_and_audience", section=section, sentence=sentence)


RULES = (
    Rule(
        check=training_has_date_and_audience,
        kinds=frozenset({Kind.TABLE, Kind.TEXT}),
        should_pass=(
            sample(
                Kind.TABLE,
                {
                    "rows": [{"what": "Ordinance", "who": "all counter staff", "date": "2025-08-01"}],
                    "none": "",
                },
            ),
            sample(Kind.TEXT, {"text": "All field employees are trained by 1 August 2025."}),
            sample(Kind.TEXT, {"text": "Each new clerk is trained within two weeks."}),
            sample(Kind.TEXT, {}),
        ),
        should_fail=(
            sample(Kind.TABLE, {"rows": [{"what": "Ordinance", "who": "", "date": "2025-08-01"}], "none": ""}),
            sample(Kind.TABLE, {"rows": [{"what": "Ordinance", "who": "clerks", "date": ""}], "none": ""}),
            sample(Kind.TEXT, {"text": "All field employees are trained."}),
            sample(Kind.TEXT, {"text": "There is a training on 1 August 2025."}),
        ),
    ),
)
