"""
Canaries: words that were put into a system on purpose, and a search for them wherever they could have stayed.

``find`` looks through every table, as text and with every blob opened by its bytes, every file below a folder, and
whatever else a test hands over (captured logs, mails). Words are also looked for in the forms in which programs
write them down: base64, hex, percent signs, JSON escapes, UTF-16, backwards, a phone number without its dashes,
and inside what was packed with gzip, zlib, zip or a PDF's streams.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import quote, quote_plus

from django.db import connection

NAME, PHONE, HOME, NUMBER = "Zephyrine Quillmoor", "213-555-0177", "4417 Canary Orchard Lane", "A 012-345-678"
TOLD = {
    NAME: f"They took a man named {NAME}.",
    PHONE: f"The daughter can be called at {PHONE}.",
    HOME: f"He lives at {HOME}.",
    NUMBER: f"The number is {NUMBER}.",
}
"""What somebody might write about a person in any free text, by the canary in it."""
_DEEPEST = 3
_ZLIB_STARTS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Hit:
    """A canary that was found: which, where, and in what form."""

    canary: str
    where: str
    form: str


def find(
    *,
    canaries: Iterable[str],
    folder: Path | None = None,
    besides: Mapping[str, str | bytes] | None = None,
    but_not: Iterable[str] = (),
    tables: bool = True,
) -> tuple[Hit, ...]:
    """
    Return where any of the words was found; empty is what one hopes for.

    ``folder`` is STANDING_VAR or a part of it. ``besides`` are further texts by name: a captured log, a page.
    ``but_not`` are beginnings of places that are meant to hold them, such as ``file:keys/``.
    """
    forms = [(canary, form, wanted) for canary in canaries for form, wanted in _forms(canary)]
    skipped = tuple(but_not)
    hits = {
        Hit(canary=canary, where=where, form=form)
        for where, content in _places(folder=folder, besides=besides or {}, tables=tables)
        if not where.startswith(skipped)
        for opened in _opened(content)
        for canary, form, wanted in forms
        if wanted in opened
    }
    return tuple(sorted(hits))


def mails() -> dict[str, bytes]:
    """Return every mail that was sent in this test, as it went out; ``besides`` of ``find`` takes it."""
    from django.core import mail

    return {f"mail:{number}": one.message().as_bytes() for number, one in enumerate(getattr(mail, "outbox", ()))}


def dump() -> dict[str, bytes]:
    """Return every row of every table of the database, as text; a blob is its bytes."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        names = cursor.fetchall()
        for schema, table in sorted(names):
            quoted = f'"{schema}"."{table}"'
            cursor.execute(f"SELECT * FROM {quoted}")
            lines = [b"\t".join(_bytes(value) for value in row) for row in cursor.fetchall()]
            found[f"table:{table}"] = b"\n".join(lines)
    return found


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str).encode()
    return str(value).encode()


def _places(*, folder: Path | None, besides: Mapping[str, str | bytes], tables: bool) -> Iterator[tuple[str, bytes]]:
    if tables:
        yield from dump().items()
    if folder is not None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = path.relative_to(folder)
                yield f"file:{name}", str(name).encode()
                yield f"file:{name}", path.read_bytes()
    for name, content in besides.items():
        yield name, content.encode() if isinstance(content, str) else content


def _opened(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield the bytes in small letters, and what is packed inside them."""
    lowered = content.lower()
    yield lowered
    if b"=\n" in content or b"=\r\n" in content:  # a mail's long lines
        yield re.sub(rb"=\r?\n", b"", lowered)
    if depth >= _DEEPEST:
        return
    for packed in _unpacked(content):
        yield from _opened(packed, depth + 1)


def _unpacked(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(content)
    start = content.find(b"PK\x03\x04")
    if start >= 0:
        with suppress(zipfile.BadZipFile, RuntimeError, zlib.error, NotImplementedError):
            yield from _unzipped(content[start:])
    for place in re.finditer(rb"stream\r?\n", content):
        if content[place.end() : place.end() + 2] in _ZLIB_STARTS:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(content[place.end() :])
    if re.match(rb"(?i)[a-z-]+: .*\r?\n", content) and b"\n\n" in content.replace(b"\r", b""):
        yield from _parts(content)


def _unzipped(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            yield name.encode() + b"\n" + packed.read(name)


def _parts(content: bytes) -> Iterator[bytes]:
    """Yield the parts of a mail that are packed for the way."""
    for part in message_from_bytes(content, policy=default).walk():
        body = part.get_payload(decode=True)
        if isinstance(body, bytes) and body and body not in content:
            yield body


def _forms(canary: str) -> Iterator[tuple[str, bytes]]:
    """Yield the ways in which a word may stand somewhere, all in small letters."""
    plain = canary.encode()
    seen: set[bytes] = set()
    for form, wanted in (
        ("plain", plain),
        ("escaped", json.dumps(canary)[1:-1].encode()),
        ("percent", quote(canary).encode()),
        ("form", quote_plus(canary).encode()),
        ("html", canary.replace("&", "&amp;").replace("'", "&#x27;").encode()),
        ("hex", plain.hex().encode()),
        ("utf-16", canary.encode("utf-16-le")),
        ("backwards", canary[::-1].encode()),
        ("packed digits", re.sub(r"[\s()+-]", "", canary).encode() if _is_phone(canary) else b""),
        *((f"base64 at {shift}", _base64(plain, shift)) for shift in range(3)),
    ):
        small = wanted.lower()
        if len(small) >= 4 and small not in seen:
            seen.add(small)
            yield form, small


def _is_phone(text: str) -> bool:
    return sum(sign.isdigit() for sign in text) >= 7


def _base64(plain: bytes, shift: int) -> bytes:
    """Return the middle of the base64 of a text that something stands before: its edges depend on neighbours."""
    whole = base64.b64encode(bytes(shift) + plain)
    first = (shift * 8 + 5) // 6 + (1 if shift else 0)
    last = ((shift + len(plain)) * 8) // 6
    return whole[first:last]
