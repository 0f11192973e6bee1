"""Lists as files: CSV in whatever encoding and with whatever separator, and XLSX, as rows of text."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from standing.kernel.lists import spreadsheet
from standing.kernel.lists.spreadsheet import MIB, MOST_CELL, MOST_COLUMNS, MOST_ROWS, Unfit

__all__ = ["LARGEST_UPLOAD", "MOST_ROWS", "TOO_LARGE", "Row", "Table", "Unfit", "read"]

LARGEST_UPLOAD = 20 * MIB
TOO_LARGE = "The file is larger than 20 MB. Cut the list into parts."
_SEPARATORS = ",;\t|"
_SPOKEN = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LOOKED_AT = 40

Row = tuple[int, tuple[str, ...]]
"""The number of a row as a spreadsheet shows it, and its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One list: its rows, how they were read, and which other sheets the file has."""

    rows: Sequence[Row]
    how: str
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def read(*, content: bytes, sheet: str = "") -> Table:
    """
    Return the list in a file; which kind of file it is, its bytes say.

    :raises Unfit: if it is no list, or too large
    """
    if len(content) > LARGEST_UPLOAD:
        raise Unfit(TOO_LARGE)
    if content[:4] == b"PK\x03\x04":
        return _of_book(content, sheet)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unfit("This is an old spreadsheet, or one with a password. Save it as XLSX or CSV.")
    for mark, what in (
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"{\\rtf", "a letter"),
    ):
        if content.startswith(mark):
            raise Unfit(f"This is {what}, no list. Bring a CSV file or an XLSX spreadsheet.")
    return _of_text(content)


def _of_book(content: bytes, wanted: str) -> Table:
    sheets = [(name, _numbered(rows)) for name, rows in spreadsheet.sheets_of(content)]
    full = [(name, rows) for name, rows in sheets if rows]
    if not full:
        raise Unfit("The spreadsheet is empty.")
    name, rows = next((one for one in full if one[0] == wanted), max(full, key=lambda one: len(one[1])))
    _check(rows)
    return Table(rows=rows, how="XLSX", sheet=name, sheets=tuple(one for one, _ in full))


def _of_text(content: bytes) -> Table:
    text, how = decoded(content)
    if "\x00" in text:
        raise Unfit("The file is no text and no spreadsheet. Bring a CSV file or an XLSX spreadsheet.")
    if text.lstrip()[:1] == "<":
        raise Unfit("This is a web page or XML, no list. Save the list as CSV or XLSX.")
    separator = separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[Row] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, tuple(cells)))
            if len(rows) > MOST_ROWS + 1000:
                raise Unfit(f"The list has more than {MOST_ROWS:,} rows. Cut it into parts.")
    except csv.Error:
        raise Unfit(f"Row {reader.line_num} cannot be read. A quotation mark may be missing there.") from None
    if not rows:
        raise Unfit("The file is empty.")
    _check(rows)
    return Table(rows=rows, how=f"CSV, {how}, {_SPOKEN[separator]}")


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a file, and the encoding in which it was written."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding.upper().removesuffix("-SIG")
            except UnicodeDecodeError:
                break
    if content[:2000].count(b"\x00") > len(content[:2000]) // 3:
        encoding = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
        try:
            return content.decode(encoding), "UTF-16"
        except UnicodeDecodeError:
            pass
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "Latin-1"


def separator_of(text: str) -> str:
    """Return the sign that parts the cells: the one with which most rows have the same number of them."""
    lines = "\n".join(text.splitlines()[:_LOOKED_AT])
    best, score = ",", 0
    for separator in _SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(lines), delimiter=separator) if len(row) > 1)
        except csv.Error:
            continue
        width, often = max(widths.items(), key=lambda one: one[0] * one[1], default=(0, 0))
        if width * often > score:
            best, score = separator, width * often
    return best


def _numbered(rows: Sequence[Sequence[str]]) -> list[Row]:
    return [(place, tuple(cells)) for place, cells in enumerate(rows, start=1) if any(cell.strip() for cell in cells)]


def _check(rows: Sequence[Row]) -> None:
    if len(rows) > MOST_ROWS:
        raise Unfit(f"The list has more than {MOST_ROWS:,} rows. Cut it into parts.")
    for number, cells in rows:
        if len(cells) > MOST_COLUMNS:
            raise Unfit(f"Row {number} has more than {MOST_COLUMNS} cells. Is it the right file?")
        if any(len(cell) > MOST_CELL for cell in cells):
            raise Unfit(f"Row {number} has a very long cell. A quotation mark may be missing before it.")
