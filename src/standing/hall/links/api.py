"""The door of single-purpose links. The caller has checked who may make one, and does the deed it is for."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction

from standing.hall.links import rules
from standing.hall.links.models import Link
from standing.hall.links.rules import LinkFact, LinkOver

__all__ = ["LinkFact", "LinkOver", "address", "end", "look", "make", "make_many", "use"]


def make(*, purpose: str, subject: str, expires_at: datetime, uses: int = 1, at: datetime) -> str:
    """This will make a link and return its token, which is told once and kept nowhere."""
    return make_many(purpose=purpose, subjects=(subject,), expires_at=expires_at, uses=uses, at=at)[0]


@transaction.atomic
def make_many(
    *, purpose: str, subjects: Sequence[str], expires_at: datetime, uses: int = 1, at: datetime
) -> tuple[str, ...]:
    """This will make a link for each subject and return their tokens in the same order."""
    if not rules.PURPOSE.fullmatch(purpose):
        raise ValueError(f"Not the purpose of a link: {purpose}")
    tokens = tuple(secrets.token_urlsafe(rules.TOKEN_BYTES) for _ in subjects)
    Link.objects.bulk_create(
        Link(
            fingerprint=rules.fingerprint(token),
            purpose=purpose,
            subject=subject,
            made_at=at,
            expires_at=expires_at,
            uses=uses,
        )
        for token, subject in zip(tokens, subjects, strict=True)
    )
    return tokens


def address(*, path: str, token: str) -> str:
    """Return the whole address for a letter; the token stands where browsers do not send it."""
    return f"{urljoin(str(settings.STANDING['origin']), path)}#{token}"


def look(*, token: str, purpose: str, at: datetime) -> LinkFact:
    """
    Return what an open link is for; nothing changes.

    :raises NotFound: if no link for this purpose has this token
    :raises LinkOver: if it was used, taken back, or its time is over
    """
    fact = _fact(_row(token, purpose))
    fact.check_open(at=at)
    return fact


@transaction.atomic
def use(*, token: str, purpose: str, at: datetime) -> LinkFact:
    """
    This will use a link, in the transaction of the deed it is for.

    :raises NotFound: if no link for this purpose has this token
    :raises LinkOver: if it was used, taken back, or its time is over
    """
    row = _row(token, purpose, locked=True)
    _fact(row).check_open(at=at)
    row.used += 1
    row.save(update_fields=["used"])
    return _fact(row)


def end(*, purpose: str, subject: str, at: datetime) -> int:
    """This will take back every link of a purpose for a subject; return how many were still open."""
    return Link.objects.filter(purpose=purpose, subject=subject, ended_at=None).update(ended_at=at)


def _row(token: str, purpose: str, *, locked: bool = False) -> Link:
    rows = Link.objects.select_for_update() if locked else Link.objects.all()
    row = rows.filter(fingerprint=rules.fingerprint(rules.tidy(token)), purpose=purpose).first()
    if row is None:
        raise rules.unknown()
    return row


def _fact(row: Link) -> LinkFact:
    return LinkFact(
        purpose=row.purpose,
        subject=row.subject,
        made_at=row.made_at,
        expires_at=row.expires_at,
        uses=row.uses,
        used=row.used,
        ended_at=row.ended_at,
    )
