"""What seals a round: the City's checkpoints and the trustee's statements."""

from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel import notes
from standing.kernel.blind import signed
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.aid.actions import parties
from standing.rooms.aid.models import Checkpoint, Leaf, Round, Statement
from standing.rooms.aid.queries import audit as public
from standing.rooms.aid.queries.rounds import manifest_of
from standing.rooms.aid.rules import leaves, offers
from standing.rooms.aid.rules.days import local_day
from standing.rooms.aid.rules.offers import NotFromTrustee

__all__ = ["fetch_statement", "make_checkpoint", "take_statement"]


@transaction.atomic
def make_checkpoint(*, round_: str, with_today: bool = False, by: Actor, at: datetime) -> str:
    """
    This will seal the tokens and moves of cards that no checkpoint holds, sign the root, and return the note.

    It takes whole days, or with ``with_today`` all there is. While the round is open it waits for ten tokens, so that
    what becomes public together cannot be told apart.

    :raises NotFound: if there is no such round
    :raises NotNow: if the round is not signed, or too little happened since the last checkpoint
    """
    row = Round.objects.select_for_update(of=("self",)).filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such round.")
    if row.manifest is None or not row.trustee_note:
        raise NotNow("The round is not signed by both parties yet.")
    last = public.latest_checkpoint(round_=round_)
    through = local_day(at, zone=ZoneInfo(row.time_zone)) if with_today else public.last_day(row, at=at)
    if last is not None:
        through = max(through, last.through)
    added, tokens = public.unsealed(row, through=through)
    if not added:
        raise NotNow("Nothing happened since the last checkpoint.")
    if row.closed_at is None and tokens < leaves.BATCH:
        raise NotNow(f"A checkpoint waits until {leaves.BATCH} tokens came, so that none can be told apart by its day.")
    whole = (*public.leaves(round_=round_), *added)
    key, root = audit.log_key(), leaves.root_of(whole)
    point = notes.Checkpoint(origin=leaves.origin_of(name=key.origin, round_=round_), size=len(whole), root=root)
    made = Checkpoint.objects.create(
        round=row,
        number=last.number + 1 if last is not None else 1,
        through=through,
        size=len(whole),
        root=root,
        note=notes.sign(point, name=key.origin, key=key.private),
        figures=public.figures(row, through=through),
    )
    begin = len(whole) - len(added)
    Leaf.objects.bulk_create(
        [Leaf(checkpoint=made, round=row, place=begin + place, said=said) for place, said in enumerate(added)],
        batch_size=1000,
    )
    audit.record(
        verb="aid.make_checkpoint",
        subject=f"aid:round:{round_}",
        by=by,
        at=at,
        facts={"size": made.size, "root": root.hex(), "through": through.isoformat()},
    )
    return made.note


def fetch_statement(*, round_: str, by: Actor, at: datetime) -> bool:
    """This will ask the trustee for its last statement. :raises Refused: as ``take_statement``, or if nobody answers"""
    data = parties.ask_trustee(path=f"/trustee/v1/rounds/{round_}/statement.json")
    return take_statement(round_=round_, data=data, by=by, at=at)


@transaction.atomic
def take_statement(*, round_: str, data: bytes, by: Actor, at: datetime) -> bool:
    """
    This will keep what the trustee stated and signed; returns whether it is new.

    :raises NotFound: if there is no such round
    :raises NotNow: if the round is not signed by both parties
    :raises NotFromTrustee: if it is no statement of this round, or not signed by the key that the manifest names
    """
    row = Round.objects.filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such round.")
    if row.manifest is None or not row.trustee_note:
        raise NotNow("The round is not signed by both parties yet.")
    said, note = offers.read_statement(data)
    found = offers.read_claimed(said)
    if (found.round, found.manifest) != (row.pk, row.sha256):
        raise NotFromTrustee("This statement is about another round.")
    signer = manifest_of(bytes(row.manifest)).signers["trustee"]
    try:
        signed.check(said, note, what=signed.STATEMENT, round_=row.pk, key=signer)
    except BlindRefused as refusal:
        raise NotFromTrustee(str(refusal)) from None
    sha256 = hashlib.sha256(said).hexdigest()
    _row, is_new = Statement.objects.get_or_create(
        round=row,
        sha256=sha256,
        defaults={"through": found.through, "statement": said, "note": note, "fetched_at": at},
    )
    if is_new:
        audit.record(
            verb="aid.take_statement",
            subject=f"aid:round:{round_}",
            by=by,
            at=at,
            facts={"statement": sha256, "through": found.through.isoformat()},
        )
    return is_new
