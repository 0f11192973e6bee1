"""What the drill of a seizure looks for is found where it lies, and nowhere else."""

import hashlib

import pytest

from standing.config.drills.traces import Traces


@pytest.mark.parametrize(
    ("name", "content", "is_found"),
    [
        ("Lopez", b"given to lopez, twice", True),
        ("Lopez", b'{"name":"LOPEZ"}', True),
        ("Lopez", b"lopezian habits", False),
        ("Lopez", b"lope z", False),
        ("de la O", b"maria de la o came", True),
        ("de la O", b"made la oven", False),
        ("Núñez", "señora núñez".encode(), True),
        ("Villanueva", b"xvillanuevax", True),
    ],
)
def test_a_short_name_is_found_as_a_word_and_a_long_one_anywhere(name, content, is_found):
    traces = Traces()
    traces.add_text("a name", name)
    assert {hit.what for hit in traces.found("a dump", content)} == ({"a name"} if is_found else set())


def test_bytes_are_found_as_they_are_and_a_hash_of_what_was_typed():
    traces = Traces()
    traces.add_bytes("a tag", bytes(range(32)))
    traces.add_hashes("a code", "ABCD")
    found = {
        hit.what for hit in traces.found("a dump", b"." * 5 + bytes(range(32)) + b"cb08ca4a7bb5f9683c19133a84872ca7")
    }
    assert found == {"a tag", "md5 of a code"}
    assert not list(traces.found("a dump", bytes(range(1, 32))))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"receipt 7042-91KX-3358-06QZ", {"a code"}),
        (b"receipt=704291kx335806qz;", {"a code"}),
        (hashlib.sha256(b"7042-91KX-3358-06QZ").digest(), {"sha256 of a code"}),
        (hashlib.sha256(b"704291KX335806QZ").hexdigest().encode(), {"sha256 of a code"}),
        (b"\x00kxqz\x01 7042-91KX 3358-06QZ", set()),  # its letters alone are chance among random bytes
    ],
)
def test_a_code_is_found_whole_and_by_its_letters_alone_never(content, found):
    traces = Traces()
    traces.add_code("a code", "7042-91KX-3358-06QZ")
    assert {hit.what for hit in traces.found("a dump", content)} == found
