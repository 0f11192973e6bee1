"""Letters that say nothing, legal holds, and destruction when the time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.holds import api as holds
from standing.hall.mail import api as mail
from standing.kernel.refusals import NotNow
from standing.rooms.concerns import permissions
from standing.rooms.concerns.actions import _ground as ground
from standing.rooms.concerns.models import Asking, Name, Report, Spent, Words, Wrap
from standing.rooms.concerns.queries import desk, keys, reports

_MOST_AT_ONCE = 200
_SUBJECT, _BODY = "Standing", "Open Standing.\n"
"""All that a letter of this room ever says."""


@transaction.atomic
def send_notices(*, at: datetime) -> int:
    """
    This will write one letter a day to those who must look, whatever there is to see; returns how many were written.

    It is called by the clock at one hour: a letter at the very minute would tell when somebody wrote.
    """
    sent = 0
    if reports.with_new_words(before=at) or reports.near_or_late(at=at) or keys.of_leavers().exists():
        sent += _write("reading", {one.person for one in keys.readers()}, at=at)
    if reports.askings(is_waiting=True):
        sent += _write("names", {one.person for one in keys.custodians()}, at=at)
    return sent


@transaction.atomic
def hold_report(*, report: UUID, reason: str, order: str, by: User, at: datetime) -> None:
    """
    This will keep a report from being destroyed until counsel lifts the hold.

    :raises NotAllowed: if the person is not of the City Attorney's office
    :raises NotNow: if it is held, or its words were destroyed
    :raises Refused: if no reason or order is given
    """
    row = ground.lock(report)
    permissions.check_can_hold(by=by)
    ground.check_whole(row)
    if reports.is_held(id=row.pk):
        raise NotNow("A legal hold is on already.")
    holds.place(subject=reports.subject(row.pk), reason=reason, order=order, by=by, at=at)


@transaction.atomic
def release_report(*, report: UUID, reason: str, by: User, at: datetime) -> None:
    """
    This will lift the hold on one report; a hold on all of them stays.

    :raises NotAllowed: if the person is not of the City Attorney's office
    :raises NotNow: if the report itself is not held
    :raises Refused: if no reason is given
    """
    row = ground.lock(report)
    permissions.check_can_hold(by=by)
    mine = reports.subject(row.pk)
    held = next((one for one in holds.holds_on(subject=mine) if one.is_on and one.subject == mine), None)
    if held is None:
        raise NotNow("No legal hold is on this report alone.")
    holds.lift(hold=held.id, reason=reason, by=by, at=at)


@transaction.atomic
def forget_reports(*, at: datetime, most: int = _MOST_AT_ONCE) -> int:
    """
    This will destroy keys, words and names of reports whose time is over, with a record of each, and say how many.

    Without the keys the words are noise. Nothing that is held is destroyed, and nothing at all before counsel has
    approved how long reports are kept; each record says how many a hold kept back.
    """
    holds.lock()
    over = list(reports.to_forget(at=at).order_by("closed_on", "id").values_list("pk", flat=True))
    held = holds.held(subjects=[reports.subject(report) for report in over])
    free = [report for report in over if reports.subject(report) not in held][:most]
    going = list(Report.objects.select_for_update(skip_locked=True).filter(pk__in=free).order_by("closed_on", "id"))
    if not going:
        return 0
    ids, today = [row.pk for row in going], desk.today(at=at)
    Report.objects.filter(pk__in=ids).update(
        for_reporter=None, fingerprint=None, assigned_to=None, has_new_words=False, forgotten_on=today
    )
    destroyed = {
        kind.__name__.lower(): kind.objects.filter(report__in=ids).delete()[0] for kind in (Wrap, Asking, Name, Words)
    }
    days = desk.desk_of(known=at).keep.days
    for row in going:
        audit.record(
            verb="concerns.forget_report",
            subject=str(row.pk),
            by=SYSTEM,
            at=at,
            facts={"closed": str(row.closed_on), "kept_days": days, "held_back": len(held), "keys": destroyed["wrap"]},
        )
    return len(going)


@transaction.atomic
def forget_work(*, at: datetime) -> int:
    """This will forget the sums that browsers did before yesterday, which are too old to count."""
    return Spent.objects.filter(day__lt=desk.today(at=at) - timedelta(days=1)).delete()[0]


def _write(what: str, people: set[UUID], *, at: datetime) -> int:
    to = sorted(accounts.User.objects.filter(pk__in=people, is_active=True).values_list("email", flat=True))
    if not to:
        return 0
    key = f"concerns.{what}:{desk.today(at=at).isoformat()}"
    return int(mail.post(key=key, to=to, subject=_SUBJECT, body=_BODY, about="concerns", at=at))
