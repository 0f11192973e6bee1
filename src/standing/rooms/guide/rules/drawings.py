"""Drawings of papers: a sheet, its top, its lines, where the signature stands. Our own: no seal, no copied form."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from standing.rooms.guide.rules.shape import PaperTerms

WIDE, HIGH = 200, 258
_FIRST_LINE, _STEP = 92, 25
_FOOT = 226


def drawing(paper: PaperTerms) -> str:
    """Return the inside of an SVG of the sheet, in the words that are printed on the form."""
    return "".join(_parts(paper))


def _parts(paper: PaperTerms) -> Iterator[str]:
    yield f'<rect class="s" x="1" y="1" width="{WIDE - 2}" height="{HIGH - 2}" rx="3"/>'
    yield f'<path class="b" d="M10 {12 if paper.court else 34}h180v{36 if paper.court else 14}h-180z"/>'
    yield _text(100, 26, paper.header, "h")
    yield _text(100, 40 if paper.court else 44, paper.heading, "t")
    yield _text(190, 74, paper.name, "n")
    for place, field in enumerate(paper.fields):
        y = _FIRST_LINE + _STEP * place
        yield _text(12, y, field, "f")
        yield f'<path class="l" d="M12 {y + 11}h176"/>'
    start = 12 if paper.signature_at == "start" else 104
    yield f'<path class="g" d="M{start} {_FOOT}c9-17 17-17 15-4s10 8 17-3 13-6 19 1 12 2 16-3"/>'
    yield f'<path class="l" d="M{start} {_FOOT + 4}h84"/>'
    yield f'<rect class="r" x="{start - 5}" y="{_FOOT - 22}" width="94" height="44" rx="4"/>'
    yield _text(start, _FOOT + 15, paper.signature, "f")


def _text(x: int, y: int, words: str, kind: str) -> str:
    room = 84 if kind == "f" and y > _FOOT else 176
    squeezed = f' textLength="{room}" lengthAdjust="spacingAndGlyphs"' if len(words) * _EACH[kind] > room else ""
    return f'<text class="{kind}" x="{x}" y="{y}"{squeezed}>{escape(words)}</text>'


_EACH = {"h": 5.2, "t": 4.9, "n": 5.0, "f": 4.1}
"""About how wide a letter of each kind is; longer words are drawn closer together."""
