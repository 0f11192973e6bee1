"""What several pages of this room do alike: write CSV, draw a square code."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

import segno
from django.http import StreamingHttpResponse

from standing.hall.installation import api as installation
from standing.hall.lists.views import csv_file


def csv_of(name: str, lines: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """Hand out lines as CSV, harmless to a spreadsheet, marked in a sample."""
    is_sample = installation.is_sample()
    return csv_file(f"{'sample-' if is_sample else ''}{name}.csv", _marked(lines) if is_sample else lines)


def square(address: str) -> str:
    """Return a square code as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, light="#ffffff")
    return out.getvalue().decode()


def _marked(lines: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    for number, line in enumerate(lines):
        yield (*line, "sample" if number == 0 else "yes")
