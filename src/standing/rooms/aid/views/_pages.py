"""What the staff pages of this room share."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import ParamSpec

from django.http import Http404, HttpResponse

from standing.hall.installation import api as installation
from standing.kernel.refusals import NotFound

P = ParamSpec("P")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def or_404(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Answer 404 where the address names something that is not there."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except NotFound as missing:
            raise Http404(str(missing)) from None

    return answer


def sheet(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return rows as CSV (RFC 4180, UTF-8), harmless to a spreadsheet, marked in a sample."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    is_sample = installation.is_sample()
    answer["Content-Disposition"] = f'attachment; filename="{name}{"-sample" if is_sample else ""}.csv"'
    writer = csv.writer(answer)
    writer.writerow(("kind", *columns))
    for row in rows:
        cells = (f"'{one}" if isinstance(one, str) and one.startswith(_FORMULA) else one for one in row)
        writer.writerow(("sample" if is_sample else "record", *cells))
    return answer
