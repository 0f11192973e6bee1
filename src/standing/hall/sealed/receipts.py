"""
Receipt codes: twelve characters that a person can write down, read out and type on any keyboard.

Eleven are chance (55 bits), the first is a check; a code that leads to money has sixteen, and 75 bits.
The letters are Crockford's 32: no I, L, O and U.
The check is a sum over the field of 32 elements, each place with another weight, so that every single
wrong character and every two exchanged characters are found, wherever they stand.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from standing.hall.sealed import keys
from standing.kernel.refusals import Refused

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_GROUP = 4
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_FIELD = 0b100101  # x^5 + x^2 + 1


class NotACode(Refused):
    """It is not a receipt code: too short, too long, or mistyped."""


def new_code(*, length: int = LENGTH) -> str:
    """Return a new receipt code in groups, such as 7QK4-M2XD-91TP; it is told once and kept nowhere."""
    return _written([secrets.randbelow(len(LETTERS)) for _ in range(length - 1)])


def code_for(*, secret: str, length: int = LENGTH) -> str:
    """
    Return the one receipt code that belongs to a secret, so that a form sent twice gives the same code.

    Nobody makes it without the key, so the secret may be a name that stands in a table.
    """
    mac = _keyed(f"code\x00{secret}")
    return _written([byte % len(LETTERS) for byte in mac[: length - 1]])


def tidy(code: str, *, length: int = LENGTH) -> str:
    """
    Return a code as it was first written, whatever case, spaces, digits of other scripts or dashes were typed.

    :raises NotACode: if it cannot be one
    """
    letters = "".join(_latin(letter) for letter in unicodedata.normalize("NFKC", code).upper())
    places = [LETTERS.find(letter) for letter in letters.translate(_LOOKS_LIKE)]
    if len(places) != length or min(places) < 0 or _check(places[1:]) != places[0]:
        raise NotACode(f"This is not a receipt code. A code has {length} letters and numbers. Please look at it again.")
    return _grouped(places)


def fingerprint(code: str, *, length: int = LENGTH) -> str:
    """Return what may be kept of a code. :raises NotACode: if it is none"""
    return _keyed(f"receipt\x00{tidy(code, length=length)}").hex()


def kept_of(lookup: str) -> str:
    """Return what may be kept of a mark that a browser made from a code."""
    return _keyed(f"lookup\x00{lookup}").hex()


def _keyed(text: str) -> bytes:
    return hmac.new(keys.load_or_create(keys.place()).receipt, text.encode(), hashlib.sha256).digest()


def _latin(letter: str) -> str:
    """Return a digit of any script as 0 to 9, nothing for spaces and dashes, and anything else as it is."""
    if letter.isspace() or unicodedata.category(letter) in {"Pd", "Cf"}:
        return ""
    digit = unicodedata.digit(letter, None)
    return letter if digit is None else str(digit)


def _written(chance: list[int]) -> str:
    return _grouped([_check(chance), *chance])


def _grouped(places: list[int]) -> str:
    letters = "".join(LETTERS[place] for place in places)
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _check(places: list[int]) -> int:
    total = 0
    for place in reversed(places):  # Horner: the last character has the highest power of x
        total = _times_x(total ^ place)
    return total


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 0b100000 else value
