"""A round from its first key to the destruction of the last."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.holds import api as holds
from standing.hall.installation import api as installation
from standing.hall.sealed import api as sealed
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import oprf, rsa, signed
from standing.kernel.blind.manifest import EXCEPTION, Manifest
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.trustee import permissions, queries
from standing.rooms.trustee.models import Key, Round
from standing.rooms.trustee.rules.asking import DRAW_ORDER, DRAW_SEED, SHARE, tier_of
from standing.rooms.trustee.rules.offers import Offer, check_amounts, check_code


@transaction.atomic
def begin_round(*, round_: str, amounts: Iterable[int], has_draw: bool = False, by: User, at: datetime) -> Offer:
    """
    This will make the trustee's keys for a round and return their public halves. Nobody can ask with them yet.

    ``amounts`` are cents, one key for each; with a draw there is a seed, too, whose SHA-256 is offered.

    :raises NotAllowed: if the person does not keep keys
    :raises Misread: if the code of the round or an amount is none
    :raises NotNow: if the round has keys already
    """
    permissions.check_can_keep(by=by)
    check_code(round_)
    worth = check_amounts(amounts)
    if Key.objects.filter(round=round_).exists():
        raise NotNow("This round has its keys already.")
    with oprf.new_share() as share:
        public = oprf.public_of(share)
        proof = oprf.prove_possession(share, context=manifests.context_of(round_, "trustee"))
        _keep(round_, SHARE, public=public, secret=share.expose(), proof=proof)
    for cents in worth:
        _signing_key(round_, tier_of(cents))
    _signing_key(round_, EXCEPTION)
    if has_draw:
        for purpose in (DRAW_SEED, DRAW_ORDER):
            secret = secrets.token_bytes(32)
            _keep(round_, purpose, public=hashlib.sha256(secret).digest(), secret=secret)
    audit.record(
        verb="trustee.begin_round",
        subject=f"trustee:round:{round_}",
        by=by,
        at=at,
        facts={"keys": len(worth) + 2, "draw": has_draw, "share": public.hex()},
    )
    return queries.offer_of(round_=round_)


@transaction.atomic
def open_round(*, data: bytes, note: str, by: User, at: datetime) -> str:
    """
    This will take up a manifest that the City signed, sign it too, and return its hash.

    Desks may ask from its opening on.

    :raises NotAllowed: if the person does not keep keys
    :raises NotNow: if the round is open or over, or the manifest does not name our keys
    :raises BlindRefused: if it is no manifest, something in it does not hold, or the City did not sign it
    :raises KeyRefused: if the key of our log is lost
    """
    permissions.check_can_keep(by=by)
    found = check_manifest(data=data, note=note, at=at)
    key = audit.log_key()
    Round.objects.create(
        id=found.round,
        manifest=data,
        sha256=found.sha256,
        city_note=note,
        note=signed.sign(data, what=signed.MANIFEST, round_=found.round, name=key.origin, key=key.private),
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        destroy_at=found.destroy_at,
        exceptions_most=found.exceptions.most,
    )
    audit.record(
        verb="trustee.open_round",
        subject=f"trustee:round:{found.round}",
        by=by,
        at=at,
        facts={"manifest": found.sha256, "destroy_at": found.destroy_at.isoformat()},
    )
    return found.sha256


def check_manifest(*, data: bytes, note: str, at: datetime) -> Manifest:
    """
    This will let a manifest through that we may sign, and change nothing.

    :raises NotNow: if the round is open or over, or the manifest does not name our keys
    :raises BlindRefused: if it is no manifest, something in it does not hold, or the City did not sign it
    """
    found = manifests.read(data)
    found.check()
    signed.check(data, note, what=signed.MANIFEST, round_=found.round, key=found.signers["city"])
    if Round.objects.filter(pk=found.round).exists():
        raise NotNow("This round has its manifest already.")
    if found.closes_at <= at:
        raise NotNow("This round would be over before it is signed.")
    if found.is_sample != installation.is_sample():
        raise NotNow("A sample signs samples only, and a real database signs no sample.")
    if found.signers["trustee"] != audit.log_key().verifier.text():
        raise NotNow("The manifest does not name the key that the trustee signs with.")
    _check_ours(found)
    return found


@transaction.atomic
def destroy_keys(*, round_: str, by: Actor, at: datetime) -> int:
    """
    This will destroy the secret halves of a round's keys, on the day its manifest names, and say how many.

    From then on nobody, with any order, can test a name. The public halves stay for those who check.

    :raises NotAllowed: if a person does it who does not keep keys
    :raises NotFound: if there is no such round
    :raises NotNow: if the day has not come, or a legal hold is on
    """
    if isinstance(by, User):
        permissions.check_can_keep(by=by)
    row = Round.objects.filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such round.")
    if at < row.destroy_at:
        raise NotNow("The keys of this round are needed until the day its manifest names.")
    holds.lock()
    holds.check_not_held(f"trustee:round:{round_}")
    # The file goes first. Whatever falls after it, these rows still say that the keys are due, and it is tried again.
    sealed.destroy_key(key=queries.key_of(round_=round_))
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


def _signing_key(round_: str, purpose: str) -> None:
    with rsa.new_key() as key:
        _keep(round_, purpose, public=key.public.der(), secret=key.der())


def _keep(round_: str, purpose: str, *, public: bytes, secret: bytes, proof: bytes = b"") -> None:
    Key.objects.create(
        round=round_,
        purpose=purpose,
        public=public,
        proof=proof,
        box=sealed.seal_apart(
            text=secret.hex(), about=queries.about(round_=round_, purpose=purpose), key=queries.key_of(round_=round_)
        ),
    )


def _check_ours(found: Manifest) -> None:
    ours = {one.purpose: bytes(one.public) for one in Key.objects.filter(round=found.round)}
    ours.pop(DRAW_ORDER, None)  # ours alone; the manifest does not name it
    named = {
        SHARE: found.trustee.public,
        EXCEPTION: found.exception,
        **{tier_of(cents): public for cents, public in found.tiers.items()},
    }
    if found.draw is None:
        ours.pop(DRAW_SEED, None)  # the parties thought better of it
    else:
        named[DRAW_SEED] = found.draw.trustee_seed
    if ours != named:
        raise NotNow("The manifest does not name the keys that the trustee made for this round.")
