"""
The files that a directory travels in, read and written piece by piece: nothing is ever held whole.

JSON (a whole directory, a page of an API, a list, or one object a line), CSV (one table), and a ZIP of these.
"""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from standing.rooms.services.rules.hsds_fields import BY_FILE, MARK, TABLE, TABLES, VERSION, WHOLE, Field, Table

MIB = 1024 * 1024
LARGEST_UPLOAD = 50 * MIB
"""A directory of 100,000 services is about 25 MB as a ZIP; twice that is taken, and no proxy or disk is surprised."""
LARGEST_UNFOLDED = 200 * MIB
"""What is read at most, counted while reading, so that a small ZIP cannot unfold without end."""
TOO_LARGE = (
    f"The file is larger than {LARGEST_UPLOAD // MIB} MB. Pack it as a ZIP file, which makes it about ten times "
    "smaller, or cut it into parts and import one after another."
)
_TOO_LARGE_UNFOLDED = (
    f"Unfolded, this is larger than {LARGEST_UNFOLDED // MIB} MB. Cut it into parts, and import one after another."
)
MOST_ROWS = 1_000_000
MOST_FILES = 100
LARGEST_OBJECT = 8 * MIB  # characters of one JSON object
_CHUNK = MIB


class Unfit(Exception):
    """The file cannot be read at all; the text is a sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    One thing that a file holds: an object or a line, of a table.

    ``is_nested`` when it is an object of JSON that may hold others. ``sentence`` says why it cannot be read.
    """

    file: str
    line: int
    table: str
    value: object
    is_nested: bool
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file, or a part of one, that is not read, and why."""

    file: str
    what: str


def items(*, name: str, stream: IO[bytes]) -> Iterator[Item | LeftOut]:
    """
    Yield what a file holds, in the order in which it stands there.

    :raises Unfit: if it is too large, of no known kind, or damaged
    """
    head = stream.read(4)
    stream.seek(0)
    if head[:2] == b"PK":
        yield from _zipped(stream)
    else:
        yield from _single(name, _Counted(stream, LARGEST_UNFOLDED))


# All that zipfile lets through when the bytes of a ZIP file are not what they should be.
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, OverflowError)


class _Counted(io.RawIOBase):
    """Hands on bytes and counts them. Reading past the limit is refused."""

    def __init__(self, inner: IO[bytes], left: int) -> None:
        self.inner = inner
        self.left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            piece = self.inner.read(len(buffer))
        except _BROKEN as broken:
            raise Unfit("The ZIP file is damaged. Make it anew, and upload it again.") from broken
        self.left -= len(piece)
        if self.left < 0:
            raise Unfit(_TOO_LARGE_UNFOLDED)
        buffer[: len(piece)] = piece
        return len(piece)


def _zipped(stream: IO[bytes]) -> Iterator[Item | LeftOut]:
    try:
        bundle = zipfile.ZipFile(stream)
        members = [member for member in bundle.infolist() if member.filename and not member.is_dir()]
    except _BROKEN as broken:
        raise Unfit("The ZIP file is damaged. Make it anew, and upload it again.") from broken
    if len(members) > MOST_FILES:
        raise Unfit(f"The ZIP file holds {len(members):,} files; {MOST_FILES} are read at most.")
    if sum(member.file_size for member in members) > LARGEST_UNFOLDED:
        raise Unfit(_TOO_LARGE_UNFOLDED)
    if any(member.flag_bits & 1 for member in members):
        raise Unfit("The ZIP file asks for a password. Make it anew without one.")
    left = LARGEST_UNFOLDED
    taken = 0
    for member in sorted(members, key=_place):
        name = member.filename.replace("\\", "/").rpartition("/")[2][:120]
        if not _is_read(name) or member.filename.startswith("__MACOSX"):
            if name != "datapackage.json" and not member.filename.startswith("__MACOSX"):
                yield LeftOut(file=name, what="is no table that is kept")
            continue
        taken += 1
        try:
            opened = bundle.open(member)
        except _BROKEN as broken:
            raise Unfit("The ZIP file is damaged. Make it anew, and upload it again.") from broken
        with opened:
            counted = _Counted(opened, left)
            yield from _single(name, counted)
            left = counted.left
    if not taken:
        raise Unfit("The ZIP file holds no table of the directory, such as services.csv, and no JSON file.")


def _place(member: zipfile.ZipInfo) -> int:
    name = member.filename.rpartition("/")[2].lower()
    order = [table.file for table in TABLES]
    return order.index(name) if name in order else len(order)


def _is_read(name: str) -> bool:
    return name.lower() in BY_FILE or (
        name.lower().endswith((".json", ".ndjson", ".jsonl")) and name != "datapackage.json"
    )


def _single(name: str, raw: _Counted) -> Iterator[Item | LeftOut]:
    text = _text(name, raw)
    first = text.peek()
    shown = name[:120] or "file"
    if not first.strip():
        if name.lower() in BY_FILE:
            return
        raise Unfit("The file is empty.")
    if first.lstrip()[:1] in {"{", "["}:
        yield from _json(shown, text)
    else:
        yield from _csv(shown, text)


class _Text:
    """Text in pieces, with a look ahead."""

    def __init__(self, name: str, stream: io.TextIOWrapper) -> None:
        self.name = name
        self.stream = stream
        self.ahead = ""

    def peek(self) -> str:
        """Return the beginning without taking it."""
        if not self.ahead:
            self.ahead = self._read(_CHUNK)
        return self.ahead

    def read(self, most: int = _CHUNK) -> str:
        """Return the next piece; empty at the end."""
        piece, self.ahead = self.ahead, ""
        return piece or self._read(most)

    def lines(self) -> Iterator[str]:
        """Yield lines with their ends, as the csv module wants them. :raises Unfit: if one has no end"""
        rest = ""
        while piece := self.read():
            rest += piece
            if len(rest) > LARGEST_OBJECT:
                raise Unfit(f"“{self.name}” has a line of more than {LARGEST_OBJECT // MIB} MB.")
            *whole, rest = rest.splitlines(keepends=True)
            if rest.endswith("\n"):
                whole.append(rest)
                rest = ""
            yield from whole
        if rest:
            yield rest

    def _read(self, most: int) -> str:
        try:
            return self.stream.read(most)
        except UnicodeError as wrong:
            raise Unfit(
                f"“{self.name}” is not written in UTF-8. Save it again as UTF-8 (in Excel: “CSV UTF-8”), "
                "so that names keep their letters."
            ) from wrong


def _text(name: str, raw: _Counted) -> _Text:
    """Read the text: UTF-8 with or without its mark, or UTF-16 with its mark."""
    buffered = io.BufferedReader(raw, buffer_size=64 * 1024)
    mark = buffered.peek(4)[:4]
    encoding = "utf-16" if mark[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    if mark[:4] in {b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"}:
        encoding = "utf-32"
    return _Text(name, io.TextIOWrapper(buffered, encoding=encoding, errors="strict", newline=""))


# CSV


def _csv(name: str, text: _Text) -> Iterator[Item | LeftOut]:
    reader = csv.reader(text.lines(), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
    except csv.Error as broken:
        raise Unfit(f"The first line of “{name}” cannot be read as CSV: {broken}.") from broken
    table = _table_of(name, header)
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise Unfit(f"“{name}” has a column twice: {', '.join(twice)}.")
    columns = table.columns
    line = 1
    while True:
        line += 1
        try:
            cells = next(reader, None)
        except csv.Error as broken:
            yield Item(
                file=name,
                line=line,
                table=table.name,
                value={},
                is_nested=False,
                sentence=f"Not readable as CSV: {broken}.",
            )
            return
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            sentence = f"This line has {len(cells)} cells, and the first line {len(header)}."
            yield Item(file=name, line=line, table=table.name, value={}, is_nested=False, sentence=sentence)
            continue
        value = {
            column: plain_cell(columns.get(column), cell) for column, cell in zip(header, cells, strict=False) if column
        }
        yield Item(file=name, line=line, table=table.name, value=value, is_nested=False)


def _table_of(name: str, header: list[str]) -> Table:
    if name.lower() in BY_FILE:
        table = BY_FILE[name.lower()]
    else:
        named = set(header)
        best = max(TABLES, key=lambda each: len(named & set(each.columns)) - len(named - set(each.columns)))
        fits = "id" in named and len(named & set(best.columns)) >= max(2, len(named) // 2)
        if not fits:
            known = ", ".join(each.file for each in TABLES)
            raise Unfit(f"“{name}” is no table of the directory. Name it after one of: {known}.")
        table = best
    if "id" not in header:
        raise Unfit(
            f"“{name}” has no column id. Its first line must hold the names of the columns, separated by commas."
        )
    return table


_FORMULAS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(f"'*[{re.escape(_FORMULAS)}]")
_GUARDED = re.compile(f"'+[{re.escape(_FORMULAS)}]")
_DIALLED = re.compile(r"\+[\d ().-]+")


def guarded_cell(field: Field, value: object) -> str:
    """
    Return a value for a CSV file so that no spreadsheet takes it for a formula.

    OWASP, CSV injection: a leading = + - @, tab or carriage return is quoted with an apostrophe. Numbers,
    days and ids cannot hold one, and a telephone number begins with + by right.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    if field.kind == "text" and _FORMULA.match(value) and not _DIALLED.fullmatch(value):
        return f"'{value}"
    return value


def plain_cell(field: Field | None, cell: str) -> str:
    """Return what a guarded cell says."""
    return cell[1:] if field is not None and field.kind == "text" and _GUARDED.match(cell) else cell


def csv_head(*, table: str, is_sample: bool) -> str:
    """Return the first line of a CSV file (RFC 4180): the names of the columns."""
    return _written([*TABLE[table].columns, *([MARK] if is_sample else [])])


def csv_rows(*, table: str, rows: Iterable[Mapping[str, object]], is_sample: bool) -> str:
    """Return the lines of rows."""
    fields, mark = TABLE[table].fields, ["true"] if is_sample else []
    return "".join(_written([*(guarded_cell(field, row.get(field.name)) for field in fields), *mark]) for row in rows)


def _written(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


_TYPES: Mapping[str, str] = {
    "day": "date",
    "moment": "datetime",
    "number": "number",
    "money": "number",
    "offset": "number",
    "whole": "integer",
}


def datapackage(*, title: str, is_sample: bool) -> dict[str, Any]:
    """Return the description of the CSV files (a tabular data package)."""
    described: dict[str, Any] = {
        "name": "sample-directory" if is_sample else "directory",
        "title": title,
        "profile": "tabular-data-package",
        "hsds_version": VERSION,
        "resources": [_resource(table) for table in TABLES],
    }
    return described | ({MARK: True} if is_sample else {})


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_described(field) for field in table.fields],
            "primaryKey": "id",
            "foreignKeys": [
                {"fields": field.name, "reference": {"resource": field.to, "fields": "id"}}
                for field in table.fields
                if field.to
            ],
        },
    }


def _described(field: Field) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if field.required else {}
    if field.name == "id":
        limits["unique"] = True
    if field.words:
        limits["enum"] = list(field.words)
    said: dict[str, Any] = {"name": field.name, "type": _TYPES.get(field.kind, "string")}
    if field.kind in {"id", "email", "link"}:
        said["format"] = {"id": "uuid", "email": "email", "link": "uri"}[field.kind]
    return said | ({"constraints": limits} if limits else {})


# JSON


def _no_constant(said: str) -> float:
    raise ValueError(f"{said} is not a number")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
_SPACE = re.compile(r"[ \t\r\n]*")


class _Scanner:
    """Walks through JSON text and decodes one value at a time."""

    def __init__(self, name: str, text: _Text) -> None:
        self.name = name
        self.text = text
        self.buffer = ""
        self.at = 0
        self.is_over = False

    def more(self, least: int = _CHUNK) -> bool:
        """Read on, and drop what is done with."""
        if self.is_over:
            return False
        pieces = [self.buffer[self.at :]]
        had = len(pieces[0])
        gained = 0
        while gained < least:
            piece = self.text.read()
            if not piece:
                self.is_over = True
                break
            pieces.append(piece)
            gained += len(piece)
        self.buffer, self.at = "".join(pieces), 0
        return len(self.buffer) > had

    def peek(self) -> str:
        """Return the next character that is no space; empty at the end."""
        while True:
            self.at = _SPACE.match(self.buffer, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self.more():
                return ""

    def take(self, wanted: str) -> None:
        """Step over a character. :raises Unfit: if another stands there"""
        if self.peek() != wanted:
            self.fail(f"“{wanted}” is missing")
        self.at += 1

    def value(self) -> object:
        """Decode one value. :raises Unfit: if it is broken or too large"""
        if not self.peek():
            self.fail("it ends too early")
        while True:
            try:
                found, end = _DECODER.raw_decode(self.buffer, self.at)
            except RecursionError as wrong:
                raise Unfit(f"“{self.name}” is nested too deeply.") from wrong
            except ValueError as wrong:
                self._read_on(wrong)
                continue
            if end >= len(self.buffer) and self.more(MIB):
                continue  # a number may go on in the next piece
            self.at = end
            return found

    def _read_on(self, wrong: ValueError) -> None:
        """Read as much again as there is, for the value may go on. :raises Unfit: if it is broken or too large"""
        held = len(self.buffer) - self.at
        if held > LARGEST_OBJECT:
            raise Unfit(
                f"“{self.name}” has an object that is broken, or larger than {LARGEST_OBJECT // MIB} MB."
            ) from wrong
        if not self.more(max(held, _CHUNK)):
            self.fail(getattr(wrong, "msg", str(wrong)))

    def fail(self, why: str) -> None:
        """Give up. :raises Unfit: always"""
        raise Unfit(f"“{self.name}” is not well-formed JSON: {why}.")


def _json(name: str, text: _Text) -> Iterator[Item | LeftOut]:
    scanner = _Scanner(name, text)
    if _is_one_a_line(text.peek()):
        yield from _one_a_line(name, text)
    elif scanner.peek() == "[":
        yield from _array(scanner, "")
    else:
        yield from _whole(scanner)


def _is_one_a_line(head: str) -> bool:
    first, end, _ = head.lstrip().partition("\n")
    if not end or first[:1] != "{":
        return False
    try:
        found = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and bool(_kind_of(found)) and not (set(found) & {*WHOLE, "contents"} - _NESTED)


_NESTED = frozenset(nest.name for table in TABLES for nest in table.nests)


def _one_a_line(name: str, text: _Text) -> Iterator[Item]:
    for number, line in enumerate(text.lines(), start=1):
        if not line.strip():
            continue
        try:
            value = _DECODER.decode(line.strip())
        except (ValueError, RecursionError) as wrong:
            sentence = f"This line is not well-formed JSON: {getattr(wrong, 'msg', wrong)}."
            yield Item(file=name, line=number, table="service", value={}, is_nested=True, sentence=sentence)
            continue
        yield _item(name, number, "", value)


def _array(scanner: _Scanner, table: str) -> Iterator[Item]:
    scanner.take("[")
    number = 0
    if scanner.peek() == "]":
        scanner.take("]")
        return
    while True:
        number += 1
        yield _item(scanner.name, number, table, scanner.value())
        if scanner.peek() == ",":
            scanner.take(",")
            continue
        scanner.take("]")
        return


def _whole(scanner: _Scanner) -> Iterator[Item | LeftOut]:
    """Read one object: a whole directory, a page, or a single thing."""
    scanner.take("{")
    single: dict[str, object] = {}
    arrays = 0
    while scanner.peek() != "}":
        key = scanner.value()
        if not isinstance(key, str):
            scanner.fail("a name is missing")
        scanner.take(":")
        name = str(key)
        if scanner.peek() == "[" and (name == "contents" or (name in WHOLE and "id" not in single)):
            arrays += 1
            yield from _array(scanner, WHOLE.get(name, ""))
        else:
            single[name] = scanner.value()
        if scanner.peek() == ",":
            scanner.take(",")
    scanner.take("}")
    if scanner.peek():
        scanner.fail("more follows after its end")
    if single.get(MARK) is True:
        yield Item(file=scanner.name, line=0, table="", value={MARK: True}, is_nested=False)
    if arrays:
        unknown = sorted(name for name in single if name not in _ABOUT)
        for name in unknown:
            yield LeftOut(file=scanner.name, what=f"“{name[:60]}” is no list that is kept")
        return
    if not _kind_of(single):
        listed = ", ".join(WHOLE)
        raise Unfit(f"“{scanner.name}” holds no list of the directory. Known are: {listed}, contents.")
    yield _item(scanner.name, 1, "", single)


_ABOUT = frozenset(
    {"hsds_version", "version", "profile", MARK, "total_items", "total_pages", "page_number", "size", "first_page",
     "last_page", "empty", "openapi_url", "title"}
)  # fmt: skip


def _item(name: str, number: int, table: str, value: object) -> Item:
    if not isinstance(value, dict):
        return Item(
            file=name,
            line=number,
            table=table or "service",
            value={},
            is_nested=True,
            sentence="An object is wanted here.",
        )
    kind = table or _kind_of(value)
    if not kind:
        return Item(
            file=name, line=number, table="service", value={}, is_nested=True,
            sentence="This is no service, organization, location or term that can be recognised.",
        )  # fmt: skip
    return Item(file=name, line=number, table=kind, value=value, is_nested=True)


def _kind_of(value: Mapping[str, object]) -> str:
    """Return which table an object belongs to, by the fields that only it has; empty if none."""
    names = set(value)
    if "status" in names:
        return "service"
    if "location_type" in names:
        return "location"
    if names & {"service_id", "service"} and names & {"location_id", "location"}:
        return "service_at_location"
    if names & {"parent_id", "taxonomy_id", "taxonomy_detail", "term_uri", "code"}:
        return "taxonomy_term"
    if "version" in names and "name" in names:
        return "taxonomy"
    return "organization" if {"id", "name"} <= names else ""
