"""The City's seal over a round's tokens: whose it is, of which round, and that it only grew."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

from standing.kernel import merkle, notes
from standing.kernel.notes import Checkpoint, NoteRefused
from standing.kernel.refusals import Refused


class SealRefused(Refused):
    """The City's seal is not countersigned; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenSeal:
    """What the City shows: its newest note, and the proof that the one before is its beginning."""

    note: str
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSeal:
    """The seal before: how many leaves, and the hash above them."""

    size: int
    root: bytes


def read_seal(data: bytes) -> SeenSeal:
    """Return what the City's consistency.json holds. :raises SealRefused: if it holds no seal"""
    try:
        said = json.loads(data)
        note, path = said["checkpoint"], tuple(base64.b64decode(one, validate=True) for one in said["path"])
    except (ValueError, KeyError, TypeError):
        raise SealRefused("The City shows no seal.") from None
    if not isinstance(note, str):
        raise SealRefused("The City shows no seal.")
    return SeenSeal(note=note, path=path)


def check_seal(*, note: str, path: Sequence[bytes], key: str, round_: str, before: KnownSeal | None) -> Checkpoint:
    """
    Return the seal, if it is the City's, of this round, and holds all that the one before held.

    ``key`` is the line of the City's key in the manifest (RFC 6962, section 2.1.2, consistency).

    :raises SealRefused: if not
    """
    try:
        verifier = notes.read_key(key)
        found = notes.open_note(note, keys=[verifier])
    except NoteRefused as refusal:
        raise SealRefused(str(refusal)) from None
    if found.origin != origin_of(name=verifier.name, round_=round_):
        raise SealRefused("The seal stands above something else than this round's tokens.")
    if before is not None:
        if found.size < before.size:
            raise SealRefused("The City's record of this round is shorter than it was.")
        if not merkle.verify_consistency(
            old=before.size, new=found.size, path=path, old_root=before.root, new_root=found.root
        ):
            raise SealRefused("The City's record of this round does not begin as it did before.")
    return found


def origin_of(*, name: str, round_: str) -> str:
    """Return the first line of the City's seals of a round."""
    return f"{name}/aid/{round_}/cards"
