"""What is on record: evidence and waivers."""

from __future__ import annotations

import datetime as dt

from standing.kernel.refusals import NotFound
from standing.rooms.obligations.models import EventFact, Evidence, Waiver, WaiverRequest
from standing.rooms.obligations.rules import answers
from standing.rooms.obligations.rules import evidence as evidence_rules
from standing.rooms.obligations.rules.facts import Found, Item


def evidence_of(
    *,
    obligation: str | None = None,
    department: str | None = None,
    known: dt.datetime,
    inside: bool = False,
) -> tuple[answers.EvidenceFact, ...]:
    """Return what is on record for a duty, a department, or both, the newest first; of single events only inside."""
    rows = Evidence.objects.filter(known_at__lte=known)
    if not inside:
        rows = rows.exclude(period__in=EventFact.objects.values("source"))
    if obligation is not None:
        rows = rows.filter(obligation_id=obligation)
    if department is not None:
        rows = rows.filter(department_id=department)
    return tuple(
        _evidence(row, known) for row in rows.order_by("-true_from", "-id").prefetch_related("ends", "findings")
    )


def unverified(*, known: dt.datetime) -> tuple[answers.EvidenceFact, ...]:
    """Return what no reviewer has looked at yet, the longest waiting first."""
    rows = Evidence.objects.filter(known_at__lte=known, findings__isnull=True, ends__isnull=True)
    return tuple(_evidence(row, known) for row in rows.order_by("known_at", "id").prefetch_related("ends", "findings"))


def evidence_fact(row: Evidence) -> answers.EvidenceFact:
    """Return a row that was just written as what may be handed out."""
    return _evidence(row, row.known_at)


def evidence_at(*, source: str, known: dt.datetime) -> answers.EvidenceFact:
    """Return the evidence of one source. :raises NotFound: if there is none."""
    row = Evidence.objects.filter(source=source, known_at__lte=known).first()
    if row is None:
        raise NotFound("There is no such evidence.")
    return _evidence(row, known)


def _evidence(row: Evidence, known: dt.datetime) -> answers.EvidenceFact:
    item = Item(
        kind=row.kind,
        period=row.period,
        source=row.source,
        title=row.title,
        sha256=row.sha256,
        version=row.version,
        true_from=row.true_from,
        known_at=row.known_at,
        findings=tuple(
            Found(finding=one.finding, known_at=one.known_at)
            for one in sorted(row.findings.all(), key=lambda one: (one.known_at, one.pk))
        ),
    )
    return answers.EvidenceFact(
        obligation=row.obligation_id,
        department=row.department_id,
        kind=row.kind,
        period=row.period,
        source=row.source,
        title=row.title,
        sha256=row.sha256,
        version=row.version,
        true_from=row.true_from,
        expires_at=row.expires_at,
        known_at=row.known_at,
        finding=evidence_rules.finding(item, known=known),
        true_until=min((end.true_until for end in row.ends.all() if end.known_at <= known), default=None),
    )


def waivers(*, known: dt.datetime) -> tuple[answers.WaiverFact, ...]:
    """Return every waiver granted by then, as it is published, the newest first."""
    rows = Waiver.objects.filter(known_at__lte=known).order_by("-known_at", "pk")
    result = []
    for row in rows.prefetch_related("ends"):
        ends = [end for end in row.ends.all() if end.known_at <= known]
        first = min(ends, key=lambda end: end.from_date, default=None)
        result.append(
            answers.WaiverFact(
                id=str(row.pk),
                obligation=row.obligation_id,
                department=row.department_id,
                reason=row.reason,
                from_date=row.from_date,
                until_date=row.until_date,
                granted_at=row.known_at,
                ended_from=None if first is None else first.from_date,
                ended_why="" if first is None else first.reason,
            )
        )
    return tuple(result)


def waiver_requests() -> tuple[WaiverRequest, ...]:
    """Return the requests that nobody has decided yet, the longest waiting first."""
    rows = WaiverRequest.objects.filter(waiver__isnull=True, refusal__isnull=True)
    return tuple(rows.order_by("requested_at", "pk").select_related("requested_by"))
