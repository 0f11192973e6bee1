"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words that stayed (``same``), came (``new``) or went (``old``)."""

    kind: str
    text: str


def pieces(*, old: str, new: str) -> tuple[Piece, ...]:
    """Return the runs in reading order; what went stands before what came."""
    before, after = _words(old), _words(new)
    found: list[Piece] = []
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(kind="same", text="".join(before[a0:a1])))
            continue
        if a1 > a0:
            found.append(Piece(kind="old", text="".join(before[a0:a1])))
        if b1 > b0:
            found.append(Piece(kind="new", text="".join(after[b0:b1])))
    return tuple(found)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
