"""What the doors prove: rights are in 311, and departments looked through their lists of help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from standing.hall.audit import api as audit
from standing.rooms.city import api as city
from standing.rooms.obligations import api as obligations
from standing.rooms.obligations.api import ObligationFact
from standing.rooms.rights import api as rights
from standing.rooms.services import api as services

PUBLISHED = "kyr-311-published"
LISTED = "service-list"
"""The kinds of evidence that are born here. Which duties ask for them, and of whom, the pack says."""


@transaction.atomic
def record_published(*, at: datetime) -> int:
    """This will record as evidence that the rights articles stand in 311; the same edition again changes nothing."""
    edition = rights.edition(at=at)
    if not edition.articles:
        return 0
    recorded = 0
    for duty, department in _owing(kind=PUBLISHED, at=at):
        source = f"rights:edition:{edition.sha256}:{duty.id}:{department}"
        if _is_known(duty, department, source=source, at=at):
            continue
        obligations.record_evidence(
            obligation=duty.id,
            department=department,
            kind=PUBLISHED,
            source=source,
            title=f"Rights in 311: {edition.articles} articles in {', '.join(edition.languages)}"[:300],
            sha256=edition.sha256,
            version=edition.sha256[:12],
            true_from=at,
            by=audit.SYSTEM,
            at=at,
        )
        recorded += 1
    return recorded


@transaction.atomic
def record_service_lists(*, at: datetime) -> int:
    """This will record as evidence each list of help that a department confirmed; known ones change nothing."""
    confirmed = services.attestations(at=at)
    recorded = 0
    for duty, department in _owing(kind=LISTED, at=at):
        for one in confirmed:
            source = f"services:attestation:{one.id}:{duty.id}"
            if one.department != department or _is_known(duty, department, source=source, at=at):
                continue
            obligations.record_evidence(
                obligation=duty.id,
                department=department,
                kind=LISTED,
                source=source,
                title="List of services confirmed by the department",
                sha256=one.list_sha256,
                version=one.list_sha256[:12],
                true_from=one.at,
                by=audit.SYSTEM,
                at=at,
            )
            recorded += 1
    return recorded


def _owing(*, kind: str, at: datetime) -> Iterator[tuple[ObligationFact, str]]:
    """Yield each duty that asks for this kind, with each department that owes it."""
    for duty in obligations.obligations(known=at):
        if any(one.id == kind for one in duty.kinds):
            owing = [one.id for one in city.departments(known=at)] if duty.all_departments else duty.departments
            for department in owing:
                yield duty, department


def _is_known(duty: ObligationFact, department: str, *, source: str, at: datetime) -> bool:
    found = obligations.evidence_of(obligation=duty.id, department=department, known=at, inside=True)
    return any(one.source == source for one in found)
