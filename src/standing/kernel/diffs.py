"""What changed between two texts, word by word; and two people's changes brought together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Above this many pairs of words a passage is shown as replaced whole, so that nobody can make
# the comparison take minutes.
MOST_PAIRS = 4_000_000


Kind = Literal["same", "added", "removed"]
_IN_ORDER: tuple[Kind, ...] = ("same", "removed", "added")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text that both have, or that only the later or only the earlier one has."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A place that both people changed, each in another way."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Two people's changes in one text; where they clash, it holds first mine and then theirs."""

    text: str
    clashes: tuple[Clash, ...] = ()

    @property
    def conflicts(self) -> bool:
        """Test whether somebody must look, because both changed the same place."""
        return bool(self.clashes)


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """
    Return the pieces of both texts in reading order.

    The same and the removed ones make up ``before``, the same and the added ones ``after``.
    """
    return tuple(_joined(_paragraph_pieces(before, after)))


def merge(base: str, mine: str, theirs: str) -> Merged:
    """
    Return one text with the changes that two people made to the same base, paragraph by paragraph.

    No word that either of them wrote is lost. What only one of them removed stays removed.
    """
    original, one, other = _paragraphs(base), _paragraphs(mine), _paragraphs(theirs)
    text: list[str] = []
    clashes: list[Clash] = []
    done = 0
    for low, high, my_edits, their_edits in _groups(_edits(original, one), _edits(original, other)):
        text += original[done:low]
        done = high
        my_part = _applied(original, my_edits, low, high)
        their_part = _applied(original, their_edits, low, high)
        if not their_edits or my_part == their_part:
            text += my_part
        elif not my_edits:
            text += their_part
        else:
            my_text, their_text = "".join(my_part), "".join(their_part)
            text += [my_text, their_text]
            base_text = "".join(original[low:high])
            clashes.append(Clash(base=base_text, mine=my_text, theirs=their_text))
    text += original[done:]
    merged = _put_together(text)
    if _has_lost_what_both_kept(one, other, merged):
        return Merged(text=_put_together([mine, theirs]), clashes=(Clash(base=base, mine=mine, theirs=theirs),))
    return Merged(text=merged, clashes=tuple(clashes))


@dataclass(frozen=True, slots=True)
class _Edit:
    """The parts low to high of the base are replaced by these; a pure addition has low == high."""

    low: int
    high: int
    parts: tuple[str, ...]


_Group = tuple[int, int, list[_Edit], list[_Edit]]


def _paragraphs(text: str) -> list[str]:
    """Cut into paragraphs and the line ends between them; joined they are the text again."""
    return [part for part in re.split(r"((?:[ \t]*\r?\n)+)", text) if part]


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)


def _paragraph_pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _paragraphs(before), _paragraphs(after)
    for tag, low, high, start, end in _opcodes(old, new):
        if tag == "equal":
            yield Piece(kind="same", text="".join(old[low:high]))
        else:
            yield from _word_pieces("".join(old[low:high]), "".join(new[start:end]))


def _word_pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _words(before), _words(after)
    for tag, low, high, start, end in _opcodes(old, new):
        if tag == "equal":
            yield Piece(kind="same", text="".join(old[low:high]))
        else:
            yield Piece(kind="removed", text="".join(old[low:high]))
            yield Piece(kind="added", text="".join(new[start:end]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Drop the empty ones and join neighbours of one kind; within a change the removed come first."""
    gathered: dict[Kind, str] = dict.fromkeys(_IN_ORDER, "")

    def spent() -> Iterator[Piece]:
        for kind in _IN_ORDER:
            if gathered[kind]:
                yield Piece(kind=kind, text=gathered[kind])
                gathered[kind] = ""

    for piece in pieces:
        if not piece.text:
            continue
        if (piece.kind == "same") != bool(gathered["same"]):
            yield from spent()
        gathered[piece.kind] += piece.text
    yield from spent()


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if len(old) * len(new) > MOST_PAIRS:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _edits(base: list[str], changed: list[str]) -> list[_Edit]:
    return [
        _Edit(low, high, tuple(changed[start:end]))
        for tag, low, high, start, end in _opcodes(base, changed)
        if tag != "equal"
    ]


def _groups(mine: list[_Edit], theirs: list[_Edit]) -> Iterator[_Group]:
    """Yield the edits of both in the order of the base, those that touch each other together."""
    waiting = sorted(
        [(edit, True) for edit in mine] + [(edit, False) for edit in theirs],
        key=lambda pair: (pair[0].low, pair[0].high, not pair[1]),
    )
    group: _Group | None = None
    for edit, is_mine in waiting:
        if group is None or not _touches(group, edit):
            if group is not None:
                yield group
            group = (edit.low, edit.high, [], [])
        low, high, my_edits, their_edits = group
        (my_edits if is_mine else their_edits).append(edit)
        group = (low, max(high, edit.high), my_edits, their_edits)
    if group is not None:
        yield group


def _touches(group: _Group, edit: _Edit) -> bool:
    low, high, my_edits, their_edits = group
    if edit.low < high or low == high == edit.low == edit.high:
        return True
    if edit.low > high:
        return False
    # Side by side: two changes, unless both bring in the same paragraph, which would double it.
    brought = {part for other in my_edits + their_edits for part in other.parts if part.strip()}
    return any(part in brought for part in edit.parts)


def _applied(base: list[str], edits: list[_Edit], low: int, high: int) -> list[str]:
    parts: list[str] = []
    done = low
    for edit in edits:
        parts += [*base[done : edit.low], *edit.parts]
        done = edit.high
    return parts + base[done:high]


def _has_lost_what_both_kept(mine: list[str], theirs: list[str], merged: str) -> bool:
    """Test whether each removed another copy of a paragraph that stood twice, so that none is left."""
    kept = {part for part in mine if part.strip()} & {part for part in theirs if part.strip()}
    return not kept <= set(_paragraphs(merged))


def _put_together(parts: list[str]) -> str:
    """Join parts into one text; where two came to stand side by side, a blank line keeps them apart."""
    text: list[str] = []
    for part in filter(None, parts):
        if text and not text[-1].endswith("\n") and not part.lstrip(" \t\r").startswith("\n"):
            text.append("\n\n")
        text.append(part)
    return "".join(text)
