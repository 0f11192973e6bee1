"""
What the pages of every list do alike. A room's own view says who, which list, and what its rows mean.

The templates ``lists/bring.html``, ``lists/columns.html`` and ``lists/one.html`` are extended by the room's own
``imports.html``, ``columns.html`` and ``import.html``; addresses have the same names in every room.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.installation import api as installation
from standing.hall.lists import queries
from standing.hall.lists.forms import BringForm
from standing.hall.lists.kinds import Kind, L
from standing.hall.lists.rules import BUSY, FORGOTTEN_FROM, ListStep
from standing.hall.web.views import render_invalid
from standing.kernel.lists import spelling
from standing.kernel.lists.tables import LARGEST_UPLOAD, TOO_LARGE
from standing.kernel.refusals import Refused

V = TypeVar("V")
F = TypeVar("F", bound=Form)
PAGE = 25
"""How many rows stand on a page."""
_ROOM_FOR_THE_FORM = 64 * 1024


def guarded(
    *, too_large: Callable[[HttpRequest], HttpResponseBase], most: int = LARGEST_UPLOAD
) -> Callable[[Callable[[HttpRequest], HttpResponseBase]], Callable[[HttpRequest], HttpResponseBase]]:
    """
    Refuse a file that is too large by the length that is announced, before a byte of it is read.

    The check against forged forms would read it all, so it stands behind this one. ``too_large`` answers instead of
    the view.
    """

    def around(view: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
        checked = csrf_protect(view)

        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponseBase:
            if request.method == "POST" and _announced(request) > most + _ROOM_FOR_THE_FORM:
                return too_large(request)
            return checked(request)

        return answer

    return around


def with_error(form: F, sentence: str) -> F:
    """Return an empty form with nothing but this mistake at the field of the file."""
    form.errors.clear()
    form.add_error("file", sentence)
    return form


def bring_page(
    kind: Kind[L], *, bring: Callable[..., UUID], samples: Callable[[], Sequence[str]]
) -> Callable[[HttpRequest], HttpResponseBase]:
    """
    Return the view that shows the lists of a room and brings another: a ``BringForm``, ``imports.html``.

    ``bring`` is the room's action; ``samples`` returns the names of lists to try, empty in a real city.
    """
    template = f"{kind.room}/imports.html"

    def context(request: HttpRequest, form: Form) -> dict[str, object]:
        now = clock.now()
        page = Paginator(queries.every(kind), PAGE).get_page(request.GET.get("page"))
        return {"room": kind.room, "form": form, "page": page, "days": kind.keep_days(now), "samples": samples()}

    def too_large(request: HttpRequest) -> HttpResponseBase:
        form = with_error(BringForm({}), TOO_LARGE)
        return TemplateResponse(request, template, context(request, form), status=413)

    @guarded(too_large=too_large)
    def list_imports(request: HttpRequest) -> HttpResponseBase:
        """Show the lists that were brought, and bring another."""
        if request.method != "POST":
            return TemplateResponse(request, template, context(request, BringForm()))
        form = BringForm(request.POST, request.FILES)
        if not form.is_valid():
            return render_invalid(request, template, context(request, form))
        file = form.cleaned_data["file"]
        try:
            key = bring(file_name=file.name, content=file.chunks(), by=person(request), at=clock.now())
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return render_invalid(request, template, context(request, form))
        return redirect(f"{kind.room}:match_columns", key=key)

    return list_imports


def columns_page(
    kind: Kind[L],
    *,
    form: Callable[..., Any],
    choose_sheet: Callable[..., None],
    ask_to_read: Callable[[L, Any, User, datetime], object],
    departments: Callable[[datetime], Mapping[str, str]],
) -> Callable[..., HttpResponseBase]:
    """
    Return the view that says which column means what: a ``ColumnsForm`` of the room, ``columns.html``.

    ``ask_to_read`` gets the list, the valid form, the person and the moment, and calls the room's action.
    """
    template = f"{kind.room}/columns.html"

    @require_http_methods(["GET", "HEAD", "POST"])
    def match_columns(request: HttpRequest, key: UUID) -> HttpResponseBase:
        """Say which column means what."""
        now, by = clock.now(), person(request)
        row = queries.find(kind, id=key)
        if row.step not in {ListStep.MATCHING, ListStep.READ}:
            return redirect(f"{kind.room}:show_import", key=key)
        if request.method == "POST" and request.POST.get("sheet", row.sheet) != row.sheet:
            choose_sheet(import_id=key, sheet=request.POST["sheet"], by=by, at=now)
            return redirect(f"{kind.room}:match_columns", key=key)
        guessed = queries.guessed(kind, row=row, at=now)
        data = request.POST if request.method == "POST" else None
        asked = form(data, row=row, departments=departments(now), guessed=guessed)
        if request.method == "POST" and asked.is_valid():
            try:
                ask_to_read(row, asked, by, now)
            except Refused as refusal:
                asked.add_error(None, str(refusal))
            else:
                return redirect(f"{kind.room}:show_import", key=key)
        kept_until = queries.kept_until(kind, row=row, at=now)
        context = {"room": kind.room, "row": row, "form": asked, "kept_until": kept_until}
        if request.method == "POST":
            return render_invalid(request, template, context)
        return TemplateResponse(request, template, context)

    return match_columns


def mistakes_page(kind: Kind[L]) -> Callable[..., HttpResponseBase]:
    """Return the view that hands out every mistake as CSV."""

    @require_http_methods(["GET", "HEAD"])
    def download_mistakes(_request: HttpRequest, key: UUID) -> HttpResponseBase:
        """Hand out every mistake as CSV."""
        row = queries.find(kind, id=key)
        mark = ("sample",) if installation.is_sample() else ()
        head = ("row", "column", "mistake", "value", *(("records",) if mark else ()))
        found = ((str(line), *said, *mark) for line, *said in queries.mistakes(kind, row=row))
        return csv_file(f"{'sample-' if mark else ''}mistakes.csv", (head,), found)

    return download_mistakes


def context_of(
    kind: Kind[L],
    *,
    row: L,
    verdicts: Mapping[Any, object],
    shown: object,
    written: Iterable[Any],
    at: datetime,
) -> dict[str, object]:
    """
    Return what ``lists/one.html`` needs.

    ``verdicts`` has the words of each sort, in order; ``shown`` is the sort whose rows are shown, ``written`` are
    those that change something.
    """
    step = ListStep(row.step)
    return {
        "room": kind.room,
        "row": row,
        "is_busy": step in BUSY,
        "is_read": step is ListStep.READ,
        "can_drop": step in FORGOTTEN_FROM,
        "verdict": shown,
        "verdicts": [(one, words, row.counts.get(str(one), 0)) for one, words in verdicts.items()],
        "to_write": sum(row.counts.get(str(one), 0) for one in written),
        "kept_until": queries.kept_until(kind, row=row, at=at),
    }


def shown_first(request: HttpRequest, *, counts: Mapping[str, int], every: Iterable[V], first: Sequence[V]) -> V:
    """Return which rows are shown: those that were asked for, else the first sort in this order that there is."""
    asked = request.GET.get("show", "")
    found = [one for one in every if str(one) == asked] or [one for one in first if counts.get(str(one))]
    return found[0] if found else first[-1]


class _Echo:
    """A file that hands back each line."""

    def write(self, value: str) -> str:
        """Hand it back."""
        return value


def csv_file(name: str, *parts: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """Hand out lines as CSV, harmless to a spreadsheet."""
    return StreamingHttpResponse(
        _csv(parts),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _csv(parts: Iterable[Iterable[Sequence[str]]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read it as UTF-8
    for part in parts:
        for line in part:
            yield writer.writerow([spelling.harmless(cell) for cell in line])


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return 0
