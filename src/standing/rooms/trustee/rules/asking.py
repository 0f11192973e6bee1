"""What a desk may send, and what it is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from standing.kernel.refusals import Refused

SHARE = "share"
"""The purpose of the key that evaluates; the others sign."""
DRAW_SEED = "draw-seed"
"""What the draw is decided by, with the City's; its SHA-256 stands in the manifest."""
DRAW_ORDER = "draw-order"
"""What numbers applications, so that their order says nothing; the trustee's alone."""
TAG = 32
MOST_AT_ONCE = 16
"""Strings of one household: a few adults with two strings each."""


class Misread(Refused):
    """What was sent is not what this door takes."""


class OverQuota(Refused):
    """The desk has used up what it may ask for today."""


class Closed(Refused):
    """The round is not open now."""


class AnotherDay(Refused):
    """The token was drawn on another day than it is: whose it was, nobody knows any more."""


class AlreadyHelped(Refused):
    """Somebody of this household was helped in this round. Which of them nobody says, and nobody knows."""


def tier_of(cents: int) -> str:
    """Return the purpose of the key that signs tokens of this amount."""
    return f"tier-{cents}"


def mark_of(credential: str) -> bytes:
    """Return what is kept of a credential."""
    return hashlib.sha256(credential.encode()).digest()


def tidy_tags(tags: Sequence[bytes]) -> tuple[bytes, ...]:
    """
    Return the tags of one household in their order, so that two claims never wait for each other.

    :raises Misread: if there are none, too many, the same twice, or one has another length
    """
    if not 1 <= len(tags) <= MOST_AT_ONCE:
        raise Misread(f"A claim has 1 to {MOST_AT_ONCE} tags.")
    if any(len(tag) != TAG for tag in tags):
        raise Misread(f"A tag has {TAG} bytes.")
    if len(set(tags)) != len(tags):
        raise Misread("The same tag stands in the claim twice.")
    return tuple(sorted(tags))


def count(blinded: Sequence[bytes]) -> int:
    """Return how many strings are to be evaluated. :raises Misread: if none, or too many"""
    if not 1 <= len(blinded) <= MOST_AT_ONCE:
        raise Misread(f"One to {MOST_AT_ONCE} strings are evaluated at once.")
    return len(blinded)


def reply_key(*, round_: str, tier: str, blinded: bytes) -> bytes:
    """Return under what a reply is kept: it names the question and tells nothing of it."""
    return hashlib.sha256(b"\0".join((round_.encode(), tier.encode(), blinded))).digest()


def tags_mark(tags: Sequence[bytes]) -> bytes:
    """Return what tells two claims with one blinded token apart."""
    return hashlib.sha256(b"".join(tags)).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyFact:
    """What a desk did on a day, as counts."""

    desk: str
    group: str
    day: str
    evaluations: int
    claims: int
    refusals: int
