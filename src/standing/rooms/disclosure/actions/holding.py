"""Legal holds, over whatever room, by counsel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.holds import api as holds
from standing.rooms.disclosure import permissions


@transaction.atomic
def place_hold(*, subject: str, reason: str, order: str, by: User, at: datetime) -> UUID:
    """
    This will stop deletion of something in any room until counsel lifts the hold.

    :raises NotAllowed: if the person is not counsel
    :raises Refused: if it names nothing, or reason or order are missing or tell what may not be kept
    """
    permissions.check_is_counsel(by=by)
    return holds.place(subject=subject, reason=reason, order=order, by=by, at=at).id


@transaction.atomic
def lift_hold(*, hold: UUID, reason: str, by: User, at: datetime) -> None:
    """
    This will end a legal hold.

    :raises NotAllowed: if the person is not counsel
    :raises Refused: if there is none, it was lifted before, or no reason is given
    """
    permissions.check_is_counsel(by=by)
    holds.lift(hold=hold, reason=reason, by=by, at=at)
