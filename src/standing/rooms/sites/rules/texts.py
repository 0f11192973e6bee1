"""How lists write of places and offices, and what they may not tell of people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from standing.kernel import likeness as person_likeness
from standing.kernel import privacy, words

_SENTENCE = 5  # words
_NUMBER_OF_A_PERSON = 7  # digits

_OFFICE = re.compile(
    r"^(department|bureau|office)\s+(of|for)(\s+the)?\s+|\s+(department|bureau|office)$", re.IGNORECASE
)

ABBREVIATIONS = {
    "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "blvd": "boulevard", "bl": "boulevard",
    "rd": "road", "dr": "drive", "pl": "place", "ln": "lane", "ct": "court", "hwy": "highway", "pkwy": "parkway",
    "sq": "square", "ter": "terrace", "n": "north", "s": "south", "e": "east", "w": "west", "bldg": "building",
    "ctr": "center", "centre": "center", "lib": "library", "br": "branch", "rec": "recreation", "pk": "park",
    "dept": "department", "stn": "station", "sta": "station", "fs": "fire station", "hq": "headquarters",
    "mt": "mount", "&": "and", "com": "community", "comm": "community", "mun": "municipal", "ofc": "office",
}  # fmt: skip


def key_of(text: str) -> str:
    """Return the text in the form in which names and addresses are compared: folded, written out, in order."""
    found = (ABBREVIATIONS.get(token, token) for token in words.tokens(text.replace("&", " and ")))
    return " ".join(found)


def spoken_names(offices: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """
    Return the code of an office by each way a list may write it; a way that fits two offices fits none.

    ``offices`` holds code, name and abbreviation. Of "Library Department (Public Library)" both halves are
    spoken, and both without the words department, bureau and office.
    """
    exact: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for code, name, abbreviation in offices:
        for word in (code, name, abbreviation):
            exact.setdefault(word.casefold(), code)
        halves = [half.strip() for half in re.split(r"[()]", name) if half.strip()]
        for half in halves:
            for word in (half, _OFFICE.sub("", half).strip()):
                loose.setdefault(word.casefold(), set()).add(code)
    found = {word: next(iter(codes)) for word, codes in loose.items() if word and len(codes) == 1}
    return found | exact


def likeness(one: str, other: str) -> int:
    """Return how alike two keys are, of a hundred; the order of the words does not count."""
    return round(fuzz.token_sort_ratio(one, other)) if one and other else 0


def privacy_sentence(texts: Iterable[str], *, free: Iterable[str] = ()) -> str:
    """
    Return what to tell the writer if something tells of a person; empty if it does not.

    ``free`` is what somebody wrote freely: nobody is named or described there either. The other ``texts`` are
    names of places and of the City's own people.
    """
    for text in texts:
        if said := privacy.sentence(privacy.screen(text)):
            return said
    for text in free:
        if said := person_likeness.sentence(person_likeness.screen(text)):
            return said
    return ""


def lines_about_people(rows: Iterable[tuple[int, Iterable[str]]]) -> list[int]:
    """
    Return the lines of a list in which somebody wrote of a person, in order.

    A list is kept as it came until it is taken in, so this is asked before. Short cells are numbers, names of
    places and of the City's own people; only what is long enough to tell of somebody is read as free words.
    """
    known: dict[str, bool] = {}
    found = []
    for line, cells in rows:
        for cell in cells:
            if cell not in known:
                known[cell] = _tells_of_a_person(cell)
        if any(known[cell] for cell in cells):
            found.append(line)
    return found


def _tells_of_a_person(cell: str) -> bool:
    if len(cell.split()) >= _SENTENCE:
        return bool(person_likeness.screen(cell))
    return sum(map(str.isdigit, cell)) >= _NUMBER_OF_A_PERSON and bool(privacy.screen(cell))
