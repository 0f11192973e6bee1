import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel import notes
from standing.kernel.notes import Checkpoint, NoteRefused

NAME = "log.example/standing"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KNOWN = notes.verifier_of(name=NAME, key=KEY)
CHECKPOINT = Checkpoint(origin=NAME, size=17, root=b"r" * 32)
NOTE = notes.sign(CHECKPOINT, name=NAME, key=KEY)


def test_a_note_opens_with_the_key_that_signed_it():
    assert notes.open_note(NOTE, keys=[KNOWN]) == CHECKPOINT


def test_a_note_has_three_lines_an_empty_one_and_a_signature():
    lines = NOTE.split("\n")
    assert lines[:4] == [NAME, "17", "cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=", ""]
    assert lines[4].startswith(f"— {NAME} ")
    assert lines[5:] == [""]


def test_the_key_that_go_prints_is_read():
    # A key and its hash as the Go implementation of signed notes prints them in its documentation.
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert notes.read_key(text).text() == text


def test_the_note_that_go_prints_is_opened():
    # The same documentation's signed text; it is no checkpoint, but its signature is made alike.
    key = notes.read_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert key.key_hash.hex() == "c74f20a3"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+c74f20a3+!!!!",
        "name+c74f20a3+AQ==",
        KNOWN.text().upper(),
        KNOWN.text() + "\n",
        "+".join(["a"] * 5),
    ],
)
def test_other_lines_are_no_key(text):
    with pytest.raises(NoteRefused):
        notes.read_key(text)


def test_a_key_reads_back():
    assert notes.read_key(KNOWN.text()) == KNOWN


def test_a_note_does_not_open_with_another_key_of_the_same_name():
    other = notes.verifier_of(name=NAME, key=Ed25519PrivateKey.generate())
    with pytest.raises(NoteRefused):
        notes.open_note(NOTE, keys=[other])
    assert notes.open_note(NOTE, keys=[other, KNOWN]) == CHECKPOINT


@given(st.integers(0, len(NOTE.encode()) * 8 - 1))
def test_any_flipped_bit_is_refused(bit):
    data = bytearray(NOTE.encode())
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NoteRefused):
        notes.open_note(data.decode(errors="replace"), keys=[KNOWN])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\rb", "a\u2028b"])
def test_a_name_that_could_be_misread_is_refused(name):
    with pytest.raises(NoteRefused):
        notes.sign(Checkpoint(origin=name, size=0, root=b"r" * 32), name=NAME, key=KEY)
    with pytest.raises(NoteRefused):
        notes.VerifierKey(name=name, public=b"p" * 32)


@pytest.mark.parametrize("size", ["017", "+17", "1_7", "١٧", "-1", ""])
def test_a_size_has_one_spelling(size):
    with pytest.raises(NoteRefused):
        notes.open_note(NOTE.replace("\n17\n", f"\n{size}\n"), keys=[KNOWN])
