"""Unfolds a pack that was sent as one .zip file, and refuses what a pack never holds."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from standing.hall.pack.folder import MOST_FILES
from standing.hall.pack.reader import MOST_BYTES
from standing.kernel.refusals import Refused

MOST_SENT = 5 * 1024 * 1024
MOST_UNFOLDED = 20 * 1024 * 1024
_HEAD = "pack.yaml"
_LEFT_BY_PROGRAMS = ("__MACOSX",)


class NotAPackFile(Refused):
    """The file is no .zip of a pack."""


def unfold(*, content: bytes, into: Path) -> Path:
    """
    Write the files of a .zip below a folder, and return the folder that holds pack.yaml.

    :raises NotAPackFile: if it is no .zip, too large, or holds links, other places or locked files
    """
    if len(content) > MOST_SENT:
        raise NotAPackFile("The file is larger than 5 MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _unfold(archive, into)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OverflowError):
        raise NotAPackFile("This is no .zip file that can be read.") from None
    return _top(into)


def _unfold(archive: zipfile.ZipFile, into: Path) -> None:
    if not all(one.filename for one in archive.infolist()):
        raise NotAPackFile("A file in the .zip has no name.")
    entries = [one for one in archive.infolist() if not one.is_dir() and not _is_left_over(one)]
    if len(entries) > MOST_FILES:
        raise NotAPackFile(f"A pack has at most {MOST_FILES} files.")
    room = MOST_UNFOLDED
    seen: set[str] = set()
    for entry in entries:
        name = _safe_name(entry)
        if name.lower() in seen:
            raise NotAPackFile(f"{name} is in the .zip twice.")
        seen.add(name.lower())
        with archive.open(entry) as stream:
            data = stream.read(min(room, MOST_BYTES) + 1)  # never trust the size it says
        room -= len(data)
        if room < 0:
            raise NotAPackFile("Unfolded, the files are larger than 20 MB.")
        target = into / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        except OSError:
            raise NotAPackFile(f"{name} cannot stand beside the other files.") from None


def _is_left_over(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    return bool(parts) and (parts[0] in _LEFT_BY_PROGRAMS or parts[-1] == ".DS_Store")


def _safe_name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise NotAPackFile(f"{name!r} is a link or no plain file. A pack holds plain files.")
    if entry.flag_bits & 0x1:
        raise NotAPackFile("The .zip is locked with a password.")
    parts = PurePosixPath(name).parts
    if (
        not parts
        or name.startswith("/")
        or "\\" in name
        or ":" in parts[0]
        or ".." in parts
        or not name.isprintable()
        or len(parts) > 8
        or any(len(part.encode(errors="replace")) > 200 for part in parts)
    ):
        raise NotAPackFile(f"The .zip names a place outside the pack: {name!r}.")
    return "/".join(parts)


def _top(into: Path) -> Path:
    """Return the folder of the pack: programs like to put one folder around what they pack."""
    if (into / _HEAD).exists():
        return into
    inside = list(into.iterdir())
    if len(inside) == 1 and inside[0].is_dir():
        return inside[0]
    return into
