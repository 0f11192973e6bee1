"""
A store apart for what few may see: cleaned like every file, then sealed. The disk never has it open.

Nothing stands in a table here. The room keeps the name of each file, and says who may open it.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from standing.hall import disk
from standing.hall.files.marks import Mark
from standing.hall.files.quarantine import clean_apart
from standing.hall.files.store import FileDamaged
from standing.hall.sealed import api as sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedFact:
    """What is known of a sealed file."""

    id: UUID
    media_type: str
    size: int


def folder() -> Path:
    """Return where sealed files lie."""
    return Path(str(settings.STANDING["files_dir"])) / "restricted"


def keep(*, id: UUID, content: bytes, name: str, blurred: Sequence[Mark] | None = None) -> RestrictedFact:
    """
    Clean a file, blur what is marked, seal it, and write it under its id. The room records the deed.

    :raises TooLarge: if it is larger than what is kept
    :raises NotWhatItSays: if it is of no kind that is kept, or not what its name says
    """
    cleaned = clean_apart(content=content, name=name, blurred=blurred)
    box = sealed.seal(text=base64.b64encode(cleaned.content).decode(), about=_about(id))
    disk.write_whole(_path(id), box)
    return RestrictedFact(id=id, media_type=cleaned.kind.media_type, size=len(cleaned.content))


def read(*, id: UUID) -> bytes:
    """
    Return the bytes of a sealed file.

    :raises FileDamaged: if the disk has lost it
    :raises NotOpened: if it was changed
    """
    try:
        box = _path(id).read_bytes()
    except OSError as error:
        raise FileDamaged(f"The file {id} cannot be read") from error
    return base64.b64decode(sealed.open_box(box=box, about=_about(id)))


def destroy(*, id: UUID) -> None:
    """Write over a sealed file and take it away; again, it changes nothing."""
    path = _path(id)
    try:
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)


def _path(id: UUID) -> Path:
    name = str(UUID(str(id)))
    return folder() / name[:2] / name


def _about(id: UUID) -> str:
    return f"files:restricted:{id}"
