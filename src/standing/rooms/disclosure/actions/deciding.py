"""Counsel decides, a second person lets it leave, a court seals."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.audit import api as audit
from standing.hall.mail import api as mail
from standing.hall.sealed import api as sealed
from standing.kernel.deadlines import local_day
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.disclosure import permissions, queries
from standing.rooms.disclosure.actions._ground import check_categories, lock_request, next_number, subject
from standing.rooms.disclosure.models import CourtSeal, Decision, Reading, Release, Request
from standing.rooms.disclosure.queries.requests import decision_fact
from standing.rooms.disclosure.rules import requests as rules
from standing.rooms.disclosure.rules.lanes import Lane
from standing.rooms.disclosure.rules.requests import LEAVING, Channel, Outcome


@transaction.atomic
def decide_request(
    *,
    request: UUID,
    seen_reading: int,
    outcome: Outcome,
    reason: str,
    categories: tuple[str, ...],
    sha256: str,
    size: int,
    advice: str,
    by: User,
    at: datetime,
) -> str:
    """
    This will record counsel's decision under an id of its own, and return the id. A later one takes its place.

    Where something is to leave, the decision holds the fingerprint of exactly that; the file itself is not kept.

    :raises NotAllowed: if the person is not counsel
    :raises NotNow: if the paper was read again since, nothing can leave in this lane, or something left already
    :raises Refused: if reason, data or fingerprint do not fit, or the words tell what may not be kept
    """
    row = lock_request(request)
    permissions.check_is_counsel(by=by)
    desk = queries.desk_of(known=at)
    reading = _last_reading(row)
    if reading.number != seen_reading:
        raise NotNow("The paper was read again since you opened this page. Look at the new reading first.")
    if row.releases.exists():
        raise NotNow("Something left already. Record what is asked now as a new request.")
    if row.forgotten_on is not None:
        raise NotNow("This request is closed, and what was written about it is no longer kept.")
    asked = check_categories(categories, desk=desk)
    if not set(asked) <= set(reading.categories):
        raise Refused("Only data that the paper asks for can leave.")
    chosen = desk.reason(reason)
    if chosen is None or outcome not in chosen.outcomes:
        raise Refused("Choose a reason that fits the decision.")
    rules.check_decision(outcome=outcome, lane=Lane(reading.lane), sha256=sha256, categories=asked)
    advice = rules.check_advice(advice)
    if row.taken_at is None:
        row.taken_at, row.taken_by = at, by
        row.save(update_fields=["taken_at", "taken_by"])
    year = local_day(at, queries.zone(known=at)).year
    decision = Decision(
        request=row,
        year=year,
        number=next_number(Decision, year=year),
        outcome=outcome.value,
        reason=reason,
        lane=reading.lane,
        reading=reading.number,
        categories=list(asked),
        sha256=sha256,
        size=size,
        decided_at=at,
        decided_by=by,
    )
    if advice:
        decision.advice = sealed.seal(text=advice, about=queries.about_advice(decision.pk))
    decision.save(force_insert=True)
    name = decision_fact(decision).name
    audit.record(
        verb="disclosure.decide_request",
        subject=subject(row),
        by=by,
        at=at,
        facts={"decision": name, "outcome": outcome.value, "reason": reason, "lane": reading.lane, "sha256": sha256},
    )
    if outcome in LEAVING:
        _tell_second_person(decision, at=at)
    return name


@transaction.atomic
def release_data(
    *, request: UUID, decision: UUID, sha256: str, size: int, sent_by: Channel, by: User, at: datetime
) -> None:
    """
    This will record that exactly what counsel approved leaves, by a second person who put the same file through.

    :raises NotAllowed: if the person is neither records officer nor of the Mayor's office
    :raises NotFound: if there is no such decision on this request
    :raises NotNow: if counsel decided anew since, nothing may leave by it, or it left already
    :raises Refused: if it is another file, or the person who decided
    """
    row = lock_request(request)
    permissions.check_can_release(by=by)
    approved = Decision.objects.select_related("decided_by").filter(pk=decision, request=row).first()
    if approved is None:
        raise NotFound("Nothing leaves without an id of counsel.")
    if row.releases.exists():
        raise NotNow("It left already.")
    latest = Decision.objects.select_related("decided_by").filter(request=row).order_by("-year", "-number")[0]
    rules.check_release(approved=decision_fact(approved), latest=decision_fact(latest), sha256=sha256, by=by.pk)
    if approved.reading != _last_reading(row).number:
        raise NotNow("The paper was read again since counsel decided. Counsel has to look once more.")
    Release.objects.create(
        decision=approved,
        request=row,
        sha256=sha256,
        size=size,
        sent_by=sent_by.value,
        confirmed_at=at,
        confirmed_by=by,
    )
    audit.record(
        verb="disclosure.release_data",
        subject=subject(row),
        by=by,
        at=at,
        facts={"decision": decision_fact(approved).name, "sha256": sha256, "size": size},
    )


@transaction.atomic
def seal_by_court(*, request: UUID, until: date, order: str, by: User, at: datetime) -> None:
    """
    This will leave a request out of public counts until a day, because a court ordered it.

    :raises NotAllowed: if the person is not counsel
    :raises Refused: if no order is named, or the day is over
    """
    row = lock_request(request)
    permissions.check_is_counsel(by=by)
    order = rules.check_reference(order)
    if not order:
        raise Refused("Give the number of the court's order.")
    if until <= queries.today(at=at):
        raise Refused("Give a day that is still to come.")
    CourtSeal.objects.create(request=row, until=until, order=order, sealed_at=at, sealed_by=by)
    audit.record(
        verb="disclosure.seal_by_court", subject=subject(row), by=by, at=at, facts={"until": until.isoformat()}
    )


@transaction.atomic
def open_advice(*, request: UUID, decision: UUID, by: User, at: datetime) -> str:
    """
    This will open counsel's words for somebody of the desk, and record who read them.

    :raises NotAllowed: if the person is not of the desk
    :raises NotFound: if there are none (any more)
    """
    permissions.check_is_desk(by=by)
    row = Decision.objects.filter(pk=decision, request=request).first()
    if row is None or row.advice is None:
        raise NotFound("There are no words of counsel here, or they are no longer kept.")
    audit.record(
        verb="disclosure.open_advice",
        subject=subject(request),
        by=by,
        at=at,
        facts={"decision": decision_fact(row).name},
    )
    return sealed.open_box(box=row.advice, about=queries.about_advice(row.pk))


def _last_reading(row: Request) -> Reading:
    return row.readings.order_by("-number")[0]


def _tell_second_person(decision: Decision, *, at: datetime) -> None:
    to = sorted({one for role in permissions.SECOND for one in accounts.addresses_with(role=Role(role))})
    if to:
        mail.post(
            key=f"disclosure.decision:{decision.pk}",
            to=to,
            subject="A decision of counsel waits for a second person",
            body="Open Standing. Counsel has decided at the disclosure desk, and a second person is needed.\n\n"
            "Nothing of what it says stands in this letter.\n",
            about="disclosure",
            at=at,
        )
