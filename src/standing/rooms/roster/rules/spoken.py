"""Ways in which lists write the name of an office."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OFFICE = re.compile(
    r"^(?:department|bureau|office)\s+(?:of|for)\s+(?:the\s+)?|\s+(?:department|bureau|office)$", re.IGNORECASE
)


def spoken_departments(offices: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """
    Return the code of each office by every way to write it, in lower case; a way that fits two offices fits none.

    ``offices`` holds code, name and abbreviation. Code, whole name and abbreviation always count; so do the parts of
    a name before and within brackets, with and without the words department, bureau and office.
    """
    sure: dict[str, str] = {}
    maybe: dict[str, set[str]] = {}
    for code, name, abbreviation in offices:
        sure |= {said.casefold(): code for said in (code, name, abbreviation) if said}
        for part in (piece.strip() for piece in re.split(r"[()]", name)):
            for said in (part, _OFFICE.sub("", part).strip()):
                maybe.setdefault(said.casefold(), set()).add(code)
    return {said: min(codes) for said, codes in maybe.items() if said and len(codes) == 1} | sure
