"""Text as it is kept: one spelling, no letters that cannot be seen, no cell that a spreadsheet would run."""

from __future__ import annotations

import re
import unicodedata

_KEPT_MARKS = {"\n"}
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # Persian and scripts of India need them between letters
_FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20\u2212]")
_NUMBER = re.compile(r"^-[0-9]+(\.[0-9]+)?\Z")


def clean(text: str) -> str:
    """Return the text as it is kept: composed, without control letters and those that turn the direction."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # most cells: nothing in them to take out
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = []
    for place, letter in enumerate(composed):
        unseen = unicodedata.category(letter) in _UNSEEN and letter not in _KEPT_MARKS
        if not unseen or (letter in _JOINERS and _stands_between_letters(composed, place)):
            kept.append(letter)
        elif letter == "\t":
            kept.append(" ")
    return "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in "".join(kept).split("\n")).strip()


def line(text: str) -> str:
    """Return the text as it is kept on one line."""
    return " ".join(clean(text).split())


def _stands_between_letters(text: str, place: int) -> bool:
    """Test whether a joiner stands where a script needs it: between two letters that are not Latin."""
    around = (text[place - 1 : place], text[place + 1 : place + 2])
    return all(one and unicodedata.category(one)[0] in "LM" and ord(one) >= 0x0590 for one in around)


def has_unseen(text: str) -> bool:
    """Test whether letters were taken out that nobody sees."""
    return line(text) != " ".join(unicodedata.normalize("NFC", text).split())


def harmless(cell: str) -> str:
    """
    Return a cell so that no spreadsheet takes it for a formula.

    OWASP, CSV injection: a leading = + - @ (also in full width), tab or carriage return is quoted with an
    apostrophe. Plain numbers stay: a longitude begins with a minus by right.
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.match(cell) else cell


def plain(cell: str) -> str:
    """Return what a cell says that was made harmless before."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell
