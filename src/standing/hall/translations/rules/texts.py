"""What a text must and must not hold, source and translation. Every mistake is told at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from standing.hall.translations.rules.states import PLACEHOLDER
from standing.kernel.refusals import Refused

LONGEST = 5000
_ROOM, _TIMES = 120, 4

_TAG = re.compile(r"<\s*[/!?A-Za-z]")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_SCRIPT = re.compile(r"(?:java|vb)script\s*:|data\s*:\s*text/", re.IGNORECASE)
_BRACES = re.compile(r"[{}]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>{}\"'“”‘’«»()]+", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NUMBER = re.compile(r"\d(?:[\d.,\s\u00a0\u202f()\u2010-\u2015\u2212/:+-]*\d)?")
_JOINS = re.compile(r"[.,\s\u00a0\u202f()\u2010-\u2015\u2212+-]")
_PHONE = 7
_TOLD = 3  # numbers of so many digits are never written as words
_BROKEN = re.compile(
    "\u00c3[\u0080-\u00bf]|\u00e2\u20ac|[\u00d0\u00d1\u00d8\u00d9\u00e0\u00e1][\u0080-\u00bf\u2018-\u203a]{1}(?=[\u00d0\u00d1\u00d8\u00d9\u00e0\u00e1])|\ufffd"
)
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c\u00ad\u2060")
"""Characters without a shape of their own that languages need: Persian its non-joiner, Khmer its breaks."""


class TextRefused(Refused):
    """A text cannot be kept; ``mistakes`` says everything that is wrong with it."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(" ".join(self.mistakes))


def tidy(text: str) -> str:
    """Return a text as it is kept: composed letters, plain line ends, no space around it; joiners stay."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip(" \t\n\u00a0")


def check_source(text: str) -> None:
    """Test that a text of the first language can be translated. :raises TextRefused: with every mistake"""
    if mistakes := list(_source_mistakes(text)):
        raise TextRefused(mistakes)


def check_translation(*, source: str, text: str) -> None:
    """Test that a translation says what its source says. :raises TextRefused: with every mistake"""
    if mistakes := translation_mistakes(source=source, text=text):
        raise TextRefused(mistakes)


def translation_mistakes(*, source: str, text: str) -> tuple[str, ...]:
    """Return what keeps a text from being the translation of a source; nothing when it may be."""
    return tuple(dict.fromkeys([*_alone(text), *_beside(source, text)]))


def hints(*, source: str, text: str) -> tuple[str, ...]:
    """Return what a translator should look at again; none of it keeps the text from being saved."""
    found = []
    if text and text == source and len(source.split()) > 2:
        found.append("This is the same as the source.")
    if small := sorted(_numbers(source, most=_TOLD - 1) - _numbers(text, most=_TOLD - 1)):
        found.append(f"The source says {_listed(small)} in digits.")
    if source[-1:] == "?" and text[-1:] not in "?؟？;፧":
        found.append("The source is a question.")
    return tuple(found)


def hidden_characters(text: str) -> tuple[str, ...]:
    """Return the codes of characters that cannot be seen or that turn the direction of reading."""
    return tuple(sorted({f"U+{ord(one):04X}" for one in text if one in _OVERRIDES or _is_hidden(one)}))


def as_typed(text: str) -> str:
    """Return a text with its unseen characters named, for people who search one."""
    return "".join(f"‹U+{ord(one):04X}›" if unicodedata.category(one) in {"Cf", "Cc", "Co"} else one for one in text)


def _source_mistakes(text: str) -> Iterator[str]:
    yield from _alone(text)
    if _BRACES.search(PLACEHOLDER.sub("", text)):
        yield "A brace stands alone: places to fill in are written {name}."


def _alone(text: str) -> Iterator[str]:
    """Say what no text may hold, whatever its source."""
    if not text.strip():
        yield "The text is empty."
    if len(text) > LONGEST:
        yield f"The text has {len(text)} characters; {LONGEST} is the most."
    if _TAG.search(text):
        yield "The text holds HTML, such as <b>. Write plain text; the page brings its own form."
    if found := _ENTITY.search(text):
        yield f"The text holds {found[0]}. Write the character itself."
    if _SCRIPT.search(text):
        yield "The text holds an address that runs a program."
    if any(one in _OVERRIDES for one in text):
        yield "The text holds a hidden sign that turns the direction of reading. Take it out: the page sets it."
    if hidden := sorted({f"U+{ord(one):04X}" for one in text if _is_hidden(one)}):
        yield f"The text holds characters that cannot be seen or read: {_listed(hidden)}."
    if _BROKEN.search(text):
        yield "The text was read in a wrong encoding: some letters are broken. Save the file as UTF-8."


def _is_hidden(one: str) -> bool:
    if one == "\n" or one in _JOINERS or one in _OVERRIDES:
        return False
    return unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _beside(source: str, text: str) -> Iterator[str]:
    """Say where a translation does not hold what its source holds."""
    yield from _places(source, text)
    for pattern, what in ((_ADDRESS, "address"), (_MAIL, "e-mail")):
        here, there = _found(pattern, source), _found(pattern, text)
        if lost := sorted(here - there):
            yield f"The {what} {_listed(lost)} is missing."
        if added := sorted(there - here):
            yield f"The source has no {what} {_listed(added)}. Take it out."
    wanted, given = _numbers(source, least=_TOLD), _numbers(text, least=_TOLD)
    if lost := sorted(wanted - given):
        yield f"The number {_listed(lost)} is missing. Write it in digits, as the source does."
    if wrong := sorted(one for one in given - wanted if len(one) >= _PHONE):
        yield f"The source has no number {_listed(wrong)}. A wrong telephone number sends people to strangers."
    if "\n" in text and "\n" not in source:
        yield "The text has line breaks and its source has none."
    if len(text) > len(source) * _TIMES + _ROOM:
        yield f"The text has {len(text)} characters, the source {len(source)}. That is too long for its place."


def _places(source: str, text: str) -> Iterator[str]:
    theirs, ours = set(PLACEHOLDER.findall(source)), set(PLACEHOLDER.findall(text))
    if lost := sorted(theirs - ours):
        yield f"The text lost {_listed('{' + one + '}' for one in lost)}. Put it back as it is, braces and all."
    if added := sorted(ours - theirs):
        yield f"The source has no {_listed('{' + one + '}' for one in added)}. Take it out."
    if _BRACES.search(PLACEHOLDER.sub("", text)):
        yield "A brace stands alone: places to fill in are written {name}, with no space."


def _found(pattern: re.Pattern[str], text: str) -> set[str]:
    return {one.rstrip(".,;:!?…،؛؟。") for one in pattern.findall(text)}


def _numbers(text: str, *, least: int = 1, most: int = 99) -> set[str]:
    """Return the numbers of a text in plain digits, whatever digits and dividers its language uses."""
    bare = PLACEHOLDER.sub(" ", _MAIL.sub(" ", _ADDRESS.sub(" ", text)))
    plain = "".join(str(unicodedata.digit(one)) if one.isdigit() and one.isdecimal() else one for one in bare)
    return {
        digits
        for found in _NUMBER.findall(plain)
        for part in re.split(r"[/:]|,\s", found)
        if least <= len(digits := _JOINS.sub("", part)) <= most
    }


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
