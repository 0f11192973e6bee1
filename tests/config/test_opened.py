"""What is packed and coded is opened before it is searched, as a browser and a database pack it."""

from __future__ import annotations

import base64

import pytest

from standing.config.drills import leveldb, opened
from standing.config.drills.traces import Traces

NAME = "Quizephvorna Plimdrunax"


def number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def snappy(plain: bytes) -> bytes:
    """Pack with one literal and one look back: what comes twice is said once."""
    half = plain[: len(plain) // 2]
    assert plain == half * 2
    return number(len(plain)) + bytes([(len(half) - 1) << 2]) + half + bytes([(len(half) - 1) << 2 | 2, len(half), 0])


def table(content: bytes, *, is_packed: bool) -> bytes:
    """Write a table of one block, as LevelDB does."""
    block = snappy(content) if is_packed else content
    data = block + bytes([is_packed]) + bytes(4)
    handle = number(0) + number(len(block))
    index = number(0) + number(1) + number(len(handle)) + b"k" + handle + bytes(4) + (1).to_bytes(4, "little")
    footer = number(0) + number(0) + number(len(data)) + number(len(index))
    return data + index + bytes([0]) + bytes(4) + footer.ljust(40, b"\0") + bytes.fromhex("57fb808b247547db")


def log(record: bytes) -> bytes:
    """Write a log of one record, cut into pieces of 32 KiB."""
    out, first = b"", True
    while record:
        piece, record = record[: 32768 - 7], record[32768 - 7 :]
        kind = (1 if not record else 2) if first else (3 if record else 4)
        out, first = out + bytes(4) + len(piece).to_bytes(2, "little") + bytes([kind]) + piece, False
    return out


def hits(content: bytes) -> set[str]:
    traces = Traces()
    traces.add_text("a name", NAME)
    traces.add_bytes("a nonce", bytes(range(100, 132)))
    return {hit.what for hit in traces.found("here", content)}


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_table_of_a_browser_is_unpacked(is_packed):
    content = f"{NAME}, ".encode() * 2
    made = table(content, is_packed=is_packed)
    assert next(leveldb.tables(made)) == content
    assert hits(made) == {"a name"}
    assert not hits(table(b"somebody else, " * 2, is_packed=is_packed))


def test_a_name_that_was_cut_in_a_log_is_whole_again():
    content = log(b"." * (32768 - 7 - 5) + NAME.encode() + b"." * 100)
    assert NAME.encode() not in content
    assert hits(content) == {"a name"}
    assert not hits(log(b"." * 40_000))


def test_base64_in_wide_letters_is_read():
    said = f'{{"nonce":"{base64.b64encode(bytes(range(100, 132))).decode()}"}}'
    assert hits(said.encode("utf-16-le")) == hits(b"x" + said.encode("utf-16-be")) == {"a nonce"}


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_what_is_damaged_is_left_as_it_is(cut):
    whole = table(b"abcdefgh" * 2, is_packed=True)
    damaged = whole[:-cut] + whole[-8:] if cut > 8 else whole[:-cut]
    assert [how for how, _view in opened.views(damaged) if "table" in how] == []
