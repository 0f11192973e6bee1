"""Which column of a list means what: guessed from its name, decided by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from standing.kernel import words
from standing.kernel.lists import spelling
from standing.kernel.lists.tables import Row

_LEAST = 86
_LOOKED_AT = 15
SHOWN = 5


def header_place(rows: Sequence[Row], *, names: Mapping[str, Sequence[str]]) -> int:
    """Return which of the first rows names the columns: titles and dates may stand above it."""
    best, score = 0, -1
    for place, (_, row) in enumerate(rows[:_LOOKED_AT]):
        guessed = guess(named(row), names=names)
        if len(guessed) > score and (len(guessed) >= 2 or place == 0):
            best, score = place, len(guessed)
    return best


def named(header: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each column: empty ones get their number, repeated ones how often they came."""
    found: list[str] = []
    seen: dict[str, int] = {}
    for place, cell in enumerate(header, start=1):
        name = spelling.line(cell)[:80] or f"Column {place}"
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
        times = seen[name.casefold()]
        found.append(name if times == 1 else f"{name} ({times})")
    return tuple(found)


def guess(headers: Sequence[str], *, names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return for each meaning the column that most likely has it; each column has one meaning at most."""
    spoken = {" ".join(words.tokens(word)): meaning for meaning, said in names.items() for word in said}
    scored = []
    for place, header in enumerate(headers):
        key = " ".join(words.tokens(header))
        if not key:
            continue
        if (match := process.extractOne(key, list(spoken), scorer=fuzz.ratio, score_cutoff=_LEAST)) is not None:
            scored.append((-match[1], place, spoken[match[0]]))
    found: dict[str, int] = {}
    for _, place, meaning in sorted(scored):
        if meaning not in found and place not in found.values():
            found[meaning] = place
    return found
