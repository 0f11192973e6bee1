"""Who asks, in which round, on which day; and the secret that answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.sealed import api as sealed
from standing.kernel.blind import manifest as manifests
from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.trustee.models import Desk, Key, Round
from standing.rooms.trustee.rules.asking import Closed, mark_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A desk that may ask now, its round, and the round's local day."""

    desk: Desk
    round: Round
    day: date


def asked(*, credential: str, at: datetime) -> Asked:
    """
    Return who asks.

    :raises NotAllowed: if no desk shows this credential
    :raises Closed: if the round is not open
    """
    desk = by_credential(credential=credential)
    if not desk.round.opens_at <= at < desk.round.closes_at:
        raise Closed("The round is not open now.")
    zone = ZoneInfo(manifests.read(bytes(desk.round.manifest)).time_zone)
    return Asked(desk=desk, round=desk.round, day=at.astimezone(zone).date())


def by_credential(*, credential: str) -> Desk:
    """Return the desk that shows this credential. :raises NotAllowed: if none does, or it was revoked"""
    desk = Desk.objects.select_related("round").filter(credential=mark_of(credential), revoked_at=None).first()
    if desk is None:
        raise NotAllowed("This desk may not ask.")
    return desk


def secret_of(*, round_: str, purpose: str) -> bytes:
    """Return a secret half. :raises NotNow: if it was destroyed, or never made"""
    box = Key.objects.filter(round=round_, purpose=purpose).values_list("box", flat=True).first()
    if box is None:
        raise NotNow("This key does not exist any more.")
    return bytes.fromhex(
        sealed.open_apart(box=box, about=about(round_=round_, purpose=purpose), key=key_of(round_=round_))
    )


def key_of(*, round_: str) -> str:
    """Return the name of the key that closes the secrets of a round, and ends on its day."""
    return f"trustee-{round_}"


def about(*, round_: str, purpose: str) -> str:
    """Return what the box of a secret half is bound to."""
    return f"trustee:{round_}:{purpose}"
