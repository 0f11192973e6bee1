"""
Signed checkpoints of a log, in the text form that other transparency logs use (C2SP signed note, tlog-checkpoint).

A note is three lines (the log's name, its size, its root), an empty line, and a signature line. There is one
spelling of each note: whatever is read must come out the same when it is written again.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_KEY_HASH = 4


class NoteRefused(ValueError):
    """The text is not a checkpoint, or nobody we know has signed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How long a log is and which hash stands above it."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key and the name it signs under."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != 32:
            raise NoteRefused("A public key has 32 bytes.")

    @property
    def key_hash(self) -> bytes:
        """The four bytes that stand before each signature, so that the key can be found."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_HASH]

    def text(self) -> str:
        """Return the key in one line, as other programs read it."""
        return f"{self.name}+{self.key_hash.hex()}+{_base64(_ED25519 + self.public)}"


def check_name(name: str) -> None:
    """
    Let a name through that can stand in a note.

    :raises NoteRefused: if it is empty, or holds white space or a plus sign
    """
    if not name or "+" in name or any(char.isspace() or not char.isprintable() for char in name):
        raise NoteRefused("The name of a log has no spaces, line breaks or plus signs.")


def read_key(text: str) -> VerifierKey:
    """
    Return the public key that a line of text holds.

    :raises NoteRefused: if it is no such line
    """
    name, _, rest = text.partition("+")
    _, _, encoded = rest.partition("+")
    data = _bytes(encoded)
    if data[:1] != _ED25519:
        raise NoteRefused("This is not an Ed25519 key.")
    key = VerifierKey(name=name, public=data[1:])
    if key.text() != text:
        raise NoteRefused("The parts of this key do not belong together.")
    return key


def verifier_of(*, name: str, key: Ed25519PrivateKey) -> VerifierKey:
    """Return the public side of a key."""
    return VerifierKey(name=name, public=key.public_key().public_bytes_raw())


def sign(checkpoint: Checkpoint, *, name: str, key: Ed25519PrivateKey) -> str:
    """Return the checkpoint as a signed note."""
    check_name(checkpoint.origin)
    body = checkpoint.body()
    signature = key.sign(body.encode())
    return f"{body}\n— {name} {_base64(verifier_of(name=name, key=key).key_hash + signature)}\n"


def open_note(text: str, *, keys: Sequence[VerifierKey]) -> Checkpoint:
    """
    Return the checkpoint that one of these keys has signed.

    :raises NoteRefused: if the text is not a note, is spelt otherwise than we would, or is signed by none of them
    """
    checkpoint, name, data = _parse(text)
    for key in keys:
        if key.name == name and key.key_hash == data[:_KEY_HASH]:
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(data[_KEY_HASH:], checkpoint.body().encode())
            except InvalidSignature:
                break
            return checkpoint
    raise NoteRefused("The signature does not belong to this text and a key we know.")


def _parse(text: str) -> tuple[Checkpoint, str, bytes]:
    lines = text.split("\n")
    if len(lines) != 6 or lines[3] or lines[5] or lines[4].count(" ") != 2:
        raise NoteRefused("A checkpoint has three lines, an empty one, and one signature.")
    dash, name, signature = lines[4].split(" ")
    if dash != "—" or not (lines[1].isascii() and lines[1].isdigit()):
        raise NoteRefused("This is not the text of a checkpoint.")
    check_name(lines[0])
    check_name(name)
    checkpoint = Checkpoint(origin=lines[0], size=int(lines[1]), root=_bytes(lines[2]))
    data = _bytes(signature)
    if len(checkpoint.root) != 32 or len(data) != _KEY_HASH + 64:
        raise NoteRefused("The root or the signature has the wrong length.")
    if f"{checkpoint.body()}\n— {name} {_base64(data)}\n" != text:
        raise NoteRefused("The checkpoint is spelt otherwise than it was signed.")
    return checkpoint, name, data


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteRefused("This is not base64.") from None
