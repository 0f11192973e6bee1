"""
What a party signs: a manifest, or the statement of a day, as canonical JSON under a note.

The note's origin says who, of which round and what, so no signature can stand under anything else.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from standing.kernel import notes
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.notes import Checkpoint, NoteRefused

MANIFEST = "manifest"
STATEMENT = "statement"


def sign(data: bytes, *, what: str, round_: str, name: str, key: Ed25519PrivateKey) -> str:
    """Return the note under these bytes. ``what`` is ``MANIFEST`` or ``STATEMENT``; ``name`` is that of the key."""
    return notes.sign(_about(data, what=what, round_=round_, name=name), name=name, key=key)


def check(data: bytes, note: str, *, what: str, round_: str, key: str) -> None:
    """
    Let bytes through that this key signed as this of this round. ``key`` is the line of the key in the manifest.

    :raises BlindRefused: if it did not
    """
    try:
        verifier = notes.read_key(key)
        signed = notes.open_note(note, keys=[verifier])
    except NoteRefused as refusal:
        raise BlindRefused(str(refusal)) from None
    if signed != _about(data, what=what, round_=round_, name=verifier.name):
        raise BlindRefused("The signature stands under something else.")


def _about(data: bytes, *, what: str, round_: str, name: str) -> Checkpoint:
    origin = f"{name}/aid/{round_}/{what}"
    return Checkpoint(origin=origin, size=len(data), root=hashlib.sha256(data).digest())
