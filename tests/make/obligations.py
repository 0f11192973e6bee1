"""Builders for duties: a small law of our own, facts, and questions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from standing.hall.audit.api import SYSTEM, Actor
from standing.hall.pack import api as packs
from standing.kernel.calendars import Calendar
from standing.rooms.obligations import api
from standing.rooms.obligations.api import EvidenceFact
from standing.rooms.obligations.rules import book, law, status
from standing.rooms.obligations.rules.book import Book
from standing.rooms.obligations.rules.facts import DutyFacts, End, Found, Item, Thresholds
from standing.rooms.obligations.rules.status import Asked, Light

LA = ZoneInfo("America/Los_Angeles")
HASH = "ab" * 32
NUMBERS = Thresholds(at_risk_days=7, evidence_expiring_days=30)


def local(text: str, zone: ZoneInfo = LA) -> dt.datetime:
    """Return a local time such as 2025-07-25 17:00 as a moment."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


SOURCE = {"id": "s", "title": "A source", "where": "here", "confidence": "P", "read": "full"}


def duty(
    id_: str = "T.plan",
    *,
    due: Mapping[str, object] | None = None,
    evidence: Mapping[str, object] | None = None,
    departments: tuple[str, ...] = (),
    clause: str = "T-1",
) -> dict[str, object]:
    """Return one obligation as a pack writes it."""
    return {
        "id": id_,
        "clause": clause,
        "title": f"Do {id_}",
        "act": "Do it.",
        "owes": {"departments": list(departments)} if departments else {"all_departments": True},
        "to_whom": "Mayor's Office",
        "due": due or {"rule": "days-after", "from": {"instrument": "T", "date": "signed"}, "days": 14},
        "evidence": evidence or {"all": ["plan-filed"]},
        "confidence": "P",
    }


def instrument(*duties: Mapping[str, object], id_: str = "T", signed: str = "2025-07-11") -> dict[str, object]:
    """Return an instrument file with one clause whose one sentence speaks of all duties."""
    day: dict[str, object] = {"what": "signed", "date": signed, "confidence": "P", "source": "s"}
    if signed == "unknown":
        day["why_unknown"] = "The signed copy was not seen."
    return {
        "instrument": {
            "id": id_,
            "short_name": id_,
            "name": f"Directive {id_}",
            "kind": "executive-directive",
            "issuer": "Mayor",
            "about": "A test.",
            "dates": [day],
            "text_known": "full",
            "sources": [SOURCE],
        },
        "clauses": [
            {
                "id": f"{id_}-1",
                "heading": "Do things",
                "sentences": [
                    {
                        "id": f"{id_}-1.s1",
                        "text": "Departments do things.",
                        "confidence": "P",
                        "sources": ["s"],
                        "duties": [str(one["id"]) for one in duties],
                    }
                ],
            }
        ],
        "obligations": list(duties),
    }


def kind(id_: str, **valid_for: int) -> dict[str, object]:
    """Return a kind of evidence; months=12 makes it run out."""
    made: dict[str, object] = {"id": id_, "name": id_, "what_counts": "It.", "from": "record"}
    if valid_for:
        made["valid_for"] = valid_for
    return made


KINDS = (kind("plan-filed"), kind("a"), kind("b"), kind("c"), kind("happened"), kind("yearly", months=12))


def rulebook(
    *files: Mapping[str, object],
    kinds: Iterable[Mapping[str, object]] = KINDS,
    thresholds: Thresholds = NUMBERS,
    zone: ZoneInfo = LA,
) -> Book:
    """Return the rulebook of these files."""
    return book.write(
        version="1",
        sha256=HASH,
        zone=zone,
        thresholds=thresholds,
        files=[law.InstrumentFile.model_validate(one) for one in files],
        kinds=[law.EvidenceKind.model_validate(one) for one in kinds],
        calendars={"city": Calendar(id="city")},
    )


def one_duty_book(
    due: Mapping[str, object] | None = None,
    evidence: Mapping[str, object] | None = None,
    thresholds: Thresholds = NUMBERS,
    signed: str = "2025-07-11",
) -> Book:
    """Return a rulebook with the one duty T.plan."""
    return rulebook(instrument(duty(due=due, evidence=evidence), signed=signed), thresholds=thresholds)


def item(
    kind_: str = "plan-filed",
    *,
    true_from: dt.datetime,
    period: str = "",
    source: str | None = None,
    known_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    ended: dt.datetime | None = None,
    found: str = "",
) -> Item:
    """Return one piece of evidence."""
    known = true_from if known_at is None else known_at
    return Item(
        kind=kind_,
        period=period,
        source=source or f"{kind_}:{period}:{true_from.isoformat()}",
        title=kind_,
        sha256=HASH,
        version="1",
        true_from=true_from,
        known_at=known,
        expires_at=expires_at,
        ends=() if ended is None else (End(true_until=ended, reason="over", known_at=known),),
        findings=(Found(finding=found, known_at=known),) if found else (),
    )


def question(rules: Book, at: dt.datetime, known: dt.datetime | None = None) -> Asked:
    """Return the question how it is at a moment."""
    return status.ask(book=rules, at=at, known=at if known is None else known)


def light(
    rules: Book,
    at: dt.datetime,
    *items: Item,
    known: dt.datetime | None = None,
    duty_id: str = "T.plan",
    facts: DutyFacts | None = None,
) -> Light:
    """Return the light of one department."""
    return status.judge(
        rules.duties[duty_id],
        facts or DutyFacts(department="fire", evidence=items),
        asked=question(rules, at, known),
    )


# A pack in the database

TOWN = {
    "pack.yaml": {
        "format": 1,
        "id": "alder-falls",
        "version": "1",
        "name": "Alder Falls",
        "place": "Alder Falls, California",
        "time_zone": "America/Los_Angeles",
        "default_language": "en",
        "city_name": "the Town of Alder Falls",
        "disclaimer": "An invented town.",
    },
    "calendars.yaml": {"calendars": [{"id": "city", "name": "Town holidays", "holidays": []}]},
    "languages.yaml": {"languages": [{"code": "en", "own_name": "English", "english_name": "English", "tier": 1}]},
    "thresholds.yaml": {
        "at_risk_days": 7,
        "evidence_expiring_days": 30,
        "reminder_days": [7, 3, 1, 0, -1],
        "weekly_after": True,
        "small_count": 11,
    },
    "retention.yaml": {
        "classes": [
            {
                "id": "plans",
                "records": "Plans",
                "keep": "for ever",
                "authority": "Gov. Code 34090",
                "counsel_approval": "needed",
            }
        ]
    },
}
SIGNED = local("2025-07-11 12:00")


def office(id_: str, standing: str = "bound", **more: object) -> dict[str, object]:
    """Return a department as a pack writes it."""
    made: dict[str, object] = {
        "id": id_,
        "name": f"Department {id_}",
        "abbreviation": id_.upper(),
        "kind": "charter",
        "head_title": "General Manager",
        "standing": standing,
        "confidence": "P",
        "sources": ["made up"],
        **more,
    }
    if standing == "invited":
        made["reason"] = "An elected office."
    return made


OFFICES = (office("fire"), office("water"), office("ctr", "invited"))


def write_pack(
    directory: Path,
    *files: Mapping[str, object],
    version: str = "1",
    kinds: Iterable[Mapping[str, object]] = KINDS,
    offices: Iterable[Mapping[str, object]] = OFFICES,
    thresholds: Mapping[str, object] | None = None,
) -> Path:
    """Write a small pack to a folder; JSON is YAML too."""
    (directory / "instruments").mkdir(parents=True, exist_ok=True)
    for old in (directory / "instruments").iterdir():
        old.unlink()
    parts: dict[str, object] = dict(TOWN)
    parts["pack.yaml"] = {**TOWN["pack.yaml"], "version": version}
    parts["thresholds.yaml"] = {**TOWN["thresholds.yaml"], **(thresholds or {})}
    parts["departments.yaml"] = {"departments": list(offices)}
    parts["evidence.yaml"] = {"kinds": list(kinds)}
    for number, file in enumerate(files or (instrument(duty()),)):
        parts[f"instruments/t{number}.yaml"] = file
    for name, content in parts.items():
        (directory / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    return directory


def load_pack(directory: Path, *files: Mapping[str, object], at: dt.datetime = SIGNED, **more: Any) -> str:
    """Put a small pack in force and return its hash."""
    proposed = packs.propose(directory=write_pack(directory, *files, **more), by=SYSTEM, at=at)
    packs.apply(proposal=proposed.id, seen_sha256=proposed.sha256, by=SYSTEM, at=at)
    return proposed.sha256


def evidence(
    *,
    department: str = "fire",
    obligation: str = "T.plan",
    kind_: str = "plan-filed",
    source: str = "plans:version:1",
    period: str = "",
    true_from: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    by: Actor = SYSTEM,
    at: dt.datetime = SIGNED,
) -> EvidenceFact:
    """Put evidence on record, as another room does."""
    return api.record_evidence(
        obligation=obligation,
        department=department,
        kind=kind_,
        period=period,
        source=source,
        title="A plan",
        sha256=HASH,
        version="1",
        true_from=true_from or at,
        expires_at=expires_at,
        by=by,
        at=at,
    )
