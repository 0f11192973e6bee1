"""What desks ask: an evaluation, and a claim. Nothing about either is written down but how many there were that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import oprf, rsa, tokens
from standing.kernel.blind.oprf import Evaluation
from standing.kernel.blind.ristretto import Scalar
from standing.rooms.trustee import queries
from standing.rooms.trustee.models import Reply, Round, Tally
from standing.rooms.trustee.queries import Asked
from standing.rooms.trustee.rules.asking import (
    SHARE,
    AlreadyHelped,
    AnotherDay,
    Misread,
    OverQuota,
    count,
    reply_key,
    tags_mark,
    tidy_tags,
    tier_of,
)


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
    asked = queries.asked(credential=credential, at=at)
    number = count(blinded)
    tally = _tally(asked)
    if tally.evaluations + number > asked.desk.evaluations_a_day:
        raise OverQuota("This desk has asked for as many checks as it may today.")
    with Scalar(queries.secret_of(round_=asked.round.pk, purpose=SHARE)) as share:
        found = oprf.evaluate(share, list(blinded))
    Tally.objects.filter(pk=tally.pk).update(evaluations=F("evaluations") + number)
    return found


def claim(
    *,
    credential: str,
    tags: Sequence[bytes],
    cents: int,
    blinded_token: bytes,
    drawn_on: date,
    at: datetime,
) -> bytes:
    """
    This will write down all tags of a household, if none of them is there, and sign the blinded token.

    The same claim again before midnight gets the same signature and writes nothing. ``drawn_on`` is the day of the
    round on which the desk drew the token: an older one may have been signed for another household, whose answer is
    forgotten by now, and would be spent.

    :raises NotAllowed: if no desk shows this credential
    :raises Closed: if the round is not open
    :raises OverQuota: if the desk may not claim more today
    :raises AnotherDay: if the token was drawn on another day and is not known
    :raises AlreadyHelped: if one of the tags is there
    :raises Misread: if the tags, the amount or the token are not what this takes
    :raises BlindRefused: if the token is no number below the modulus
    """
    wanted = tidy_tags(tags)
    with transaction.atomic():
        asked = queries.asked(credential=credential, at=at)
        tally = _tally(asked)
        if cents not in manifests.read(bytes(asked.round.manifest)).tiers:
            raise Misread("This round has no such amount.")
        purpose = tier_of(cents)
        key = reply_key(round_=asked.round.pk, tier=purpose, blinded=blinded_token)
        known = Reply.objects.filter(pk=key, day=asked.day).first()
        if known is not None:
            if bytes(known.tags) != tags_mark(wanted):
                raise Misread("This token was sent with another household before.")
            return bytes(known.signature)
        if drawn_on != asked.day:
            raise AnotherDay("This token is of another day than the trustee has. Draw a new one.")
        if tally.claims >= asked.desk.claims_a_day:
            raise OverQuota("This desk has helped as many households as it may today.")
        is_new = _insert(asked.round, wanted)
        if is_new:
            secret = queries.secret_of(round_=asked.round.pk, purpose=purpose)
            with rsa.SigningKey(secret, is_ours=True) as signer:
                signature = tokens.sign_blinded(signer, blinded_token)
            Reply.objects.create(
                asked=key, round=asked.round, day=asked.day, tags=tags_mark(wanted), signature=signature
            )
            signed = {**tally.tiers, str(cents): tally.tiers.get(str(cents), 0) + 1}
            Tally.objects.filter(pk=tally.pk).update(claims=F("claims") + 1, tiers=signed)
        else:
            Tally.objects.filter(pk=tally.pk).update(refusals=F("refusals") + 1)
    if not is_new:
        raise AlreadyHelped("Somebody of this household was helped in this round already.")
    return signature


def _tally(asked: Asked) -> Tally:
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
