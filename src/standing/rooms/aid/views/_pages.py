"""What the staff pages of this room share."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from standing.hall.installation import api as installation

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
