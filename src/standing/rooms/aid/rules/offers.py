"""What the trustee says over HTTP or in a file: an offer, a signature, a statement. Read strictly."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from standing.kernel import notes
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import oprf, rsa
from standing.kernel.blind.manifest import Half
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.canonical import canonical
from standing.kernel.notes import NoteRefused
from standing.kernel.refusals import Refused

LARGEST = 256 * 1024


class NotFromTrustee(Refused):
    """The file or answer is not what the trustee sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The trustee's half and public keys, by amount in cents; ``seed`` commits to its seed of the draw."""

    round: str
    half: Half
    tiers: Mapping[int, bytes]
    exception: bytes
    seed: bytes | None
    signer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What the trustee states about the whole days of a round, as totals."""

    round: str
    manifest: str
    through: date
    claims: Mapping[int, int]
    exceptions: int
    evaluations: int
    keys: str
    city_checkpoint: str | None


def read_offer(data: bytes) -> Offer:
    """Return the offer in these bytes, its keys checked. :raises NotFromTrustee: if they are none"""
    said = _object(data)
    try:
        seed = said.get("draw_seed")
        offer = Offer(
            round=str(said["round"]),
            half=Half(public=_bytes(said["half"]["public"]), proof=_bytes(said["half"]["proof"])),
            tiers={int(cents): _bytes(key) for cents, key in said["tiers"].items()},
            exception=_bytes(said["exception"]),
            seed=None if seed is None else _bytes(seed),
            signer=str(said["signer"]),
        )
        oprf.check_possession(
            public=offer.half.public, context=manifests.context_of(offer.round, "trustee"), proof=offer.half.proof
        )
        for key in (*offer.tiers.values(), offer.exception):
            rsa.read_public(key)
        notes.read_key(offer.signer)
    except (KeyError, TypeError, ValueError, AttributeError, BlindRefused, NoteRefused):
        raise NotFromTrustee("This is no offer of a trustee.") from None
    return offer


def read_signature(data: bytes) -> tuple[str, str, str]:
    """Return hash, note and signer. :raises NotFromTrustee: if it is no signature"""
    said = _object(data)
    found = tuple(said.get(name) for name in ("sha256", "note", "signer"))
    if not all(isinstance(one, str) for one in found):
        raise NotFromTrustee("This is no signature of a trustee.")
    return str(found[0]), str(found[1]), str(found[2])


def read_statement(data: bytes) -> tuple[bytes, str]:
    """Return the statement's bytes and its note. :raises NotFromTrustee: if it is none"""
    said = _object(data)
    try:
        return _bytes(said["statement"]), str(said["note"])
    except (KeyError, TypeError, ValueError):
        raise NotFromTrustee("This is no statement of a trustee.") from None


def read_claimed(data: bytes) -> Claimed:
    """Return what a statement says. :raises NotFromTrustee: if it is spelt otherwise than statements are"""
    said = _object(data)
    try:
        kept = {name: value for name, value in said.items() if name != "sample"}
        note = kept["city_checkpoint"]
        found = Claimed(
            round=str(kept["round"]),
            manifest=str(kept["manifest"]),
            through=date.fromisoformat(kept["through"]),
            claims={int(cents): _count(number) for cents, number in kept["claims"].items()},
            exceptions=_count(kept["exceptions"]),
            evaluations=_count(kept["evaluations"]),
            keys=str(kept["keys"]),
            city_checkpoint=None if note is None else str(note),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotFromTrustee("This is no statement of a trustee.") from None
    if canonical(said) != data:
        raise NotFromTrustee("The statement is spelt otherwise than it is signed.")
    return found


def _object(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise NotFromTrustee("That is more than a trustee sends.")
    try:
        said = json.loads(data)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise NotFromTrustee("This is not what a trustee sends: it is no JSON object.")
    return said


def _bytes(said: object) -> bytes:
    if not isinstance(said, str):
        raise TypeError("base64 is text")
    try:
        return base64.b64decode(said, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None


def _count(said: object) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or said < 0:
        raise ValueError("a count is a whole number")
    return said
