"""The custodian of names: an investigator asks with a reason, the custodian grants or refuses."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.sealed.api import people
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.concerns import permissions
from standing.rooms.concerns.actions import _ground as ground
from standing.rooms.concerns.models import Asking, Name
from standing.rooms.concerns.queries import keys
from standing.rooms.concerns.rules.reports import AskReason, Decision


@transaction.atomic
def ask_name(*, report: UUID, reason: AskReason, by: User, at: datetime) -> UUID:
    """
    This will ask the custodian who sent a report, for one of few reasons.

    :raises NotAllowed: if the person does not investigate
    :raises NotNow: if nobody gave a name, the report is not being worked on, or they asked already
    """
    row = ground.lock(report)
    permissions.check_can_investigate(by=by)
    ground.check_open(row)
    ground.own_key(by)
    if not row.is_named:
        raise NotNow("No name was given with this report.")
    earlier = Asking.objects.filter(report=row, asked_by=by)
    if earlier.filter(decision="").exists():
        raise NotNow("You have asked already. The custodian has not decided yet.")
    if earlier.filter(decision=Decision.GRANTED.value).exists():
        raise NotNow("The name was given to you already. Open the report to see it.")
    asking = Asking.objects.create(report=row, asked_by=by, asked_at=at, reason=reason)
    audit.record(
        verb="concerns.ask_name",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"asking": str(asking.pk), "reason": reason.value},
    )
    return asking.pk


@transaction.atomic
def grant_name(*, asking: UUID, passphrase: str, by: User, at: datetime) -> None:
    """
    This will close a name to the key of the one who asked.

    :raises NotAllowed: if the person does not keep names, or asked themselves
    :raises NotNow: if it is decided, the one who asked has no key, or the name is not closed to the custodian's key
    :raises WrongPassphrase: if the passphrase does not open the custodian's key
    """
    row = _lock(asking, by=by)
    mine = ground.own_key(by)
    name = Name.objects.filter(report=row.report_id, key=mine).first()
    if name is None:
        raise NotNow("This name is not closed to your key. Another custodian has to decide.")
    theirs = next((one for one in keys.readers() if one.person == row.asked_by_id), None)
    if theirs is None:
        raise NotNow("The one who asked has no key here any more.")
    whose = people.open_closed(box=name.box, pair=ground.unlocked(mine, passphrase))
    row.decision, row.decided_by, row.decided_at = Decision.GRANTED, by, at
    row.key_id, row.box = theirs.id, people.close(content=whose, to=theirs.public, size=people.NAME)
    row.save(update_fields=["decision", "decided_by", "decided_at", "key", "box"])
    _record("concerns.grant_name", row, by=by, at=at)


@transaction.atomic
def refuse_name(*, asking: UUID, by: User, at: datetime) -> None:
    """
    This will tell the one who asked that they do not get the name.

    :raises NotAllowed: if the person does not keep names, or asked themselves
    :raises NotNow: if it is decided
    """
    row = _lock(asking, by=by)
    row.decision, row.decided_by, row.decided_at = Decision.REFUSED, by, at
    row.save(update_fields=["decision", "decided_by", "decided_at"])
    _record("concerns.refuse_name", row, by=by, at=at)


def _lock(asking: UUID, *, by: User) -> Asking:
    row = Asking.objects.select_for_update().filter(pk=asking).first()
    if row is None:
        raise NotFound("Nobody asked this.")
    permissions.check_can_keep_names(by=by)
    if row.asked_by_id == by.pk:
        raise NotAllowed("Whoever asks for a name does not grant it.")
    if row.decision:
        raise NotNow("This is decided already.")
    return row


def _record(verb: str, row: Asking, *, by: User, at: datetime) -> None:
    audit.record(
        verb=verb,
        subject=str(row.report_id),
        by=by,
        at=at,
        facts={"asking": str(row.pk), "asked_by": str(row.asked_by_id)},
    )
