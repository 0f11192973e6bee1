"""What the trustee offers for a manifest, and what a round may be called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from standing.kernel.blind.manifest import Half
from standing.rooms.trustee.rules.asking import Misread

_CODE = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
MOST_AMOUNTS = 8
DEAREST = 1_000_000
"""The most cents one token is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    What the trustee puts into a manifest: its half, the public key of each amount and of exceptions, the SHA-256 of
    its seed where there is a draw, and the line of the key it signs with.
    """

    round: str
    half: Half
    tiers: Mapping[int, bytes]
    exception: bytes
    draw_seed: bytes | None
    signer: str


def check_code(code: str) -> None:
    """Let the code of a round through. :raises Misread: if it could not stand in an address"""
    if not _CODE.fullmatch(code):
        raise Misread("A round's code has 1 to 40 small letters, digits and dashes, such as spring-2026.")


def check_amounts(amounts: Iterable[int]) -> tuple[int, ...]:
    """Return the amounts in their order, each once. :raises Misread: if there are none, too many, or one is odd"""
    found = tuple(sorted(set(amounts)))
    if not 1 <= len(found) <= MOST_AMOUNTS or not 0 < found[0] <= found[-1] <= DEAREST:
        raise Misread(f"A round has 1 to {MOST_AMOUNTS} amounts, each above zero and at most ${DEAREST // 100:,}.")
    return found
