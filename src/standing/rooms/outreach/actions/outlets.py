"""The list of outlets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.outreach import permissions, queries
from standing.rooms.outreach.models import Outlet


@transaction.atomic
def add_outlet(
    *,
    name: str,
    channels: Collection[str],
    languages: Collection[str],
    office_email: str,
    audience: int | None,
    by: User,
    at: datetime,
) -> Outlet:
    """
    This will put an outlet on the list.

    :raises NotAllowed: if the person does not send messages
    :raises NotNow: if it stands there already
    :raises Refused: if a channel or language is none of the city
    """
    permissions.check_can_send(by=by)
    name = name.strip()
    if Outlet.objects.filter(name=name).exists():
        raise NotNow("An outlet of that name is on the list already.")
    known_channels = [one.id for one in queries.channels(known=at)]
    known_languages = [one.code for one in queries.languages(known=at)]
    if not name or not channels or not set(channels) <= set(known_channels):
        raise Refused("Give a name, and at least one channel of the city.")
    if not languages or not set(languages) <= set(known_languages):
        raise Refused("Choose at least one written language of the city.")

    outlet = Outlet.objects.create(
        name=name,
        channels=[one for one in known_channels if one in channels],
        languages=[one for one in known_languages if one in languages],
        office_email=office_email,
        audience=audience,
        added_by=by,
        added_at=at,
    )
    audit.record(verb="outreach.add_outlet", subject=f"outreach:outlet:{outlet.pk}", by=by, at=at)
    return outlet


@transaction.atomic
def close_outlet(*, outlet: UUID, by: User, at: datetime) -> Outlet:
    """
    This will take an outlet off the list. What went to it stays in the log.

    :raises NotAllowed: if the person does not send messages
    :raises NotFound: if there is no such outlet on the list
    """
    permissions.check_can_send(by=by)
    found = Outlet.objects.select_for_update().filter(pk=outlet, closed_at__isnull=True).first()
    if found is None:
        raise NotFound("There is no such outlet.")
    found.closed_at = at
    found.save(update_fields=["closed_at"])
    audit.record(verb="outreach.close_outlet", subject=f"outreach:outlet:{found.pk}", by=by, at=at)
    return found
