"""Open application at the City: it evaluates for applicants, and checks what the trustee fixed before a draw."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel.blind import oprf, signed
from standing.kernel.blind.oprf import Evaluation
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.blind.ristretto import Scalar
from standing.kernel.refusals import NotNow
from standing.rooms.aid.actions import parties
from standing.rooms.aid.models import Intake
from standing.rooms.aid.queries import applications, rounds
from standing.rooms.aid.rules.applications import MOST, PARTS, SIGNED_AS, check_receipts, check_work, read
from standing.rooms.aid.rules.asking import Closed, OverQuota
from standing.rooms.aid.rules.offers import NotFromTrustee
from standing.rooms.aid.rules.rounds import SHARE

__all__ = ["evaluate_for_applicant", "fetch_commitment", "take_commitment"]
_GRACE = timedelta(hours=1)  # who waited in line at the trustee may finish
_LARGEST = 64 * 1024 * 1024


def evaluate_for_applicant(*, round_: str, blinded: Sequence[bytes], work: bytes, at: datetime) -> Evaluation:
    """
    This will evaluate the blinded strings of an applicant, who shows no credential but has done a sum.

    :raises NotFound: if there is no such round
    :raises Closed: if families do not apply to it now
    :raises NoWork: if the sum is wrong
    :raises Misread: if there are not just as many elements as an application has
    :raises OverQuota: if the round has evaluated as much for applicants as it may in all
    :raises BlindRefused: if one of them is no element of the group
    :raises NotNow: if the share was destroyed
    """
    check_work(round_=round_, blinded=blinded, nonce=work)
    row = rounds.row(round_=round_)
    draw = rounds.manifest_of(bytes(row.manifest)).draw if row.manifest is not None and row.trustee_note else None
    if draw is None or not draw.opens_at <= at < draw.closes_at + _GRACE:
        raise Closed("Families do not apply to this round now.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO aid_evaluated AS tally (round_id, part, requests) VALUES (%s, %s, 1) "
            "ON CONFLICT (round_id, part) DO UPDATE SET requests = tally.requests + 1 "
            "WHERE tally.requests < %s RETURNING requests",
            [round_, secrets.randbelow(PARTS), MOST // PARTS],
        )
        if cursor.fetchone() is None:
            raise OverQuota("This round has taken as many requests as it may. Call the help line of the round.")
    with Scalar(rounds.secret_of(round_=round_, purpose=SHARE)) as share:
        return oprf.evaluate(share, list(blinded))


def fetch_commitment(*, round_: str, by: Actor, at: datetime) -> bool:
    """This will ask the trustee for what it fixed. :raises Refused: as ``take_commitment``, or if nobody answers"""
    base = f"/apply/v1/{round_}"
    data, note, receipts = (
        parties.ask_trustee(path=f"{base}/{name}", most=_LARGEST)
        for name in ("commitment.json", "commitment.note", "receipts.bin")
    )
    return take_commitment(
        round_=round_, data=data, note=note.decode(errors="replace"), receipts=receipts, by=by, at=at
    )


@transaction.atomic
def take_commitment(*, round_: str, data: bytes, note: str, receipts: bytes, by: Actor, at: datetime) -> bool:
    """
    This will keep what the trustee fixed before the draw, once it holds; returns whether it is new.

    Only then does the City open its seed. There are never more entries than requests that the City evaluated.

    :raises NotFound: if there is no such round
    :raises NotNow: if it has no draw, or families may still apply
    :raises NotFromTrustee: if it is not signed, is about another round, or the receipts are not those it fixed
    """
    row = rounds.row(round_=round_)
    found = None if row.manifest is None else rounds.manifest_of(bytes(row.manifest))
    if found is None or found.draw is None:
        raise NotNow("This round has no draw.")
    if at < found.draw.closes_at:
        raise NotNow("Families may still apply.")
    try:
        signed.check(data, note, what=SIGNED_AS, round_=round_, key=found.signers["trustee"])
    except BlindRefused as refusal:
        raise NotFromTrustee(str(refusal)) from None
    fixed = read(data)
    if (fixed.round, fixed.manifest) != (round_, row.sha256):
        raise NotFromTrustee("This is about another round.")
    check_receipts(receipts, fixed=fixed)
    if fixed.count > applications.evaluated(round_=round_):
        raise NotFromTrustee("There are more entries than requests that the City evaluated.")
    known = applications.intake(round_=round_)
    if known is not None:
        if bytes(known.commitment) != data:
            raise NotFromTrustee("The trustee fixed something else before. Nothing is opened for a second one.")
        return False
    Intake.objects.create(round=row, commitment=data, note=note, count=fixed.count, receipts=receipts)
    audit.record(
        verb="aid.take_commitment",
        subject=f"aid:round:{round_}",
        by=by,
        at=at,
        facts={"commitment": hashlib.sha256(data).hexdigest(), "applications": fixed.count},
    )
    return True
