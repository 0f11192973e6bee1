"""Tables that go out to a spreadsheet and come in from one. No cell is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date

from standing.kernel.refusals import Refused
from standing.rooms.encounters.rules.alerts import tidy

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MOST_LINES = 1000
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*[;,\t]\s*([a-z0-9.-]{1,64})\s*[;,\t]\s*([A-Za-z0-9][A-Za-z0-9._/-]{0,39})")


def read(text: str) -> list[tuple[date, str, int | None, str]]:
    """
    Return the lines of a book: day, department, and a number of calls or the number of a camera export.

    :raises Refused: with the first line that says something else, or if there are too many
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_LINES:
        raise Refused(f"Bring at most {_MOST_LINES} lines at a time.")
    found: list[tuple[date, str, int | None, str]] = []
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise Refused(f"Line {number} is not: day, department, calls or camera export.")
        said, department, value = match.groups()
        try:
            day = date.fromisoformat(said)
        except ValueError:
            raise Refused(f"Line {number} names no day.") from None
        is_calls = value.isdigit() and len(value) <= 4
        found.append((day, department, int(value), "") if is_calls else (day, department, None, value))
    return found


def cell(value: object) -> str:
    """Return a value as a cell that stays text."""
    text = tidy(str(value), longest=32_000)
    return f"'{text}" if text.startswith(_STARTS) else text


def sheet(*, head: Sequence[str], rows: Iterable[Sequence[object]], is_sample: bool) -> str:
    """Return a table as CSV; one of a sample says so in its first column."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["sample", *head] if is_sample else head)
    for row in rows:
        cells = [cell(value) for value in row]
        writer.writerow(["sample", *cells] if is_sample else cells)
    return out.getvalue()
