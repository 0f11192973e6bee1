"""How long words take to say. Digits count as words, because each is spoken."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

WORDS_IN_HALF_A_MINUTE = (75, 80)
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_JOINS = frozenset("'’-\u200c\u200d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """
    How much there is to say.

    ``words`` is None for a script that puts no spaces between words: there the text is timed by reading it aloud.
    """

    words: int | None
    least: int
    most: int

    @property
    def is_too_long(self) -> bool:
        """Test whether there is more to say than time to say it."""
        return self.words is not None and self.words > self.most

    @property
    def is_short(self) -> bool:
        """Test whether time is left over."""
        return self.words is not None and self.words < self.least


def count(text: str, *, seconds: int) -> Spoken:
    """Return how many words are spoken, beside those that fit."""
    least, most = (number * seconds // 30 for number in WORDS_IN_HALF_A_MINUTE)
    words = None if _NO_SPACES.search(text) else words_in(text)
    return Spoken(words=words, least=least, most=most)


def words_in(text: str) -> int:
    """Return the spoken words: a run of letters is one, and so is each digit."""
    found = 0
    inside = False
    for char in text:
        if unicodedata.category(char) == "Nd":
            found, inside = found + 1, False
        elif unicodedata.category(char)[0] in "LM":
            found, inside = found + (not inside), True
        elif not (inside and char in _JOINS):
            inside = False
    return found
