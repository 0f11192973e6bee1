"""The door of the trustee for the one room above it, the draw. No other room and no other party passes here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from standing.hall.audit.api import Actor
from standing.kernel.blind import oprf
from standing.kernel.blind.oprf import Evaluation
from standing.kernel.blind.ristretto import Scalar
from standing.kernel.refusals import NotAllowed
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.adapters import city
from standing.rooms.trustee.models import Desk, Tag
from standing.rooms.trustee.rules.asking import SHARE, count, mark_of

__all__ = [
    "ask_city",
    "draw_order",
    "draw_seed",
    "evaluate_for_applicants",
    "group_of_desk",
    "helped",
    "is_night_due",
    "manifest_of",
    "rounds",
    "write_anew",
]

_SEED, _ORDER = "draw-seed", "draw-order"
_CHUNK = 10_000


def rounds() -> tuple[str, ...]:
    """Return the codes of all rounds that have a manifest."""
    return tuple(one.id for one in queries.rounds())


def manifest_of(*, round_: str) -> bytes | None:
    """Return a manifest as it was signed; None if there is no such round."""
    return queries.manifest_of(round_=round_)


def evaluate_for_applicants(*, round_: str, blinded: Sequence[bytes]) -> Evaluation:
    """
    Return blinded strings of an applicant times the share, and the proof. Who asks how often, the caller bounds.

    :raises NotNow: if the share was destroyed
    :raises Misread: if there are none, or too many
    :raises BlindRefused: if one of them is no element of the group
    """
    count(blinded)
    with Scalar(queries.secret_of(round_=round_, purpose=SHARE)) as share:
        return oprf.evaluate(share, list(blinded))


def helped(*, round_: str) -> Iterator[list[bytes]]:
    """
    Yield the tags that were helped in a round, some thousands at a time and in no order but their own.

    For the draw, which tells nobody whose they are.
    """
    rows = Tag.objects.filter(round_id=round_).order_by("tag").values_list("tag", flat=True)
    tags = (bytes(one) for one in rows.iterator(chunk_size=_CHUNK))
    while chunk := list(islice(tags, _CHUNK)):
        yield chunk


def draw_seed(*, round_: str) -> bytes:
    """Return the trustee's seed of the draw. :raises NotNow: if it was destroyed, or never made"""
    return queries.secret_of(round_=round_, purpose=_SEED)


def draw_order(*, round_: str) -> bytes:
    """Return the secret that orders the applications of a round. :raises NotNow: if it was destroyed, or never made"""
    return queries.secret_of(round_=round_, purpose=_ORDER)


def group_of_desk(*, round_: str, credential: str) -> str:
    """Return whose desk shows this credential. :raises NotAllowed: if none of the round that may ask does"""
    group = Desk.objects.filter(round_id=round_, credential=mark_of(credential), revoked_at=None).values_list(
        "group", flat=True
    )
    found = group.first()
    if found is None:
        raise NotAllowed("This desk may not ask.")
    return str(found)


def ask_city(*, path: str) -> bytes:
    """Return what anybody may read at the City's address. :raises NotNow: if it does not answer with it"""
    return city.fetch(path=path)


def is_night_due(*, at: datetime) -> bool:
    """Test whether a round's day ended since all was written anew."""
    return queries.is_night_due(at=at)


def write_anew(*, by: Actor, at: datetime) -> None:
    """This will write the tags anew and end the WAL, after something was destroyed; a new sealed copy goes out then."""
    actions.rewrite_tags(by=by, at=at)
    actions.recycle_wal(at=at)
