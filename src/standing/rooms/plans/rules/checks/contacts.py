"""Does everybody know whom to call?"""

from __future__ import annotations

import re

from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.checks.plan import Finding, PlanContent, Rule, sample
from standing.rooms.plans.rules.template import Kind

_WAY_TO_REACH = re.compile(r"\b911\b|\b311\b|\(?\d{3}\)?[ .-]\d{3}[.-]\d{4}|\b\d{3}-\d{4}\b|[\w.+-]+@[\w-]+\.[\w.-]+")


def names_liaison_and_backup(plan: PlanContent) -> list[Finding]:
    """The people to tell include a liaison and a backup, two different names."""
    found = []
    for section in plan.sections:
        rows = values.rows_of(section.value)
        if not rows:
            continue
        liaisons = {_name(row) for row in rows if row.get("role") == "liaison" and row.get("name")}
        backups = {_name(row) for row in rows if row.get("role") == "backup" and row.get("name")}
        if not liaisons:
            found.append(_missing(section.terms.id, "Name the department's liaison."))
        if not backups:
            found.append(_missing(section.terms.id, "Name a backup, for the days the liaison is away."))
        if liaisons and backups and not backups - liaisons:
            found.append(_missing(section.terms.id, "The backup is the same person as the liaison. Name two people."))
    return found


def names_who_to_call(plan: PlanContent) -> list[Finding]:
    """Each person to tell can be reached; a text names at least one number or address."""
    found = []
    for section in plan.sections:
        if values.is_empty(section.value):
            continue
        if section.terms.kind is Kind.CONTACTS:
            found += [
                Finding(
                    rule="names_who_to_call",
                    section=section.terms.id,
                    sentence=f"Give {row.get('name') or 'row ' + str(number)} an office telephone or e-mail.",
                )
                for number, row in enumerate(values.rows_of(section.value), start=1)
                if not row.get("phone") and not row.get("email")
            ]
            if not values.rows_of(section.value):
                found.append(_nobody(section.terms.id, section.terms.heading))
        elif not _WAY_TO_REACH.search(values.plain(section.value)):
            found.append(_nobody(section.terms.id, section.terms.heading))
    return found


def _name(row: dict[str, str]) -> str:
    return row["name"].casefold()


def _missing(section: str, sentence: str) -> Finding:
    return Finding(rule="names_liaison_and_backup", section=section, sentence=sentence)


def _nobody(section: str, heading: str) -> Finding:
    return Finding(
        rule="names_who_to_call",
        section=section,
        sentence=f"“{heading}” names nobody who can be reached. Give an office telephone or e-mail.",
    )


_LIAISON = {"role": "liaison", "name": "Ana Reyes", "phone": "213-555-0101", "email": ""}
_BACKUP = {"role": "backup", "name": "Lee Park", "phone": "", "email": "lee.park@parks.example"}

RULES = (
    Rule(
        check=names_liaison_and_backup,
        kinds=frozenset({Kind.CONTACTS}),
        should_pass=(
            sample(Kind.CONTACTS, {"rows": [_LIAISON, _BACKUP], "none": ""}),
            sample(Kind.CONTACTS, {}),
        ),
        should_fail=(
            sample(Kind.CONTACTS, {"rows": [_LIAISON], "none": ""}),
            sample(Kind.CONTACTS, {"rows": [_BACKUP], "none": ""}),
            sample(Kind.CONTACTS, {"rows": [_LIAISON, _BACKUP | {"name": "ana reyes"}], "none": ""}),
            sample(Kind.CONTACTS, {"rows": [_LIAISON, _BACKUP | {"name": ""}], "none": ""}),
        ),
    ),
    Rule(
        check=names_who_to_call,
        kinds=frozenset({Kind.CONTACTS, Kind.TEXT, Kind.TABLE}),
        should_pass=(
            sample(Kind.CONTACTS, {"rows": [_LIAISON, _BACKUP], "none": ""}),
            sample(Kind.TEXT, {"text": "In danger call 911, else the desk."}),
            sample(Kind.TEXT, {"text": "The desk: (213) 555-0142."}),
            sample(Kind.TEXT, {}),
        ),
        should_fail=(
            sample(Kind.CONTACTS, {"rows": [_LIAISON | {"phone": ""}], "none": ""}),
            sample(Kind.CONTACTS, {"rows": [], "none": "Nobody yet."}),
            sample(Kind.TEXT, {"text": "Call somebody."}),
        ),
    ),
)
