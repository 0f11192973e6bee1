"""What desks may ask of the City, and what they are answered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from standing.kernel.refusals import Refused

MOST_AT_ONCE = 16
"""Strings of one household: a few adults with two strings each."""
CODE_LENGTH = 16
"""Characters of a receipt code that leads to a card."""


class Kind(StrEnum):
    """What a desk does: an intake desk checks families, a card desk gives cards. They are two people."""

    INTAKE = "intake"
    CARDS = "cards"


class Misread(Refused):
    """What was sent is not what this door takes."""


class NotKnown(Refused):
    """Nobody shows this credential, or the desk may not ask any more."""


class OverQuota(Refused):
    """The desk has used up what it may ask for today."""


class Closed(Refused):
    """The round is not open now."""


class Forged(Refused):
    """The trustee did not sign this token for this amount."""


class AlreadyUsed(Refused):
    """The token brought another card before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskActor:
    """A desk as the book of deeds names it."""

    desk: UUID

    @property
    def pk(self) -> str:
        """Return the identifier."""
        return f"aid:desk:{self.desk}"


def mark_of(credential: str) -> bytes:
    """Return what is kept of a credential."""
    return hashlib.sha256(credential.encode()).digest()


def count(blinded: Sequence[bytes]) -> int:
    """Return how many strings are to be evaluated. :raises Misread: if none, or too many"""
    if not 1 <= len(blinded) <= MOST_AT_ONCE:
        raise Misread(f"One to {MOST_AT_ONCE} strings are evaluated at once.")
    return len(blinded)
