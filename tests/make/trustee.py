"""A round with both parties' keys, and a desk that does in Python what the page does in a browser."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from standing.hall.accounts.api import Role, User
from standing.hall.installation import api as installation
from standing.kernel import notes
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import oprf, rsa, signed, tokens
from standing.kernel.blind.manifest import Draw, Exceptions, Half, Manifest, Quota
from standing.kernel.blind.ristretto import Scalar
from standing.kernel.blind.tokens import Token
from standing.rooms.trustee import actions
from standing.rooms.trustee.rules.offers import Offer
from tests.make import accounts

AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ROUND = "spring"
CENTS = 30_000
GROUPS = ("harbor-hands", "valley-kitchen")
CITY = "city.example/log"
CITY_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CITY_LINE = notes.verifier_of(name=CITY, key=CITY_KEY).text()


@dataclass(kw_only=True)
class Held:
    """An open round: what the City holds of it, and the manifest of both."""

    keeper: User
    city: Scalar
    manifest: Manifest
    data: bytes = b""
    desks: list[str] = field(default_factory=list)


def keeper() -> User:
    return accounts.person(role=Role.KEEPER)


def supervisor(*, group: str = GROUPS[1]) -> User:
    return accounts.person(role=Role.HEAD, department=group)


def signed_by_city(data: bytes, *, round_: str = ROUND) -> str:
    return signed.sign(data, what=signed.MANIFEST, round_=round_, name=CITY, key=CITY_KEY)


def manifest_of(offer: Offer, city: Scalar, **changed: object) -> Manifest:
    said: dict[str, object] = {
        "round": ROUND,
        "name": "Spring round",
        "time_zone": "America/Los_Angeles",
        "opens_at": AT,
        "closes_at": AT + 30 * DAY,
        "destroy_at": AT + 45 * DAY,
        "city": Half(
            public=oprf.public_of(city),
            proof=oprf.prove_possession(city, context=manifests.context_of(ROUND, "city")),
        ),
        "trustee": offer.half,
        "tiers": offer.tiers,
        "exception": offer.exception,
        "exceptions": Exceptions(cents=CENTS, most=2),
        "groups": GROUPS,
        "rules": {"en": ("Lives in the city.",), "es": ("Vive en la ciudad.",)},
        "signers": {"city": CITY_LINE, "trustee": offer.signer},
        "quota": Quota(evaluations=1000, claims=1000),
        "is_sample": installation.is_sample(),
    }
    return Manifest(**{**said, **changed})  # type: ignore[arg-type]


def open_round(*, evaluations: int = 1000, claims: int = 1000, draw: Callable[[bytes], Draw] | None = None) -> Held:
    """Open a round with a desk for each group; ``draw`` makes a draw of the hash of the trustee's seed."""
    person, has_draw = keeper(), draw is not None
    offer = actions.begin_round(round_=ROUND, amounts=[CENTS, 50_000], has_draw=has_draw, by=person, at=AT - DAY)
    city = oprf.new_share()
    manifest = manifest_of(offer, city, draw=None if draw is None else draw(offer.draw_seed or b""))
    actions.open_round(data=manifest.to_bytes(), note=signed_by_city(manifest.to_bytes()), by=person, at=AT - DAY)
    held = Held(keeper=person, city=city, manifest=manifest, data=manifest.to_bytes())
    for group in GROUPS:
        held.desks.append(
            actions.add_desk(
                round_=ROUND,
                group=group,
                name="Front table",
                evaluations_a_day=evaluations,
                claims_a_day=claims,
                by=person,
                at=AT - DAY,
            )
        )
    return held


def tags_of(held: Held, *adults: str, desk: int = 0, at: datetime = AT) -> list[bytes]:
    """Ask both parties about these adults, as a desk does, and return their tags."""
    hidden = [oprf.blind(hashlib.sha256(one.encode()).digest()) for one in adults]
    asked = [one.element for one in hidden]
    theirs = actions.evaluate(credential=held.desks[desk], blinded=asked, at=at)
    ours = oprf.evaluate(held.city, asked)
    oprf.check(public=held.manifest.trustee.public, blinded=asked, evaluation=theirs)
    oprf.check(public=held.manifest.city.public, blinded=asked, evaluation=ours)
    both = oprf.combine(theirs.elements, ours.elements)
    return [oprf.tag_of(oprf.finalize(one, element)) for one, element in zip(hidden, both, strict=True)]


def day_of(at: datetime) -> date:
    """Return the round's day of a moment, as a tablet has it."""
    return at.astimezone(ZoneInfo("America/Los_Angeles")).date()


def help_household(held: Held, *adults: str, desk: int = 0, cents: int = CENTS, at: datetime = AT) -> Token:
    """Carry a household through to its token."""
    tags = tags_of(held, *adults, desk=desk, at=at)
    public = rsa.read_public(held.manifest.tiers[cents])
    nonce = tokens.new_nonce()
    hidden = tokens.blind(public, nonce)
    signed = actions.claim(
        credential=held.desks[desk],
        tags=tags,
        cents=cents,
        blinded_token=hidden.blinded,
        drawn_on=day_of(at),
        at=at,
    )
    return Token(nonce=nonce, signature=tokens.unblind(public, hidden, signed))


def appeal(held: Held, *, desk: int = 0, reason: str = "document-error", at: datetime = AT) -> str:
    """Let a desk ask for an exception; returns the number."""
    hidden = tokens.blind(rsa.read_public(held.manifest.exception), tokens.new_nonce())
    return actions.ask_exception(
        credential=held.desks[desk], reason=reason, cents=None, blinded_token=hidden.blinded, at=at
    )
