"""
Every way in which bytes may hide a word, undone: packed, coded, escaped, wide letters.

The hay is opened and then searched for plain needles, so that a word in base64 inside a gzip inside a dump needs no
needle of its own.
"""

from __future__ import annotations

import binascii
import ctypes
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes.util import find_library
from functools import cache
from typing import Final
from urllib.parse import unquote_to_bytes

import brotli

from standing.config.drills import leveldb

_DEEPEST: Final = 3
_MOST: Final = 256 * 1024 * 1024
_HEX: Final = re.compile(rb"[0-9A-Fa-f]{16,}")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_ESCAPED: Final = re.compile(rb"\\+u([0-9A-Fa-f]{4})")
_PERCENT: Final = re.compile(rb"%[0-9A-Fa-f]{2}")
_AROUND: Final = 256
_QUOTED: Final = re.compile(rb"=(?:\r?\n|[0-9A-F]{2})")
_WIDE: Final = re.compile(rb"(?:[\x20-\xff]\0){4,}|(?:\0[\x20-\xff]){4,}")
_NOTHING: Final = re.compile(rb"\0{32,}")
_GZIP: Final = re.compile(rb"\x1f\x8b\x08")
_ZIPPED: Final = re.compile(rb"PK\x03\x04")
_ZLIB: Final = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")

View = tuple[str, bytes]


class NotOpenable(RuntimeError):
    """Something is packed in a way that nothing here can open, so nobody can say what it holds."""


def views(content: bytes, *, name: str = "") -> Iterator[View]:
    """
    Yield the content as it is and in each way it can be read, with what was done to it.

    :raises NotOpenable: if it is packed with zstd and there is no libzstd
    """
    begins = content[:_MOST]
    yield from _views(_NOTHING.sub(bytes(16), begins), "", 0)
    if name.endswith(".br"):
        with suppress(brotli.error):
            yield from _views(brotli.decompress(begins), "brotli ", 1)


def _views(content: bytes, how: str, depth: int) -> Iterator[View]:
    yield how + "plain", content
    for name, read in _READINGS.items():
        other = read(content)
        if other and other != content:
            # What was coded may be packed or coded again (a browser writes base64 in wide letters); the others hide
            # nothing further.
            if name in _CODES and depth < _DEEPEST:
                yield from _views(other, f"{how}{name} ", depth + 1)
            else:
                yield how + name, other
    if depth < _DEEPEST:
        yield from _packed(content, how, depth)


def _packed(content: bytes, how: str, depth: int) -> Iterator[View]:
    for name, unpack in _PACKERS.items():
        for inner in unpack(content):
            if len(inner) >= 4:
                yield from _views(inner, f"{how}{name} ", depth + 1)


def _wide(content: bytes) -> bytes:
    """Letters of two bytes, as Windows and Java write them, without their empty bytes."""
    return b"\n".join(run.replace(b"\0", b"") for run in _WIDE.findall(content)) if b"\0" in content else b""


def _percent(content: bytes) -> bytes:
    return unquote_to_bytes(_near(_PERCENT, content).replace(b"+", b" "))


def _escapes(content: bytes) -> bytes:
    def letter(found: re.Match[bytes]) -> bytes:
        return chr(int(found[1], 16)).encode("utf-8", "ignore")

    return _ESCAPED.sub(letter, _near(_ESCAPED, content))


def _near(sign: re.Pattern[bytes], content: bytes) -> bytes:
    """Return what stands around such signs: names are short, and the rest was looked at as it is."""
    parts: list[bytes] = []
    end = 0
    for found in sign.finditer(content):
        start = max(found.start() - _AROUND, end)
        if start > end or not parts:
            parts.append(b"\n")
        end = found.end() + _AROUND
        parts.append(content[start:end])
    return b"".join(parts)


def _quoted(content: bytes) -> bytes:
    """The lines of a mail, put together again."""
    return binascii.a2b_qp(content) if b"\0" not in content and _QUOTED.search(content) else b""


def _hex(content: bytes) -> bytes:
    parts = []
    for run in _HEX.findall(content):
        for shift in (0, 1):
            piece = run[shift:]
            parts.append(binascii.a2b_hex(piece[: len(piece) // 2 * 2]))
    return b"\n".join(parts)


def _base64(content: bytes) -> bytes:
    # Mails and PEM break the lines; a dump writes the break as a backslash and an n.
    joined = content.replace(b"\r", b"").replace(b"\\n", b"").replace(b"\n", b"")
    parts = []
    for run in _BASE64.findall(joined):
        plain = run.translate(_URL_SAFE)
        for shift in range(4):
            piece = plain[shift:]
            over = len(piece) % 4
            whole = piece[:-1] if over == 1 else piece + b"=" * (-over % 4)
            parts.append(binascii.a2b_base64(whole))
    return b"\n".join(parts)


def _inflated(content: bytes, starts: re.Pattern[bytes], bits: int) -> Iterator[bytes]:
    whole = memoryview(content)
    for place in starts.finditer(content):
        with suppress(zlib.error):
            yield zlib.decompressobj(bits).decompress(whole[place.start() :], _MOST)


def _gzip(content: bytes) -> Iterator[bytes]:
    return _inflated(content, _GZIP, 31)


def _zlib(content: bytes) -> Iterator[bytes]:
    return _inflated(content, _ZLIB, 15)


def _zip(content: bytes) -> Iterator[bytes]:
    """Each entry of an archive, by its own header: an archive that was cut off is read as far as it goes."""
    whole = memoryview(content)
    for place in _ZIPPED.finditer(content):
        header = content[place.start() : place.start() + 30]
        if len(header) < 30:
            continue
        method, name, extra = (int.from_bytes(header[at : at + 2], "little") for at in (8, 26, 28))
        begins = place.start() + 30 + name + extra
        yield content[place.start() + 30 : place.start() + 30 + name]
        if method == 8:
            with suppress(zlib.error):
                yield zlib.decompressobj(-15).decompress(whole[begins:], _MOST)


def _zstd(content: bytes) -> Iterator[bytes]:
    start = content.find(_ZSTD)
    while start >= 0:
        yield from _unzstd(content[start:])
        start = content.find(_ZSTD, start + 1)


def _unzstd(frame: bytes) -> Iterator[bytes]:
    library = _libzstd()
    library.ZSTD_findFrameCompressedSize.restype = ctypes.c_size_t
    library.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
    library.ZSTD_decompress.restype = ctypes.c_size_t
    packed = ctypes.c_size_t(library.ZSTD_findFrameCompressedSize(frame, ctypes.c_size_t(len(frame))))
    if library.ZSTD_isError(packed):
        return  # four bytes that only look like the beginning of a frame
    size = library.ZSTD_getFrameContentSize(frame, ctypes.c_size_t(len(frame)))
    room = ctypes.create_string_buffer(min(size, _MOST))
    done = ctypes.c_size_t(library.ZSTD_decompress(room, ctypes.c_size_t(len(room)), frame, packed))
    if not library.ZSTD_isError(done):
        yield room.raw[: done.value]


@cache
def _libzstd() -> ctypes.CDLL:
    for place in ("libzstd.so.1", find_library("zstd")):
        with suppress(OSError):
            if place:
                return ctypes.CDLL(place)
    raise NotOpenable("Something here looks packed with zstd, and no libzstd is installed to open it.")


def _toast(content: bytes) -> Iterator[bytes]:
    """
    Values that PostgreSQL packed itself (pglz), also of rows that are gone: behind four bytes of length or as the
    first chunk of a value that lies elsewhere, four bytes say how long it is unpacked.
    """
    if len(content) % 8192 or not content:
        return
    for page in range(0, len(content), 8192):
        block = content[page : page + 8192]
        for at in range(24, 8192 - 8, 4):
            # 4B_C on a little-endian machine: the last two bits of the header are 10.
            if block[at] & 3 == 2:
                length = int.from_bytes(block[at : at + 4], "little") >> 2
                unpacked = int.from_bytes(block[at + 4 : at + 8], "little")
                if 8 < length <= 8192 - at and length < unpacked + 8 and unpacked <= 16 * length:
                    yield unpack_pglz(block[at + 8 : at + length], size=unpacked)
            elif block[at] & 3 == 0:
                length = int.from_bytes(block[at : at + 4], "little") >> 2
                unpacked = int.from_bytes(block[at + 4 : at + 8], "little")
                if 1000 < length <= 8192 - at and length < unpacked <= 1 << 24:
                    yield unpack_pglz(block[at + 8 : at + length], size=unpacked)


def unpack_pglz(packed: bytes, *, size: int) -> bytes:
    """Return what PostgreSQL's own packing holds, as far as it makes sense: at most ``size`` bytes."""
    out, at, end = bytearray(), 0, len(packed)
    while at < end and len(out) < size:
        control, at = packed[at], at + 1
        for bit in range(8):
            if at >= end or len(out) >= size:
                break
            if not control >> bit & 1:
                out.append(packed[at])
                at += 1
                continue
            if at + 1 >= end:
                return bytes(out)
            length, back = (packed[at] & 0x0F) + 3, (packed[at] & 0xF0) << 4 | packed[at + 1]
            at += 2
            if length == 18:
                if at >= end:
                    return bytes(out)
                length, at = length + packed[at], at + 1
            if not 0 < back <= len(out):
                return bytes(out)
            for _ in range(length):
                out.append(out[-back])
    return bytes(out)


_READINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "wide": _wide, "percent": _percent, "escapes": _escapes, "quoted": _quoted, "hex": _hex, "base64": _base64,
}  # fmt: skip
_CODES: Final = frozenset({"wide", "hex", "base64"})
_PACKERS: Final[dict[str, Callable[[bytes], Iterator[bytes]]]] = {
    "gzip": _gzip, "zlib": _zlib, "zip": _zip, "zstd": _zstd, "toast": _toast,
    "table": leveldb.tables, "log": leveldb.logs,
}  # fmt: skip
