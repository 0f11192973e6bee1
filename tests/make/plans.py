"""Builders for plans: a small town's pack with two campaigns, a team, and plans at any step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as pack
from standing.rooms.plans import actions, queries
from standing.rooms.plans.models import Plan, Version
from standing.rooms.plans.rules.template import Rank
from standing.rooms.plans.rules.values import Value
from tests.make import accounts as make_accounts
from tests.make import obligations as make_obligations
from tests.make import pack as make_pack

LOADED = datetime(2025, 7, 10, 16, 0, tzinfo=UTC)
AT = datetime(2025, 7, 14, 17, 0, tzinfo=UTC)
DUE = "2025-07-25"
ZONE = ZoneInfo("America/Los_Angeles")

CAMPAIGN: dict[str, object] = {
    "campaign": {
        "id": "prep",
        "name": "Preparedness plans",
        "about": "What to do at the counter.",
        "obligation": "T.plan",
        "evidence": "plan-filed",
        "opens": "2025-07-11",
        "certifiers": ["liaison", "head"],
        "reviewer_role": "reviewer",
    },
    "template": {
        "version": "1",
        "sections": [
            {
                "id": "counter",
                "heading": "Protocols at the counter",
                "guidance": "Write the steps in order.",
                "kind": "text",
                "required": True,
                "clauses": ["T-1"],
                "min_words": 8,
                "must_mention": ["supervisor"],
                "help_examples": ["I cannot give permission."],
            },
            {"id": "people", "heading": "Who is told", "guidance": "In order.", "kind": "contacts", "required": True},
            {"id": "sites", "heading": "Sites", "guidance": "One row a site.", "kind": "sites", "required": True},
            {
                "id": "training",
                "heading": "Training",
                "guidance": "One row a group.",
                "kind": "table",
                "required": True,
            },
            {
                "id": "review-date",
                "heading": "Review date",
                "guidance": "Within a year.",
                "kind": "date",
                "required": True,
            },
            {"id": "notes", "heading": "Notes", "guidance": "If any.", "kind": "text", "required": False},
        ],
        "rules": [
            "required_sections_filled",
            "minimum_length",
            "mentions_what_it_must",
            {"id": "names_liaison_and_backup", "section": "people"},
            {"id": "sites-have-nonpublic-areas-named", "section": "sites"},
            {"id": "training_has_date_and_audience", "section": "training"},
            "review_date_in_future_and_within_a_year",
        ],
    },
}
SECOND: dict[str, object] = {
    "campaign": {
        "id": "sb-580",
        "name": "Policies under SB 580",
        "obligation": "T.adopt",
        "evidence": "policy-filed",
        "opens": "2025-07-12",
        "certifiers": ["liaison", "head"],
        "reviewer_role": "reviewer",
    },
    "template": {
        "version": "1",
        "sections": [
            {"id": "policy", "heading": "The policy", "guidance": "In plain words.", "kind": "text", "required": True}
        ],
    },
}

COUNTER = "Decline consent in words, then call the supervisor. Write down what was said."
GOOD: Mapping[str, Value] = {
    "counter": {"text": COUNTER},
    "people": {
        "rows": [
            {
                "role": "liaison",
                "name": "Ana Reyes",
                "title": "Analyst",
                "phone": "213-555-0101",
                "email": "",
                "hours": "8-17",
            },
            {
                "role": "backup",
                "name": "Lee Park",
                "title": "Clerk",
                "phone": "213-555-0102",
                "email": "",
                "hours": "17-8",
            },
        ],
        "none": "",
    },
    "sites": {
        "rows": [
            {"name": "Yard 4", "address": "1 Sample Street", "nonpublic": "workshop", "in-charge": "yard supervisor"}
        ],
        "none": "",
    },
    "training": {"rows": [{"what": "The ordinance", "who": "all staff", "date": "2025-08-29"}], "none": ""},
    "review-date": {"date": "2026-03-02"},
}
POLICY: Mapping[str, Value] = {
    "policy": {"text": "We decline consent, comply with a judge's order, refer, record and notify."}
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people around one plan."""

    department: str
    author: User
    second_author: User
    liaison: User
    backup: User
    head: User
    reviewer: User


def pack_files(*plans: Mapping[str, object], version: str = "1") -> dict[str, bytes]:
    """Return a small town's pack with these campaigns; the two of this module if none is given."""
    files = make_pack.pack_files(pack=make_pack.FILES["pack.yaml"].replace('version: "1"', f'version: "{version}"'))
    files["departments.yaml"] = _yaml({"departments": [_department("parks"), _department("fire")]})
    files["evidence.yaml"] = _yaml(
        {"kinds": [make_obligations.kind("plan-filed"), make_obligations.kind("policy-filed")]}
    )
    files["instruments/t.yaml"] = _yaml(
        make_obligations.instrument(
            make_obligations.duty("T.plan"),
            make_obligations.duty(
                "T.adopt", due={"rule": "fixed-date", "date": "2027-01-01"}, evidence={"all": ["policy-filed"]}
            ),
        )
    )
    for number, plan in enumerate(plans or (CAMPAIGN, SECOND)):
        files[f"plans/campaign-{number}.yaml"] = _yaml(plan)
    return files


def load_pack(directory: Path, *plans: Mapping[str, object], at: datetime = LOADED) -> None:
    """Put a small town's pack in force."""
    in_force = pack.in_force(known=at)
    number = 1 + (in_force.number if in_force is not None else 0)
    written = make_pack.write_pack(directory / f"pack-{number}", pack_files(*plans, version=str(number)))
    seen = None
    if in_force is not None:
        seen = pack.propose(directory=written, by=SYSTEM, at=at).sha256
    pack.load(directory=written, by=SYSTEM, at=at, seen_sha256=seen)


def changed_template(version: str) -> dict[str, object]:
    """Return the campaign with the next version of its template: another heading."""
    changed = json.loads(json.dumps(CAMPAIGN))
    changed["template"]["version"] = version
    changed["template"]["sections"][0]["heading"] = "Steps at the counter"
    return dict(changed)


def team(department: str = "parks") -> Team:
    """Return a department's people, and a reviewer of the Mayor's Office."""
    return Team(
        department=department,
        author=make_accounts.person(role=Role.AUTHOR, department=department, name="Ada Author"),
        second_author=make_accounts.person(role=Role.AUTHOR, department=department, name="Sam Second"),
        liaison=make_accounts.person(role=Role.LIAISON, department=department, name="Lia Liaison"),
        backup=make_accounts.person(role=Role.BACKUP, department=department, name="Bo Backup"),
        head=make_accounts.person(role=Role.HEAD, department=department, name="Hal Head"),
        reviewer=make_accounts.person(role=Role.REVIEWER, name="Rae Reviewer"),
    )


def write(
    people: Team,
    values: Mapping[str, Value] = GOOD,
    *,
    campaign: str = "prep",
    by: User | None = None,
    at: datetime = AT,
) -> Plan:
    """Have the author save these sections on top of what stands there."""
    for section, value in values.items():
        save(people, section, value, campaign=campaign, by=by, at=at)
    plan = queries.plan_of(campaign=campaign, department=people.department)
    assert plan is not None
    return plan


def save(
    people: Team,
    section: str,
    value: Value,
    *,
    campaign: str = "prep",
    by: User | None = None,
    at: datetime = AT,
    base: int | None = None,
) -> actions.Saved:
    """Save one section; on top of what stands there unless a base is given."""
    plan = queries.plan_of(campaign=campaign, department=people.department)
    present = queries.texts_of(plan=plan).get(section)
    return actions.save_section(
        campaign=campaign,
        department=people.department,
        section=section,
        value=value,
        base_revision=base if base is not None else present.revision if present is not None else 0,
        by=by or people.author,
        at=at,
    )


def hash_of(people: Team, *, campaign: str = "prep", at: datetime = AT) -> str:
    """Return the hash of the text as it stands now."""
    plan = queries.plan_of(campaign=campaign, department=people.department)
    assert plan is not None
    return queries.draft(plan=plan, file=queries.terms(campaign=campaign, known=at)).sha256


def sign(people: Team, *, campaign: str = "prep", at: datetime = AT) -> str:
    """Have liaison and head sign what stands there now."""
    seen = hash_of(people, campaign=campaign, at=at)
    for rank, person in ((Rank.LIAISON, people.liaison), (Rank.HEAD, people.head)):
        actions.certify_plan(
            campaign=campaign, department=people.department, seen_sha256=seen, rank=rank, by=person, at=at
        )
    return seen


def file(people: Team, values: Mapping[str, Value] = GOOD, *, campaign: str = "prep", at: datetime = AT) -> Version:
    """Have a plan written, signed and filed."""
    write(people, values, campaign=campaign, at=at)
    seen = sign(people, campaign=campaign, at=at)
    return actions.file_plan(campaign=campaign, department=people.department, seen_sha256=seen, by=people.author, at=at)


def returned(people: Team, *, at: datetime = AT) -> Version:
    """Have a plan filed and sent back with a comment on its first section."""
    version = file(people, at=at)
    actions.return_version(
        version=version.pk,
        note="Please say more.",
        comments={"counter": "Who calls whom?"},
        by=people.reviewer,
        at=at + timedelta(hours=1),
    )
    return version


def accepted(people: Team, *, at: datetime = AT) -> Version:
    """Have a plan filed and accepted."""
    version = file(people, at=at)
    actions.accept_version(version=version.pk, note="", by=people.reviewer, at=at + timedelta(hours=1))
    return version


def _department(code: str) -> dict[str, object]:
    return {
        "id": code,
        "name": f"Department of {code.title()}",
        "abbreviation": code.upper(),
        "kind": "charter",
        "head_title": "General Manager",
        "standing": "bound",
        "confidence": "P",
        "sources": ["A chart"],
    }


def _yaml(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()  # JSON is YAML
