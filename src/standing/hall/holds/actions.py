"""All that can be done with holds: place, lift, and keep deletion from passing one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.holds import queries, rules
from standing.hall.holds.models import Hold
from standing.hall.holds.rules import HoldFact
from standing.kernel.refusals import NotFound, NotNow


@transaction.atomic
def place_hold(*, subject: str, reason: str, order: str, by: Actor, at: datetime) -> HoldFact:
    """
    This will stop every deletion of a subject and of all below it; a second hold on it is one more to lift.

    :raises Refused: if it names nothing, gives no reason or order, or these tell what may not be kept
    """
    subject = rules.check_subject(subject)
    reason = rules.check_words(reason, longest=rules.LONGEST_REASON, ask="Say why it must be kept.")
    order = rules.check_words(order, longest=rules.LONGEST_ORDER, ask="Name the order, case or letter it rests on.")
    lock_holds()
    row = Hold.objects.create(
        subject=subject,
        reason=reason,
        order=order,
        placed_at=at,
        placed_by=by if isinstance(by, User) else None,
    )
    audit.record(verb="holds.place", subject=subject, by=by, at=at, facts={"hold": str(row.pk)})
    return queries.fact(row)


@transaction.atomic
def lift_hold(*, hold: UUID, reason: str, by: User, at: datetime) -> HoldFact:
    """
    This will end a hold; what it covered may be deleted again when its time is over, unless another covers it.

    :raises NotFound: if there is no such hold
    :raises NotNow: if it was lifted before
    :raises Refused: if no reason is given, or it tells what may not be kept
    """
    lock_holds()
    row = Hold.objects.select_for_update().filter(pk=hold).first()
    if row is None:
        raise NotFound("There is no such hold.")
    if row.lifted_at is not None:
        raise NotNow("This hold was lifted before.")
    row.lifted_reason = rules.check_words(reason, longest=rules.LONGEST_REASON, ask="Say why it is lifted.")
    row.lifted_at, row.lifted_by = at, by
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    audit.record(verb="holds.lift", subject=row.subject, by=by, at=at, facts={"hold": str(row.pk)})
    return queries.fact(row)


def lock_holds() -> None:
    """This will keep holds and deletions apart until the running transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('standing.holds'))")
