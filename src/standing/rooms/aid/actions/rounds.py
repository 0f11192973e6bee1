"""A round from its draft to the destruction of the City's keys."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from datetime import UTC, datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.holds import api as holds
from standing.hall.installation import api as installation
from standing.hall.sealed import api as sealed
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import oprf, signed
from standing.kernel.blind.manifest import Cost, Draw, Exceptions, Half, Manifest, Quota
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.aid import permissions
from standing.rooms.aid.actions import parties
from standing.rooms.aid.models import Key, Round
from standing.rooms.aid.queries import applications
from standing.rooms.aid.queries import rounds as asked
from standing.rooms.aid.rules import offers
from standing.rooms.aid.rules.offers import NotFromTrustee, Offer
from standing.rooms.aid.rules.rounds import SEED, SHARE, Draft, check_draft

__all__ = [
    "change_draft",
    "close_round",
    "destroy_keys",
    "draft_round",
    "fetch_offer",
    "fetch_trustee_signature",
    "make_manifest",
    "open_draw_seed",
    "take_offer",
    "take_trustee_signature",
]


@transaction.atomic
def draft_round(*, draft: Draft, by: User, at: datetime) -> str:
    """
    This will propose a round and make the City's half of its key, and its seed if there is a draw.

    :raises NotAllowed: if the person is no treasurer or coordinator
    :raises DraftRefused: with every mistake at once
    :raises NotNow: if there is a round of that code
    """
    permissions.check_runs(by=by)
    check_draft(draft)
    if Round.objects.filter(pk=draft.round).exists():
        raise NotNow("There is a round with this code already.")
    row = Round.objects.create(code=draft.round, drafted_by=by, drafted_at=at, **_columns(draft))
    with oprf.new_share() as share:
        public = oprf.public_of(share)
        proof = oprf.prove_possession(share, context=manifests.context_of(row.pk, "city"))
        _keep(row, SHARE, public=public, proof=proof, secret=share.expose())
    if draft.draw is not None:
        _keep_seed(row)
    audit.record(
        verb="aid.draft_round",
        subject=_subject(row.pk),
        by=by,
        at=at,
        facts={"share": public.hex(), "days": _days(row)},
    )
    return row.pk


@transaction.atomic
def change_draft(*, draft: Draft, by: User, at: datetime) -> None:
    """
    This will change a round that nobody signed yet. What the trustee offered is forgotten if the amounts change.

    :raises NotAllowed: if the person is no treasurer or coordinator
    :raises DraftRefused: with every mistake at once
    :raises NotNow: if the City signed it already
    """
    permissions.check_runs(by=by)
    check_draft(draft)
    row = _locked(draft.round)
    if row.manifest is not None:
        raise NotNow("This round is signed. It does not change any more.")
    if set(row.amounts) != set(draft.amounts) or (row.draw is None) != (draft.draw is None):
        row.offer = None
    for name, value in _columns(draft).items():
        setattr(row, name, value)
    row.save()
    if draft.draw is not None and not Key.objects.filter(round=row, purpose=SEED).exists():
        _keep_seed(row)
    audit.record(verb="aid.change_draft", subject=_subject(row.pk), by=by, at=at, facts={"days": _days(row)})


def fetch_offer(*, round_: str, by: User, at: datetime) -> None:
    """This will ask the trustee for its offer and take it. :raises Refused: as ``take_offer``, or if nobody answers"""
    permissions.check_runs(by=by)
    data = parties.ask_trustee(path=f"/trustee/v1/rounds/{round_}/offer.json")
    take_offer(round_=round_, data=data, by=by, at=at)


@transaction.atomic
def take_offer(*, round_: str, data: bytes, by: User, at: datetime) -> None:
    """
    This will take the trustee's public keys for a round, from its answer or its file.

    :raises NotAllowed: if the person is no treasurer or coordinator
    :raises NotFound: if there is no such round
    :raises NotFromTrustee: if it is no offer, or one for other amounts or another round
    :raises NotNow: if the City signed the round already
    """
    permissions.check_runs(by=by)
    row = _locked(round_)
    if row.manifest is not None:
        raise NotNow("This round is signed. It takes no other offer.")
    offer = offers.read_offer(data)
    if offer.round != row.pk:
        raise NotFromTrustee("This offer is for another round.")
    if set(offer.tiers) != set(row.amounts):
        raise NotFromTrustee("The trustee made keys for other amounts than this round has.")
    if row.draw is not None and (offer.seed is None or len(offer.seed) != 32):
        raise NotFromTrustee(
            "This round has a draw, and the trustee made its keys without one: its keeper did not tick the draw. "
            "Keys are made once, so take the draw out of the draft, or draft the round under another code."
        )
    row.offer = _kept_offer(offer)
    row.save(update_fields=["offer"])
    audit.record(
        verb="aid.take_offer",
        subject=_subject(row.pk),
        by=by,
        at=at,
        facts={"half": offer.half.public.hex(), "signer": offer.signer[:200]},
    )


@transaction.atomic
def make_manifest(*, round_: str, by: User, at: datetime) -> str:
    """
    This will make the manifest of a round from its draft and the trustee's offer, sign it, and return its hash.

    :raises NotAllowed: if the person is no treasurer or coordinator
    :raises NotFound: if there is no such round
    :raises NotNow: if the trustee's offer is missing or it was made before, or it would be closed already
    :raises BlindRefused: if something in it does not hold
    """
    permissions.check_runs(by=by)
    row = _locked(round_)
    if row.manifest is not None:
        raise NotNow("The manifest of this round was made before.")
    if row.offer is None:
        raise NotNow("The trustee's offer is still missing.")
    if at >= row.closes_at:
        raise NotNow("This round would be closed already. Change its days first.")
    key = audit.log_key()
    manifest = _manifest(row, offers.read_offer(_offer_bytes(row)), signer=key.verifier.text())
    manifest.check()
    data = manifest.to_bytes()
    row.manifest, row.sha256 = data, manifest.sha256
    row.city_note = signed.sign(data, what=signed.MANIFEST, round_=row.pk, name=key.origin, key=key.private)
    row.save(update_fields=["manifest", "sha256", "city_note"])
    audit.record(
        verb="aid.make_manifest",
        subject=_subject(row.pk),
        by=by,
        at=at,
        facts={"manifest": manifest.sha256, "destroy_at": manifest.destroy_at.isoformat()},
    )
    return manifest.sha256


def fetch_trustee_signature(*, round_: str, by: User, at: datetime) -> None:
    """This will ask the trustee for its signature. :raises Refused: as ``take_trustee_signature``, or nobody answers"""
    permissions.check_runs(by=by)
    data = parties.ask_trustee(path=f"/trustee/v1/rounds/{round_}/signature.json")
    take_trustee_signature(round_=round_, data=data, by=by, at=at)


@transaction.atomic
def take_trustee_signature(*, round_: str, data: bytes, by: User, at: datetime) -> None:
    """
    This will take the trustee's signature of the manifest; from then on the round is signed by both.

    :raises NotAllowed: if the person is no treasurer or coordinator
    :raises NotFound: if there is no such round
    :raises NotNow: if there is no manifest yet
    :raises NotFromTrustee: if it is no signature of this manifest by the key that the manifest names
    """
    permissions.check_runs(by=by)
    row = _locked(round_)
    if row.manifest is None:
        raise NotNow("There is no manifest yet that the trustee could sign.")
    sha256, note, signer = offers.read_signature(data)
    manifest = asked.manifest_of(bytes(row.manifest))
    if sha256 != row.sha256 or signer != manifest.signers["trustee"]:
        raise NotFromTrustee("This signature is of another manifest, or by another key.")
    try:
        signed.check(bytes(row.manifest), note, what=signed.MANIFEST, round_=row.pk, key=signer)
    except BlindRefused as refusal:
        raise NotFromTrustee(str(refusal)) from None
    if row.trustee_note:
        return  # it signed the same bytes with the same key: nothing is new
    row.trustee_note = note
    row.save(update_fields=["trustee_note"])
    audit.record(verb="aid.take_signature", subject=_subject(row.pk), by=by, at=at, facts={"manifest": row.sha256})


@transaction.atomic
def open_draw_seed(*, round_: str, by: Actor, at: datetime) -> bytes:
    """
    This will open the City's seed of the draw when applications are closed, and return it. The same again is the same.

    :raises NotFound: if there is no such round
    :raises NotNow: if it has no draw, families may still apply, or the trustee has not fixed the entries
    """
    row = _locked(round_)
    if row.opened_seed is not None:
        return bytes(row.opened_seed)
    if row.manifest is None or (draw := asked.manifest_of(bytes(row.manifest)).draw) is None:
        raise NotNow("This round has no draw.")
    if at < draw.closes_at:
        raise NotNow("The seed is opened when nobody can apply any more.")
    if applications.intake(round_=row.pk) is None:
        raise NotNow("The seed is opened when the trustee has fixed the entries, and the City has checked them.")
    row.opened_seed = asked.secret_of(round_=row.pk, purpose=SEED)
    row.save(update_fields=["opened_seed"])
    audit.record(
        verb="aid.open_seed", subject=_subject(row.pk), by=by, at=at, facts={"seed": bytes(row.opened_seed).hex()}
    )
    return bytes(row.opened_seed)


@transaction.atomic
def close_round(*, round_: str, by: User, at: datetime) -> None:
    """
    This will end the giving of cards in a round. Lost cards are still replaced until the keys are destroyed.

    :raises NotAllowed: if the person is no treasurer or coordinator
    :raises NotFound: if there is no such round
    :raises NotNow: if desks may still ask, or it is closed already
    """
    permissions.check_runs(by=by)
    row = _locked(round_)
    if row.closed_at is not None:
        raise NotNow("This round is closed already.")
    if not row.trustee_note or at < row.closes_at:
        raise NotNow("A round is closed when its manifest's day has come.")
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    audit.record(verb="aid.close_round", subject=_subject(row.pk), by=by, at=at)


@transaction.atomic
def destroy_keys(*, round_: str, by: Actor, at: datetime) -> int:
    """
    This will destroy the City's secrets of a round on the day its manifest names, and say how many.

    From then on nobody, with any order, can test a name. The public halves stay for those who check.

    :raises NotFound: if there is no such round
    :raises NotNow: if the day has not come, or a legal hold is on
    """
    row = _locked(round_)
    if at < row.destroy_at:
        raise NotNow("The keys of this round are needed until the day its manifest names.")
    holds.lock()
    holds.check_not_held(_subject(round_))
    # The file goes first. Whatever falls after it, these rows still say that the keys are due, and it is tried again.
    sealed.destroy_key(key=asked.key_of(round_=round_))
    keys = list(Key.objects.select_for_update().filter(round=row, destroyed_at=None).order_by("purpose"))
    Key.objects.filter(pk__in=[one.pk for one in keys]).update(box=None, destroyed_at=at)
    if keys:
        audit.record(
            verb="aid.destroy_keys",
            subject=_subject(round_),
            by=by,
            at=at,
            facts={one.purpose: hashlib.sha256(bytes(one.public)).hexdigest() for one in keys},
        )
    return len(keys)


def _locked(round_: str) -> Round:
    row = Round.objects.select_for_update(of=("self",)).filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such round.")
    return row


def _columns(draft: Draft) -> dict[str, object]:
    plan = draft.draw
    return {
        "name": draft.name,
        "time_zone": draft.time_zone,
        "opens_at": draft.opens_at,
        "closes_at": draft.closes_at,
        "destroy_at": draft.destroy_at,
        "amounts": sorted(draft.amounts),
        "exception_cents": draft.exceptions.cents,
        "exceptions_most": draft.exceptions.most,
        "groups": list(draft.groups),
        "rules": {language: list(lines) for language, lines in draft.rules.items()},
        "evaluations_a_day": draft.quota.evaluations,
        "claims_a_day": draft.quota.claims,
        "memory": draft.cost.memory,
        "passes": draft.cost.passes,
        "lanes": draft.cost.lanes,
        "draw": None
        if plan is None
        else {
            "opens_at": plan.opens_at.isoformat(),
            "closes_at": plan.closes_at.isoformat(),
            "places": dict(plan.places),
            "boxes": {group: _said(box) for group, box in plan.boxes.items()},
        },
    }


def _manifest(row: Round, offer: Offer, *, signer: str) -> Manifest:
    share = Key.objects.get(round=row, purpose=SHARE)
    return Manifest(
        round=row.pk,
        name=row.name,
        time_zone=row.time_zone,
        opens_at=_utc(row.opens_at),
        closes_at=_utc(row.closes_at),
        destroy_at=_utc(row.destroy_at),
        city=Half(public=bytes(share.public), proof=bytes(share.proof)),
        trustee=offer.half,
        tiers=offer.tiers,
        exception=offer.exception,
        exceptions=Exceptions(cents=row.exception_cents, most=row.exceptions_most),
        groups=tuple(row.groups),
        rules={language: tuple(lines) for language, lines in row.rules.items()},
        signers={"city": signer, "trustee": offer.signer},
        quota=Quota(evaluations=row.evaluations_a_day, claims=row.claims_a_day),
        cost=Cost(memory=row.memory, passes=row.passes, lanes=row.lanes),
        draw=_draw(row, offer),
        is_sample=installation.is_sample(),
    )


def _draw(row: Round, offer: Offer) -> Draw | None:
    if row.draw is None:
        return None
    if offer.seed is None:
        raise NotNow("The trustee has not committed to a seed of the draw.")
    return Draw(
        opens_at=_utc(datetime.fromisoformat(row.draw["opens_at"])),
        closes_at=_utc(datetime.fromisoformat(row.draw["closes_at"])),
        places=row.draw["places"],
        boxes={group: base64.b64decode(box) for group, box in row.draw["boxes"].items()},
        city_seed=bytes(Key.objects.get(round=row, purpose=SEED).public),
        trustee_seed=offer.seed,
    )


def _kept_offer(offer: Offer) -> dict[str, object]:
    return {
        "round": offer.round,
        "half": {"public": _said(offer.half.public), "proof": _said(offer.half.proof)},
        "tiers": {str(cents): _said(key) for cents, key in offer.tiers.items()},
        "exception": _said(offer.exception),
        "draw_seed": None if offer.seed is None else _said(offer.seed),
        "signer": offer.signer,
    }


def _offer_bytes(row: Round) -> bytes:
    return json.dumps(row.offer).encode()


def _keep_seed(row: Round) -> None:
    seed = secrets.token_bytes(32)
    _keep(row, SEED, public=hashlib.sha256(seed).digest(), proof=b"", secret=seed)


def _keep(row: Round, purpose: str, *, public: bytes, proof: bytes, secret: bytes) -> None:
    Key.objects.create(
        round=row,
        purpose=purpose,
        public=public,
        proof=proof,
        box=sealed.seal_apart(
            text=secret.hex(), about=asked.about(round_=row.pk, purpose=purpose), key=asked.key_of(round_=row.pk)
        ),
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _days(row: Round) -> list[str]:
    return [one.date().isoformat() for one in (row.opens_at, row.closes_at, row.destroy_at)]


def _subject(round_: str) -> str:
    return f"aid:round:{round_}"


def _said(data: bytes) -> str:
    return base64.b64encode(data).decode()
