"""A round from its first key to the destruction of the last."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.holds import api as holds
from standing.hall.sealed import api as sealed
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import oprf, rsa
from standing.kernel.blind.manifest import EXCEPTION, Half, Manifest
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.trustee import permissions, queries
from standing.rooms.trustee.models import Desk, Key, Round
from standing.rooms.trustee.rules.asking import SHARE, mark_of, tier_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the trustee puts into a manifest: its half, and the public key of each amount and of exceptions."""

    half: Half
    tiers: dict[int, bytes]
    exception: bytes


@transaction.atomic
def begin_round(*, round_: str, amounts: Iterable[int], by: User, at: datetime) -> Offer:
    """
    This will make the trustee's keys for a round and return their public halves. Nobody can ask with them yet.

    :raises NotAllowed: if the person does not keep keys
    :raises NotNow: if the round has keys already
    """
    permissions.check_can_keep(by=by)
    if Key.objects.filter(round=round_).exists():
        raise NotNow("This round has its keys already.")
    with oprf.new_share() as share:
        public = oprf.public_of(share)
        half = Half(public=public, proof=oprf.prove_possession(share, context=manifests.context_of(round_, "trustee")))
        _keep(round_, SHARE, public=public, secret=share.expose())
    tiers = {cents: _signing_key(round_, tier_of(cents)) for cents in sorted(set(amounts))}
    offer = Offer(half=half, tiers=tiers, exception=_signing_key(round_, EXCEPTION))
    audit.record(
        verb="trustee.begin_round",
        subject=f"trustee:round:{round_}",
        by=by,
        at=at,
        facts={"keys": len(tiers) + 2, "share": public.hex()},
    )
    return offer


@transaction.atomic
def open_round(*, data: bytes, by: User, at: datetime) -> str:
    """
    This will take up a manifest that both parties sign, and return its hash. Desks may ask from its opening on.

    :raises NotAllowed: if the person does not keep keys
    :raises NotNow: if the round is open, or the manifest does not name our keys
    :raises BlindRefused: if it is no manifest, or something in it does not hold
    """
    permissions.check_can_keep(by=by)
    found = manifests.read(data)
    found.check()
    if Round.objects.filter(pk=found.round).exists():
        raise NotNow("This round has its manifest already.")
    _check_ours(found)
    Round.objects.create(
        id=found.round,
        manifest=data,
        sha256=found.sha256,
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        destroy_at=found.destroy_at,
    )
    audit.record(
        verb="trustee.open_round",
        subject=f"trustee:round:{found.round}",
        by=by,
        at=at,
        facts={"manifest": found.sha256, "destroy_at": found.destroy_at.isoformat()},
    )
    return found.sha256


@transaction.atomic
def add_desk(
    *, round_: str, group: str, name: str, evaluations_a_day: int, claims_a_day: int, by: User, at: datetime
) -> str:
    """
    This will let a desk of a group ask, and return the credential it shows. It is shown once; only its hash is kept.

    :raises NotAllowed: if the person does not keep keys
    :raises NotFound: if there is no such round
    """
    permissions.check_can_keep(by=by)
    if not Round.objects.filter(pk=round_).exists():
        raise NotFound("There is no such round.")
    credential = secrets.token_urlsafe(32)
    desk = Desk.objects.create(
        round_id=round_,
        group=group,
        name=name,
        credential=mark_of(credential),
        evaluations_a_day=evaluations_a_day,
        claims_a_day=claims_a_day,
    )
    audit.record(
        verb="trustee.add_desk",
        subject=f"trustee:desk:{desk.pk}",
        by=by,
        at=at,
        facts={"round": round_, "group": group, "evaluations": evaluations_a_day, "claims": claims_a_day},
    )
    return credential


@transaction.atomic
def revoke_desk(*, desk: UUID, by: User, at: datetime) -> None:
    """
    This will let a desk ask no more, at once.

    :raises NotAllowed: if the person does not keep keys
    :raises NotFound: if there is no such desk that may ask
    """
    permissions.check_can_keep(by=by)
    if not Desk.objects.filter(pk=desk, revoked_at=None).update(revoked_at=at):
        raise NotFound("There is no such desk, or it may not ask any more.")
    audit.record(verb="trustee.revoke_desk", subject=f"trustee:desk:{desk}", by=by, at=at)


@transaction.atomic
def destroy_keys(*, round_: str, by: Actor, at: datetime) -> int:
    """
    This will destroy the secret halves of a round's keys, on the day its manifest names, and say how many.

    From then on nobody, with any order, can test a name. The public halves stay for those who check.

    :raises NotFound: if there is no such round
    :raises NotNow: if the day has not come, or a legal hold is on
    """
    row = Round.objects.filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such round.")
    if at < row.destroy_at:
        raise NotNow("The keys of this round are needed until the day its manifest names.")
    holds.lock()
    holds.check_not_held(f"trustee:round:{round_}")
    keys = list(Key.objects.select_for_update().filter(round=round_, destroyed_at=None).order_by("purpose"))
    Key.objects.filter(pk__in=[one.pk for one in keys]).update(box=None, destroyed_at=at)
    if keys:
        audit.record(
            verb="trustee.destroy_keys",
            subject=f"trustee:round:{round_}",
            by=by,
            at=at,
            facts={one.purpose: hashlib.sha256(bytes(one.public)).hexdigest() for one in keys},
        )
    return len(keys)


def _signing_key(round_: str, purpose: str) -> bytes:
    with rsa.new_key() as key:
        public = key.public.der()
        _keep(round_, purpose, public=public, secret=key.der())
        return public


def _keep(round_: str, purpose: str, *, public: bytes, secret: bytes) -> None:
    Key.objects.create(
        round=round_,
        purpose=purpose,
        public=public,
        box=sealed.seal(text=secret.hex(), about=queries.about(round_=round_, purpose=purpose)),
    )


def _check_ours(found: Manifest) -> None:
    ours = {one.purpose: bytes(one.public) for one in Key.objects.filter(round=found.round)}
    named = {
        SHARE: found.trustee.public,
        EXCEPTION: found.exception,
        **{tier_of(cents): public for cents, public in found.tiers.items()},
    }
    if ours != named:
        raise NotNow("The manifest does not name the keys that the trustee made for this round.")
