"""
Words as search compares them: without case, accents and the spellings that differ from keyboard to keyboard.

Works the same in every script, and does not lean on the locale of the database: languages that write without
spaces are cut into pairs of letters, and a mistyped word is found by leaving out a letter or two on both sides.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import combinations

_LONGEST = 40
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u2060\ufeff]")
_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ٱ": "ا", "ھ": "ه", "ہ": "ه", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Kana
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def fold(text: str) -> str:
    """Return the text in the form in which it is compared."""
    split = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", split)).translate(_LETTERS)


def tokens(text: str) -> list[str]:
    """Return the words of a text, folded; pairs of letters where words are not parted by spaces."""
    found: list[str] = []
    for word, unspaced in _runs(fold(text)):
        if unspaced and len(word) > 1:
            found.extend(word[place : place + 2] for place in range(len(word) - 1))
        else:
            found.append(word[:_LONGEST])
    return found


def _runs(folded: str) -> Iterable[tuple[str, bool]]:
    run, unspaced = "", False
    for letter in folded:
        if unicodedata.category(letter)[0] not in "LNM":
            if run:
                yield run, unspaced
            run = ""
            continue
        is_other = is_unspaced(letter) != unspaced
        if run and is_other:
            yield run, unspaced
            run = ""
        run, unspaced = run + letter, is_unspaced(letter)
    if run:
        yield run, unspaced


def is_unspaced(letter: str) -> bool:
    """Test whether the letter is of a script that writes without spaces."""
    code = ord(letter)
    return code >= 0x0E00 and any(first <= code <= last for first, last in _UNSPACED)


def is_word(token: str) -> bool:
    """Test whether the token is a word that somebody can mistype, not a number or a pair of letters."""
    return len(token) >= 4 and not token.isdigit() and not is_unspaced(token[0])


def stubs(word: str) -> tuple[str, ...]:
    """Return the word and what is left of it without one letter, and without two if it is long."""
    if not is_word(word):
        return ()
    found = {word}
    for left_out in range(1, 3 if 8 <= len(word) <= 16 else 2):
        for gone in combinations(range(len(word)), left_out):
            found.add("".join(letter for place, letter in enumerate(word) if place not in gone))
    return tuple(sorted(found))


def distance(one: str, other: str) -> int:
    """Return how many letters are wrong, missing, too many or swapped between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row, before, earlier = [i], row, before
        for j, wanted in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


def nearest(word: str, candidates: Iterable[str], *, most: int = 4) -> tuple[str, ...]:
    """Return the candidates that may have been meant, the nearest first."""
    allowed = 2 if len(word) >= 8 else 1
    near = sorted((distance(word, one), one) for one in set(candidates))
    return tuple(one for far, one in near if far <= allowed)[:most]


def can_be_longer(token: str) -> bool:
    """Test whether the token may be the beginning of a word."""
    return len(token) >= 3


def forms(token: str) -> tuple[str, ...]:
    """Return the word without the endings of many: clinics, clinic; pantries, pantry."""
    if len(token) <= 4 or not token.isascii() or not token.endswith("s"):
        return ()
    if token.endswith("ies"):
        return (token[:-1], f"{token[:-3]}y")
    return (token[:-2], token[:-1]) if token.endswith("es") and len(token) > 5 else (token[:-1],)


def lexeme(token: str) -> str:
    """Return the word as PostgreSQL's queries want it."""
    plain = token.replace("'", "").replace("\\", "")
    return f"'{plain}'"
