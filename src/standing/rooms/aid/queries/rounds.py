"""Rounds, their keys and their manifests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from standing.hall.holds import api as holds
from standing.hall.sealed import api as sealed
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind.manifest import Manifest
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.aid.models import Key, Round
from standing.rooms.aid.rules.rounds import SHARE, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFact:
    """Open application to a round: its days, and of each group the places and the public key, in base64."""

    opens_at: datetime
    closes_at: datetime
    groups: tuple[tuple[str, int, str], ...]

    @property
    def places(self) -> int:
        """Return how many households are drawn in all."""
        return sum(places for _group, places, _key in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFact:
    """A round with what became of its keys."""

    code: str
    name: str
    step: Step
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    destroy_at: datetime
    amounts: tuple[int, ...]
    groups: tuple[str, ...]
    rules: Mapping[str, tuple[str, ...]]
    exceptions_most: int
    exception_cents: int
    sha256: str
    draw: DrawFact | None
    closed_at: datetime | None
    destroyed_at: datetime | None

    @property
    def has_draw(self) -> bool:
        """Test whether families apply themselves, and chance decides."""
        return self.draw is not None

    @property
    def zone(self) -> ZoneInfo:
        """Return where its days begin and end."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What both parties signed of a round, byte for byte; empty where a signature is still to come."""

    manifest: bytes
    sha256: str
    city_note: str
    city_signer: str
    trustee_note: str
    trustee_signer: str


def row(*, round_: str) -> Round:
    """Return a round. :raises NotFound: if there is none"""
    found = Round.objects.filter(pk=round_).first()
    if found is None:
        raise NotFound("There is no such round.")
    return found


def rounds() -> tuple[RoundFact, ...]:
    """Return all rounds, the newest opening first."""
    ended = {
        key: at for key, at in Key.objects.filter(purpose=SHARE).values_list("round", "destroyed_at") if at is not None
    }
    return tuple(_fact(one, ended.get(one.pk)) for one in Round.objects.order_by("-opens_at", "code"))


def round_fact(*, round_: str) -> RoundFact:
    """Return a round. :raises NotFound: if there is none"""
    ended = Key.objects.filter(round=round_, purpose=SHARE).values_list("destroyed_at", flat=True).first()
    return _fact(row(round_=round_), ended)


def is_held(*, round_: str) -> bool:
    """Test whether a legal hold keeps the keys of a round past their day."""
    return holds.is_held(f"aid:round:{round_}")


def papers(*, round_: str) -> Papers | None:
    """Return what was signed of a round; None until the City signed a manifest."""
    found = Round.objects.filter(pk=round_, manifest__isnull=False).first()
    if found is None or found.manifest is None:
        return None
    data = bytes(found.manifest)
    signers = manifest_of(data).signers
    return Papers(
        manifest=data,
        sha256=found.sha256,
        city_note=found.city_note,
        city_signer=signers["city"],
        trustee_note=found.trustee_note,
        trustee_signer=signers["trustee"],
    )


def manifest_of(data: bytes) -> Manifest:
    """Return a manifest from its bytes."""
    return manifests.read(data)


def secret_of(*, round_: str, purpose: str) -> bytes:
    """Return a secret of the City. :raises NotNow: if it was destroyed, or never made"""
    box = Key.objects.filter(round=round_, purpose=purpose).values_list("box", flat=True).first()
    if box is None:
        raise NotNow("This key does not exist any more.")
    return bytes.fromhex(
        sealed.open_apart(box=box, about=about(round_=round_, purpose=purpose), key=key_of(round_=round_))
    )


def key_of(*, round_: str) -> str:
    """Return the name of the key that closes the secrets of a round, and ends on its day."""
    return f"aid-{round_}"


def about(*, round_: str, purpose: str) -> str:
    """Return what the box of a secret is bound to."""
    return f"aid:{round_}:{purpose}"


def opened_seed(*, round_: str) -> bytes | None:
    """Return the City's seed of the draw; None until it was opened."""
    found = Round.objects.filter(pk=round_).values_list("opened_seed", flat=True).first()
    return None if found is None else bytes(found)


def step_of(one: Round, *, destroyed_at: datetime | None = None) -> Step:
    """Return where a round stands."""
    if destroyed_at is not None:
        return Step.DESTROYED
    if one.closed_at is not None:
        return Step.CLOSED
    if one.trustee_note:
        return Step.SIGNED
    if one.manifest is not None:
        return Step.MADE
    return Step.OFFERED if one.offer is not None else Step.DRAFT


def _fact(one: Round, destroyed_at: datetime | None) -> RoundFact:
    return RoundFact(
        code=one.code,
        name=one.name,
        step=step_of(one, destroyed_at=destroyed_at),
        time_zone=one.time_zone,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        destroy_at=one.destroy_at,
        amounts=tuple(one.amounts),
        groups=tuple(one.groups),
        rules={language: tuple(lines) for language, lines in one.rules.items()},
        exceptions_most=one.exceptions_most,
        exception_cents=one.exception_cents,
        sha256=one.sha256,
        draw=None if one.draw is None else _draw(one.draw, groups=one.groups),
        closed_at=one.closed_at,
        destroyed_at=destroyed_at,
    )


def _draw(said: Mapping[str, Any], *, groups: Sequence[str]) -> DrawFact:
    return DrawFact(
        opens_at=datetime.fromisoformat(said["opens_at"]),
        closes_at=datetime.fromisoformat(said["closes_at"]),
        groups=tuple((group, said["places"][group], said["boxes"][group]) for group in groups),
    )
