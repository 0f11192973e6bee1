"""Which kinds of files are kept, and what they are called."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from standing.kernel.refusals import Refused

LIMIT = 10 * 1024 * 1024
KEPT = "Kept are PDF, PNG, JPEG and WebP files, plain text and CSV."
KEPT_SOUNDS = "Kept are recordings as MP3, M4A or Ogg."

_LONGEST_NAME = 120  # bytes of UTF-8, ending included
_NOT_IN_NAMES = '<>:"|?*'
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


class NotWhatItSays(Refused):
    """The file is not what its name says, or not of a kind that is kept."""


class TooLarge(Refused):
    """The file is larger than what is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of file."""

    media_type: str
    words: str
    endings: tuple[str, ...]


PDF = Kind(media_type="application/pdf", words="a PDF", endings=(".pdf",))
PNG = Kind(media_type="image/png", words="a PNG image", endings=(".png",))
JPEG = Kind(media_type="image/jpeg", words="a JPEG image", endings=(".jpg", ".jpeg"))
WEBP = Kind(media_type="image/webp", words="a WebP image", endings=(".webp",))
CSV = Kind(media_type="text/csv; charset=utf-8", words="a CSV table", endings=(".csv",))
TEXT = Kind(media_type="text/plain; charset=utf-8", words="plain text", endings=(".txt",))
OGG = Kind(media_type="audio/ogg", words="an Ogg recording", endings=(".ogg", ".oga", ".opus"))
MP3 = Kind(media_type="audio/mpeg", words="an MP3 recording", endings=(".mp3",))
M4A = Kind(media_type="audio/mp4", words="an M4A recording", endings=(".m4a", ".mp4"))
SOUNDS = (OGG, MP3, M4A)
KINDS = (PDF, PNG, JPEG, WEBP, CSV, TEXT, *SOUNDS)


def by_media_type(media_type: str) -> Kind:
    """Return the kind that has this media type."""
    return next(kind for kind in KINDS if kind.media_type == media_type)


def ending_of(name: str) -> str:
    """Return the ending of a name as it was given, in lower case; empty if it has none."""
    last = _last_part(name)
    stem, dot, ending = last.rpartition(".")
    return f".{ending.strip().lower()}" if dot and stem.strip(". ") else ""


def check_ending(*, name: str, kind: Kind) -> None:
    """Test that the name says what the file is. :raises NotWhatItSays: if it says something else."""
    ending = ending_of(name)
    if ending not in ("", *kind.endings):
        raise NotWhatItSays(f"The name ends in {ending}, but the file is {kind.words}. {KEPT}")


def clean_name(*, name: str, kind: Kind) -> str:
    """
    Return a name that is safe on any machine: no folders, hidden characters or second ending.

    The ending is the one of the kind, for browsers and people trust it.
    """
    stem = _last_part(name)
    if ending_of(name):
        stem = stem.rpartition(".")[0]
    stem = "".join("-" if one in _NOT_IN_NAMES or one == "." else one for one in stem)
    stem = " ".join(stem.split()).strip("- ")
    if stem.lower() in _DEVICES:
        stem = f"file-{stem}"
    ending = kind.endings[0]
    room = _LONGEST_NAME - len(ending)
    stem = stem.encode()[:room].decode(errors="ignore").strip("- ")
    return f"{stem or 'file'}{ending}"


def _last_part(name: str) -> str:
    shown = "".join(
        " " if unicodedata.category(one) == "Zs" or one in "\t\n\r" else one
        for one in unicodedata.normalize("NFC", name)
        if one in "\t\n\r" or unicodedata.category(one) not in _HIDDEN
    )
    return shown.replace("\\", "/").rpartition("/")[2].strip()
