"""Names and numbers of people, as lists write them and as they are compared."""

from __future__ import annotations

import re

from standing.kernel import words
from standing.kernel.lists import spelling

_SUFFIX = re.compile(r"^(jr|sr|ii|iii|iv|md|phd|esq)\.?$", re.IGNORECASE)
_NUMBER = re.compile(r"^[A-Z0-9][A-Z0-9./-]{0,31}\Z")
_SOCIAL = re.compile(r"^\d{3}-\d{2}-\d{4}\Z")
_PLAIN = re.compile(r"[a-z0-9]+")
_LEAST_WORDS = 2


def line(text: str) -> str:
    """Return text as it is kept on one line. Most names are plain letters, which need no closer look."""
    return " ".join(text.split()) if text.isascii() and text.isprintable() else spelling.line(text)


def tokens(text: str) -> list[str]:
    """Return the words of a text, folded; the same as the kernel's, faster for plain letters."""
    return [word[:40] for word in _PLAIN.findall(text.lower())] if text.isascii() else words.tokens(text)


def name_of(text: str) -> str:
    """Return a name as it is kept: given name first, also where a list writes "García, Ana"."""
    said = line(text)
    if said.count(",") == 1:
        last, first = (part.strip() for part in said.split(","))
        if last and first and not _SUFFIX.match(first):
            return f"{first} {last}"
    return said


def number_of(text: str) -> str:
    """Return an employee number as it is kept: without spaces, in capitals; leading zeros stay."""
    return "".join(line(text).split()).upper()


def key_of(name: str) -> str:
    """Return a name in the form in which it is compared and sorted by: folded words in one order."""
    return " ".join(sorted(tokens(name)))[:300]


def sort_of(name: str) -> str:
    """Return a name folded, in its own order, to sort and search by."""
    return " ".join(tokens(name))[:300]


def fit(one: str, other: str) -> bool:
    """
    Test whether a name that somebody typed is that of a person on the roster.

    Case, accents, order and punctuation do not matter. Initials may be missing, and so may further names
    as long as two full words agree.
    """
    typed, ours = _full(one), _full(other)
    if not typed or not ours:
        return key_of(one) == key_of(other) != ""
    return typed == ours or (len(typed) >= _LEAST_WORDS and typed <= ours)


def number_sentence(number: str) -> str:
    """Return what is wrong with an employee number; empty if nothing is."""
    if not number:
        return "The employee number is missing."
    if _SOCIAL.match(number):
        return "This looks like a Social Security number. The City's own employee number belongs here."
    if not _NUMBER.match(number):
        return "An employee number has letters, digits, points and hyphens only, at most 32."
    return ""


def name_sentence(name: str) -> str:
    """Return what is wrong with a name; empty if nothing is."""
    if not name:
        return "The name is missing."
    if len(name) > 200:
        return "The name is longer than 200 letters."
    if any(letter.isdigit() for letter in name) or "@" in name:
        return "A name has no digits and no @."
    return ""


def _full(name: str) -> frozenset[str]:
    found = tokens(name)
    return frozenset(word for word in found if len(word) > 1 or words.is_unspaced(word))
