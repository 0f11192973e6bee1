"""Parts of a photograph that are made unreadable for good: few, large squares of one colour each."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from standing.hall.files import kinds
from standing.hall.files.cleaning import Cleaned
from standing.hall.files.kinds import NotWhatItSays
from standing.kernel.refusals import Refused

MOST = 60
_SQUARES = 3  # a face of three by three colours is nobody's
_WIDER = 0.1
_WHOLE = 24
_LINE = re.compile(r"(\d{1,3}(?:\.\d+)?)[\s,;]+(\d{1,3}(?:\.\d+)?)[\s,;]+(\d{1,3}(?:\.\d+)?)[\s,;]+(\d{1,3}(?:\.\d+)?)")
_PICTURES = {kinds.PNG.media_type: "PNG", kinds.JPEG.media_type: "JPEG", kinds.WEBP.media_type: "WEBP"}


class NotAMark(Refused):
    """It does not say where something is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A rectangle, in hundredths of the picture's width and height, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def as_list(self) -> list[float]:
        """Return the four numbers."""
        return [self.x, self.y, self.width, self.height]

    @staticmethod
    def from_list(numbers: Sequence[float]) -> Mark:
        """Return the mark of four numbers."""
        x, y, width, height = numbers
        return Mark(x=x, y=y, width=width, height=height)


WHOLE = Mark(x=0, y=0, width=100, height=100)


def read(text: str) -> tuple[Mark, ...]:
    """
    Return the marks of a text: one on each line, as ``left top width height`` in hundredths.

    :raises NotAMark: if a line says something else, lies outside the picture, or there are too many
    """
    found = []
    for line in filter(str.strip, text.splitlines()):
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise NotAMark("Write four numbers on each line: from the left, from the top, width, height, in percent.")
        x, y, width, height = (float(number) for number in match.groups())
        if x > 100 or y > 100 or not 0 < width <= 100 or not 0 < height <= 100:
            raise NotAMark("A rectangle lies outside the picture. All numbers are percent, from 0 to 100.")
        found.append(Mark(x=x, y=y, width=width, height=height))
    if len(found) > MOST:
        raise NotAMark(f"Mark at most {MOST} places, or blur the whole picture.")
    return tuple(found)


def blur(cleaned: Cleaned, marks: Sequence[Mark]) -> Cleaned:
    """Return a picture with its marked parts made unreadable. :raises NotWhatItSays: if it is no picture"""
    format_ = _PICTURES.get(cleaned.kind.media_type)
    if format_ is None:
        raise NotWhatItSays("Only a photograph can be blurred. Save it as JPEG, PNG or WebP.")
    if not marks:
        return cleaned
    with Image.open(io.BytesIO(cleaned.content), formats=[format_]) as opened:
        picture = opened.convert("RGB")
    for mark in marks:
        box = _box(mark, picture.size)
        part = picture.crop(box)
        squares = (_WHOLE, _WHOLE) if mark == WHOLE else (_SQUARES, _SQUARES)
        small = part.resize((min(squares[0], part.width), min(squares[1], part.height)), Image.Resampling.BOX)
        picture.paste(small.resize(part.size, Image.Resampling.NEAREST), box)
    out = io.BytesIO()
    picture.save(out, format_, **({} if format_ == "PNG" else {"quality": 85}))
    return Cleaned(content=out.getvalue(), kind=cleaned.kind)


def _box(mark: Mark, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the pixels of a mark, a little wider than it was drawn, and never outside the picture."""
    width, height = size
    more_x, more_y = mark.width * _WIDER, mark.height * _WIDER
    left = max(0, int((mark.x - more_x) / 100 * width))
    top = max(0, int((mark.y - more_y) / 100 * height))
    right = min(width, int((mark.x + mark.width + more_x) / 100 * width) + 1)
    bottom = min(height, int((mark.y + mark.height + more_y) / 100 * height) + 1)
    return min(left, width - 1), min(top, height - 1), max(right, 1), max(bottom, 1)
