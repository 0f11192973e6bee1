"""
Decides whether a file is a sound by walking through its frames, and writes it anew without its labels.

The labels of a recording tell who made it, where, when and with what; nobody asked for that.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from standing.hall.files import kinds
from standing.hall.files.kinds import Kind, NotWhatItSays

_DAMAGED = "The recording is damaged: its frames do not follow each other."
_FEWEST_FRAMES = 3


def kind_of(content: bytes) -> Kind | None:
    """Return which kind of sound a file begins as; None if it begins as none."""
    if content.startswith(b"OggS"):
        return kinds.OGG
    if content[4:8] == b"ftyp":
        return kinds.M4A
    if content.startswith(b"ID3") or (len(content) > 3 and _frame_length(content, 0)):
        return kinds.MP3
    return None


def clean(content: bytes, kind: Kind) -> bytes:
    """Return the sound without its labels. :raises NotWhatItSays: if it is damaged, or more than sound"""
    try:
        if kind == kinds.OGG:
            return _ogg(content)
        return _m4a(content) if kind == kinds.M4A else _mp3(content)
    except (struct.error, IndexError):
        raise NotWhatItSays(_DAMAGED) from None


# --- MP3 ------------------------------------------------------------------------------------------

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_BITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _mp3(content: bytes) -> bytes:
    place = 0
    while content[place : place + 3] == b"ID3":
        sizes = content[place + 6 : place + 10]
        size = (sizes[0] << 21) | (sizes[1] << 14) | (sizes[2] << 7) | sizes[3]
        place += 10 + size + (10 if content[place + 5] & 0x10 else 0)
    while place < len(content) and content[place] == 0:  # room that writers of labels leave
        place += 1
    out, frames = bytearray(), 0
    while (length := _frame_length(content, place)) and place + length <= len(content):
        out += content[place : place + length]
        place += length
        frames += 1
    rest = content[place:]
    if frames < _FEWEST_FRAMES or not (
        rest[:3] == b"TAG" or rest[:8] == b"APETAGEX" or len(rest) < len(out) // 50 + 2048
    ):
        raise NotWhatItSays(_DAMAGED)
    return bytes(out)


def _frame_length(content: bytes, place: int) -> int:
    """Return how long the frame of layer III is that begins here; 0 if none does."""
    head = content[place : place + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = (head[1] >> 3) & 3, (head[1] >> 1) & 3
    bits, rate, padding = head[2] >> 4, (head[2] >> 2) & 3, (head[2] >> 1) & 1
    if version == 1 or layer != 1 or bits in {0, 15} or rate == 3:
        return 0
    kilobits = (_BITS_1 if version == 3 else _BITS_2)[bits]
    return (144 if version == 3 else 72) * kilobits * 1000 // _RATES[version][rate] + padding


# --- Ogg ------------------------------------------------------------------------------------------


def _table() -> tuple[int, ...]:
    found = []
    for number in range(256):
        value = number << 24
        for _ in range(8):
            value = ((value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        found.append(value)
    return tuple(found)


_TABLE = _table()


@dataclass(slots=True, kw_only=True)
class _Page:
    head: bytearray
    lengths: bytes
    body: bytearray

    def bytes(self) -> bytes:
        """Return the page with its check sum."""
        self.head[22:26] = b"\0\0\0\0"
        whole = bytes(self.head) + self.lengths + bytes(self.body)
        return whole[:22] + struct.pack("<I", _sum(whole)) + whole[26:]


@dataclass(slots=True, kw_only=True)
class _Packet:
    """A packet of the head of the stream: its bytes, and where they lie in the pages."""

    content: bytearray = field(default_factory=bytearray)
    places: list[tuple[int, int, int]] = field(default_factory=list)


def _ogg(content: bytes) -> bytes:
    pages = list(_pages(content))
    if len({bytes(page.head[14:18]) for page in pages}) != 1:
        raise NotWhatItSays("The file holds more than one stream. Save the sound alone.")
    first, labels = _first_packets(pages)
    if first.content.startswith(b"OpusHead") and labels.content.startswith(b"OpusTags"):
        blank = b"OpusTags" + bytes(len(labels.content) - 8)
    elif first.content.startswith(b"\x01vorbis") and labels.content.startswith(b"\x03vorbis"):
        room = len(labels.content) - 16
        blank = b"\x03vorbis" + struct.pack("<I", room) + b" " * room + struct.pack("<I", 0) + b"\x01"
    else:
        raise NotWhatItSays("The Ogg file holds neither Opus nor Vorbis sound.")
    if len(blank) != len(labels.content):
        raise NotWhatItSays(_DAMAGED)
    taken = 0
    for page, start, length in labels.places:
        pages[page].body[start : start + length] = blank[taken : taken + length]
        taken += length
    return b"".join(page.bytes() for page in pages)


def _pages(content: bytes) -> Iterator[_Page]:
    place = 0
    while content[place : place + 4] == b"OggS":
        head = bytearray(content[place : place + 27])
        lengths = content[place + 27 : place + 27 + head[26]]
        start = place + 27 + head[26]
        end = start + sum(lengths)
        if head[4] != 0 or len(lengths) != head[26] or end > len(content):
            raise NotWhatItSays(_DAMAGED)
        page = _Page(head=head, lengths=lengths, body=bytearray(content[start:end]))
        if page.bytes() != content[place:end]:
            raise NotWhatItSays("The recording is damaged: a check sum is wrong.")
        yield page
        place = end
    if place == 0 or len(content) - place > 2048:
        raise NotWhatItSays(_DAMAGED)


def _first_packets(pages: list[_Page]) -> tuple[_Packet, _Packet]:
    """Return the packet that says what the stream is, and the one with its labels."""
    found, packet = [], _Packet()
    for number, page in enumerate(pages):
        start = 0
        for length in page.lengths:
            packet.content += page.body[start : start + length]
            packet.places.append((number, start, length))
            start += length
            if length < 255:
                found.append(packet)
                packet = _Packet()
            if len(found) == 2:
                return found[0], found[1]
    raise NotWhatItSays(_DAMAGED)


def _sum(data: bytes) -> int:
    value, table = 0, _TABLE
    for byte in data:
        value = ((value << 8) & 0xFFFFFFFF) ^ table[(value >> 24) ^ byte]
    return value


# --- M4A ------------------------------------------------------------------------------------------

_INSIDE = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"})
_LABELS = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip", b"wide", b"iods"})
_OUTSIDE = frozenset({b"ftyp", b"moov", b"mdat"})
_TIMES = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_DEEPEST = 12


def _m4a(content: bytes) -> bytes:
    out = bytearray(content)
    found: list[bytes] = []
    _walk(out, 0, len(out), found, depth=0)
    if b"ftyp" not in found or b"moov" not in found or b"mdat" not in found:
        raise NotWhatItSays(_DAMAGED)
    if b"vide" in found:
        raise NotWhatItSays("The file holds a moving picture. Put a video elsewhere, and give its address.")
    if b"soun" not in found or b"moof" in found:
        raise NotWhatItSays("The file holds no sound that can be kept. Save it as MP3, or as M4A in one piece.")
    return bytes(out)


def _walk(out: bytearray, place: int, end: int, found: list[bytes], *, depth: int) -> None:
    if depth > _DEEPEST:
        raise NotWhatItSays(_DAMAGED)
    while place < end:
        name, body, after = _box(out, place, end)
        found.append(name)
        if name in _LABELS or (depth == 0 and name not in _OUTSIDE):
            out[place + 4 : place + 8] = b"free"
            out[body:after] = bytes(after - body)
        elif name in _INSIDE:
            _walk(out, body, after, found, depth=depth + 1)
        elif name in _TIMES:
            length = 16 if out[body] == 1 else 8
            out[body + 4 : body + 4 + length] = bytes(length)
        elif name == b"hdlr":
            found.append(bytes(out[body + 8 : body + 12]))
            out[body + 24 : after] = bytes(max(after - body - 24, 0))
        place = after


def _box(out: bytearray, place: int, end: int) -> tuple[bytes, int, int]:
    """Return the name of a box, where its body begins, and where it ends."""
    if end - place < 8:
        raise NotWhatItSays(_DAMAGED)
    (size,) = struct.unpack_from(">I", out, place)
    head = 8
    if size == 1:
        (size,) = struct.unpack_from(">Q", out, place + 8)
        head = 16
    elif size == 0:
        size = end - place
    if size < head or place + size > end:
        raise NotWhatItSays(_DAMAGED)
    return bytes(out[place + 4 : place + 8]), place + head, place + size
