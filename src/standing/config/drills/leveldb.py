"""
What a browser keeps of a page lies in LevelDB: tables whose blocks are packed with snappy, and logs cut into pieces.

What was dropped stays in both until the database tidies up, so all blocks and all records are read, not the newest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_MAGIC: Final = bytes.fromhex("57fb808b247547db")
_FOOTER: Final = 48
_BLOCK: Final = 32768
_HEADER: Final = 7
_KINDS: Final = (1, 2, 3, 4)
_SNAPPY: Final = 1
_MOST: Final = 64 * 1024 * 1024


def tables(content: bytes) -> Iterator[bytes]:
    """Yield the blocks of a table, unpacked, one behind the other; nothing if this is no table."""
    if len(content) < _FOOTER or not content.endswith(_MAGIC):
        return
    try:
        footer = content[-_FOOTER:]
        _start, at = _number(footer, 0)
        _size, at = _number(footer, at)
        start, at = _number(footer, at)
        size, at = _number(footer, at)
        index = _block(content, start, size)
        yield b"\n".join(_block(content, *handle) for handle in _handles(index))
    except (IndexError, ValueError):
        return  # the bytes as they are were looked at already


def logs(content: bytes) -> Iterator[bytes]:
    """Yield the records of a log, put together again across its pieces; nothing if this is no log of that size."""
    if len(content) <= _BLOCK:
        return  # in one piece: read as it is
    parts: list[bytes] = []
    for begin in range(0, len(content), _BLOCK):
        piece, at = content[begin : begin + _BLOCK], 0
        while len(piece) - at >= _HEADER and any(piece[at : at + _HEADER]):
            length, kind = int.from_bytes(piece[at + 4 : at + 6], "little"), piece[at + 6]
            if kind not in _KINDS or at + _HEADER + length > len(piece):
                return
            parts.append(piece[at + _HEADER : at + _HEADER + length])
            at += _HEADER + length
    yield b"".join(parts)


def unpack_snappy(packed: bytes) -> bytes:
    """Return what snappy packed. :raises ValueError: if it is damaged; :raises IndexError: if it is cut off"""
    size, at = _number(packed, 0)
    if size > _MOST:
        raise ValueError("too large")
    out = bytearray()
    while at < len(packed):
        tag, at = packed[at], at + 1
        kind = tag & 3
        if kind == 0:
            length = tag >> 2
            if length >= 60:
                wide = length - 59
                length, at = int.from_bytes(packed[at : at + wide], "little"), at + wide
            out += packed[at : at + length + 1]
            at += length + 1
            continue
        if kind == 1:
            length, back, at = (tag >> 2 & 7) + 4, (tag >> 5) << 8 | packed[at], at + 1
        else:
            wide = 2 if kind == 2 else 4
            length, back, at = (tag >> 2) + 1, int.from_bytes(packed[at : at + wide], "little"), at + wide
        if not 0 < back <= len(out):
            raise ValueError("looks back too far")
        for _ in range(length):
            out.append(out[-back])
    if len(out) != size:
        raise ValueError("not as long as it says")
    return bytes(out)


def _block(content: bytes, start: int, size: int) -> bytes:
    packed = content[start : start + size]
    return unpack_snappy(packed) if content[start + size] == _SNAPPY else packed


def _handles(index: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each block begins and how long it is, as the index says."""
    ends = len(index) - 4 * (1 + int.from_bytes(index[-4:], "little"))
    at = 0
    while at < ends:
        _shared, at = _number(index, at)
        own, at = _number(index, at)
        length, at = _number(index, at)
        start, after = _number(index, at + own)
        size, _ = _number(index, after)
        yield start, size
        at += own + length


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    found = shift = 0
    while True:
        byte, at = data[at], at + 1
        found |= (byte & 0x7F) << shift
        if byte < 0x80:
            return found, at
        shift += 7
