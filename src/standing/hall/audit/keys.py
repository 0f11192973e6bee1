"""The key that signs checkpoints: one file that only its owner may read."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from standing.hall import disk
from standing.kernel import notes
from standing.kernel.notes import VerifierKey


class KeyRefused(Exception):
    """The key cannot be used; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKey:
    """A private key and the name of the log it signs for."""

    origin: str
    private: Ed25519PrivateKey = field(repr=False)

    @property
    def verifier(self) -> VerifierKey:
        """The public side."""
        return notes.verifier_of(name=self.origin, key=self.private)


def load(*, path: Path, origin: str) -> LogKey:
    """
    Return the key in the file.

    :raises KeyRefused: if there is none, others may read it, or it is no Ed25519 key
    """
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        raise KeyRefused(f"There is no key at {path}. Put the log's key back, or name its place.") from None
    with os.fdopen(handle, "rb") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise KeyRefused(f"Others may read the key at {path}. Give it the mode 0600.")
        data = file.read()
    try:
        private = load_pem_private_key(data, password=None)
    except (ValueError, TypeError):
        raise KeyRefused(f"The file {path} holds no key.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyRefused(f"The key at {path} is not an Ed25519 key.")
    notes.check_name(origin)
    return LogKey(origin=origin, private=private)


def load_or_create(*, path: Path, origin: str) -> LogKey:
    """
    Return the key in the file; make one if there is none. Two processes that start at once get the same.

    :raises KeyRefused: if what is there cannot be used
    """
    if not path.exists():
        private = Ed25519PrivateKey.generate()
        disk.write_first(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return load(path=path, origin=origin)
