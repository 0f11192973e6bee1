"""What an intake desk asks: an evaluation. Nothing is written down but how many there were that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from standing.kernel.blind import oprf
from standing.kernel.blind.oprf import Evaluation
from standing.kernel.blind.ristretto import Scalar
from standing.rooms.aid.actions import _desk
from standing.rooms.aid.models import Tally
from standing.rooms.aid.queries import rounds
from standing.rooms.aid.rules.asking import Kind, OverQuota, count
from standing.rooms.aid.rules.rounds import SHARE

__all__ = ["evaluate"]


@transaction.atomic
def evaluate(*, credential: str, blinded: Sequence[bytes], at: datetime) -> Evaluation:
    """
    This will evaluate blinded strings with the City's share and prove that it was that share.

    :raises NotKnown: if no intake desk shows this credential
    :raises Closed: if the round is not open
    :raises OverQuota: if the desk would have more evaluated today than it may
    :raises Misread: if there are none, or too many
    :raises BlindRefused: if one of them is no element of the group
    :raises NotNow: if the share was destroyed
    """
    found = _desk.asked(credential, kind=Kind.INTAKE, at=at, open_for_asking=True)
    number = count(blinded)
    tally = _desk.tally(found)
    if tally.evaluations + number > found.desk.a_day:
        raise OverQuota("This desk has asked for as many checks as it may today.")
    with Scalar(rounds.secret_of(round_=found.round.pk, purpose=SHARE)) as share:
        evaluation = oprf.evaluate(share, list(blinded))
    Tally.objects.filter(pk=tally.pk).update(evaluations=F("evaluations") + number)
    return evaluation
