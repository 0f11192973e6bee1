"""All facts of a board in a few questions, however many duties and departments there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from standing.kernel import deadlines
from standing.rooms.city import api as city
from standing.rooms.obligations.models import (
    EventFact,
    Evidence,
    EvidenceEnd,
    Finding,
    JudgementFact,
    Waiver,
    WaiverEnd,
    WorkFact,
)
from standing.rooms.obligations.queries.rulebook import Office
from standing.rooms.obligations.rules import law, together
from standing.rooms.obligations.rules.book import Book, Duty
from standing.rooms.obligations.rules.facts import (
    DutyFacts,
    End,
    Found,
    Happening,
    Item,
    Said,
    WaiverEnded,
    WaiverGiven,
)
from standing.rooms.obligations.rules.status import Asked

LIAISONS = {"liaison-primary": "primary", "liaison-backup": "backup"}
"""Kinds of evidence that are not kept here: the city room knows who is appointed."""

Pair = tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Gathered:
    """All facts of a board, by duty and department."""

    evidence: dict[Pair, list[Item]] = field(default_factory=lambda: defaultdict(list))
    waivers: dict[Pair, list[WaiverGiven]] = field(default_factory=lambda: defaultdict(list))
    happenings: dict[str, list[Happening]] = field(default_factory=lambda: defaultdict(list))
    work: dict[Pair, list[Said]] = field(default_factory=lambda: defaultdict(list))
    judgements: dict[Pair, list[Said]] = field(default_factory=lambda: defaultdict(list))
    liaisons: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))


def gather(*, asked: Asked, obligation: str | None = None, department: str | None = None) -> Gathered:
    """Return all facts known by then, in the same few questions for one pair and for a whole board."""
    known = asked.known
    only = Q()
    if obligation is not None:
        only &= Q(obligation_id=obligation)
    if department is not None:
        only &= Q(department_id=department)
    found = Gathered()
    _gather_evidence(found, known, only)
    _gather_waivers(found, known, only)
    for rows, into, name in (
        (WorkFact.objects, found.work, "state"),
        (JudgementFact.objects, found.judgements, "judgement"),
    ):
        last = (
            rows.filter(only, known_at__lte=known)
            .order_by("obligation_id", "department_id", "-known_at", "-id")
            .distinct("obligation_id", "department_id")
            .values_list("obligation_id", "department_id", name, "known_at")
        )
        for duty, dept, value, when in last:
            into[duty, dept].append(Said(value=value, known_at=when))
    events = EventFact.objects.filter(known_at__lte=known, happened_at__lte=asked.at)
    if department is not None:
        events = events.filter(department_id=department)
    for kind, dept, when, source, known_at in events.order_by("happened_at", "id").values_list(
        "kind", "department_id", "happened_at", "source", "known_at"
    ):
        found.happenings[dept].append(Happening(kind=kind, source=source, happened_at=when, known_at=known_at))
    if not asked.inside:
        _leave_out_single_events(found, asked)
    if _asks_for_liaisons(asked.book):
        _gather_liaisons(found, asked)
    return found


def _leave_out_single_events(found: Gathered, asked: Asked) -> None:
    """Keep of the events, and of the evidence for them, what the public may be told of together."""
    for department, happened in list(found.happenings.items()):
        kept = together.told(happened, asked=asked)
        hidden = {one.source for one in happened} - {one.source for one in kept}
        found.happenings[department] = list(kept)
        for pair, items in found.evidence.items():
            if pair[1] == department:
                items[:] = [item for item in items if item.period not in hidden]


def _gather_evidence(found: Gathered, known: dt.datetime, only: Q) -> None:
    """Add the evidence; a whole board does without titles and hashes, which only a proof shows."""
    pieces = Evidence.objects.filter(only, known_at__lte=known)
    of_these = Q() if not only else Q(evidence__in=pieces.values("pk"))
    ends: dict[int, list[End]] = defaultdict(list)
    for id_, until, reason, when in (
        EvidenceEnd.objects.filter(of_these, known_at__lte=known)
        .order_by("id")
        .values_list("evidence_id", "true_until", "reason", "known_at")
    ):
        ends[id_].append(End(true_until=until, reason=reason, known_at=when))
    findings: dict[int, list[Found]] = defaultdict(list)
    for id_, finding, when in (
        Finding.objects.filter(of_these, known_at__lte=known)
        .order_by("known_at", "id")
        .values_list("evidence_id", "finding", "known_at")
    ):
        findings[id_].append(Found(finding=finding, known_at=when))
    rows = pieces.order_by("true_from", "id").values_list(
        "id",
        "obligation_id",
        "department_id",
        "kind",
        "period",
        "source",
        "true_from",
        "expires_at",
        "known_at",
        *(("title", "sha256", "version") if only else ()),
    )
    for row in rows.iterator(chunk_size=10_000):
        found.evidence[row[1], row[2]].append(
            Item(
                kind=row[3],
                period=row[4],
                source=row[5],
                true_from=row[6],
                expires_at=row[7],
                known_at=row[8],
                title=row[9] if only else "",
                sha256=row[10] if only else "",
                version=row[11] if only else "",
                ends=tuple(ends[row[0]]) if row[0] in ends else (),
                findings=tuple(findings[row[0]]) if row[0] in findings else (),
            )
        )


def _gather_waivers(found: Gathered, known: dt.datetime, only: Q) -> None:
    ends: dict[object, list[WaiverEnded]] = defaultdict(list)
    for id_, from_date, when in (
        WaiverEnd.objects.filter(known_at__lte=known).order_by("id").values_list("waiver_id", "from_date", "known_at")
    ):
        ends[id_].append(WaiverEnded(from_date=from_date, known_at=when))
    rows = Waiver.objects.filter(only, known_at__lte=known).order_by("from_date", "id")
    for row in rows:
        found.waivers[row.obligation_id, row.department_id].append(
            WaiverGiven(
                id=str(row.pk),
                reason=row.reason,
                from_date=row.from_date,
                until_date=row.until_date,
                known_at=row.known_at,
                ends=tuple(ends.get(row.pk, ())),
            )
        )


def _asks_for_liaisons(rules: Book) -> bool:
    return any(kind in LIAISONS for duty in rules.duties.values() for kind in law.kinds_in(duty.written.evidence))


def _gather_liaisons(found: Gathered, asked: Asked) -> None:
    ranks = {rank: kind for kind, rank in LIAISONS.items()}
    for one in city.appointments_begun(at=asked.at, known=asked.known):
        ended: tuple[End, ...] = ()
        if one.until_at is not None:
            ended = (End(true_until=one.until_at, reason="The appointment ends.", known_at=one.known_at),)
        found.liaisons[one.department].append(
            Item(
                kind=ranks[one.rank],
                period="",
                source=f"city:appointment:{one.id}",
                title=one.title,
                sha256=one.letter_sha256,
                version="",
                true_from=one.from_at,
                known_at=one.known_at,
                ends=ended,
            )
        )


def facts_of(duty: Duty, office: Office, found: Gathered) -> DutyFacts:
    """Return what bears on one duty of one department."""
    pair = (duty.id, office.id)
    items = found.evidence.get(pair, [])
    if found.liaisons and (held := found.liaisons.get(office.id)):
        items = items + [item for item in held if item.kind in duty.kinds]
    happenings: Iterable[Happening] = ()
    if isinstance(duty.rule, deadlines.RightAway):
        happenings = found.happenings.get(office.id, ())
    return DutyFacts(
        department=office.id,
        standing=office.standing,
        reason=office.reason,
        exists_from=office.from_date,
        exists_until=office.until_date,
        evidence=tuple(items),
        waivers=tuple(found.waivers.get(pair, ())),
        happenings=tuple(happenings),
        work=tuple(found.work.get(pair, ())),
        judgements=tuple(found.judgements.get(pair, ())),
    )
