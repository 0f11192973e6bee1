"""
How many parts a text message takes, by the rules of GSM 03.38.

A message whose characters are all in the alphabet of GSM-7 holds 160 septets, or 153 in each of several parts.
Any other character turns the whole message into UCS-2: 70 units of 16 bits, or 67 in each of several parts. A
character that takes two places (an escaped one, or a pair of surrogates) is never cut in two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters that take one septet. á, í, ó and ú are not among them; é, ñ, ¡ and ¿ are."""
EXTENSION = frozenset("\f^{}\\[~]|€")
"""The characters that take an escape and a septet."""

_ALONE = {"GSM-7": 160, "UCS-2": 70}
_JOINED = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """
    What a text costs to send.

    ``units`` are septets or 16-bit units, ``parts`` the messages it is cut into, ``left`` the units that still
    fit into the last part, ``outside`` the characters that force UCS-2, each once, in their order.
    """

    encoding: Encoding
    units: int
    parts: int
    left: int
    outside: tuple[str, ...]


def count(text: str) -> Count:
    """Return the encoding, the units and the parts of a message. An empty text takes no part."""
    outside = tuple(dict.fromkeys(char for char in text if char not in BASIC and char not in EXTENSION))
    encoding: Encoding = "UCS-2" if outside else "GSM-7"
    filled = [sum(_width(char, encoding) for char in part) for part in split(text)]
    room = (_ALONE if len(filled) < 2 else _JOINED)[encoding]
    return Count(
        encoding=encoding,
        units=sum(filled),
        parts=len(filled),
        left=room - filled[-1] if filled else room,
        outside=outside,
    )


def split(text: str) -> tuple[str, ...]:
    """Return the parts of a message as they are sent; joined they are the text again."""
    if not text:
        return ()
    encoding: Encoding = "GSM-7" if all(char in BASIC or char in EXTENSION for char in text) else "UCS-2"
    if sum(_width(char, encoding) for char in text) <= _ALONE[encoding]:
        return (text,)
    return tuple(_cut(text, encoding=encoding, room=_JOINED[encoding]))


def _cut(text: str, *, encoding: Encoding, room: int) -> Iterator[str]:
    start = used = 0
    for place, char in enumerate(text):
        width = _width(char, encoding)
        if used + width > room:
            yield text[start:place]
            start, used = place, 0
        used += width
    yield text[start:]


def _width(char: str, encoding: Encoding) -> int:
    if encoding == "GSM-7":
        return 2 if char in EXTENSION else 1
    return 2 if ord(char) > 0xFFFF else 1
