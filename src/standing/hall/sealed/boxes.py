"""Texts that only this installation opens, and only for what they were closed for."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from standing.hall.sealed import keys
from standing.hall.sealed.keys import BoxKey
from standing.kernel.refusals import Refused

_FORM = b"\x01"
_NAME, _NONCE = 4, 12
_HEAD = len(_FORM) + _NAME + _NONCE
_STEP = 256
"""Every box is as long as a multiple of this, so that its length tells little about the text."""


class NotOpened(Refused):
    """The box was changed, belongs to something else, or its key is not here."""


def seal(*, text: str, about: str) -> bytes:
    """Return the text in a box that opens only here, and only for ``about``."""
    return closed(text=text, about=about, key=keys.load_or_create(keys.place()).boxes[0])


def open_box(*, box: bytes | memoryview, about: str) -> str:
    """Return what is in the box. :raises NotOpened: if it was changed, is about something else, or lacks its key"""
    whole = bytes(box)  # a database hands out a memoryview
    return opened(box=whole, about=about, key=keys.load(keys.place()).named(_name_on(whole)))


def closed(*, text: str, about: str, key: BoxKey) -> bytes:
    """Return the text in a box that this key opens, only for ``about``."""
    head = _FORM + key.name + secrets.token_bytes(_NONCE)
    return head + ChaCha20Poly1305(key.secret).encrypt(head[-_NONCE:], _padded(text.encode()), _bound(head, about))


def opened(*, box: bytes, about: str, key: BoxKey | None) -> str:
    """Return what is in a box. :raises NotOpened: if it was changed, is about something else, or has another key"""
    head, rest = box[:_HEAD], box[_HEAD:]
    if key is None or key.name != _name_on(box):
        raise NotOpened("This cannot be opened: the key it was closed with is not here. Tell an administrator.")
    try:
        padded = ChaCha20Poly1305(key.secret).decrypt(head[-_NONCE:], rest, _bound(head, about))
    except (InvalidTag, ValueError):  # ValueError: it was cut short
        raise NotOpened("This cannot be opened: it was changed after it was closed. Tell an administrator.") from None
    length = int.from_bytes(padded[:4], "big")
    return padded[4 : 4 + length].decode()


def _name_on(box: bytes) -> bytes:
    return box[1 : 1 + _NAME] if box[:1] == _FORM else b""


def _bound(head: bytes, about: str) -> bytes:
    return b"standing box\x00" + head + b"\x00" + about.encode()


def _padded(content: bytes) -> bytes:
    whole = len(content).to_bytes(4, "big") + content
    return whole + bytes(-len(whole) % _STEP)
