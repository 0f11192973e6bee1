"""
A round of both parties for tests of the City: the trustee here is its keys alone, held by the test.

What it signs is what the trustee's room signs, made with the same kernel; journeys and drills start the real process.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from standing.hall.accounts.api import User
from standing.hall.sealed import api as sealed
from standing.kernel import notes
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import oprf, rsa, signed, tokens
from standing.kernel.blind.manifest import Cost, Exceptions, Manifest, Quota
from standing.kernel.blind.slips import Slip
from standing.kernel.blind.tokens import Token
from standing.kernel.canonical import canonical
from standing.rooms.aid import api as aid
from standing.rooms.aid.queries import rounds
from standing.rooms.aid.rules.asking import CODE_LENGTH
from tests.make import cards
from tests.make import funds as money

AT = money.AT
DAY = timedelta(days=1)
ROUND = money.ROUND
GROUP, OTHER = money.GROUP, "valley-kitchen"
CENTS, LESS = 300_00, 200_00


@dataclass(kw_only=True)
class Trustee:
    """The trustee's keys, and what it says with them."""

    name: str = "trustee.example/log"
    share: Any = field(default_factory=oprf.new_share)
    keys: dict[int, rsa.SigningKey] = field(default_factory=lambda: {one: rsa.new_key() for one in (CENTS, LESS)})
    exception: rsa.SigningKey = field(default_factory=rsa.new_key)
    log: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    seed: bytes = b"s" * 32

    @property
    def signer(self) -> str:
        return notes.verifier_of(name=self.name, key=self.log).text()

    def offer(self, *, round_: str = ROUND, **changed: Any) -> bytes:
        context = manifests.context_of(round_, "trustee")
        said = {
            "round": round_,
            "half": {
                "public": said64(oprf.public_of(self.share)),
                "proof": said64(oprf.prove_possession(self.share, context=context)),
            },
            "tiers": {str(cents): said64(key.public.der()) for cents, key in self.keys.items()},
            "exception": said64(self.exception.public.der()),
            "draw_seed": said64(hashlib.sha256(self.seed).digest()),
            "signer": self.signer,
            **changed,
        }
        return json.dumps(said).encode()

    def signature(self, data: bytes, *, round_: str = ROUND, **changed: str) -> bytes:
        note = signed.sign(data, what=signed.MANIFEST, round_=round_, name=self.name, key=self.log)
        said = {"sha256": hashlib.sha256(data).hexdigest(), "note": note, "signer": self.signer, **changed}
        return json.dumps(said).encode()

    def statement(self, *, through: date, manifest: str, round_: str = ROUND, **changed: Any) -> bytes:
        said = canonical(
            {
                "round": round_,
                "manifest": manifest,
                "through": through.isoformat(),
                "claims": {str(CENTS): 0, str(LESS): 0},
                "exceptions": 0,
                "evaluations": 0,
                "keys": "live",
                "city_checkpoint": None,
                **changed,
            }
        )
        note = signed.sign(said, what=signed.STATEMENT, round_=round_, name=self.name, key=self.log)
        return json.dumps({"statement": said64(said), "note": note}).encode()

    def token(self, cents: int = CENTS, *, is_exception: bool = False) -> Token:
        key = self.exception if is_exception else self.keys[cents]
        nonce = tokens.new_nonce()
        hidden = tokens.blind(key.public, nonce)
        return Token(
            nonce=nonce, signature=tokens.unblind(key.public, hidden, tokens.sign_blinded(key, hidden.blinded))
        )


_KEPT: list[Trustee] = []


def trustee() -> Trustee:
    """Return a trustee; its keys are made once a run, for that takes a second."""
    if not _KEPT:
        _KEPT.append(Trustee())
    return _KEPT[0]


@dataclass(kw_only=True)
class Held:
    """A signed round with its desks."""

    by: User
    trustee: Trustee
    manifest: Manifest
    intake: str = ""
    station: str = ""
    other_station: str = ""
    program: str = cards.PROGRAM


def draft(**changed: Any) -> aid.Draft:
    said: dict[str, Any] = {
        "round": ROUND,
        "name": "Sample round",
        "time_zone": "America/Los_Angeles",
        "opens_at": AT - DAY,
        "closes_at": AT + 30 * DAY,
        "destroy_at": AT + 45 * DAY,
        "amounts": (CENTS, LESS),
        "exceptions": Exceptions(cents=CENTS, most=2),
        "groups": (GROUP, OTHER),
        "rules": {"en": ("Lives in the city.",), "es": ("Vive en la ciudad.",)},
        "quota": Quota(evaluations=1000, claims=1000),
        "cost": Cost(memory=8, passes=1, lanes=1),
        **changed,
    }
    return aid.Draft(**said)


def signed_round(*, by: User | None = None, at: datetime = AT - 2 * DAY, **changed: Any) -> Held:
    """Make a round that both parties signed, with its desks."""
    who, other, wanted = by or money.treasurer(), trustee(), draft(**changed)
    aid.draft_round(draft=wanted, by=who, at=at)
    aid.take_offer(round_=wanted.round, data=other.offer(round_=wanted.round), by=who, at=at)
    aid.make_manifest(round_=wanted.round, by=who, at=at)
    papers = aid.papers(round_=wanted.round)
    assert papers is not None
    signature = other.signature(papers.manifest, round_=wanted.round)
    aid.take_trustee_signature(round_=wanted.round, data=signature, by=who, at=at)
    held = Held(by=who, trustee=other, manifest=rounds.manifest_of(papers.manifest))
    held.intake = aid.add_desk(round_=wanted.round, group=GROUP, name="Front table", by=who, at=at)
    held.station = aid.add_station(round_=wanted.round, group=GROUP, name="Card table", by=who, at=at)
    held.other_station = aid.add_station(round_=wanted.round, group=OTHER, name="Card table", by=who, at=at)
    return held


def with_cards(number: int = 4, *, cents: int = 0, group: str = GROUP, **changed: Any) -> tuple[Held, list[str]]:
    """Make a signed round with money and cards at a group; return both."""
    held = signed_round(**changed)
    cards.program()
    money.fund(by=held.by)
    money.allocated(cents or number * CENTS, organisation=group, by=held.by)
    return held, cards.consigned(number, by=cards.keeper(), group=group)


def code() -> str:
    """Return a new receipt code."""
    return sealed.new_code(length=CODE_LENGTH)


def redeem(
    held: Held,
    token: Token,
    proxy: str,
    *,
    receipt: str = "",
    raw: bytes | None = None,
    at: datetime = AT,
    **changed: Any,
) -> aid.CardDone:
    """Bring a token to the card desk, or these bytes in its place."""
    slip = {
        "round": held.manifest.round,
        "cents": CENTS,
        "token": token.to_bytes() if raw is None else raw,
        "is_exception": False,
    }
    said = {"credential": held.station, "receipt": receipt or code(), "program": held.program, "proxy": proxy}
    slip |= {name: value for name, value in changed.items() if name in slip}
    said |= {name: value for name, value in changed.items() if name not in slip}
    return aid.redeem(slip=Slip(**slip), **said, at=at)  # type: ignore[arg-type]


def said64(data: bytes) -> str:
    return base64.b64encode(data).decode()
