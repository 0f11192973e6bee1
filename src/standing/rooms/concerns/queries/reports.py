"""Reports as staff see them closed, and what somebody with a receipt code gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.holds import api as holds
from standing.kernel.refusals import NotFound
from standing.rooms.concerns.models import Asking, Report, Words
from standing.rooms.concerns.queries import desk
from standing.rooms.concerns.rules import times
from standing.rooms.concerns.rules.desk import ConcernsFile
from standing.rooms.concerns.rules.reports import (
    FOR_REPORTER,
    AskingFact,
    AskReason,
    Decision,
    Finding,
    Kind,
    MailboxFact,
    ProofFact,
    Reason,
    ReportFact,
    SealedBy,
    State,
)

SENT = "concerns.send_report"
_WAITING = (State.NEW, State.OPEN, State.FOUND)


def find(
    *, at: datetime, state: State | None = None, mine: User | None = None, is_late: bool = False
) -> QuerySet[Report]:
    """Return the reports that fit, those that wait longest first; without a state, all that are open."""
    rows = Report.objects.select_related("assigned_to").filter(day__lte=desk.today(at=at))
    rows = rows.filter(state=state) if state is not None else rows.filter(state__in=_WAITING)
    if mine is not None:
        rows = rows.filter(assigned_to=mine)
    if is_late:
        rows = rows.filter(day__lt=times.closed_before(today=desk.today(at=at), days=_clock(at)))
    return rows.order_by("day", "id")


def counted() -> Mapping[State, int]:
    """Return how many reports are in each state."""
    found = dict(Report.objects.values_list("state").annotate(number=Count("pk")).order_by())
    return {state: found.get(state.value, 0) for state in State}


def facts(rows: Iterable[Report], *, at: datetime) -> tuple[ReportFact, ...]:
    """Return rows as facts."""
    days, today = _clock(at), desk.today(at=at)
    return tuple(_fact(row, days=days, today=today) for row in rows)


def report(*, id: UUID, at: datetime) -> ReportFact:
    """Return what lies open of a report. :raises NotFound: if there is none"""
    row = Report.objects.select_related("assigned_to").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such report.")
    return _fact(row, days=_clock(at), today=desk.today(at=at))


def deeds(*, id: UUID) -> tuple[tuple[audit.RecordFact, str], ...]:
    """Return everything recorded about a report, with the names of those who did it; the latest first."""
    records = audit.records_about(subject=str(id))
    actors = {record.actor for record in records if len(record.actor) == len(str(id))}
    names = {str(user.pk): str(user) for user in accounts.User.objects.filter(pk__in=actors)}
    return tuple((record, names.get(record.actor, "")) for record in reversed(records))


def near_or_late(*, at: datetime) -> int:
    """Return how many open reports are near their last day, or past it."""
    file = _file(at)
    if file is None:
        return 0
    today = desk.today(at=at)
    near = max(file.clock.remind_days, default=0)
    first = times.closed_before(today=today, days=file.clock.days - near)
    return Report.objects.filter(state__in=_WAITING, day__lte=first).count()


def with_new_words(*, before: datetime) -> int:
    """Return how many reports hold words that nobody has opened."""
    return Report.objects.filter(has_new_words=True, forgotten_on=None, day__lte=desk.today(at=before)).count()


def to_forget(*, at: datetime) -> QuerySet[Report]:
    """Return the reports whose time is over; none before counsel has approved the time. Holds are asked apart."""
    file = _file(at)
    if file is None or file.keep.counsel_approval != "approved":
        return Report.objects.none()
    last = times.closed_before(today=desk.today(at=at), days=file.keep.days)
    return Report.objects.filter(state=State.CLOSED, forgotten_on=None, closed_on__lt=last)


def subject(id: UUID) -> str:
    """Return what a legal hold on one report is placed on."""
    return f"concerns:report:{id}"


def is_held(*, id: UUID) -> bool:
    """Test whether a legal hold covers a report."""
    return holds.is_held(subject(id))


# For those who hold a code


def mailbox(*, fingerprint: str, at: datetime) -> MailboxFact:
    """Return what somebody with the code gets, all closed. :raises NotFound: if no report has it (any more)"""
    row = Report.objects.filter(fingerprint=fingerprint, day__lte=desk.today(at=at)).first()
    if row is None:
        raise NotFound("There is no report with this code.")
    words = list(Words.objects.filter(report=row).order_by("number"))
    return MailboxFact(
        state=State(row.state),
        day=row.day,
        finding=Finding(row.finding) if row.finding else None,
        is_corrected=row.corrected_on is not None,
        proof=row.proof,
        public=bytes(row.public),
        for_reporter=bytes(row.for_reporter or b""),
        boxes=tuple((Kind(one.kind), one.day, bytes(one.box)) for one in words if Kind(one.kind) in FOR_REPORTER),
        replies=sum(one.kind == Kind.REPLY for one in words),
    )


def proof(*, proof: str) -> ProofFact:
    """Return what the sealed log says of a report. :raises NotFound: if no report has this mark"""
    row = Report.objects.filter(proof=proof).first()
    records = audit.records_about(subject=str(row.pk)) if row is not None else ()
    record = next((one for one in records if one.verb == SENT and one.facts.get("proof") == proof), None)
    if row is None or record is None:
        raise NotFound("The log holds no report with this mark.")
    found = audit.inclusion(record_id=record.id)
    return ProofFact(
        proof=proof,
        day=row.day,
        record=record.id,
        position=found.position if found else None,
        size=found.size if found else None,
        root=found.root if found else "",
        leaf=found.leaf if found else "",
        path=found.path if found else (),
        canonical=found.canonical if found else "",
        note=found.note if found else "",
        holds=found.holds if found else False,
    )


# Names


def askings(*, report: UUID | None = None, is_waiting: bool | None = None) -> tuple[AskingFact, ...]:
    """Return wishes to know a name, those that wait first."""
    rows = Asking.objects.select_related("report", "asked_by", "decided_by")
    if report is not None:
        rows = rows.filter(report=report)
    if is_waiting is not None:
        rows = rows.filter(decision="") if is_waiting else rows.filter(~Q(decision=""))
    return tuple(_asking(row) for row in rows.order_by("decision", "asked_at", "id"))


def asking(*, id: UUID) -> AskingFact:
    """Return one wish to know a name. :raises NotFound: if there is none"""
    row = Asking.objects.select_related("report", "asked_by", "decided_by").filter(pk=id).first()
    if row is None:
        raise NotFound("Nobody asked this.")
    return _asking(row)


def _file(at: datetime) -> ConcernsFile | None:
    return desk.desk_of(known=at) if desk.has_desk(known=at) else None


def _clock(at: datetime) -> int:
    file = _file(at)
    return file.clock.days if file is not None else 30


def _fact(row: Report, *, days: int, today: date) -> ReportFact:
    due = times.due(day=row.day, days=days)
    return ReportFact(
        id=row.pk,
        alias=row.alias,
        day=row.day,
        state=State(row.state),
        sealed_by=SealedBy(row.sealed_by),
        is_named=row.is_named,
        has_new_words=row.has_new_words and row.forgotten_on is None,
        assigned_to=str(row.assigned_to) if row.assigned_to is not None else "",
        assigned_id=row.assigned_to_id,
        department=row.department,
        rule=row.rule,
        retaliation=row.retaliation,
        finding=Finding(row.finding) if row.finding else None,
        corrected_on=row.corrected_on,
        closed_on=row.closed_on,
        reason=Reason(row.reason) if row.reason else None,
        forgotten_on=row.forgotten_on,
        proof=row.proof,
        due=due,
        days_left=times.days_left(due=due, today=today),
    )


def _asking(row: Asking) -> AskingFact:
    return AskingFact(
        id=row.pk,
        report=row.report_id,
        alias=row.report.alias,
        asked_by=str(row.asked_by),
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        reason=AskReason(row.reason),
        decision=Decision(row.decision) if row.decision else None,
        decided_by=str(row.decided_by) if row.decided_by is not None else "",
        decided_at=row.decided_at,
    )
