"""
How a person is spelt before anything is computed: the same adult gives the same strings at every desk of a round.

Matching is exact, so spelling is all there is: upper case, no accents, no marks, no particles, one order. The page of
the desk does the same in the browser (npm/desk), and a table of examples holds both to it. No string ever leaves the
page; in Python they exist for simulated desks, tests and drills.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from standing.kernel.blind.refusals import BlindRefused

VERSION = 1
PARTICLES = frozenset(
    [
        *("AL", "BIN", "DA", "DAS", "DE", "DEL", "DELA", "DER", "DI", "DO", "DOS", "DU", "E", "EL"),
        *("LA", "LAS", "LE", "LOS", "VAN", "VON", "Y"),
    ]
)
"""Words inside names that one desk writes and another leaves out."""
# Letters that have no accent to take off.
_LETTERS = {"Æ": "AE", "Ð": "D", "Ø": "O", "Þ": "TH", "Œ": "OE", "ẞ": "SS", "Ł": "L", "Đ": "D"}
DOCUMENTS = ("passport", "consular", "national", "license", "local", "other")
"""Kinds of documents. None tells where a person may live; a passport's country is never asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adult:
    """What the page of the desk is told about one adult, while it is open. ``surname2`` may be empty."""

    given: str
    surname: str
    surname2: str
    born: date
    document: str
    number: str


def strings(*, round_: str, adult: Adult) -> tuple[str, ...]:
    """
    Return the canonical strings of an adult in a round: one by document, if there is one, and one by name and birth.

    :raises BlindRefused: if there is no name, or the kind of document is unknown
    """
    by_name = (
        f"{round_}|nd|{name(adult.surname)}|{name(adult.surname2)}|{first_name(adult.given)}|{adult.born.isoformat()}"
    )
    if not name(adult.surname) or not first_name(adult.given):
        raise BlindRefused("An adult has a first name and a surname.")
    if not adult.number:
        return (by_name,)
    if adult.document not in DOCUMENTS:
        raise BlindRefused("This kind of document is not known.")
    return (f"{round_}|doc|{adult.document}|{number(adult.number)}", by_name)


def name(text: str) -> str:
    """Return a surname as it is matched: letters only, upper case, without accents and particles, words joined."""
    words = _plain(text).split()
    kept = [word for word in words if word not in PARTICLES]
    return "".join(kept or words)


def first_name(text: str) -> str:
    """Return the first of the given names as it is matched; the others are often left out."""
    words = _plain(text).split()
    kept = [word for word in words if word not in PARTICLES]
    return (kept or words or [""])[0]


def number(text: str) -> str:
    """Return a document's number as it is matched: letters and digits only, upper case."""
    return "".join(_plain(text, digits=True).split())


def _plain(text: str, *, digits: bool = False) -> str:
    """Return letters (and digits) in upper case with single spaces; an apostrophe joins, any other mark parts."""
    upper = "".join(_LETTERS.get(one, one) for one in unicodedata.normalize("NFC", text).upper())
    decomposed = unicodedata.normalize("NFKD", upper).upper()
    said = []
    for one in decomposed:
        if unicodedata.combining(one) or one in "'’ʼ`´":
            continue
        said.append(one if one.isalpha() or (digits and one.isdigit()) else " ")
    return "".join(said)
