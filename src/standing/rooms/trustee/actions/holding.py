"""A legal hold on a round keeps its keys past their day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.holds import api as holds
from standing.hall.holds.api import HoldFact
from standing.kernel.refusals import NotFound
from standing.rooms.trustee import permissions
from standing.rooms.trustee.models import Round


@transaction.atomic
def place_hold(*, round_: str, reason: str, order: str, by: User, at: datetime) -> HoldFact:
    """
    This will keep a round's keys past their day, until the hold is lifted.

    :raises NotAllowed: if the person does not keep keys
    :raises NotFound: if there is no such round
    :raises Refused: if no reason or order is given, or they tell what may not be kept
    """
    permissions.check_can_keep(by=by)
    if not Round.objects.filter(pk=round_).exists():
        raise NotFound("There is no such round.")
    return holds.place(subject=f"trustee:round:{round_}", reason=reason, order=order, by=by, at=at)


@transaction.atomic
def lift_hold(*, round_: str, hold: UUID, reason: str, by: User, at: datetime) -> HoldFact:
    """
    This will end a hold; keys whose day has come go within the hour.

    :raises NotAllowed: if the person does not keep keys
    :raises NotFound: if no such hold lies on this round
    :raises Refused: if it was lifted, or no reason is given
    """
    permissions.check_can_keep(by=by)
    if hold not in {one.id for one in holds.holds_on(subject=f"trustee:round:{round_}")}:
        raise NotFound("There is no such hold on this round.")
    return holds.lift(hold=hold, reason=reason, by=by, at=at)
