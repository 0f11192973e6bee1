"""The list of terms: which words of a source have an agreed word, and which translations do not use it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u200c\u200d\u200e\u200f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFact:
    """A word that is always said the same way, and how it is said in each language."""

    word: str
    meaning: str
    said: Mapping[str, str] = field(default_factory=dict)

    def ways(self, language: str) -> tuple[str, ...]:
        """Return the agreed ways to say it in a language."""
        return tuple(one.strip() for one in self.said.get(language, "").split("/") if one.strip())


def in_text(*, terms: Iterable[TermFact], source: str) -> tuple[TermFact, ...]:
    """Return the terms that a source uses, the longest first; a word inside a longer term counts once."""
    left, found = source.casefold(), []
    for term in sorted(terms, key=lambda one: (-len(one.word), one.word)):
        pattern = re.compile(rf"(?<!\w){re.escape(term.word.casefold())}(?:e?s)?(?!\w)")
        if pattern.search(left):
            found.append(term)
            left = pattern.sub(" ", left)
    return tuple(found)


def missing(*, terms: Iterable[TermFact], source: str, text: str, language: str) -> tuple[TermFact, ...]:
    """Return the terms of a source whose agreed word the translation does not hold."""
    bare = _bare(text)
    return tuple(
        term
        for term in in_text(terms=terms, source=source)
        if (ways := term.ways(language)) and not any(_holds(bare, _bare(way)) for way in ways)
    )


def _holds(text: str, way: str) -> bool:
    """Test whether each word of a way is there; its last letters may bend, as words do in many languages."""
    return all(word in text or (len(word) > 4 and word[:-2] in text) for word in way.split())


def _bare(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFD", text)).casefold()
