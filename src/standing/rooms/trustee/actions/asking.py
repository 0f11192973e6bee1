"""What desks ask: an evaluation, and a claim. Nothing about either is written down but how many there were that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import oprf, rsa, tokens
from standing.kernel.blind.oprf import Evaluation
from standing.kernel.blind.ristretto import Scalar
from standing.kernel.refusals import NotAllowed
from standing.rooms.trustee import queries
from standing.rooms.trustee.models import Desk, Reply, Round, Tally
from standing.rooms.trustee.rules.asking import (
    SHARE,
    AlreadyHelped,
    Closed,
    Misread,
    OverQuota,
    count,
    mark_of,
    reply_key,
    tags_mark,
    tidy_tags,
    tier_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    desk: Desk
    round: Round
    day: date


@transaction.atomic
def evaluate(*, credential: str, blinded: Sequence[bytes], at: datetime) -> Evaluation:
    """
    This will evaluate blinded strings with the trustee's share and prove that it was that share.

    :raises NotAllowed: if no desk shows this credential
    :raises Closed: if the round is not open
    :raises OverQuota: if the desk would have more evaluated today than it may
    :raises Misread: if there are none, or too many
    :raises BlindRefused: if one of them is no element of the group
    """
    asked = _asked(credential, at=at)
    number = count(blinded)
    tally = _tally(asked)
    if tally.evaluations + number > asked.desk.evaluations_a_day:
        raise OverQuota("This desk has asked for as many checks as it may today.")
    with Scalar(queries.secret_of(round_=asked.round.pk, purpose=SHARE)) as share:
        found = oprf.evaluate(share, list(blinded))
    Tally.objects.filter(pk=tally.pk).update(evaluations=F("evaluations") + number)
    return found


def claim(*, credential: str, tags: Sequence[bytes], cents: int, blinded_token: bytes, at: datetime) -> bytes:
    """
    This will write down all tags of a household, if none of them is there, and sign the blinded token.

    The same claim again before midnight gets the same signature and writes nothing.

    :raises NotAllowed: if no desk shows this credential
    :raises Closed: if the round is not open
    :raises OverQuota: if the desk may not claim more today
    :raises AlreadyHelped: if one of the tags is there
    :raises Misread: if the tags, the amount or the token are not what this takes
    :raises BlindRefused: if the token is no number below the modulus
    """
    wanted = tidy_tags(tags)
    with transaction.atomic():
        asked = _asked(credential, at=at)
        tally = _tally(asked)
        if cents not in manifests.read(bytes(asked.round.manifest)).tiers:
            raise Misread("This round has no such amount.")
        purpose = tier_of(cents)
        key = reply_key(round_=asked.round.pk, tier=purpose, blinded=blinded_token)
        known = Reply.objects.filter(pk=key).first()
        if known is not None:
            if bytes(known.tags) != tags_mark(wanted):
                raise Misread("This token was sent with another household before.")
            return bytes(known.signature)
        if tally.claims >= asked.desk.claims_a_day:
            raise OverQuota("This desk has helped as many households as it may today.")
        is_new = _insert(asked.round, wanted)
        if is_new:
            with rsa.SigningKey(queries.secret_of(round_=asked.round.pk, purpose=purpose)) as signer:
                signature = tokens.sign_blinded(signer, blinded_token)
            Reply.objects.create(asked=key, tags=tags_mark(wanted), signature=signature)
            Tally.objects.filter(pk=tally.pk).update(claims=F("claims") + 1)
        else:
            Tally.objects.filter(pk=tally.pk).update(refusals=F("refusals") + 1)
    if not is_new:
        raise AlreadyHelped("Somebody of this household was helped in this round already.")
    return signature


def _asked(credential: str, *, at: datetime) -> _Asked:
    desk = Desk.objects.select_related("round").filter(credential=mark_of(credential), revoked_at=None).first()
    if desk is None:
        raise NotAllowed("This desk may not ask.")
    if not desk.round.opens_at <= at < desk.round.closes_at:
        raise Closed("The round is not open now.")
    zone = ZoneInfo(manifests.read(bytes(desk.round.manifest)).time_zone)
    return _Asked(desk=desk, round=desk.round, day=at.astimezone(zone).date())


def _tally(asked: _Asked) -> Tally:
    """Return the counters of the desk's day, locked: two requests of one desk count one after the other."""
    Tally.objects.bulk_create([Tally(desk=asked.desk, day=asked.day)], ignore_conflicts=True)
    return Tally.objects.select_for_update().get(desk=asked.desk, day=asked.day)


def _insert(row: Round, tags: Sequence[bytes]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # In their order and in one statement: two households that share a member wait, and never for each other.
            cursor.execute(
                "INSERT INTO trustee_tag (round_id, tag) SELECT %s, unnest(%s::bytea[])",
                [row.pk, list(tags)],
            )
    except IntegrityError:
        return False
    return True
