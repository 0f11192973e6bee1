"""Requests: handed on to the desk, numbered in a shuffled batch, forgotten in time."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.sealed import api as sealed
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import Refused
from standing.rooms.contact import api as contact
from standing.rooms.encounters import api as encounters
from standing.rooms.open311.models import KeyMinute, Request
from standing.rooms.open311.queries import from_pack
from standing.rooms.open311.rules.asking import Posted
from standing.rooms.open311.rules.problems import WRONG, Problem

_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the sender gets: a token for a batch, nothing for a blackbox, and the receipt code for the person."""

    token: str
    receipt: str


@transaction.atomic
def take_request(*, posted: Posted, at: dt.datetime) -> Taken:
    """
    This will hand a request to the contact desk. Of a batch its topic, day and City place stay here.

    Of a blackbox nothing stays.

    :raises Problem: if this door does not take the topic yet, or the desk refuses the words
    """
    if posted.topic.not_yet:
        raise Problem(WRONG, posted.topic.not_yet)
    try:
        receipt = contact.send_message(
            topic=posted.topic.topic,
            text=posted.text,
            answer_by=posted.answer_by,
            contact=posted.contact,
            language=posted.language,
            safe_time=posted.safe_time,
            channel=contact.Channel.CALL,
            at=at,
        )
    except Refused as refusal:
        raise Problem(WRONG, str(refusal)) from None
    if posted.topic.type == "blackbox":
        return Taken(token="", receipt=receipt)
    token = secrets.token_urlsafe(18)
    day = at.astimezone(from_pack.ground(known=at).zone).date()
    Request.objects.create(
        token=sha256_hex(token.encode()),
        service_code=posted.topic.code,
        place=posted.place,
        receipt=sealed.fingerprint(receipt),
        day=day,
    )
    audit.record_anonymous(
        verb="open311.take_request", subject=f"open311:topic:{posted.topic.code}", day=day, facts={"kind": "batch"}
    )
    return Taken(token=token, receipt=receipt)


@transaction.atomic
def pass_on_alert(*, property_number: str, key: str, at: dt.datetime) -> None:
    """
    This will hand a first alert to the liaison of a City property. Nothing stays here, and nothing is ever listed.

    The same office telling of the same property within five minutes tells it once.

    :raises Problem: if the register has no such property
    """
    number = property_number.strip().upper()
    told = f"open311 {sha256_hex(key.encode())} {number} {int(at.timestamp()) // 300}"
    try:
        encounters.raise_alert(
            site=number,
            seen_at=at,
            reporter="311",
            key=uuid.uuid5(uuid.NAMESPACE_OID, told),
            channel=encounters.Channel.CITY_311,
            by=audit.SYSTEM,
            at=at,
        )
    except Refused as refusal:
        raise Problem(WRONG, str(refusal)) from None


@transaction.atomic
def number_requests(*, at: dt.datetime) -> int:
    """This will give every waiting request a random number, so that no order of coming can be read from it."""
    today = at.astimezone(from_pack.ground(known=at).zone).date()
    waiting = list(Request.objects.select_for_update().filter(number=""))
    for row in waiting:
        row.number, row.numbered_on = _number(), today
    Request.objects.bulk_update(waiting, ["number", "numbered_on"])
    if waiting:
        audit.record(
            verb="open311.number_requests",
            subject="open311:requests",
            by=audit.SYSTEM,
            at=at,
            facts={"n": len(waiting)},
        )
    return len(waiting)


@transaction.atomic
def forget_requests(*, at: dt.datetime) -> int:
    """This will delete the requests that are kept no longer, and the counts of minutes that are over."""
    found = from_pack.ground(known=at)
    oldest = at.astimezone(found.zone).date() - dt.timedelta(days=found.file.limits.keep_days)
    gone, _ = Request.objects.filter(day__lt=oldest).delete()
    KeyMinute.objects.filter(minute__lt=at - dt.timedelta(minutes=1)).delete()
    if gone:
        audit.record(
            verb="open311.forget_requests", subject="open311:requests", by=audit.SYSTEM, at=at, facts={"n": gone}
        )
    return gone


def _number() -> str:
    while Request.objects.filter(number=(number := str(secrets.randbelow(10**_DIGITS)).zfill(_DIGITS))).exists():
        pass
    return number
