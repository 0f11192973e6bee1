"""Keys: given out once, used, revoked."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.open311 import permissions
from standing.rooms.open311.models import ApiKey, KeyMinute
from standing.rooms.open311.queries import from_pack
from standing.rooms.open311.rules.problems import NO_KEY, WRONG, Problem

_BEGINS = 6


@transaction.atomic
def issue_key(*, owner: str, office_email: str, by: User, at: datetime) -> str:
    """
    This will give out a key for an office and return it. It is shown this once and kept nowhere.

    :raises NotAllowed: if the person gives out no keys
    :raises Refused: if no office is named
    """
    permissions.check_can_give_keys(by=by)
    if not owner.strip():
        raise Refused("Say which office gets the key.")
    key = secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        fingerprint=sha256_hex(key.encode()),
        begins=key[:_BEGINS],
        owner=owner.strip(),
        office_email=office_email,
        issued_by=by,
        issued_at=at,
    )
    audit.record(verb="open311.issue_key", subject=f"open311:key:{row.pk}", by=by, at=at)
    return key


@transaction.atomic
def revoke_key(*, key: UUID, by: User, at: datetime) -> ApiKey:
    """
    This will end a key, at once and for good.

    :raises NotAllowed: if the person gives out no keys
    :raises NotFound: if there is no such key
    :raises NotNow: if it is revoked already
    """
    permissions.check_can_give_keys(by=by)
    row = ApiKey.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        raise NotFound("There is no such key.")
    if row.revoked_at is not None:
        raise NotNow("This key is revoked already.")
    row.revoked_by, row.revoked_at = by, at
    row.save(update_fields=["revoked_by", "revoked_at"])
    audit.record(verb="open311.revoke_key", subject=f"open311:key:{row.pk}", by=by, at=at)
    return row


@transaction.atomic
def use_key(*, key: str, most: int, at: datetime) -> ApiKey:
    """
    This will count one use of a key within this minute, and keep the day of it.

    :raises Problem: if it is no key that holds (403), or too much came with it within this minute
    """
    row = ApiKey.objects.filter(fingerprint=sha256_hex(key.encode()), revoked_at__isnull=True).first() if key else None
    if row is None:
        raise Problem(NO_KEY, "The key is missing, wrong or revoked. See key_service in the discovery document.")
    minute = at.replace(second=0, microsecond=0)
    KeyMinute.objects.filter(minute__lt=minute).exclude(key=row).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO open311_keyminute AS seen (key_id, minute, used) VALUES (%s, %s, 1)
            ON CONFLICT (key_id) DO UPDATE SET minute = greatest(seen.minute, excluded.minute),
                used = CASE WHEN seen.minute >= excluded.minute THEN least(seen.used + 1, %s) ELSE 1 END
            RETURNING used
            """,
            [row.pk, minute, most + 1],
        )
        (used,) = cursor.fetchone() or (0,)
    if used > most:
        raise Problem(WRONG, f"Too many requests with this key. At most {most} are taken within a minute.")
    today = at.astimezone(from_pack.ground(known=at).zone).date()
    ApiKey.objects.filter(Q(last_used_on__isnull=True) | Q(last_used_on__lt=today), pk=row.pk).update(
        last_used_on=today
    )
    return row
