"""What several pages of this room do alike: answer 404, write CSV, draw a square code."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from typing import ParamSpec

import segno
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from standing.hall.installation import api as installation
from standing.hall.web.views import refused
from standing.kernel.lists import spelling
from standing.kernel.refusals import NotFound, Refused

P = ParamSpec("P")


def or_404(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Answer 404 where there is no such thing, and say why where something is refused."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except NotFound as missing:
            raise Http404(str(missing)) from None
        except Refused as refusal:
            request = args[0]
            assert isinstance(request, HttpRequest)  # Django gives it first
            return refused(request, refusal)

    return answer


def csv_of(name: str, lines: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """Hand out lines as CSV, harmless to a spreadsheet, marked in a sample."""
    is_sample = installation.is_sample()
    return StreamingHttpResponse(
        _csv(lines, is_sample=is_sample),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{"sample-" if is_sample else ""}{name}.csv"',
            "Cache-Control": "no-store",
        },
    )


def square(address: str) -> str:
    """Return a square code as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, light="#ffffff")
    return out.getvalue().decode()


class _Echo:
    """A file that hands back each line."""

    def write(self, value: str) -> str:
        """Hand it back."""
        return value


def _csv(lines: Iterable[Sequence[str]], *, is_sample: bool) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read it as UTF-8
    for number, line in enumerate(lines):
        more = (("sample" if number == 0 else "yes"),) if is_sample else ()
        yield writer.writerow([*(spelling.harmless(cell) for cell in line), *more])
