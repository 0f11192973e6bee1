"""Cards of sites: a code is made once, printed at once, and taken back when a card is lost."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.encounters import permissions
from standing.rooms.encounters.models import SiteCode
from standing.rooms.encounters.queries import alerts as queries
from standing.rooms.encounters.queries import places

_BYTES = 16


@transaction.atomic
def make_code(*, site: str, by: User, at: datetime) -> str:
    """
    This will make a code for the card of a site and return it; it is kept nowhere, only its hash is.

    Cards that hang already go on working until they are taken back.

    :raises NotFound: if the register has no such site
    :raises NotAllowed: if the person does not make cards of it
    """
    place = places.site(id=site, at=at)
    permissions.check_can_make_cards(by=by, department=place.department)
    token = base64.b32encode(secrets.token_bytes(_BYTES)).decode().rstrip("=").lower()
    row = SiteCode.objects.create(
        sha256=queries.code_hash(token), site=place.id, department=place.department, made_at=at, made_by=by
    )
    audit.record(
        verb="encounters.make_code", subject=f"encounters:code:{row.pk}", by=by, at=at, facts={"site": place.id}
    )
    return token


@transaction.atomic
def revoke_code(*, code: UUID, by: User, at: datetime) -> None:
    """
    This will take a card back: no alert comes from it any more.

    :raises NotFound: if there is no such card
    :raises NotAllowed: if the person does not make cards of the site
    :raises NotNow: if it was taken back before
    """
    row = SiteCode.objects.select_for_update().filter(pk=code).first()
    if row is None:
        raise NotFound("There is no such card.")
    permissions.check_can_make_cards(by=by, department=row.department)
    if row.revoked_at is not None:
        raise NotNow("This card was taken back before.")
    row.revoked_at, row.revoked_by = at, by
    row.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(
        verb="encounters.revoke_code", subject=f"encounters:code:{row.pk}", by=by, at=at, facts={"site": row.site}
    )
