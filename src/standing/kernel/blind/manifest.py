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
from functools import lru_cache
from typing import Any

from standing.kernel.blind import oprf, people, rsa
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
class Quota:
    """What one desk may ask for on one day, at each party: strings evaluated, households claimed."""

    evaluations: int = 600
    claims: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """What one exception is worth, in cents, and how many a round may grant."""

    cents: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """
    Open application and draw: when families may apply, how many households each group helps, to which public key
    (X25519) their applications are sealed, and SHA-256 of the two seeds that decide, one of each party.
    """

    opens_at: datetime
    closes_at: datetime
    places: Mapping[str, int]
    boxes: Mapping[str, bytes]
    city_seed: bytes
    trustee_seed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """
    A round as it is signed. ``tiers`` holds the public key of each amount in cents, ``exception`` that of tokens
    which two people grant; times are aware; ``time_zone`` says when a day of a quota ends; ``groups`` are codes;
    ``rules`` are the lines of who may be helped, by language, never about status; ``signers`` are the lines of the
    two parties' signing keys; ``canonical`` is the version of ``kernel.blind.people``.
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
    exceptions: Exceptions
    groups: tuple[str, ...]
    rules: Mapping[str, tuple[str, ...]]
    signers: Mapping[str, str]
    quota: Quota = Quota()
    cost: Cost = Cost()
    canonical: int = people.VERSION
    draw: Draw | None = None
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
            "exceptions": {"cents": self.exceptions.cents, "most": self.exceptions.most},
            "groups": list(self.groups),
            "rules": {language: list(lines) for language, lines in sorted(self.rules.items())},
            "signers": dict(self.signers),
            "quota": {"evaluations": self.quota.evaluations, "claims": self.quota.claims},
            "canonical": self.canonical,
            "argon2id": {"memory": self.cost.memory, "passes": self.cost.passes, "lanes": self.cost.lanes},
            "draw": None if self.draw is None else _draw(self.draw),
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
        self._check_bounds()
        keys = [*self.tiers.values(), self.exception]
        for public in keys:
            rsa.read_public(public)
        if len(set(keys)) != len(keys):
            raise BlindRefused("Each amount has a key of its own, or an amount could be changed.")
        _ = self.joint_public

    def _check_bounds(self) -> None:
        if self.canonical != people.VERSION:
            raise BlindRefused("The manifest asks for another spelling of people than this one knows.")
        if not self.groups or len(set(self.groups)) != len(self.groups):
            raise BlindRefused("A round has at least one group, and each of them once.")
        if not self.rules or not all(self.rules.values()):
            raise BlindRefused("A round says who may be helped, in each language that it names.")
        if min(self.quota.evaluations, self.quota.claims, self.exceptions.cents) <= 0 or self.exceptions.most < 0:
            raise BlindRefused("A desk may ask for something each day, and an exception is worth something.")
        if set(self.signers) != set(PARTIES):
            raise BlindRefused("Both parties name the key they sign with.")
        if self.draw is not None:
            self._check_draw(self.draw)

    def _check_draw(self, draw: Draw) -> None:
        if not self.opens_at <= draw.opens_at < draw.closes_at <= self.closes_at:
            raise BlindRefused("Families apply while the round is open.")
        if set(draw.places) != set(self.groups) or set(draw.boxes) != set(self.groups):
            raise BlindRefused("Each group has its places and a key to which applications are sealed.")
        if min(draw.places.values()) < 0 or {len(one) for one in (draw.city_seed, draw.trustee_seed)} != {32}:
            raise BlindRefused("Places are counted, and both parties commit to a seed by its SHA-256.")
        if {len(one) for one in draw.boxes.values()} != {32}:
            raise BlindRefused("A key to which applications are sealed has 32 bytes.")


def context_of(round_: str, party: str) -> bytes:
    """Return what a proof of possession is bound to: the round, and whose share it is."""
    return f"standing aid round {round_} {party}".encode()


@lru_cache(maxsize=64)
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
            exceptions=Exceptions(**said["exceptions"]),
            groups=tuple(said["groups"]),
            rules={language: tuple(lines) for language, lines in said["rules"].items()},
            signers=dict(said["signers"]),
            quota=Quota(**said["quota"]),
            canonical=said["canonical"],
            cost=Cost(**said["argon2id"]),
            draw=None if said["draw"] is None else _read_draw(said["draw"]),
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


def _draw(draw: Draw) -> dict[str, Json]:
    return {
        "opens_at": draw.opens_at.isoformat(),
        "closes_at": draw.closes_at.isoformat(),
        "places": dict(draw.places),
        "boxes": {group: _said(key) for group, key in draw.boxes.items()},
        "city_seed": _said(draw.city_seed),
        "trustee_seed": _said(draw.trustee_seed),
    }


def _read_draw(said: Mapping[str, Any]) -> Draw:
    return Draw(
        opens_at=datetime.fromisoformat(said["opens_at"]),
        closes_at=datetime.fromisoformat(said["closes_at"]),
        places=dict(said["places"]),
        boxes={group: _read(key) for group, key in said["boxes"].items()},
        city_seed=_read(said["city_seed"]),
        trustee_seed=_read(said["trustee_seed"]),
    )


def _said(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _read(said: str) -> bytes:
    return base64.b64decode(said, validate=True)
