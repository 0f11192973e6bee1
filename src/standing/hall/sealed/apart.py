"""
Keys that end: each is a file of its own that no backup holds, so that what it closed can be destroyed everywhere.

A box that was in a database is in its write-ahead log, its standby and its backups as well. It opens nowhere once the
one file of its key is gone.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Final

from django.conf import settings

from standing.hall import disk
from standing.hall.sealed import boxes, keys
from standing.hall.sealed.boxes import NotOpened
from standing.hall.sealed.keys import LENGTH, BoxKey, KeysRefused

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")
_HEAD: Final = "standing key apart 1"


def place() -> Path:
    """Return the folder of keys that end. It is not the folder of keys, which backups hold."""
    return Path(str(settings.STANDING["apart_dir"]))


def seal_apart(*, text: str, about: str, key: str) -> bytes:
    """Return the text in a box that opens only while the key of this name lasts, here, and only for ``about``."""
    path = _path(key)
    disk.write_first(path, f"{_HEAD}\n{secrets.token_hex(LENGTH)}\n".encode())
    return boxes.closed(text=text, about=about, key=_load(path))


def open_apart(*, box: bytes | memoryview, about: str, key: str) -> str:
    """Return what is in the box. :raises NotOpened: if its key is not here any more, or it was changed"""
    try:
        found = _load(_path(key))
    except FileNotFoundError:
        raise NotOpened(
            "This cannot be opened: its key is not on this machine. No backup holds it. Tell an administrator."
        ) from None
    return boxes.opened(box=bytes(box), about=about, key=found)


def destroy_key(*, key: str) -> bool:
    """
    This will overwrite and remove the file of a key, and say if there was one. Every box it closed is closed for good.

    The folder is written through to the disk before it returns.
    """
    path = _path(key)
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return False
    path.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True


def _path(key: str) -> Path:
    if not _NAME.fullmatch(key):
        raise ValueError(f"A key that ends is named in small letters, digits and dashes, not {key!r}.")
    return place() / f"{key}.key"


def _load(path: Path) -> BoxKey:
    lines = keys.read_own(path).split("\n")
    if lines[0] != _HEAD or len(lines) < 2:
        raise KeysRefused(f"The file {path} does not hold a key that ends.")
    return BoxKey(secret=keys.secret_in(lines[1], path))
