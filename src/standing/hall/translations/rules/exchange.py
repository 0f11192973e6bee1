"""Texts on their way to another program and back: what a file says of each, and what may be wrong with a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from standing.hall.translations.rules.states import hash_of
from standing.kernel.refusals import Refused

LARGEST = 5 * 1024 * 1024
MOST = 5_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileRefused(Refused):
    """The file cannot be read as what it says it is; nothing of it was taken."""


class Form(StrEnum):
    """The kinds of files."""

    XLIFF = "xliff"
    PO = "po"

    @property
    def ending(self) -> str:
        """Return the end of a file's name."""
        return ".xlf" if self is Form.XLIFF else ".po"

    @property
    def media_type(self) -> str:
        """Return what it is called on the web."""
        return "application/xliff+xml" if self is Form.XLIFF else "text/x-gettext-translation; charset=utf-8"


class Became(StrEnum):
    """What became of one text of a file."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    ASIDE = "aside"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """One text in a file: its source, its translation, and the versions both had when the file was made."""

    key: str
    source: str
    text: str
    source_sha256: str
    number: int
    is_draft: bool = False
    about: str = ""
    page: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """A file that was read."""

    language: str
    texts: tuple[FileText, ...]


def marks_of(text: FileText) -> str:
    """Return the two versions as one word, for places that programs hand back untouched."""
    return f"{text.source_sha256}.{text.number}"


def read_marks(words: str, *, source: str) -> tuple[str, int]:
    """
    Return the hash of the source and the version of the translation that a file was made from.

    A file whose marks were lost is judged by its source; it then never replaces a translation that is there.
    """
    digest, _, number = words.partition(".")
    if _SHA256.fullmatch(digest) and number.isascii() and number.isdigit() and len(number) < 9:
        return digest, int(number)
    return hash_of(source), 0


def check_size(content: bytes) -> None:
    """Test that a file is not too large. :raises FileRefused: if it is, or is empty"""
    if len(content) > LARGEST:
        raise FileRefused("The file is larger than 5 MB. Import it page by page.")
    if not content.strip():
        raise FileRefused("The file is empty.")


def decoded(content: bytes) -> str:
    """Return a file's text. :raises FileRefused: if it is not UTF-8"""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused("The file is UTF-16. Save it as UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content[: trouble.start].count(b"\n") + 1
        raise FileRefused(f"The file is not UTF-8: line {line} holds a byte that is none. Save it as UTF-8.") from None


def check_texts(texts: Sequence[FileText]) -> None:
    """Test that a file names each text once, and not too many. :raises FileRefused: if not"""
    if not texts:
        raise FileRefused("The file holds no text.")
    if len(texts) > MOST:
        raise FileRefused(f"The file holds more than {MOST} texts. Import it page by page.")
    seen: set[str] = set()
    for one in texts:
        if one.key in seen:
            raise FileRefused(f"The file holds {one.key[:240]} twice: keep one.")
        seen.add(one.key)
