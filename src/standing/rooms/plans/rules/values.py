"""What a section holds: text, a day, or rows; made clean, compared and written out as plain lines."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from standing.kernel.canonical import Json, canonical
from standing.kernel.deadlines import said
from standing.rooms.plans.rules.template import Column, Kind, SectionTerms

Value = Mapping[str, Json]
"""``{"text"}``, ``{"date"}``, or ``{"rows": [...], "none": reason}``; an empty section is ``{}``."""

ROLES: Mapping[str, str] = {
    "liaison": "Liaison",
    "backup": "Backup liaison",
    "supervisor": "Supervisor on duty",
    "head": "Head of department",
    "counsel": "City Attorney",
    "other": "Other",
}


def clean_text(text: str) -> str:
    """Return the text with one kind of line end, composed letters and no loose ends, so that equal looks equal."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def clean(*, section: SectionTerms, value: Value) -> Value:
    """Return what of the value belongs to this kind of section, made clean; ``{}`` if nothing is left."""
    if section.kind is Kind.TEXT:
        text = clean_text(_word(value.get("text")))
        return {"text": text} if text.strip() else {}
    if section.kind is Kind.DATE:
        day = _word(value.get("date")).strip()
        return {"date": date.fromisoformat(day).isoformat()} if day else {}
    columns = section.row_columns
    rows = [_clean_row(columns, row) for row in rows_of(value)]
    rows = [row for row in rows if any(row.values())]
    none = clean_text(_word(value.get("none"))).strip()
    return {"rows": rows, "none": none} if rows or none else {}


def is_empty(value: Value) -> bool:
    """Tell whether nothing was written yet."""
    return not value


def text_of(value: Value) -> str:
    """Return the text of a text section."""
    return _word(value.get("text"))


def day_of(value: Value) -> date | None:
    """Return the day of a day section."""
    day = _word(value.get("date"))
    return date.fromisoformat(day) if day else None


def none_of(value: Value) -> str:
    """Return why a section in rows has nothing to list."""
    return _word(value.get("none"))


def rows_of(value: Value) -> list[dict[str, str]]:
    """Return the rows of a section in rows."""
    rows = value.get("rows")
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        return []
    return [{str(key): _word(cell) for key, cell in row.items()} for row in rows if isinstance(row, Mapping)]


def words_in(text: str) -> int:
    """Count the words as a person would."""
    return len(re.findall(r"\w[\w'\u2019-]*", text))


def plain(value: Value) -> str:
    """Return all that a person wrote in it, one thing a line; for searching, comparing and reading aloud."""
    if "text" in value:
        return text_of(value)
    if "date" in value:
        return _word(value.get("date"))
    lines = [" · ".join(_role(key, cell) for key, cell in row.items() if cell) for row in rows_of(value)]
    if none_of(value):
        lines.append(none_of(value))
    return "\n".join(lines)


def shown_cell(*, column: Column, cell: str) -> str:
    """Return a cell as people read it."""
    if column.kind == "date":
        try:
            return said(date.fromisoformat(cell)).partition(", ")[2]
        except ValueError:
            return cell  # words may stand where a day was asked for
    return ROLES.get(cell, cell) if column.kind == "role" else cell


def to_lines(*, section: SectionTerms, value: Value) -> str:
    """Return the value as text in which one line is one row, so that a merge can work on it."""
    if section.kind is Kind.TEXT:
        return text_of(value)
    if section.kind is Kind.DATE:
        return _word(value.get("date"))
    lines = [canonical(row).decode() for row in rows_of(value)]
    return "\n".join([canonical({"none": none_of(value)}).decode(), *lines])


def from_lines(*, section: SectionTerms, lines: str) -> Value:
    """
    Return the value that was written as lines.

    :raises ValueError: if the lines are no rows any more, as after a merge inside one row
    """
    if section.kind is Kind.TEXT:
        return clean(section=section, value={"text": lines})
    if section.kind is Kind.DATE:
        return clean(section=section, value={"date": lines})
    first, *rest = [json.loads(line) for line in lines.split("\n") if line]
    if set(first) != {"none"} or any("none" in row and len(row) == 1 for row in rest):
        raise ValueError("The first line says why there are no rows.")
    return clean(section=section, value={"rows": rest, "none": first["none"]})


def _clean_row(columns: Sequence[Column], row: Mapping[str, str]) -> dict[str, str]:
    return {column.id: _cell(column, row.get(column.id, "")) for column in columns}


def _cell(column: Column, text: str) -> str:
    text = clean_text(text).strip()
    return text if column.kind == "long" else " ".join(text.split())


def _role(key: str, cell: str) -> str:
    return ROLES.get(cell, cell) if key == "role" else cell


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
