"""What the words of a search lead to, and how it is put to the database. How words are compared: kernel.words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from standing.kernel.words import (
    can_be_longer,
    distance,
    fold,
    forms,
    is_unspaced,
    is_word,
    lexeme,
    nearest,
    stubs,
    tokens,
)

__all__ = [
    "Synonyms",
    "can_be_longer",
    "distance",
    "fold",
    "forms",
    "is_word",
    "kind_token",
    "nearest",
    "pieces_of",
    "stubs",
    "synonyms",
    "tokens",
    "tsquery",
    "typed",
]

MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """Which words lead to which kinds of help, and which mean the same. All folded."""

    kinds: Mapping[tuple[str, ...], tuple[str, ...]]
    groups: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]

    @property
    def longest(self) -> int:
        """Return how many words the longest entry has."""
        return max((len(key) for key in (*self.kinds, *self.groups)), default=1)


def synonyms(*, kinds: Iterable[tuple[str, Iterable[str]]], same_words: Iterable[Sequence[str]]) -> Synonyms:
    """Return what the pack's words lead to."""
    by_kind: dict[tuple[str, ...], set[str]] = {}
    for kind, words in kinds:
        for word in words:
            if key := tuple(tokens(word)):
                by_kind.setdefault(key, set()).add(kind)
    groups: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for group in same_words:
        keys = [key for word in group if (key := tuple(tokens(word)))]
        for key in keys:
            groups.setdefault(key, set()).update(other for other in keys if other != key)
    return Synonyms(
        kinds={key: tuple(sorted(found)) for key, found in by_kind.items()},
        groups={key: tuple(sorted(found)) for key, found in groups.items()},
    )


def kind_token(kind: str) -> str:
    """Return the word that stands for a kind of help in the index; nobody can type it."""
    return f"={kind}"


def pieces_of(query: str, *, known: Synonyms) -> tuple[tuple[str, ...], ...]:
    """Return the words of a query, phrases that the pack knows kept together."""
    words = tokens(query)[: 4 * MOST_WORDS]
    found: list[tuple[str, ...]] = []
    place = 0
    while place < len(words) and len(found) < MOST_WORDS:
        for length in range(min(known.longest, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + length])
            if length == 1 or phrase in known.kinds or phrase in known.groups:
                found.append(phrase)
                place += length
                break
    return tuple(found)


def typed(pieces: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the words of a query that must be looked up: all but pairs of letters, which stand for themselves."""
    return tuple(dict.fromkeys(token for piece in pieces for token in piece if not is_unspaced(token[0])))


def tsquery(pieces: Sequence[tuple[str, ...]], *, known: Synonyms, stands_for: Mapping[str, Sequence[str]]) -> str:
    """
    Return the query in PostgreSQL's words; empty if nothing was asked for.

    ``stands_for`` holds for each word of the query the whole words that it may be: itself, longer ones, or
    those that may have been meant.
    """
    return " & ".join(_piece(piece, known=known, stands_for=stands_for) for piece in pieces)


def _piece(piece: tuple[str, ...], *, known: Synonyms, stands_for: Mapping[str, Sequence[str]]) -> str:
    ways = [" & ".join(_word(token, stands_for) for token in piece)]
    ways += [lexeme(kind_token(kind)) for kind in known.kinds.get(piece, ())]
    for other in known.groups.get(piece, ()):
        ways.append(" & ".join(lexeme(token) for token in other))
        ways += [lexeme(kind_token(kind)) for kind in known.kinds.get(other, ())]
    return f"({' | '.join(f'({way})' for way in dict.fromkeys(ways))})"


def _word(token: str, stands_for: Mapping[str, Sequence[str]]) -> str:
    return f"({' | '.join(lexeme(word) for word in dict.fromkeys([token, *stands_for.get(token, ())]))})"
