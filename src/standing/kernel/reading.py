"""How hard a text is to read: the school grade of Flesch and Kincaid, by a count of our own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HIGHEST_GRADE = 6.0
MOST_WORDS = 20

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n+")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’.,-]*[A-Za-z0-9]|[A-Za-z0-9]")
_VOWELS = re.compile(r"[aeiouy]+")
_HIATUS = re.compile(
    r"ia(?!l$|n$|ge)|io(?!u|n)|eo(?!u|n$)|ua[lt]|uou|[^q]uie|creat|being|doing|going|iet|ism$|[^aeiou]ying"
)
_KNOWN = {"people": 2, "every": 2, "everyone": 3, "business": 2, "being": 2, "idea": 3, "area": 3, "areas": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a text reads: its school grade, and the sentences that are too long."""

    grade: float
    words: int
    long_sentences: tuple[str, ...]

    @property
    def is_hard(self) -> bool:
        """Test whether the grade is above the one that is aimed at."""
        return self.grade > HIGHEST_GRADE


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a text; a line of its own is one."""
    return tuple(one.strip() for one in _SENTENCE_END.split(text) if _WORD.search(one))


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(_WORD.findall(text))


def syllables_of(word: str) -> int:
    """Return about how many syllables an English word has; a number counts as one."""
    return sum(_count(part) for part in re.split(r"[^A-Za-z0-9'’]+", word) if part)


def reading_of(texts: Iterable[str]) -> Reading:
    """Return how these texts read together; each is at least one sentence."""
    sentences = [one for text in texts for one in sentences_of(_spoken(text))]
    words = [word for sentence in sentences for word in words_of(sentence)]
    if not words:
        return Reading(grade=0.0, words=0, long_sentences=())
    syllables = sum(syllables_of(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return Reading(
        grade=round(max(grade, 0.0), 1),
        words=len(words),
        long_sentences=tuple(one for one in sentences if len(words_of(one)) > MOST_WORDS),
    )


def _spoken(text: str) -> str:
    return _PLACEHOLDER.sub("311", text)


def _count(part: str) -> int:
    word = part.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    if word in _KNOWN:
        return _KNOWN[word]
    if not word.isalpha():
        return 1
    count = len(_VOWELS.findall(word))
    if count > 1 and _is_silent_end(word):
        count -= 1
    count += len(_HIATUS.findall(word))
    return max(count, 1)


def _is_silent_end(word: str) -> bool:
    if word.endswith(("ses", "xes", "zes", "ches", "shes", "ces", "ges")):
        return False
    return bool(re.search(r"(?:[^aeiouy]es|[^aeioutdy]ed|[^aeiouyl]e|[aeiou]le)$", word))
