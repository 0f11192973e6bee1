"""
The sum that a browser does before number and name are compared: it costs a moment, and keeps nothing.

It is bound to the page and to what was typed, so there is no challenge to hand out and none to remember.
``static/training/sum.js`` does the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import count

BITS = 17
"""How many leading bits are zero: about 130,000 hashes, a second on an old telephone."""
_LENGTH = 8


def is_done(*, page: str, number: str, name: str, answer: str, bits: int) -> bool:
    """Test whether the answer makes the sum of this page for exactly this number and name."""
    if not (answer.isascii() and answer.isdigit()) or len(answer) > 2 * _LENGTH:
        return False
    return _zeros(_asked(page, number, name), int(answer)) >= bits


def do(*, page: str, number: str, name: str, bits: int) -> str:
    """Return an answer, as a browser does; for tests."""
    asked = _asked(page, number, name)
    tried: Iterable[int] = count()
    return str(next(one for one in tried if _zeros(asked, one) >= bits))


def _asked(page: str, number: str, name: str) -> bytes:
    return hashlib.sha256(f"standing course\n{page}\n{number}\n{name}".encode()).digest()


def _zeros(asked: bytes, number: int) -> int:
    digest = hashlib.sha256(asked + number.to_bytes(_LENGTH, "big")).digest()
    return 8 * len(digest) - int.from_bytes(digest, "big").bit_length()
