"""What the pages of this room share."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse

from standing.hall.installation import api as installation
from standing.kernel.refusals import Refused
from standing.rooms.cards.forms import SIDE_WORDS, STATE_WORDS, STEP_WORDS, WHY_WORDS
from standing.rooms.cards.rules.lines import WrongFile

ROWS = 50
WORDS = {
    "state_words": {one.value: said for one, said in STATE_WORDS.items()},
    "step_words": {one.value: said for one, said in STEP_WORDS.items()},
    "why_words": {one.value: said for one, said in WHY_WORDS.items()},
    "side_words": {one.value: said for one, said in SIDE_WORDS.items()},
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def tell(form: Any, refusal: Refused, *, field: str | None = None) -> None:
    """Put a refusal at its field; a file's mistakes each as a sentence of its own."""
    if isinstance(refusal, WrongFile):
        for mistake in refusal.mistakes[:50]:
            form.add_error(field, str(mistake))
        if len(refusal.mistakes) > 50:
            form.add_error(field, f"And {len(refusal.mistakes) - 50} more.")
    else:
        form.add_error(field, str(refusal))


def sheet(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return rows as CSV (RFC 4180, UTF-8), harmless to a spreadsheet, marked in a sample."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    is_sample = installation.is_sample()
    answer["Content-Disposition"] = f'attachment; filename="{name}{"-sample" if is_sample else ""}.csv"'
    writer = csv.writer(answer)
    writer.writerow(("kind (sample)" if is_sample else "kind", *columns))  # an empty list says it, too
    mark = "sample" if is_sample else "record"
    for row in rows:
        writer.writerow((mark, *(_cell(cell) for cell in row)))
    return answer


def day_of(said: str) -> date:
    """Return the day of an address. :raises Http404: if it is none"""
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Http404("There is no such day.") from None


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
