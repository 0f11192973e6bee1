"""
The manifest of a round: what both parties sign before the first family comes, and anybody may check.

It names the public halves of all keys, what a token is worth, who may ask how often, and the day on which the
secret halves are destroyed. Spelt one way only, so its hash names the round.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from standing.kernel.blind import oprf, rsa
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.canonical import Json, canonical, sha256_hex

FORMAT = 1
EXCEPTION = "exception"
PARTIES = ("city", "trustee")


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """The public half of a party's share, and the proof that the party knew the share."""

    public: bytes
    proof: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What argon2id costs before an identifier is blinded (RFC 9106): kibibytes, passes, lanes."""

    memory: int = 65536
    passes: int = 3
    lanes: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """
    A round as it is signed. ``tiers`` holds the public key of each amount in cents, ``exception`` that of tokens
    which two people grant; times are aware; ``time_zone`` says when a day of a quota ends.
    """

    round: str
    name: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    destroy_at: datetime
    city: Half
    trustee: Half
    tiers: Mapping[int, bytes]
    exception: bytes
    cost: Cost = Cost()
    is_sample: bool = False

    @property
    def joint_public(self) -> bytes:
        """Return the public key of both shares together."""
        return oprf.joint_public(self.city.public, self.trustee.public)

    @property
    def sha256(self) -> str:
        """Return the hash that names this manifest."""
        return sha256_hex(self.to_bytes())

    def to_bytes(self) -> bytes:
        """Return its one spelling: canonical JSON, bytes in base64, times in UTC."""
        said: dict[str, Json] = {
            **({"sample": True} if self.is_sample else {}),
            "format": FORMAT,
            "round": self.round,
            "name": self.name,
            "time_zone": self.time_zone,
            "opens_at": self.opens_at.isoformat(),
            "closes_at": self.closes_at.isoformat(),
            "destroy_at": self.destroy_at.isoformat(),
            "city": _half(self.city),
            "trustee": _half(self.trustee),
            "tiers": {str(cents): _said(public) for cents, public in sorted(self.tiers.items())},
            "exception": _said(self.exception),
            "argon2id": {"memory": self.cost.memory, "passes": self.cost.passes, "lanes": self.cost.lanes},
        }
        return canonical(said)

    def check(self) -> None:
        """
        Let a manifest through that may be signed.

        :raises BlindRefused: with the first thing in it that does not hold
        """
        if not self.opens_at < self.closes_at <= self.destroy_at:
            raise BlindRefused("A round opens, then closes, then its keys are destroyed.")
        for party, half in zip(PARTIES, (self.city, self.trustee), strict=True):
            oprf.check_possession(public=half.public, context=context_of(self.round, party), proof=half.proof)
        if not self.tiers or min(self.tiers) <= 0:
            raise BlindRefused("A round has at least one amount, and each is more than nothing.")
        keys = [*self.tiers.values(), self.exception]
        for public in keys:
            rsa.read_public(public)
        if len(set(keys)) != len(keys):
            raise BlindRefused("Each amount has a key of its own, or an amount could be changed.")
        _ = self.joint_public


def context_of(round_: str, party: str) -> bytes:
    """Return what a proof of possession is bound to: the round, and whose share it is."""
    return f"standing aid round {round_} {party}".encode()


def read(data: bytes) -> Manifest:
    """Return the manifest in these bytes. :raises BlindRefused: if they are none, or not its one spelling"""
    try:
        said = json.loads(data)
        found = Manifest(
            round=said["round"],
            name=said["name"],
            time_zone=said["time_zone"],
            opens_at=datetime.fromisoformat(said["opens_at"]),
            closes_at=datetime.fromisoformat(said["closes_at"]),
            destroy_at=datetime.fromisoformat(said["destroy_at"]),
            city=_read_half(said["city"]),
            trustee=_read_half(said["trustee"]),
            tiers={int(cents): _read(public) for cents, public in said["tiers"].items()},
            exception=_read(said["exception"]),
            cost=Cost(**said["argon2id"]),
            is_sample=bool(said.get("sample", False)),
        )
        spelt = found.to_bytes()
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BlindRefused("This is no manifest of a round.") from None
    if spelt != data:
        raise BlindRefused("The manifest is spelt otherwise than it is signed.")
    return found


def _half(half: Half) -> dict[str, Json]:
    return {"public": _said(half.public), "proof": _said(half.proof)}


def _read_half(said: Mapping[str, str]) -> Half:
    return Half(public=_read(said["public"]), proof=_read(said["proof"]))


def _said(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _read(said: str) -> bytes:
    return base64.b64decode(said, validate=True)
