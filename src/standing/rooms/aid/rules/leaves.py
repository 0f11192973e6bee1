"""How spent tokens and moves of cards are spelt as leaves of the round's tree (RFC 6962 hashing)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from standing.kernel import merkle
from standing.kernel.canonical import Json, canonical

BATCH = 10
"""Tokens that a checkpoint and a card table's tray wait for: what comes together cannot be told apart by when."""


class NotALeaf(ValueError):
    """The text is no leaf, or not its one spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpentLeaf:
    """A token was spent: its hash, what it is worth, and the opaque word for what it brought."""

    token: str
    cents: int
    is_exception: bool
    obligation: str

    def said(self) -> str:
        """Return its one spelling."""
        return _spelt(
            {"token": self.token, "cents": self.cents, "exception": self.is_exception, "for": self.obligation}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLeaf:
    """A card with money moved: which load, for what, worth how much, in whose place, and where it went."""

    load: str
    obligation: str
    cents: int
    replaces: str
    number: int
    after: str

    def said(self) -> str:
        """Return its one spelling."""
        return _spelt(
            {
                "load": self.load,
                "for": self.obligation,
                "cents": self.cents,
                **({"replaces": self.replaces} if self.replaces else {}),
                "move": self.number,
                "to": self.after,
            }
        )


def token_hash(*, nonce: bytes, signature: bytes) -> str:
    """Return what names a spent token."""
    return hashlib.sha256(nonce + signature).hexdigest()


def read_leaf(said: str) -> SpentLeaf | MoveLeaf:
    """Return what a leaf says. :raises NotALeaf: if it is none, or spelt otherwise than leaves are"""
    try:
        found: dict[str, Any] = json.loads(said)
        leaf: SpentLeaf | MoveLeaf = (
            SpentLeaf(
                token=_text(found["token"]),
                cents=_number(found["cents"]),
                is_exception=found["exception"] is True,
                obligation=_text(found["for"]),
            )
            if "token" in found
            else MoveLeaf(
                load=_text(found["load"]),
                obligation=_text(found["for"]),
                cents=_number(found["cents"]),
                replaces=_text(found.get("replaces", "")),
                number=_number(found["move"]),
                after=_text(found["to"]),
            )
        )
    except (ValueError, KeyError, TypeError):
        raise NotALeaf("This is no leaf of a round.") from None
    if leaf.said() != said:
        raise NotALeaf("A leaf is spelt otherwise than leaves are.")
    return leaf


def root_of(said: Iterable[str]) -> bytes:
    """Return the root above these leaves, in this order."""
    return merkle.root_of([merkle.leaf_hash(one.encode()) for one in said])


def consistency(said: Sequence[str], *, old: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of the first ``old`` leaves begins the tree of all. :raises ValueError: if none"""
    hashes = [merkle.leaf_hash(one.encode()) for one in said]
    return merkle.prove(
        merkle.consistency_cover(old=old, new=len(hashes)),
        lambda node: merkle.root_of(hashes[node.number << node.level : (node.number + 1) << node.level]),
    )


def origin_of(*, name: str, round_: str) -> str:
    """Return the first line of a round's checkpoints: whose log, and which round."""
    return f"{name}/aid/{round_}/cards"


def _spelt(said: dict[str, Json]) -> str:
    return canonical(said).decode()


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError("not a text")
    return said


def _number(said: object) -> int:
    if isinstance(said, bool) or not isinstance(said, int):
        raise TypeError("not a whole number")
    return said
