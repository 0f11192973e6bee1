"""Rounds: what was offered, signed and said, and what desks did, as counts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from standing.hall.audit import api as audit
from standing.hall.holds import api as holds
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind.manifest import EXCEPTION, Half, Manifest
from standing.kernel.refusals import NotFound
from standing.rooms.trustee.models import Desk, Key, Night, Round, Statement, Tally
from standing.rooms.trustee.rules.asking import DRAW_SEED, SHARE, TallyFact, tier_of
from standing.rooms.trustee.rules.offers import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFact:
    """A round with what became of its keys, and what its desks did, by day."""

    id: str
    name: str
    time_zone: str
    sha256: str
    opens_at: datetime
    closes_at: datetime
    destroy_at: datetime
    keys: int
    destroyed_at: datetime | None
    desks: int
    at_risk: int
    is_held: bool
    through: date | None
    countersigned: date | None
    tallies: tuple[TallyFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunFact:
    """A round with keys and without a manifest yet."""

    id: str
    amounts: tuple[int, ...]
    has_draw: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFact:
    """A desk and its quotas."""

    id: UUID
    round: str
    group: str
    name: str
    evaluations_a_day: int
    claims_a_day: int
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NightFact:
    """The last rewrite, and how far its copies came."""

    rewritten_at: datetime
    tags: int
    recycled_at: datetime | None
    shipped_at: datetime | None
    shipped_sha256: str


def offer_of(*, round_: str) -> Offer:
    """Return what the trustee offers for a manifest. :raises NotFound: if it has no keys for this round"""
    rows = {row.purpose: row for row in Key.objects.filter(round=round_)}
    if SHARE not in rows:
        raise NotFound("The trustee has no keys for such a round.")
    seed = rows.get(DRAW_SEED)
    return Offer(
        round=round_,
        half=Half(public=bytes(rows[SHARE].public), proof=bytes(rows[SHARE].proof)),
        tiers={
            cents: bytes(row.public)
            for purpose, row in sorted(rows.items())
            if (cents := _cents_of(purpose)) is not None
        },
        exception=bytes(rows[EXCEPTION].public),
        draw_seed=None if seed is None else bytes(seed.public),
        signer=audit.log_key().verifier.text(),
    )


def manifest_of(*, round_: str) -> bytes | None:
    """Return a manifest as it was signed; None if there is no such round."""
    found = Round.objects.filter(pk=round_).values_list("manifest", flat=True).first()
    return None if found is None else bytes(found)


def notes_of(*, round_: str) -> Mapping[str, str]:
    """Return the hash of a manifest, our signature and the City's. :raises NotFound: if there is no such round"""
    row = Round.objects.filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such round.")
    signer = manifests.read(bytes(row.manifest)).signers["trustee"]
    return {"sha256": row.sha256, "note": row.note, "signer": signer, "city_note": row.city_note}


def statement_of(*, round_: str) -> tuple[bytes, str]:
    """Return the last statement of a round and our signature. :raises NotFound: if there is none yet"""
    row = Statement.objects.filter(round=round_).order_by("-through").first()
    if row is None:
        raise NotFound("There is no statement of such a round yet.")
    return bytes(row.data), row.note


def begun() -> tuple[BegunFact, ...]:
    """Return the rounds that wait for the City's manifest, by code."""
    opened = set(Round.objects.values_list("pk", flat=True))
    purposes: dict[str, set[str]] = defaultdict(set)
    for round_, purpose in Key.objects.values_list("round", "purpose"):
        purposes[round_].add(purpose)
    return tuple(
        BegunFact(
            id=round_,
            amounts=tuple(sorted(cents for one in held if (cents := _cents_of(one)) is not None)),
            has_draw=DRAW_SEED in held,
        )
        for round_, held in sorted(purposes.items())
        if round_ not in opened
    )


def rounds() -> tuple[RoundFact, ...]:
    """Return all rounds, the newest opening first."""
    return tuple(_fact(row) for row in Round.objects.order_by("-opens_at", "id"))


def groups() -> tuple[str, ...]:
    """Return the codes of all community groups that some manifest names."""
    rows = Round.objects.values_list("manifest", flat=True)
    return tuple(sorted({group for row in rows for group in manifests.read(bytes(row)).groups}))


def round_fact(*, round_: str) -> tuple[RoundFact, Manifest, tuple[DeskFact, ...]]:
    """Return a round, its manifest and its desks. :raises NotFound: if there is no such round"""
    row = Round.objects.filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such round.")
    desks = Desk.objects.filter(round=row).order_by("group", "name")
    return _fact(row), manifests.read(bytes(row.manifest)), tuple(_desk(one) for one in desks)


def desk(*, desk: UUID) -> DeskFact:
    """Return a desk. :raises NotFound: if there is none"""
    row = Desk.objects.filter(pk=desk).first()
    if row is None:
        raise NotFound("There is no such desk.")
    return _desk(row)


def last_night() -> NightFact | None:
    """Return the last rewrite of the tags; None before the first."""
    row = Night.objects.order_by("-rewritten_at", "-pk").first()
    if row is None:
        return None
    return NightFact(
        rewritten_at=row.rewritten_at,
        tags=row.tags,
        recycled_at=row.recycled_at,
        shipped_at=row.shipped_at,
        shipped_sha256=row.shipped_sha256,
    )


def nights_to_ship() -> int:
    """Return how many nights wait for their sealed copy."""
    return Night.objects.filter(shipped_at=None).count()


def _fact(row: Round) -> RoundFact:
    keys = list(Key.objects.filter(round=row.pk).values_list("destroyed_at", flat=True))
    desks = list(Desk.objects.filter(round=row, revoked_at=None).values_list("claims_a_day", flat=True))
    said = list(Statement.objects.filter(round=row).order_by("-through").values_list("through", "data"))
    manifest = manifests.read(bytes(row.manifest))
    return RoundFact(
        id=row.pk,
        name=manifest.name,
        time_zone=manifest.time_zone,
        sha256=row.sha256,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        destroy_at=row.destroy_at,
        keys=len(keys),
        destroyed_at=max((one for one in keys if one is not None), default=None),
        desks=len(desks),
        at_risk=sum(desks),
        is_held=holds.is_held(f"trustee:round:{row.pk}"),
        through=said[0][0] if said else None,
        countersigned=next((day for day, data in said if json.loads(bytes(data))["city_checkpoint"]), None),
        tallies=tuple(
            TallyFact(
                desk=one.desk.name,
                group=one.desk.group,
                day=one.day.isoformat(),
                evaluations=one.evaluations,
                claims=one.claims,
                refusals=one.refusals,
            )
            for one in Tally.objects.filter(desk__round=row)
            .select_related("desk")
            .order_by("-day", "desk__group", "desk__name")
        ),
    )


def _desk(row: Desk) -> DeskFact:
    return DeskFact(
        id=row.pk,
        round=row.round_id,
        group=row.group,
        name=row.name,
        evaluations_a_day=row.evaluations_a_day,
        claims_a_day=row.claims_a_day,
        revoked_at=row.revoked_at,
    )


def _cents_of(purpose: str) -> int | None:
    cents = purpose.removeprefix("tier-")
    return int(cents) if cents.isdecimal() and tier_of(int(cents)) == purpose else None
