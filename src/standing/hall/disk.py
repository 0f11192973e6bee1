"""Files that appear whole or not at all, and that only their owner may read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place, over the one that stood there; whoever is killed leaves the old one or the new."""
    with _aside(path, content) as fresh:
        fresh.replace(path)


def write_first(path: Path, content: bytes) -> None:
    """Put a file in its place if none is there; of two processes the first one wins, and neither sees half a file."""
    if path.exists():
        return
    with _aside(path, content) as fresh:
        try:
            os.link(fresh, path)
        except FileExistsError:
            return


@contextmanager
def _aside(path: Path, content: bytes) -> Iterator[Path]:
    """Write the bytes down to the disk under a name that nobody looks for."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)
