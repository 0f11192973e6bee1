"""
Reads an XLSX file in a process of its own, so that a hostile one can exhaust only that.

The child gets no database, no files and little memory: ``python -m standing.kernel.lists.spreadsheet``.
No formula runs: what a spreadsheet kept as its result is read.
"""

from __future__ import annotations

import io
import json
import re
import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from standing.kernel.refusals import Refused

MIB = 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_SHEETS = 50
MOST_INFLATED = 150 * MIB
MOST_ENTRIES = 2_000
MOST_CELL = 4_000

_MEMORY = 2_000_000_000
_SECONDS = 60
_FILES = 64
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"']([^\"']*)[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']([^\"']*)[\"']")
_END = b"PK\x05\x06"


class Unfit(Refused):
    """The file cannot be read as a list; ``str()`` says why."""


def sheets_of(content: bytes) -> list[tuple[str, list[list[str]]]]:
    """Return the visible sheets of an XLSX file, read by a child process. :raises Unfit: with the reason"""
    try:
        done = subprocess.run(  # our own module, no shell
            [sys.executable, "-I", "-m", "standing.kernel.lists.spreadsheet"],
            input=content,
            capture_output=True,
            timeout=2 * _SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise Unfit("The spreadsheet takes too long to read. Save the one sheet with the list as CSV.") from None
    if done.returncode != 0:
        raise Unfit("The spreadsheet is damaged, or too large once unfolded. Save the sheet with the list as CSV.")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Unfit(answer["refused"])
    return [(name, rows) for name, rows in answer["sheets"]]


def check_archive(content: bytes) -> None:
    """
    Test that the bytes are one XLSX archive and nothing else, of a size that can be read.

    :raises Unfit: if something stands before or behind it, it is locked, holds a program, or unfolds too far
    """
    end = content.rfind(_END)
    if not content.startswith(b"PK\x03\x04") or end < 0 or len(content) < end + 22:
        raise Unfit("The file is no whole spreadsheet. Save it again as XLSX or CSV.")
    if end + 22 + struct.unpack_from("<H", content, end + 20)[0] != len(content):
        raise Unfit("The file holds something behind the spreadsheet. Save it again as XLSX or CSV.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise Unfit("The spreadsheet is damaged. Save it again as XLSX or CSV.") from None


def _check_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename.lower() for entry in entries}
    if len(entries) > MOST_ENTRIES:
        raise Unfit("The spreadsheet has too many parts. Save the sheet with the list as CSV.")
    if min((entry.header_offset for entry in entries), default=1) != 0:
        raise Unfit("The file holds something in front of the spreadsheet. Save it again as XLSX or CSV.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unfit("The spreadsheet is locked with a password. Save it without one.")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unfit("The spreadsheet holds a program (macros). Save it as XLSX without macros, or as CSV.")
    if "xl/workbook.xml" not in names:
        raise Unfit("The file is no XLSX spreadsheet. Save it as XLSX or CSV.")
    left = MOST_INFLATED
    for entry in entries:
        left = _check_entry(archive, entry, left)


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """Unfold one part, piece by piece, and look how far its cells reach; what its head says is not believed."""
    is_sheet = entry.filename.lower().startswith("xl/worksheets/")
    held = b""
    with archive.open(entry) as stream:
        while piece := stream.read(MIB):
            left -= len(piece)
            if left < 0:
                raise Unfit("The spreadsheet unfolds to more than can be read. Save the sheet with the list as CSV.")
            if is_sheet:
                _check_reach(held + piece)
                held = piece[-256:]
    return left


def _check_reach(piece: bytes) -> None:
    """Test that no cell stands so far out that the empty cells before it would fill the memory."""
    for match in _ROW.finditer(piece):
        if not match[1].isdigit() or int(match[1]) > 10 * MOST_ROWS:
            raise Unfit(f"The spreadsheet has cells far below row {MOST_ROWS:,}. Delete the rows below the list.")
    for match in _CELL.finditer(piece):
        column = match[1].rstrip(b"0123456789")
        if not column.isalpha() or _column(column.upper()) > 10 * MOST_COLUMNS:
            raise Unfit("The spreadsheet has cells far beside the list. Delete the columns beside it.")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number


def _read(content: bytes) -> list[tuple[str, list[list[str]]]]:
    check_archive(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [
        meta.name
        for meta in book.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
    ]
    found = []
    for name in shown[:MOST_SHEETS]:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > MOST_ROWS + 1000:
            raise Unfit(f"The sheet {name[:60]} has more than {MOST_ROWS:,} rows. Cut the list into parts.")
        if sheet.total_width > MOST_COLUMNS:
            raise Unfit(f"The sheet {name[:60]} has more than {MOST_COLUMNS} columns. Delete those that are empty.")
        rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        _fill_merged(rows, sheet.merged_cell_ranges or [])
        found.append((name, rows))
    return found


def _fill_merged(rows: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Say in each cell below the first of a merged column what the first says; merged titles stay as they are."""
    for (top, left), (bottom, right) in ranges:
        if left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]


def _text(cell: object) -> str:
    """Return a cell as a person would read it: 421.0 is 421, a day is written year first."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return str(cell)[: MOST_CELL + 1]


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, _MEMORY),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # this system has no such limit; the time-out still holds
            continue


def _child() -> None:
    _limit()
    answer: dict[str, object]
    try:
        answer = {"sheets": _read(sys.stdin.buffer.read())}
    except Unfit as unfit:
        answer = {"refused": str(unfit)}
    except CalamineError:
        answer = {"refused": "The spreadsheet is damaged. Save it again as XLSX or CSV."}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    sys.stdout.flush()


if __name__ == "__main__":
    _child()
