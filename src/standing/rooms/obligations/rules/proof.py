"""A status laid open: facts, rule, clause, and what would turn it green, as a tree with one spelling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from standing.kernel.canonical import Json, canonical, sha256_hex
from standing.rooms.obligations.rules import evidence as evidence_rules
from standing.rooms.obligations.rules import law
from standing.rooms.obligations.rules.book import Duty
from standing.rooms.obligations.rules.due import Owed
from standing.rooms.obligations.rules.facts import RULES_VERSION, DutyFacts, FoundAs, Item, Status
from standing.rooms.obligations.rules.remedies import Remedy, remedies
from standing.rooms.obligations.rules.status import Asked, Light, waives
from standing.rooms.obligations.rules.together import light_of

ORDER = tuple(Status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The light, the tree that shows how it came about, and the tree's one spelling."""

    light: Light
    remedies: tuple[Remedy, ...]
    tree: Mapping[str, Json]
    body: bytes
    sha256: str


def prove(duty: Duty, facts: DutyFacts, *, asked: Asked) -> Proof:
    """Return why a duty of a department stands as it does. The same facts give the same bytes."""
    facts, light = light_of(duty, facts, asked=asked)
    acts = remedies(duty, facts, light, asked=asked)
    tree: dict[str, Json] = {
        # What is handed out as it is must say itself that it is invented.
        **({"sample": True} if asked.is_sample else {}),
        "asked": {
            "at": moment(asked.at),
            "known": moment(asked.known),
            "local_day": asked.today.isoformat(),
            "time_zone": asked.book.zone.key,
        },
        "rules": {
            "version": RULES_VERSION,
            "pack": asked.book.version,
            "pack_sha256": asked.book.sha256,
        },
        "thresholds": {
            "at_risk_days": asked.thresholds.at_risk_days,
            "evidence_expiring_days": asked.thresholds.evidence_expiring_days,
            "right_away_hours": asked.thresholds.right_away_hours,
            "standing_grace_hours": asked.thresholds.standing_grace_hours,
            "small_count": asked.thresholds.small_count,
            "activity_delay_days": asked.thresholds.activity_delay_days,
        },
        "obligation": _obligation(duty),
        "law": _clause(duty, asked),
        "department": {
            "id": facts.department,
            "standing": facts.standing,
            "reason": facts.reason,
            "named": duty.binds(facts.department),
        },
        "owed": [_owed(one, light) for one in light.owed],
        "evidence": [
            _item(item, duty, light, asked)
            for item in sorted(facts.evidence, key=lambda item: (item.true_from, item.source))
            if item.known_at <= asked.known
        ],
        "waivers": [
            {
                "id": waiver.id,
                "from": waiver.from_date.isoformat(),
                "until": waiver.until_date.isoformat(),
                "reason": waiver.reason,
                "in_force": waives(waiver, asked.today, known=asked.known),
            }
            for waiver in sorted(facts.waivers, key=lambda waiver: (waiver.from_date, waiver.until_date, waiver.id))
            if waiver.known_at <= asked.known
        ],
        "steps": _steps(light),
        "notes": list(_notes(light)),
        "status": light.status.value,
        "reason": light.reason,
        "sentence": light.sentence,
        "remedies": [
            {
                "period": remedy.period,
                "any_of": [
                    [{"deed": act.deed, "kind": act.kind, "source": act.source} for act in one_set]
                    for one_set in remedy.sets
                ],
            }
            for remedy in acts
        ],
    }
    body = canonical(tree)
    return Proof(light=light, remedies=acts, tree=tree, body=body, sha256=sha256_hex(body))


def moment(at: dt.datetime) -> str:
    """Return the one spelling of a moment: UTC, to the microsecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def predicate(needed: law.Predicate) -> Json:
    """Return what is needed as plain values."""
    if isinstance(needed, str):
        return {"kind": needed, "verified": False}
    if isinstance(needed, law.Verified):
        return {"kind": needed.kind, "verified": needed.verified}
    if isinstance(needed, law.AllOf):
        return {"all": [predicate(part) for part in needed.all]}
    return {"any": [predicate(part) for part in needed.any]}


def _obligation(duty: Duty) -> dict[str, Json]:
    one = duty.written
    return {
        "id": one.id,
        "title": one.title,
        "act": one.act,
        "to_whom": one.to_whom,
        "confidence": one.confidence,
        "due_rule": one.due.model_dump(mode="json", by_alias=True),
        "evidence": predicate(one.evidence),
        "public_note": one.public_note,
    }


def _clause(duty: Duty, asked: Asked) -> dict[str, Json]:
    found = asked.book.clause(duty.written.clause)
    if found is None:
        return {"instrument": duty.instrument, "clause": duty.written.clause}
    file, clause = found
    sentences = [one for one in clause.sentences if duty.id in one.duties]
    cited = {source for one in sentences for source in one.sources}
    return {
        "instrument": file.instrument.id,
        "instrument_name": file.instrument.name,
        "text_known": file.instrument.text_known,
        "clause": clause.id,
        "heading": clause.heading,
        "sentences": [
            {
                "id": one.id,
                "text": one.text,
                "confidence": one.confidence,
                "sources": list(one.sources),
            }
            for one in sentences
        ],
        "sources": [
            {
                "id": source.id,
                "title": source.title,
                "where": source.where,
                "confidence": source.confidence,
                "read": source.read,
            }
            for source in file.instrument.sources
            if source.id in cited
        ],
        "unknowns": list(clause.unknowns),
    }


def _owed(one: Owed, light: Light) -> dict[str, Json]:
    return {
        "period": one.period,
        "due_date": None if one.due_date is None else one.due_date.isoformat(),
        "late_from": None if one.late_from is None else moment(one.late_from),
        "must_hold_from": None if one.holds_from is None else moment(one.holds_from),
        "sentence": one.sentence,
        "why_unknown": one.why_unknown,
        "counted": [day.isoformat() for day in one.counted],
        "skipped": [{"day": day.date.isoformat(), "why": day.reason} for day in one.skipped],
        "met": one.period not in light.unmet,
        "decides": one.period == light.period,
    }


def _item(item: Item, duty: Duty, light: Light, asked: Asked) -> dict[str, Json]:
    counts, why = _counts(item, duty, light, asked)
    runs_out = evidence_rules.runs_out_at(item, validity=asked.book.validity, zone=asked.book.zone)
    return {
        "source": item.source,
        "kind": item.kind,
        "period": item.period,
        "sha256": item.sha256,
        "version": item.version,
        "true_from": moment(item.true_from),
        "known_at": moment(item.known_at),
        "runs_out": None if runs_out is None else moment(runs_out),
        "finding": evidence_rules.finding(item, known=asked.known),
        "counts": counts,
        "why": why,
    }


def _counts(item: Item, duty: Duty, light: Light, asked: Asked) -> tuple[bool, str]:
    """Tell whether one piece counts, and why."""
    if item.kind not in law.kinds_in(duty.written.evidence):
        return False, "This kind is not asked for."
    if item.period not in {one.period for one in light.owed}:
        return False, "It is for a period that is not owed."
    found = evidence_rules.finding(item, known=asked.known)
    if found == FoundAs.REFUTED:
        return False, "A reviewer found it not to be good."
    if item.true_from > asked.at:
        return False, "It was not true yet."
    (window,) = evidence_rules.windows([item], known=asked.known, validity=asked.book.validity, zone=asked.book.zone)
    if window.withdrawn is not None and window.withdrawn <= asked.at:
        return False, "It was no longer true."
    if not window.covers(asked.at, lasting=duty.lasting):
        return False, "It had run out."
    if found != FoundAs.VERIFIED and _must_be_verified(item.kind, duty.written.evidence):
        return False, "No reviewer had verified it."
    return True, "It was true, known and in force."


def _must_be_verified(kind: str, needed: law.Predicate) -> bool:
    if isinstance(needed, str):
        return False
    if isinstance(needed, law.Verified):
        return needed.kind == kind and needed.verified
    parts: Sequence[law.Predicate] = needed.all if isinstance(needed, law.AllOf) else needed.any
    with_kind = [part for part in parts if kind in law.kinds_in(part)]
    return bool(with_kind) and all(_must_be_verified(kind, part) for part in with_kind)


_NO = {
    Status.NOT_APPLICABLE: "The clause addresses this department, and something is owed.",
    Status.WAIVED: "No waiver was in force on that day.",
    Status.UNKNOWN: "Nothing that is needed is unknown.",
    Status.MET: "The evidence that counts is not enough, or is about to end.",
    Status.LATE: "The time in which it can be done was not over.",
    Status.AT_RISK: "More days were left than the number at which it is at risk.",
}


def _steps(light: Light) -> list[Json]:
    """Return the questions in their order, up to the one that decided."""
    last = ORDER.index(light.status)
    return [
        {
            "status": status.value,
            "holds": number == last,
            "why": light.sentence if number == last else _NO[status],
        }
        for number, status in enumerate(ORDER[: last + 1])
    ]


def _notes(light: Light) -> tuple[str, ...]:
    notes = []
    if light.status is Status.MET and any(one.why_unknown for one in light.owed):
        notes.append("The due day is not known; it is not needed, for the evidence is complete.")
    if light.until is not None:
        notes.append(f"The evidence ceases to be enough at {moment(light.until)}.")
    if light.status is Status.DUE and light.reason == "right-away" and light.late_from is None:
        notes.append("The pack gives no number of hours for right away, so it is never called late.")
    return tuple(notes)
