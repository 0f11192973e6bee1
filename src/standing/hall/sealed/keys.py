"""The keys of boxes and receipts: one file that only its owner may read."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from standing.hall import disk

LENGTH = 32
_HEAD = "standing sealed keys 1"


class KeysRefused(Exception):
    """The keys cannot be used; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxKey:
    """A key that closes and opens boxes; its name stands on each of them."""

    secret: bytes = field(repr=False)

    @property
    def name(self) -> bytes:
        """Return the four bytes by which a box says which key closed it."""
        return hashlib.sha256(b"standing box key" + self.secret).digest()[:4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """All keys: the first box key closes, every one opens."""

    boxes: tuple[BoxKey, ...]
    receipt: bytes = field(repr=False)

    def named(self, name: bytes) -> BoxKey | None:
        """Return the box key with this name; None if it is not here."""
        return next((key for key in self.boxes if key.name == name), None)


def place() -> Path:
    """Return where the file stands."""
    named = settings.STANDING.get("box_key_file")
    return Path(str(named)) if named else Path(str(settings.STANDING["var"])) / "keys" / "box.key"


def load(path: Path) -> Keys:
    """
    Return the keys in the file.

    :raises KeysRefused: if there is none, others may read it, or it does not hold what it should
    """
    try:
        lines = read_own(path).split("\n")
    except FileNotFoundError:
        raise KeysRefused(f"There are no keys at {path}. Put the file of the sealed boxes back.") from None
    boxes: list[BoxKey] = []
    receipts: list[bytes] = []
    for line in lines[1:]:
        kind, _space, value = line.partition(" ")
        if kind == "box":
            boxes.append(BoxKey(secret=secret_in(value, path)))
        elif kind == "receipt":
            receipts.append(secret_in(value, path))
    if lines[0] != _HEAD or not boxes or len(receipts) != 1:
        raise KeysRefused(f"The file {path} does not hold the keys of sealed boxes.")
    return Keys(boxes=tuple(boxes), receipt=receipts[0])


def load_or_create(path: Path) -> Keys:
    """
    Return the keys in the file; make them if there is no file. Two processes that start at once get the same.

    :raises KeysRefused: if what is there cannot be used
    """
    if not path.exists():
        disk.write_first(
            path, f"{_HEAD}\nbox {secrets.token_hex(LENGTH)}\nreceipt {secrets.token_hex(LENGTH)}\n".encode()
        )
    return load(path)


def read_own(path: Path) -> str:
    """
    Return what is in a file of keys.

    :raises FileNotFoundError: if there is none
    :raises KeysRefused: if others may read it
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise KeysRefused(f"Others may read the keys at {path}. Give the file the mode 0600.")
        return file.read().decode("ascii", errors="replace")


def secret_in(value: str, path: Path) -> bytes:
    """Return the key that a line holds. :raises KeysRefused: if it holds none"""
    try:
        secret = bytes.fromhex(value)
    except ValueError:
        secret = b""
    if len(secret) != LENGTH:
        raise KeysRefused(f"The file {path} holds a key that is no key.")
    return secret
