"""The folder of files: each is named by the SHA-256 of its bytes and never changes."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

from standing.kernel.canonical import sha256_hex

_HASH = re.compile(r"[0-9a-f]{64}\Z")


class FileDamaged(RuntimeError):  # says what happened
    """The bytes on the disk are not those that were kept, or are gone. Restore them from a backup."""


def folder() -> Path:
    """Return where files are kept."""
    return Path(str(settings.STANDING["files_dir"]))


def path_of(sha256: str) -> Path:
    """Return where the bytes with this hash are. :raises ValueError: if it is no hash."""
    if not _HASH.match(sha256):
        raise ValueError(f"Not a SHA-256: {sha256!r}")
    return folder() / "sha256" / sha256[:2] / sha256[2:4] / sha256


def put(content: bytes) -> str:
    """Write the bytes, sync them to the disk, and return their hash."""
    sha256 = sha256_hex(content)
    path = path_of(sha256)
    if path.is_file() and sha256_hex(path.read_bytes()) == sha256:
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).chmod(0o400)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    _sync(path.parent)
    return sha256


def get(sha256: str) -> bytes:
    """Return the bytes with this hash. :raises FileDamaged: if the disk does not have them."""
    try:
        content = path_of(sha256).read_bytes()
    except OSError as error:
        raise FileDamaged(f"The file {sha256} cannot be read") from error
    if sha256_hex(content) != sha256:
        raise FileDamaged(f"The file {sha256} has changed on the disk")
    return content


def _sync(folder_: Path) -> None:
    handle = os.open(folder_, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
