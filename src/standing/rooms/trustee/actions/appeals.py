"""
Appeals: a desk asks for an exception; the ombudsman and the supervisor of another group decide.

No name and no words are told. What is signed is a blinded token, with a key of its own, and never more often than the
manifest allows: the database counts.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.sealed import api as sealed
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import rsa, tokens
from standing.kernel.blind.manifest import EXCEPTION
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.trustee import permissions, queries
from standing.rooms.trustee.models import Appeal, Approval, Round
from standing.rooms.trustee.rules.appeals import Approver, Reason, State
from standing.rooms.trustee.rules.asking import Misread, OverQuota


@transaction.atomic
def ask_exception(*, credential: str, reason: str, cents: int | None, blinded_token: bytes, at: datetime) -> str:
    """
    This will note that a desk asks for an exception, and return the number by which it asks how that stands.

    The same token again gives the same number.

    :raises NotAllowed: if no desk shows this credential
    :raises Closed: if the round is not open
    :raises Misread: if the reason, the amount or the token are not what this takes
    :raises OverQuota: if the desk asked as often today as it may help
    :raises NotNow: if the round has no exception left, or its key was destroyed
    :raises BlindRefused: if the token is no number below the modulus
    """
    asked = queries.asked(credential=credential, at=at)
    manifest = manifests.read(bytes(asked.round.manifest))
    if reason not in set(Reason):
        raise Misread(f"The reason is one of: {', '.join(Reason)}.")
    if cents not in {None, manifest.exceptions.cents}:
        raise Misread("An exception of this round is worth another amount.")
    mark = hashlib.sha256(blinded_token).digest()
    _lock(asked.round.pk)
    known = Appeal.objects.filter(round=asked.round, mark=mark).first()
    if known is not None:
        if known.desk_id != asked.desk.pk:
            raise Misread("This token was sent by another desk before.")
        return str(known.number)
    if queries.exceptions_left(round_=asked.round.pk) <= 0:
        raise NotNow("This round has granted as many exceptions as its manifest allows.")
    if Appeal.objects.filter(desk=asked.desk, asked_on=asked.day).count() >= asked.desk.claims_a_day:
        raise OverQuota("This desk has asked for as many exceptions as it may today.")
    tokens.check_blinded(rsa.read_public(manifest.exception), blinded_token)
    row = Appeal.objects.create(
        number=sealed.new_code(),
        round=asked.round,
        desk=asked.desk,
        reason=reason,
        blinded=blinded_token,
        mark=mark,
        asked_on=asked.day,
    )
    audit.record_anonymous(
        verb="trustee.ask_exception",
        subject=f"trustee:appeal:{row.pk}",
        day=asked.day,
        facts={"round": asked.round.pk, "reason": reason},
    )
    return str(row.number)


@transaction.atomic
def approve_exception(*, appeal: UUID, by: User, at: datetime) -> State:
    """
    This will give one of the two yeses; the second one signs the token. Returns how the appeal stands then.

    :raises NotAllowed: if the person is neither an ombudsman nor the supervisor of another group
    :raises NotFound: if there is no such appeal
    :raises NotNow: if it is decided, the person or the office approved already, or no exception is left
    """
    row = _undecided(appeal)
    kind, group = permissions.check_can_approve(by=by, group=row.desk.group, groups=_groups(row.round))
    given = list(Approval.objects.filter(appeal=row))
    if any(one.by_id == by.pk for one in given):
        raise NotNow("You approved this already. Another person decides with you.")
    held = {one.kind for one in given}
    if kind in held:
        raise NotNow("This yes was given already. The other one is still missing.")
    Approval.objects.create(appeal=row, kind=kind, group=group, by=by, at=at)
    held.add(kind)
    state = State.ASKED
    if held == set(Approver):
        if queries.exceptions_left(round_=row.round_id) <= 0:
            raise NotNow("This round has granted as many exceptions as its manifest allows.")
        secret = queries.secret_of(round_=row.round_id, purpose=EXCEPTION)
        with rsa.SigningKey(secret, is_ours=True) as signer:
            row.signature = tokens.sign_blinded(signer, bytes(row.blinded))
        row.state = state = State.GRANTED
        row.decided_on = _day(row.round, at)
        row.save(update_fields=["signature", "state", "decided_on"])
    audit.record(
        verb="trustee.approve_exception",
        subject=f"trustee:appeal:{row.pk}",
        by=by,
        at=at,
        facts={"round": row.round_id, "as": kind, "reason": row.reason, "state": state},
    )
    return state


@transaction.atomic
def refuse_exception(*, appeal: UUID, by: User, at: datetime) -> None:
    """
    This will refuse an appeal; one person who may approve it is enough.

    :raises NotAllowed: if the person is neither an ombudsman nor the supervisor of another group
    :raises NotFound: if there is no such appeal
    :raises NotNow: if it is decided
    """
    row = _undecided(appeal)
    permissions.check_can_approve(by=by, group=row.desk.group, groups=_groups(row.round))
    row.state, row.refused_by, row.decided_on = State.REFUSED, by, _day(row.round, at)
    row.save(update_fields=["state", "refused_by", "decided_on"])
    audit.record(
        verb="trustee.refuse_exception",
        subject=f"trustee:appeal:{row.pk}",
        by=by,
        at=at,
        facts={"round": row.round_id, "reason": row.reason},
    )


def _undecided(appeal: UUID) -> Appeal:
    """Return the appeal, with its round locked: who decides in one round decides one after the other."""
    found = Appeal.objects.filter(pk=appeal).values_list("round", flat=True).first()
    if found is None:
        raise NotFound("There is no such appeal.")
    _lock(found)
    row = Appeal.objects.select_related("round", "desk").get(pk=appeal)
    if row.state != State.ASKED:
        raise NotNow("This is decided already.")
    return row


def _lock(round_: str) -> None:
    Round.objects.select_for_update(no_key=True).get(pk=round_)


def _groups(row: Round) -> frozenset[str]:
    return frozenset(manifests.read(bytes(row.manifest)).groups)


def _day(row: Round, at: datetime) -> date:
    return at.astimezone(ZoneInfo(manifests.read(bytes(row.manifest)).time_zone)).date()
