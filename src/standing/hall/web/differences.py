"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words that stayed (``same``), came (``new``) or went (``old``)."""

    kind: str
    text: str


def pieces(*, old: str, new: str) -> tuple[Piece, ...]:
    """Return the runs in reading order; what went stands before what came."""
    found: list[Piece] = []
    # Lines first: to hold every word of a long text against every other takes the square of its length.
    for went, came in _apart(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if went == came:
            _add(found, "same", went)
            continue
        for before, after in _apart(_words(went), _words(came)):
            if before == after:
                _add(found, "same", before)
                continue
            _add(found, "old", before)
            _add(found, "new", after)
    return tuple(found)


def _apart(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """Give what stands in the place of what: twice the same where nothing changed."""
    for _, a0, a1, b0, b1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield "".join(before[a0:a1]), "".join(after[b0:b1])


def _add(found: list[Piece], kind: str, text: str) -> None:
    if text and found and found[-1].kind == kind:
        found[-1] = Piece(kind=kind, text=found[-1].text + text)
    elif text:
        found.append(Piece(kind=kind, text=text))


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
