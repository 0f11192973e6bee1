"""The door of cash aid at the City. Staff's and desks' deeds check who asks; no question here is about a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from standing.hall.accounts.api import User
from standing.hall.audit.api import Actor
from standing.kernel.blind.oprf import Evaluation
from standing.kernel.blind.slips import Slip
from standing.kernel.canonical import Json
from standing.rooms.aid.actions import asking, desks, nightly, parties, redeeming, sealing
from standing.rooms.aid.actions import rounds as making
from standing.rooms.aid.actions.redeeming import CardDone
from standing.rooms.aid.queries import audit, verifying
from standing.rooms.aid.queries import rounds as asked
from standing.rooms.aid.queries.rounds import Papers, RoundFact
from standing.rooms.aid.rules.asking import AlreadyUsed, Closed, Forged, Misread, NotKnown, OverQuota
from standing.rooms.aid.rules.offers import NotFromTrustee
from standing.rooms.aid.rules.rounds import Draft, DraftRefused, DrawPlan, Step
from standing.rooms.aid.rules.verifying import Finding, is_sound

__all__ = [
    "AlreadyUsed",
    "CardDone",
    "Closed",
    "Draft",
    "DraftRefused",
    "DrawPlan",
    "Finding",
    "Forged",
    "Misread",
    "NotFromTrustee",
    "NotKnown",
    "OverQuota",
    "Papers",
    "RoundFact",
    "Step",
    "add_desk",
    "add_station",
    "close_round",
    "destroy_keys",
    "draft_round",
    "evaluate",
    "fetch_offer",
    "fetch_statement",
    "fetch_trustee_signature",
    "hand_over",
    "is_sound",
    "make_checkpoint",
    "make_manifest",
    "mark_out",
    "open_draw_seed",
    "papers",
    "public_data",
    "redeem",
    "replace_lost",
    "revoke_desk",
    "rewrite_tokens",
    "rounds",
    "save_public",
    "seal_days",
    "set_trustee",
    "take_offer",
    "take_statement",
    "take_trustee_signature",
    "verify",
]


def draft_round(*, draft: Draft, by: User, at: datetime) -> str:
    """This will propose a round and make the City's keys. :raises Refused: with every mistake, or who may"""
    return making.draft_round(draft=draft, by=by, at=at)


def fetch_offer(*, round_: str, by: User, at: datetime) -> None:
    """This will ask the trustee for its offer and take it. :raises Refused: as ``take_offer``, or nobody answers"""
    making.fetch_offer(round_=round_, by=by, at=at)


def take_offer(*, round_: str, data: bytes, by: User, at: datetime) -> None:
    """This will take the trustee's public keys from its file. :raises Refused: if it does not fit the draft"""
    making.take_offer(round_=round_, data=data, by=by, at=at)


def make_manifest(*, round_: str, by: User, at: datetime) -> str:
    """This will make and sign the manifest, and return its hash. :raises Refused: if something is missing"""
    return making.make_manifest(round_=round_, by=by, at=at)


def fetch_trustee_signature(*, round_: str, by: User, at: datetime) -> None:
    """This will ask the trustee for its signature and take it. :raises Refused: if nobody answers, or it is none"""
    making.fetch_trustee_signature(round_=round_, by=by, at=at)


def take_trustee_signature(*, round_: str, data: bytes, by: User, at: datetime) -> None:
    """This will take the trustee's signature from its file. :raises Refused: if it is none of this manifest"""
    making.take_trustee_signature(round_=round_, data=data, by=by, at=at)


def open_draw_seed(*, round_: str, by: Actor, at: datetime) -> bytes:
    """This will open the City's seed of the draw once nobody can apply any more. :raises Refused: before that"""
    return making.open_draw_seed(round_=round_, by=by, at=at)


def close_round(*, round_: str, by: User, at: datetime) -> None:
    """This will end the giving of cards in a round. :raises Refused: if its day has not come"""
    making.close_round(round_=round_, by=by, at=at)


def destroy_keys(*, round_: str, by: Actor, at: datetime) -> int:
    """This will destroy the City's secrets of a round on its day. :raises NotNow: before it, or under a legal hold"""
    return making.destroy_keys(round_=round_, by=by, at=at)


def add_desk(*, round_: str, group: str, name: str, evaluations_a_day: int = 0, by: User, at: datetime) -> str:
    """This will let a desk check families; returns its credential, once. :raises Refused: if the group is not in it"""
    return desks.add_desk(round_=round_, group=group, name=name, evaluations_a_day=evaluations_a_day, by=by, at=at)


def add_station(*, round_: str, group: str, name: str, cards_a_day: int = 0, by: User, at: datetime) -> str:
    """This will let a card desk give cards; returns its credential, once. :raises Refused: if the group is not in it"""
    return desks.add_station(round_=round_, group=group, name=name, cards_a_day=cards_a_day, by=by, at=at)


def revoke_desk(*, desk: UUID, by: User, at: datetime) -> None:
    """This will let a desk ask no more, at once. :raises NotFound: if there is none that may"""
    desks.revoke_desk(desk=desk, by=by, at=at)


def evaluate(*, credential: str, blinded: Sequence[bytes], at: datetime) -> Evaluation:
    """This will evaluate blinded strings with the City's share. :raises Refused: as ``actions.asking.evaluate``"""
    return asking.evaluate(credential=credential, blinded=blinded, at=at)


def redeem(*, credential: str, slip: Slip, receipt: str, program: str, proxy: str, at: datetime) -> CardDone:
    """
    This will turn a token into money on a card and bind the receipt code: once, and the same again is the same.

    :raises Refused: as ``actions.redeeming.redeem`` says: Forged, AlreadyUsed, OverQuota, Closed, NotNow, NotEnough …
    """
    return redeeming.redeem(credential=credential, slip=slip, receipt=receipt, program=program, proxy=proxy, at=at)


def hand_over(*, credential: str, program: str, proxy: str, at: datetime) -> CardDone:
    """This will note that a loaded card was handed over. :raises Refused: if the group has none such, or no money"""
    return redeeming.hand_over(credential=credential, program=program, proxy=proxy, at=at)


def mark_out(*, credential: str, program: str, proxy: str, at: datetime) -> CardDone:
    """This will note that a card was given out inactive. :raises Refused: if the group does not hold it"""
    return redeeming.mark_out(credential=credential, program=program, proxy=proxy, at=at)


def replace_lost(*, credential: str, receipt: str, program: str, new_proxy: str, at: datetime) -> CardDone:
    """This will replace a lost card; while ``state`` is ``waiting``, the same again goes on. :raises Refused: if not"""
    return redeeming.replace_lost(credential=credential, receipt=receipt, program=program, new_proxy=new_proxy, at=at)


def make_checkpoint(*, round_: str, with_today: bool = False, by: Actor, at: datetime) -> str:
    """This will seal what happened and return the signed note. :raises NotNow: if fewer than ten tokens came"""
    return sealing.make_checkpoint(round_=round_, with_today=with_today, by=by, at=at)


def fetch_statement(*, round_: str, by: Actor, at: datetime) -> bool:
    """This will ask the trustee for its last statement; returns whether it is new. :raises Refused: if it is none"""
    return sealing.fetch_statement(round_=round_, by=by, at=at)


def take_statement(*, round_: str, data: bytes, by: Actor, at: datetime) -> bool:
    """This will keep a statement from its file; returns whether it is new. :raises Refused: if it is none"""
    return sealing.take_statement(round_=round_, data=data, by=by, at=at)


def rewrite_tokens(*, by: Actor, at: datetime) -> int:
    """This will write tokens and receipt codes anew in their own order; returns how many tokens there are."""
    return nightly.rewrite_tokens(by=by, at=at)


def seal_days(*, before: date, by: Actor, at: datetime) -> int:
    """This will put the counts of desks of the days before into the log; returns how many."""
    return nightly.seal_days(before=before, by=by, at=at)


def set_trustee(url: Callable[[], str]) -> None:
    """Say how to ask where the trustee's process answers; an empty address means that the City knows none."""
    parties.set_trustee(url=url)


def rounds() -> tuple[RoundFact, ...]:
    """Return all rounds, the newest opening first."""
    return asked.rounds()


def papers(*, round_: str) -> Papers | None:
    """Return what was signed of a round; None until the City signed a manifest."""
    return asked.papers(round_=round_)


def public_data(*, round_: str) -> dict[str, Json] | None:
    """Return all that anybody needs to check a round; None until both parties signed it."""
    return audit.public(round_=round_)


def verify(*, round_: str, place: str = "") -> tuple[Finding, ...]:
    """
    Return what checking a round from public data finds; ``place``: an address or a folder; empty: this database.

    :raises NotFound: if there is no such round, or its files are not there
    """
    return verifying.findings(round_=round_, place=place)


def save_public(*, round_: str, folder: Path) -> None:
    """Write what anybody may read of a round into a folder. :raises NotFound: if there is no such signed round"""
    verifying.save(round_=round_, folder=folder)
