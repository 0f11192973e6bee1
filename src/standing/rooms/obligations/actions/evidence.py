"""Evidence: put on record, found good or not, ended."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.hall.files import api as files
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.obligations import permissions, queries
from standing.rooms.obligations.actions._ground import check_not_sealed, duty_of, person
from standing.rooms.obligations.models import Evidence, EvidenceEnd, Finding
from standing.rooms.obligations.rules import answers, law, recording
from standing.rooms.obligations.rules.events import EvidenceEnded, EvidenceFound, EvidenceRecorded
from standing.rooms.obligations.rules.evidence import midnight
from standing.rooms.obligations.rules.facts import FoundAs

FILED = "filed:"
"""How the sources of what people file by hand begin."""


@transaction.atomic
def record_evidence(
    *,
    obligation: str,
    department: str,
    kind: str,
    source: str,
    title: str,
    sha256: str,
    version: str,
    true_from: dt.datetime,
    by: Actor,
    at: dt.datetime,
    period: str = "",
    expires_at: dt.datetime | None = None,
) -> answers.EvidenceFact:
    """
    This will put a fact on record that shows a duty is done. The room that asks has checked who may.

    The same source a second time with the same words changes nothing.

    :raises NotFound: if the pack has no such duty of this department
    :raises NotNow: if it has not happened yet, the source is taken, or the board of then is sealed
    :raises Refused: if the duty does not ask for this kind
    """
    duty = duty_of(obligation=obligation, department=department, at=at)
    recording.check_kind(kind=kind, asked=law.kinds_in(duty.written.evidence))
    if kind in queries.LIAISONS:
        raise Refused("Liaisons are appointed in the list of departments, not filed here.")
    recording.check_times(true_from=true_from, expires_at=expires_at, at=at)
    taken = Evidence.objects.filter(source=source).first()
    if taken is not None:
        same = (
            taken.obligation_id,
            taken.department_id,
            taken.kind,
            taken.period,
            taken.sha256,
        )
        if same == (obligation, department, kind, period, sha256):
            return queries.evidence_fact(taken)
        raise NotNow("Evidence from this source is on record already, and says something else.")
    check_not_sealed(at)
    row = Evidence.objects.create(
        obligation_id=obligation,
        department_id=department,
        kind=kind,
        period=period,
        source=source,
        title=title,
        sha256=sha256,
        version=version,
        true_from=true_from,
        expires_at=expires_at,
        known_at=at,
        recorded_by=person(by),
    )

    audit.record(
        verb="obligations.record_evidence",
        subject=f"{obligation}:{department}",
        by=by,
        at=at,
        facts={"kind": kind, "period": period, "source": source, "sha256": sha256},
    )
    events.emit(EvidenceRecorded(obligation=obligation, department=department, kind=kind, source=source, at=at))
    return queries.evidence_fact(row)


@transaction.atomic
def file_evidence(
    *,
    obligation: str,
    department: str,
    kind: str,
    period: str,
    title: str,
    content: bytes,
    name: str,
    link: str,
    sha256: str,
    done_date: dt.date,
    until_date: dt.date | None,
    by: Actor,
    at: dt.datetime,
) -> answers.EvidenceFact:
    """
    This will put on record what a person of the department files by hand: a file, or a web address.

    A file is kept; of a web address only the address is, with the hash of what stands there if given.

    :raises NotAllowed: if the person does not work for the department
    :raises Refused: if it names neither file nor address, or does not fit the duty
    """
    permissions.check_can_file(by=by, department=department)
    title = recording.check_words(title)
    where = recording.check_link(link) if link else ""
    if not content and not where:
        raise Refused("Add a file, or the web address where it can be read.")
    if content:
        digest = files.keep(content=content, name=name, by=by, at=at).sha256
    else:
        digest = sha256 or sha256_hex(where.encode())
    zone = queries.the_book(known=at).zone
    return record_evidence(
        obligation=obligation,
        department=department,
        kind=kind,
        period=period,
        source=f"{FILED}{uuid4()}",
        title=f"{title} ({where})" if where else title,
        sha256=digest,
        version="",
        true_from=midnight(done_date, zone),
        expires_at=None if until_date is None else midnight(until_date + dt.timedelta(days=1), zone),
        by=by,
        at=at,
    )


def _evidence(source: str) -> Evidence:
    row = Evidence.objects.select_for_update().filter(source=source).first()
    if row is None:
        raise NotFound("There is no such evidence.")
    return row


@transaction.atomic
def end_evidence(*, source: str, true_until: dt.datetime, reason: str, by: Actor, at: dt.datetime) -> None:
    """
    This will record that evidence is no longer true. The room that asks has checked who may.

    :raises NotFound: if there is no such evidence
    :raises NotNow: if it ended already, or before it began
    """
    row = _evidence(source)
    reason = recording.check_reason(reason)
    if true_until < row.true_from:
        raise NotNow("It cannot end before it began.")
    if row.ends.filter(true_until__lte=true_until).exists():
        raise NotNow("It has ended already.")
    check_not_sealed(at)
    EvidenceEnd.objects.create(evidence=row, true_until=true_until, reason=reason, known_at=at, recorded_by=person(by))
    audit.record(
        verb="obligations.end_evidence",
        subject=f"{row.obligation_id}:{row.department_id}",
        by=by,
        at=at,
        facts={"source": source, "until": true_until.isoformat()},
    )
    events.emit(EvidenceEnded(source=source, at=at))


@transaction.atomic
def withdraw_evidence(*, source: str, department: str, reason: str, by: Actor, at: dt.datetime) -> None:
    """
    This will take back, from now on, what was filed by hand.

    :raises NotAllowed: if the person neither works for the department nor reviews
    :raises NotFound: if the department filed no such thing
    """
    if not permissions.can_verify(by=by):
        permissions.check_can_file(by=by, department=department)
    row = _evidence(source)
    if row.department_id != department or not source.startswith(FILED):
        raise NotFound("There is no such evidence that was filed by hand.")
    end_evidence(source=source, true_until=at, reason=reason, by=by, at=at)


@transaction.atomic
def verify_evidence(*, source: str, finding: str, by: Actor, at: dt.datetime) -> None:
    """
    This will record what a reviewer found a piece of evidence to be.

    :raises NotAllowed: if the person does not review, or filed it
    :raises NotFound: if there is no such evidence
    :raises NotNow: if the same was found last time
    """
    row = _evidence(source)
    permissions.check_can_verify(by=by, recorded_by=row.recorded_by_id)
    found = FoundAs(finding)
    last = row.findings.order_by("-known_at", "-pk").first()
    if last is not None and last.finding == found.value:
        raise NotNow(f"It is {found.value} already.")
    check_not_sealed(at)
    Finding.objects.create(evidence=row, finding=found.value, known_at=at, found_by=person(by))
    audit.record(
        verb="obligations.verify_evidence",
        subject=f"{row.obligation_id}:{row.department_id}",
        by=by,
        at=at,
        facts={"source": source, "finding": found.value, "sha256": row.sha256},
    )
    events.emit(EvidenceFound(source=source, finding=found.value, at=at))
