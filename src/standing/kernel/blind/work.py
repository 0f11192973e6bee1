"""
The sum that a browser does before it asks a door that everybody may ask: it costs a second, and keeps nothing.

It is bound to what is asked, so there is no challenge to hand out and none to remember: the same sum leads to the same
answer again, and to nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

BITS = 15
"""How many leading bits are zero: with one sum for each party, about a second on an old telephone."""
NONCE = 8


def is_done(*, round_: str, mark: bytes, blinded: Sequence[bytes], nonce: bytes, bits: int = BITS) -> bool:
    """Test whether the nonce makes the sum. ``mark`` is that of an application, or empty for whoever gets none."""
    return len(nonce) == NONCE and leading_zeros(_sum(round_, mark, blinded, nonce)) >= bits


def do(*, round_: str, mark: bytes, blinded: Sequence[bytes], bits: int = BITS) -> bytes:
    """Return a nonce that makes the sum; for simulated applicants and tests."""
    number = 0
    while leading_zeros(_sum(round_, mark, blinded, number.to_bytes(NONCE, "big"))) < bits:
        number += 1
    return number.to_bytes(NONCE, "big")


def leading_zeros(digest: bytes) -> int:
    """Return how many bits of a digest are zero before the first that is not."""
    return 8 * len(digest) - int.from_bytes(digest, "big").bit_length()


def _sum(round_: str, mark: bytes, blinded: Sequence[bytes], nonce: bytes) -> bytes:
    return hashlib.sha256(f"standing work\n{round_}\n".encode() + mark + b"".join(blinded) + nonce).digest()
