"""Requests as everybody may see them, and keys as the office sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotFound
from standing.rooms.contact import api as contact
from standing.rooms.open311.models import ApiKey, Request
from standing.rooms.open311.rules.asking import Wanted

_WAITING = frozenset({contact.State.NEW, contact.State.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFact:
    """A request that has its number. It never names a person, a word that was written, or an hour."""

    number: str
    service_code: str
    place: str
    day: dt.date
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFact:
    """A key as the office sees it; of the key itself only how it begins."""

    id: UUID
    begins: str
    owner: str
    office_email: str
    issued_by: str
    issued_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_on: dt.date | None


def listed(*, wanted: Wanted, rows: int, oldest: dt.date) -> tuple[RequestFact, ...]:
    """Return the numbered requests that are asked for, the latest first; a blackbox has no row to find."""
    found = Request.objects.exclude(number="").filter(day__gte=oldest)
    if wanted.ids:
        found = found.filter(number__in=[one for one in wanted.ids if one.isascii() and one.isdigit()])
    else:
        found = found.filter(day__range=(wanted.first, wanted.last))
        if wanted.codes:
            found = found.filter(service_code__in=[one for one in wanted.codes if one.isprintable()])
    facts = _facts(list(found.order_by("-day", "number")[:rows]))
    if wanted.statuses and not wanted.ids:
        facts = tuple(one for one in facts if ("open" if one.is_open else "closed") in wanted.statuses)
    return facts


def request(*, number: str, oldest: dt.date) -> RequestFact:
    """Return one request. :raises NotFound: if there is none of that number"""
    is_number = number.isascii() and number.isdigit()
    found = Request.objects.filter(number=number, day__gte=oldest).first() if is_number else None
    if found is None:
        raise NotFound("There is no such request.")
    return _facts([found])[0]


def number_of(*, token: str) -> str:
    """Return the number behind a token, empty until the batch. :raises NotFound: if nobody got that token"""
    found = Request.objects.filter(token=sha256_hex(token.encode())).values_list("number", flat=True).first()
    if found is None:
        raise NotFound("There is no such token.")
    return found


def keys() -> tuple[KeyFact, ...]:
    """Return every key, those in use first."""
    rows = ApiKey.objects.select_related("issued_by").order_by("-revoked_at", "owner", "issued_at")
    facts = [
        KeyFact(
            id=row.pk,
            begins=row.begins,
            owner=row.owner,
            office_email=row.office_email,
            issued_by=str(row.issued_by),
            issued_at=row.issued_at,
            revoked_at=row.revoked_at,
            last_used_on=row.last_used_on,
        )
        for row in rows
    ]
    return tuple(sorted(facts, key=lambda one: one.revoked_at is not None))


def _facts(rows: list[Request]) -> tuple[RequestFact, ...]:
    states = contact.states(fingerprints=[row.receipt for row in rows]) if rows else {}
    return tuple(
        RequestFact(
            number=row.number,
            service_code=row.service_code,
            place=row.place,
            day=row.day,
            is_open=states.get(row.receipt) in _WAITING,
        )
        for row in rows
    )
