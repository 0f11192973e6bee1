"""Recordings as people hand them in, with labels that tell too much."""

from __future__ import annotations

import struct

SECRET = b"34.0522N-118.2437W Sample Speaker"
_FRAME = bytes.fromhex("fffb9064") + bytes(413)  # MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes


def mp3(*, frames: int = 20) -> bytes:
    """Return an MP3 with a label in front, another behind, and one in between that players skip."""
    label = b"TIT2" + struct.pack(">I", len(SECRET)) + b"\0\0" + SECRET
    size = len(label)
    head = b"ID3\x04\0\0" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127])
    return head + label + _FRAME * frames + b"TAG" + SECRET.ljust(125, b"\0")


def _sum(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
            value &= 0xFFFFFFFF
    return value


def _page(number: int, packets: list[bytes], *, flags: int = 0, serial: int = 7) -> bytes:
    lengths = b""
    for packet in packets:
        lengths += b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])
    head = b"OggS\0" + bytes([flags]) + struct.pack("<qIII", number, serial, number, 0) + bytes([len(lengths)])
    whole = head + lengths + b"".join(packets)
    return whole[:22] + struct.pack("<I", _sum(whole)) + whole[26:]


def ogg(*, codec: str = "opus", extra: bytes = b"", serial: int = 7) -> bytes:
    """Return an Ogg file with Opus or Vorbis in it, and its labels."""
    labels = struct.pack("<I", 6) + b"writer" + struct.pack("<II", 1, len(SECRET)) + SECRET
    if codec == "opus":
        first = b"OpusHead" + bytes(11)
        second = b"OpusTags" + labels
    else:
        first = b"\x01vorbis" + bytes(23)
        second = b"\x03vorbis" + labels + b"\x01"
    return _page(0, [first], flags=2) + _page(1, [second]) + _page(2, [b"sound" * 40], flags=4, serial=serial) + extra


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def m4a(*, handler: bytes = b"soun", top: bytes = b"") -> bytes:
    """Return an M4A with dates, a label and a handler that says with what it was made."""
    times = struct.pack(">II", 3_900_000_000, 3_900_000_001)
    name = _box(b"hdlr", bytes(8) + handler + bytes(12) + SECRET + b"\0")
    media = _box(b"mdia", _box(b"mdhd", bytes(4) + times + bytes(16)) + name)
    track = _box(b"trak", _box(b"tkhd", bytes(4) + times + bytes(72)) + media)
    moov = _box(b"mvhd", bytes(4) + times + bytes(88)) + track + _box(b"udta", _box(b"meta", SECRET))
    return _box(b"ftyp", b"M4A \0\0\0\0") + _box(b"moov", moov) + _box(b"mdat", b"sound" * 50) + top
