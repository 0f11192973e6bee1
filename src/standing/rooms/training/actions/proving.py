"""Counts become evidence for the duties that ask for training, and end when a department falls below the mark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.kernel.canonical import canonical, sha256_hex
from standing.rooms.city import api as city
from standing.rooms.obligations import api as obligations
from standing.rooms.training.models import CoverageProof
from standing.rooms.training.queries import courses, coverage, terms
from standing.rooms.training.rules import coverage as rules
from standing.rooms.training.rules.coverage import Heads
from standing.rooms.training.rules.terms import TrainingFile

KIND = "training-coverage"
_BELOW = "The share of people who finished fell below the mark."
_NEWER = "A newer count took its place."


@transaction.atomic
def count_coverage(*, at: datetime) -> int:
    """
    This will count every department, and record or end evidence for the duties that ask for it; return how many moved.

    Evidence is recorded when the share reaches the pack's mark, taken anew after the pack's days or when it moved
    by a point, and ended when it falls below. Again at the same moment it changes nothing. Source: ED12-1b.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('training.count_coverage'))")
    said = terms.terms(known=at)
    owing = tuple(_owing(at=at))
    if not owing:
        return 0
    today = courses.today(at=at)
    counted = {
        one.department: one
        for one in coverage.heads(day=today, known=at, grace_days=said.grace_days, courses=said.counts)
    }
    open_proofs = {(row.obligation, row.department): row for row in CoverageProof.objects.filter(ended_at=None)}
    least = terms.least(known=at)
    moved = 0
    for duty, department in owing:
        now = counted.get(department, Heads(department=department, heads=0, finished=0))
        proof = open_proofs.get((duty, department))
        reached = now.reaches(said.mark_percent)
        if proof is not None and reached:
            then = Heads(department=department, heads=proof.heads, finished=proof.finished)
            if not rules.is_refreshed(
                then=then, now=now, then_on=proof.day, today=today, refresh_days=said.refresh_days
            ):
                continue
        if proof is not None:
            _end(proof, reason=_NEWER if reached else _BELOW, at=at)
        if reached:
            _record(duty, now, said=said, least=least, at=at)
        moved += reached or proof is not None
    if moved:
        audit.record(
            verb="training.count_coverage",
            subject=today.isoformat(),
            by=SYSTEM,
            at=at,
            facts={"departments": len(counted), "moved": moved},
        )
    return moved


def _owing(*, at: datetime) -> Iterator[tuple[str, str]]:
    """Yield each duty and department that asks for training."""
    names = [code for code, _name in city.names(known=at)]
    for duty in obligations.obligations(known=at):
        if any(one.id == KIND for one in duty.kinds):
            for department in names if duty.all_departments else duty.departments:
                yield duty.id, department


def _record(duty: str, now: Heads, *, said: TrainingFile, least: int, at: datetime) -> None:
    today = courses.today(at=at)
    number = CoverageProof.objects.filter(obligation=duty, department=now.department).count() + 1
    source = f"training:coverage:{duty}:{now.department}:{number}"
    facts = canonical(
        {
            "courses": list(said.counts),
            "day": today.isoformat(),
            "department": now.department,
            "finished": now.finished,
            "heads": now.heads,
            "mark_percent": said.mark_percent,
        }
    )
    CoverageProof.objects.create(
        obligation=duty,
        department=now.department,
        source=source,
        day=today,
        heads=now.heads,
        finished=now.finished,
        recorded_at=at,
    )
    obligations.record_evidence(
        obligation=duty,
        department=now.department,
        kind=KIND,
        source=source,
        title=rules.evidence_title(now, mark_percent=said.mark_percent, least=least),
        sha256=sha256_hex(facts),
        version=str(number),
        true_from=at,
        by=SYSTEM,
        at=at,
    )


def _end(proof: CoverageProof, *, reason: str, at: datetime) -> None:
    proof.ended_at = at
    proof.save(update_fields=["ended_at"])
    obligations.end_evidence(source=proof.source, true_until=at, reason=reason, by=SYSTEM, at=at)
