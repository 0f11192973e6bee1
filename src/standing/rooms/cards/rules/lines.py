"""Files from outside are read line by line; every mistake is told at once, and a file with one is not taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from standing.kernel.refusals import NotNow

LARGEST = 8 * 1024 * 1024
_SHOWN = 50
_FOREIGN = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a spreadsheet or an archive",
    b"\x1f\x8b": "packed with gzip",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """What is wrong, and in which line; 0 is the file as a whole."""

    line: int
    sentence: str

    def __str__(self) -> str:
        """Return it as people read it."""
        return f"Line {self.line}: {self.sentence}" if self.line else self.sentence


class WrongFile(NotNow):
    """The file has mistakes and nothing of it was taken. ``mistakes`` has each with its line."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        more = len(self.mistakes) - _SHOWN
        said = [str(one) for one in self.mistakes[:_SHOWN]]
        super().__init__(" ".join([*said, f"And {more} more." if more > 0 else ""]).strip())


@dataclass(slots=True)
class Found:
    """Collects mistakes while a file is read."""

    mistakes: list[Mistake] = field(default_factory=list)

    def note(self, line: int, sentence: str) -> None:
        """Write a mistake down."""
        self.mistakes.append(Mistake(line, sentence))

    def stop(self) -> None:
        """Refuse the file now if something was wrong. :raises WrongFile: with every mistake"""
        if self.mistakes:
            raise WrongFile(self.mistakes)

    def cents(self, line: int, said: str, *, what: str = "amount") -> int:
        """Read whole cents; a wrong one is noted and read as zero."""
        text = said.strip()
        if not text or not (text[1:] if text[0] in "+-" else text).isascii() or not text.lstrip("+-").isdigit():
            self.note(line, f"The {what} {short(said)} is not a whole number of cents.")
            return 0
        if len(text) > 16:
            self.note(line, f"The {what} {short(said)} is too large.")
            return 0
        return int(text)


def short(said: str) -> str:
    """Return what somebody wrote, cut and quoted, for a sentence."""
    clean = "".join(sign if sign.isprintable() else "·" for sign in said)
    return f"“{clean[:40]}{'…' if len(clean) > 40 else ''}”"


def text_of(content: bytes, *, encodings: Sequence[str] = ("utf-8",)) -> str:
    """
    Return a file's text, without a mark of its byte order.

    :raises WrongFile: if it is too large, empty, something else than text, or in no known encoding
    """
    found = Found()
    if len(content) > LARGEST:
        found.note(0, f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    elif not content.strip():
        found.note(0, "The file is empty.")
    elif kind := next((kind for start, kind in _FOREIGN.items() if content.startswith(start)), ""):
        found.note(0, f"This is {kind}, not a text file.")
    found.stop()
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            found.note(line, "There are bytes that are no letters.")
            continue
        text = text.removeprefix("\ufeff")
        for number, one in enumerate(text.split("\n"), start=1):
            if any(sign < " " and sign not in "\t\r" for sign in one) or "\x7f" in one:
                raise WrongFile([Mistake(number, "There are control characters.")])
        return text
    found.stop()
    raise AssertionError


def rows_of(text: str, *, columns: Sequence[str]) -> list[tuple[int, list[str]]]:
    """
    Return the rows of a CSV text below its heading, each with its line.

    :raises WrongFile: if the heading is not exactly these columns, or a row has more or fewer cells
    """
    found, rows = Found(), []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    head: list[str] | None = None
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not cells:
                continue
            if head is None:
                head = [cell.strip().lower() for cell in cells]
                if head != list(columns):
                    found.note(line, f"The heading must be {','.join(columns)}.")
                    break
            elif len(cells) != len(columns):
                found.note(line, f"There are {len(cells)} cells instead of {len(columns)}.")
            else:
                rows.append((line, [cell.strip() for cell in cells]))
    except csv.Error:
        found.note(start, "This is not a row of a CSV file.")
    if head is None and not found.mistakes:
        found.note(0, "The file has no heading.")
    found.stop()
    return rows
