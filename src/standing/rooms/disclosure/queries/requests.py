"""Requests: who may see which, how far they are, and by when they are answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.calendars import Calendar
from standing.kernel.refusals import NotFound
from standing.rooms.disclosure import permissions
from standing.rooms.disclosure.models import CourtSeal, Decision, Reading, Release, Request
from standing.rooms.disclosure.queries.desk import calendar_of, desk_of, desk_or_none, today
from standing.rooms.disclosure.rules import clock
from standing.rooms.disclosure.rules import requests as rules
from standing.rooms.disclosure.rules.desk import DisclosureFile
from standing.rooms.disclosure.rules.lanes import Lane
from standing.rooms.disclosure.rules.papers import CheckList, Kind, Seen, Signer, Title
from standing.rooms.disclosure.rules.requests import (
    LEAVING,
    Channel,
    DecisionFact,
    Outcome,
    ReadingFact,
    ReleaseFact,
    RequestFact,
    RowFact,
    State,
)

_LEAVING = sorted(one.value for one in LEAVING)
_UNDECIDED = Q(last_outcome=None) | Q(last_outcome=Outcome.CHALLENGE) | Q(last_outcome__in=_LEAVING, is_released=False)
_BY_STATE = {
    State.NEW: Q(last_outcome=None, taken_at=None),
    State.WITH_COUNSEL: Q(last_outcome=None, taken_at__isnull=False),
    State.APPROVED: Q(last_outcome__in=_LEAVING, is_released=False),
    State.CHALLENGED: Q(last_outcome=Outcome.CHALLENGE),
    State.RELEASED: Q(last_outcome=Outcome.RELEASE, is_released=True),
    State.PARTLY: Q(last_outcome=Outcome.PARTLY, is_released=True),
    State.REFUSED: Q(last_outcome=Outcome.REFUSE),
    State.NOT_HELD: Q(last_outcome=Outcome.NOT_HELD),
    State.REFERRED: Q(last_outcome=Outcome.REFER),
}


def visible_to(*, by: User) -> QuerySet[Request]:
    """Return the requests the person may see; every other list starts here."""
    departments = permissions.departments_of(by=by)
    rows = Request.objects.all()
    return rows if departments is None else rows.filter(department__in=departments)


def with_last(rows: QuerySet[Request], *, until: datetime | None = None) -> QuerySet[Any]:
    """Return the requests with their last reading, decision and seal; ``until``: as it was known then."""
    readings, decisions = (
        Reading.objects.filter(request=OuterRef("pk")),
        Decision.objects.filter(request=OuterRef("pk")),
    )
    seals = CourtSeal.objects.filter(request=OuterRef("pk"))
    releases = Release.objects.filter(request=OuterRef("pk"), decision=OuterRef("last_decision"))
    if until is not None:
        readings, decisions = readings.filter(read_at__lt=until), decisions.filter(decided_at__lt=until)
        releases = releases.filter(confirmed_at__lt=until)
    readings, decisions = readings.order_by("-number"), decisions.order_by("-year", "-number")
    return rows.annotate(
        last_kind=Subquery(readings.values("kind")[:1]),
        last_lane=Subquery(readings.values("lane")[:1]),
        last_return=Subquery(readings.values("return_date")[:1]),
        last_decision=Subquery(decisions.values("pk")[:1]),
        last_outcome=Subquery(decisions.values("outcome")[:1]),
        is_released=Exists(releases),
        sealed_until=Subquery(seals.order_by("-pk").values("until")[:1], output_field=DateField()),
    )


def page_of(
    *, by: User, state: State | None = None, lane: str = "", department: str = "", words: str = ""
) -> QuerySet[Any]:
    """Return the requests that fit, the newest first; without a state all that are open."""
    rows = with_last(visible_to(by=by))
    rows = rows.filter(_BY_STATE[state]) if state is not None else rows.filter(_UNDECIDED)
    if lane:
        rows = rows.filter(last_lane=lane)
    if department:
        rows = rows.filter(department=department)
    if words:
        rows = rows.filter(_named(words))
    return rows.order_by("-received_at", "id")


def state_numbers(*, by: User) -> dict[State, int]:
    """Return how many requests the person may see are in each state; one question."""
    found = dict.fromkeys(State, 0)
    for taken_at, outcome, released in with_last(visible_to(by=by)).values_list(
        "taken_at", "last_outcome", "is_released"
    ):
        found[_state(taken_at, outcome, is_released=released)] += 1
    return found


def undecided() -> QuerySet[Any]:
    """Return every request in which somebody still has to act."""
    return with_last(Request.objects.all()).filter(_UNDECIDED).order_by("received_at", "id")


def rows(requests: Iterable[Request], *, at: datetime) -> tuple[RowFact, ...]:
    """Return requests from a list as facts; asks nothing more."""
    desk = desk_of(known=at)
    calendar, day = calendar_of(desk=desk, known=at), today(at=at)
    return tuple(row_of(one, desk=desk, calendar=calendar, day=day) for one in requests)


def row_of(request: Request, *, desk: DisclosureFile, calendar: Calendar, day: date) -> RowFact:
    """Return one request of ``with_last`` as it stands in a list."""
    last: dict[str, object] = request.__dict__
    lane = Lane(str(last["last_lane"]))
    return_date, until = last["last_return"], last["sealed_until"]
    due = clock.due(
        received=request.received_day,
        return_date=return_date if isinstance(return_date, date) else None,
        terms=desk.terms(lane),
        calendar=calendar,
    )
    return RowFact(
        id=request.pk,
        name=rules.name_of(prefix="DR", year=request.year, number=request.number),
        department=request.department,
        agency=request.agency,
        received_at=request.received_at,
        kind=Kind(str(last["last_kind"])),
        lane=lane,
        state=_state(request.taken_at, last["last_outcome"], is_released=bool(last["is_released"])),
        due=due,
        days_left=(due.date - day).days if due.date is not None else None,
        is_sealed=isinstance(until, date) and until >= day,
    )


def request(*, id: UUID, by: User, at: datetime) -> RequestFact:
    """Return all about one request. :raises NotFound: if there is none that the person may see"""
    row = with_last(visible_to(by=by)).select_related("recorded_by", "taken_by").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such request.")
    (fact,) = rows((row,), at=at)
    decisions = Decision.objects.select_related("decided_by").filter(request=row).order_by("year", "number")
    releases = Release.objects.select_related("confirmed_by", "decision").filter(request=row).order_by("confirmed_at")
    readings = Reading.objects.select_related("read_by").filter(request=row).order_by("number")
    until = row.__dict__["sealed_until"]
    return RequestFact(
        row=fact,
        channel=Channel(row.channel),
        reference=row.reference,
        recorded_at=row.recorded_at,
        recorded_by=str(row.recorded_by),
        taken_at=row.taken_at,
        taken_by=str(row.taken_by) if row.taken_by is not None else "",
        counsel_by=row.received_day,
        readings=tuple(_reading(one) for one in readings),
        decisions=tuple(decision_fact(one) for one in decisions),
        releases=tuple(_release(one) for one in releases),
        sealed_until=until if isinstance(until, date) else None,
        is_forgotten=row.forgotten_on is not None,
    )


def decision_fact(row: Decision) -> DecisionFact:
    """Return a decision as a fact; counsel's words stay closed."""
    return DecisionFact(
        id=row.pk,
        name=_decision_name(row),
        outcome=Outcome(row.outcome),
        reason=row.reason,
        lane=Lane(row.lane),
        categories=tuple(row.categories),
        sha256=row.sha256,
        size=row.size,
        has_advice=row.advice is not None,
        decided_at=row.decided_at,
        decided_by=str(row.decided_by),
        decided_by_id=row.decided_by_id,
    )


def about_advice(decision: UUID) -> str:
    """Return what binds counsel's words to their decision."""
    return f"disclosure:decision:{decision}"


def deeds(*, id: UUID) -> tuple[tuple[audit.RecordFact, str], ...]:
    """Return everything recorded about a request, with the names of those who did it; the latest first."""
    records = audit.records_about(subject=f"disclosure:request:{id}")
    actors = {record.actor for record in records if len(record.actor) == len(str(id))}
    names = {str(user.pk): str(user) for user in accounts.User.objects.filter(pk__in=actors)}
    return tuple((record, names.get(record.actor, "")) for record in reversed(records))


def to_forget(*, at: datetime) -> QuerySet[Any]:
    """Return the answered requests whose keeping time is over; none until counsel approved that time."""
    desk = desk_or_none(known=at)
    if desk is None or desk.keep.counsel_approval != "approved":
        return Request.objects.none()
    first_kept = date.fromordinal(today(at=at).toordinal() - desk.keep.days)
    return with_last(Request.objects.filter(forgotten_on=None, received_day__lt=first_kept)).exclude(_UNDECIDED)


def _named(words: str) -> Q:
    digits = [int(part) for part in words.upper().removeprefix("DR-").split("-") if part.isdigit()][-2:]
    found = Q(reference__icontains=words.strip())
    if len(digits) == 2:
        found |= Q(year=digits[0], number=digits[1])
    elif digits and digits[0] < 2**31:
        found |= Q(number=digits[0])
    return found


def _state(taken_at: datetime | None, outcome: object, *, is_released: bool) -> State:
    return rules.state(
        is_taken=taken_at is not None,
        outcome=Outcome(str(outcome)) if outcome is not None else None,
        is_released=is_released,
    )


def _reading(row: Reading) -> ReadingFact:
    return ReadingFact(
        number=row.number,
        seen=CheckList(
            has_paper=Seen(row.has_paper),
            title=Title(row.title),
            court_named=Seen(row.court_named),
            signer=Signer(row.signer),
            court_seal=Seen(row.court_seal),
            agency_header=Seen(row.agency_header),
            form=row.form,
            return_date=row.return_date,
        ),
        categories=tuple(row.categories),
        people=row.people,
        kind=Kind(row.kind),
        lane=Lane(row.lane),
        reasons=tuple(row.reasons),
        read_at=row.read_at,
        read_by=str(row.read_by),
    )


def _release(row: Release) -> ReleaseFact:
    return ReleaseFact(
        decision=_decision_name(row.decision),
        sha256=row.sha256,
        size=row.size,
        sent_by=Channel(row.sent_by),
        confirmed_at=row.confirmed_at,
        confirmed_by=str(row.confirmed_by),
    )


def _decision_name(row: Decision) -> str:
    return rules.name_of(prefix="CD", year=row.year, number=row.number)


def states_of(requests: Sequence[Request]) -> tuple[State, ...]:
    """Return how far requests of ``with_last`` are."""
    return tuple(
        _state(one.taken_at, one.__dict__["last_outcome"], is_released=bool(one.__dict__["is_released"]))
        for one in requests
    )
