"""Reads the vectors; each file names where they are from."""

import json
from pathlib import Path


def vectors(name):
    return json.loads((Path(__file__).parent / "vectors" / name).read_text())


def flipped(data, bit):
    """Return the bytes with one bit turned over."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
