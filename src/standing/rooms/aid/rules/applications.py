"""What the City checks of open application before it opens its seed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from standing.kernel import merkle
from standing.kernel.blind import work
from standing.kernel.refusals import Refused
from standing.rooms.aid.rules.asking import Misread
from standing.rooms.aid.rules.offers import NotFromTrustee

SIGNED_AS = "draw-commitment"
MARK = 32
ELEMENTS = 8
PARTS = 16
MOST = 1_000_000
"""Requests of applicants that one round evaluates in all."""


class NoWork(Refused):
    """The sum that a browser does before it asks is missing or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What the trustee fixed: how many entries, and the root over all receipts."""

    round: str
    manifest: str
    count: int
    receipts_root: bytes


def read(data: bytes) -> Fixed:
    """Return what the trustee fixed. :raises NotFromTrustee: if these bytes are no such thing"""
    try:
        said = json.loads(data)
        return Fixed(
            round=str(said["round"]),
            manifest=str(said["manifest"]),
            count=sum(int(one) for one in said["entries"].values()),
            receipts_root=bytes.fromhex(said["receipts_root"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotFromTrustee("This is not what the trustee fixes before a draw.") from None


def check_receipts(receipts: bytes, *, fixed: Fixed) -> None:
    """Let receipts through that are those that were fixed. :raises NotFromTrustee: otherwise"""
    marks = [receipts[at : at + MARK] for at in range(0, len(receipts), MARK)]
    if len(receipts) % MARK or marks != sorted(set(marks)) or len(marks) != fixed.count:
        raise NotFromTrustee("The receipts are not as many as the entries, each once.")
    if merkle.root_of([merkle.leaf_hash(one) for one in marks]) != fixed.receipts_root:
        raise NotFromTrustee("The receipts do not give the root that was fixed.")


def check_work(*, round_: str, blinded: Sequence[bytes], nonce: bytes) -> None:
    """Let a request through whose browser has counted for it. :raises Misread: or :raises NoWork: otherwise"""
    if len(blinded) != ELEMENTS:
        raise Misread(f"Send {ELEMENTS} blinded elements.")
    if not work.is_done(round_=round_, mark=b"", blinded=blinded, nonce=nonce):
        raise NoWork("Your device could not be checked. Please send it again.")
