"""What those do who investigate: open, assign, ask, note, find, put right, close, hand over."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.sealed.api import people
from standing.hall.sealed.people import Pair
from standing.kernel import privacy
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.city import api as city
from standing.rooms.concerns import permissions
from standing.rooms.concerns.actions import _ground as ground
from standing.rooms.concerns.models import Asking, Report, Words, Wrap
from standing.rooms.concerns.queries import desk, keys, reports
from standing.rooms.concerns.rules import reports as rules
from standing.rooms.concerns.rules.reports import (
    FROM_REPORTER,
    WRITTEN,
    Finding,
    Kind,
    NameFact,
    OpenedFact,
    Reason,
    Said,
    State,
)
from standing.rooms.obligations import api as obligations

EVENT, EVIDENCE = "suspected-violation", "violation-report"
"""What the duties call them, in every pack."""


@transaction.atomic
def open_report(*, report: UUID, passphrase: str, by: User, at: datetime) -> OpenedFact:
    """
    This will open a report for one person and one answer, and record that they read it.

    :raises NotAllowed: if the person may not read reports
    :raises NotNow: if they have no key, it is not closed to it, or its words were destroyed
    :raises WrongPassphrase: if the passphrase does not open their key
    """
    row = ground.lock(report)
    permissions.check_can_read(by=by)
    ground.check_whole(row)
    pair = ground.pair_of_report(row, by=by, passphrase=passphrase)
    if row.state == State.NEW:
        ground.move(row, State.OPEN)
    row.has_new_words = False
    row.save(update_fields=["has_new_words"])
    audit.record(verb="concerns.open_report", subject=str(row.pk), by=by, at=at)
    return _opened(row, pair=pair, name=_granted_name(row, by=by, passphrase=passphrase), at=at)


@transaction.atomic
def assign_report(*, report: UUID, to: UUID, by: User, at: datetime) -> None:
    """
    This will say who investigates a report.

    :raises NotAllowed: if the person may not read reports
    :raises NotFound: if the other one cannot open it
    :raises NotNow: if it is closed
    """
    row = ground.lock(report)
    permissions.check_can_read(by=by)
    if row.state == State.CLOSED:
        raise NotNow("This report is closed. Nothing more can be done with it.")
    if to not in {one.person for one in keys.readers_of(report=row.pk)}:
        raise NotFound("Only somebody who can open the report can investigate it.")
    row.assigned_to_id = to
    row.save(update_fields=["assigned_to"])
    audit.record(verb="concerns.assign_report", subject=str(row.pk), by=by, at=at, facts={"to": str(to)})


@transaction.atomic
def classify_report(*, report: UUID, department: str, rule: str, retaliation: bool, by: User, at: datetime) -> None:
    """
    This will say which department and rule a report is about, and whether somebody is punished for it.

    The department's duty to report and put right starts with it. No word of the report goes along.

    :raises NotAllowed: if the person does not investigate
    :raises NotFound: if there is no such department or rule
    :raises NotNow: if nobody has read it yet, it is closed, or it was about another department
    """
    row = ground.lock(report)
    permissions.check_can_investigate(by=by)
    ground.check_open(row)
    if department not in dict(city.names(known=at)):
        raise NotFound("There is no such department.")
    if rule not in desk.about_words(known=at):
        raise NotFound("There is no such rule.")
    if row.finding and row.department != department:
        raise NotNow("What was found is about this department, so the report stays with it.")
    row.department, row.rule, row.retaliation = department, rule, retaliation
    row.save(update_fields=["department", "rule", "retaliation"])
    audit.record(
        verb="concerns.classify_report",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"department": department, "rule": rule, "retaliation": retaliation},
    )


@transaction.atomic
def write_words(*, report: UUID, kind: Kind, text: str, by: User, at: datetime) -> None:
    """
    This will keep a question or an answer for the reporter, or a note or correction for those who may read.

    :raises NotAllowed: if the person does not investigate
    :raises NotNow: if nobody has read the report yet, it is closed, or its words were destroyed
    :raises Refused: if there are no words, too many, or they say what may not be kept
    """
    row = ground.lock(report)
    permissions.check_can_investigate(by=by)
    ground.check_open(row)
    if kind not in WRITTEN:
        raise NotNow("This is not written so.")
    _write(row, kind=kind, text=text, by=by, at=at)
    if kind is Kind.CORRECTION and row.corrected_on is None:
        row.corrected_on = desk.today(at=at)
        row.save(update_fields=["corrected_on"])


@transaction.atomic
def record_finding(*, report: UUID, finding: Finding, text: str, by: User, at: datetime) -> None:
    """
    This will record what the investigation showed, with words for the reporter.

    :raises NotAllowed: if the person does not investigate
    :raises NotNow: if nobody has read the report yet, something is found already, or it has no department
    :raises Refused: if there are no words, too many, or they say what may not be kept
    """
    row = ground.lock(report)
    permissions.check_can_investigate(by=by)
    ground.check_open(row)
    if not row.department:
        raise NotNow("Say first which department and rule it is about.")
    ground.move(row, State.FOUND)
    row.finding = finding
    row.save(update_fields=["finding"])
    _write(row, kind=Kind.FINDING, text=text, by=by, at=at)
    audit.record(verb="concerns.record_finding", subject=str(row.pk), by=by, at=at, facts={"finding": finding.value})
    if finding is Finding.SUBSTANTIATED:
        # Not before: a department that saw a report begin could look for who made it.
        obligations.record_event(
            kind=EVENT, department=row.department, happened_at=at, source=_source(row), by=by, at=at
        )


@transaction.atomic
def close_report(*, report: UUID, reason: Reason, by: User, at: datetime) -> None:
    """
    This will close a report; its reporter can still read what was found. What a department had to put right is done.

    :raises NotAllowed: if the person does not investigate
    :raises NotNow: if nobody has read it, it is closed, the reason does not fit, or nothing was put right
    """
    row = ground.lock(report)
    permissions.check_can_investigate(by=by)
    ground.check_whole(row)
    rules.check_close(
        state=State(row.state),
        reason=reason,
        finding=Finding(row.finding) if row.finding else None,
        is_corrected=row.corrected_on is not None,
    )
    row.state, row.closed_on, row.reason = State.CLOSED, desk.today(at=at), reason
    row.save(update_fields=["state", "closed_on", "reason"])
    audit.record(verb="concerns.close_report", subject=str(row.pk), by=by, at=at, facts={"reason": reason.value})
    if row.finding == Finding.SUBSTANTIATED:
        _give_evidence(row, by=by, at=at)


@transaction.atomic
def hand_over(*, report: UUID, to: UUID, passphrase: str, by: User, at: datetime) -> None:
    """
    This will close a report's key to one more reader.

    :raises NotAllowed: if the person may not read reports
    :raises NotFound: if the other one may not, or has no key
    :raises NotNow: if the other one can open it already, or the person cannot
    :raises WrongPassphrase: if the passphrase does not open their key
    """
    row = ground.lock(report)
    permissions.check_can_read(by=by)
    ground.check_whole(row)
    other = next((one for one in keys.readers() if one.person == to), None)
    if other is None:
        raise NotFound("The other person has no key here.")
    if Wrap.objects.filter(report=row, key=other.id).exists():
        raise NotNow("They can open it already.")
    pair = ground.pair_of_report(row, by=by, passphrase=passphrase)
    Wrap.objects.create(report=row, key_id=other.id, box=people.close(content=pair.secret, to=other.public))
    audit.record(verb="concerns.hand_over", subject=str(row.pk), by=by, at=at, facts={"to": str(to)})


def _opened(row: Report, *, pair: Pair, name: NameFact | None, at: datetime) -> OpenedFact:
    found: list[Said] = []
    damaged, fits = 0, None
    for one in Words.objects.filter(report=row).select_related("written_by").order_by("number"):
        try:
            said = ground.opened(one.box, pair)
        except people.BoxDamaged:
            damaged += 1
            continue
        kind, text = Kind(one.kind), str(said.get("text", ""))
        if kind is Kind.REPORT:
            fits = people.proof_of(salt=str(said.get("salt", "")), text=text) == row.proof
        found.append(
            Said(
                kind=kind,
                day=one.day,
                text=text,
                by=str(one.written_by) if one.written_by is not None else "",
                about=str(said.get("about", "")),
                place=str(said.get("place", "")),
                language=str(said.get("language", "")),
                is_punished=said.get("is_punished") is True,
            )
        )
    from_reporter = "\n".join(one.text for one in found if one.kind in FROM_REPORTER)
    return OpenedFact(
        report=reports.report(id=row.pk, at=at),
        words=tuple(found),
        damaged=damaged,
        proof_fits=fits,
        tells=privacy.sentence(privacy.screen(from_reporter)),
        name=name,
    )


def _granted_name(row: Report, *, by: User, passphrase: str) -> NameFact | None:
    asking = Asking.objects.filter(report=row, asked_by=by, box__isnull=False).order_by("decided_at").last()
    if asking is None:
        return None
    mine = ground.unlocked(ground.own_key(by), passphrase)
    whose = json.loads(people.open_closed(box=asking.box or b"", pair=mine))
    return NameFact(name=str(whose.get("name", "")), contact=str(whose.get("contact", "")))


def _write(row: Report, *, kind: Kind, text: str, by: User, at: datetime) -> None:
    text = rules.tidy_text(text)
    rules.check_text(text)
    words = ground.add_words(row, kind=kind, box=ground.closed({"text": text}, row.public), by=by, at=at)
    audit.record(verb=f"concerns.write_{kind.value}", subject=str(row.pk), by=by, at=at, facts={"words": str(words.pk)})


def _give_evidence(row: Report, *, by: User, at: datetime) -> None:
    facts = {"report": str(row.pk), "rule": row.rule, "finding": row.finding, "reason": row.reason, "proof": row.proof}
    for duty in obligations.obligations(known=at):
        owes = duty.all_departments or row.department in duty.departments
        if owes and EVIDENCE in {kind.id for kind in duty.kinds}:
            obligations.record_evidence(
                obligation=duty.id,
                department=row.department,
                kind=EVIDENCE,
                period=_source(row),
                source=_source(row),
                title="A reported concern was looked into and closed",
                sha256=sha256_hex(canonical(facts)),
                version="1",
                true_from=at,
                by=by,
                at=at,
            )


def _source(row: Report) -> str:
    return f"concern:{row.pk}"
