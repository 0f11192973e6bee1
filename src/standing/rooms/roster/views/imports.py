"""Lists of people: bring one, match its columns, look at what it would do, take it in, take it back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import wraps
from typing import ParamSpec
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.hall.web.views import refused, render_invalid
from standing.kernel.lists import spelling
from standing.kernel.lists.tables import LARGEST_UPLOAD, TOO_LARGE
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.roster.actions import imports as actions
from standing.rooms.roster.forms import (
    COLUMN_WORDS,
    STEP_WORDS,
    VERDICT_WORDS,
    ApplyForm,
    BringForm,
    ColumnsForm,
)
from standing.rooms.roster.models import Import, ImportRow
from standing.rooms.roster.queries import imports as queries
from standing.rooms.roster.queries import judged, pack, people, samples
from standing.rooms.roster.queries.judged import JudgedFact
from standing.rooms.roster.rules import leaving
from standing.rooms.roster.rules.steps import FORGOTTEN_FROM, ImportStep, RowState, Verdict

P = ParamSpec("P")
_ROOM_FOR_THE_FORM = 64 * 1024
_PAGE = 25
_BUSY = {ImportStep.READING, ImportStep.APPLYING}
_OF_ROWS = {Verdict.WRONG: RowState.WRONG, Verdict.REPEATED: RowState.REPEATED}


def _or_404(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Answer 404 where there is no such list, and say why where something is refused."""

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


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def list_imports(request: HttpRequest) -> HttpResponseBase:
    """
    Show the lists that were brought, and bring another.

    A file that is too large is refused by the length that is announced, before a byte of it is read: the check
    against forged forms would read it all, so it stands behind this one.
    """
    if request.method == "POST" and _announced(request) > LARGEST_UPLOAD + _ROOM_FOR_THE_FORM:
        form = BringForm({})
        form.errors.clear()
        form.add_error("file", TOO_LARGE)
        return TemplateResponse(request, "roster/imports.html", _list_context(request, form), status=413)
    return _list_imports(request)


@csrf_protect
def _list_imports(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return TemplateResponse(request, "roster/imports.html", _list_context(request, BringForm()))
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_invalid(request, "roster/imports.html", _list_context(request, form))
    file = form.cleaned_data["file"]
    try:
        key = actions.bring_list(file_name=file.name, content=file.chunks(), by=person(request), at=clock.now())
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return render_invalid(request, "roster/imports.html", _list_context(request, form))
    return redirect("roster:match_columns", key=key)


@require_safe
def sample_list(_request: HttpRequest, name: str) -> StreamingHttpResponse:
    """Hand out a made-up list to try."""
    lines = samples.lines(name=name, at=clock.now())
    if lines is None:
        raise Http404
    return _file(name, lines)


@require_http_methods(["GET", "HEAD", "POST"])
@_or_404
def match_columns(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Say which column means what, what the list is of, and on which day it is true."""
    now, by = clock.now(), person(request)
    row = queries.find(id=key)
    if row.step not in {ImportStep.MATCHING, ImportStep.READ}:
        return redirect("roster:show_import", key=key)
    if request.method == "POST" and request.POST.get("sheet", row.sheet) != row.sheet:
        actions.choose_sheet(import_id=key, sheet=request.POST["sheet"], by=by, at=now)
        return redirect("roster:match_columns", key=key)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headers=row.headers,
        departments=pack.departments(known=now),
        guessed=queries.guessed(row=row, at=now),
        sheets=row.sheets,
        initial={"sheet": row.sheet, "only": row.department, "as_of": row.as_of or pack.today(at=now)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.ask_to_read(
                import_id=key, columns=form.chosen, department=said["only"], as_of=said["as_of"], by=by, at=now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("roster:show_import", key=key)
    context = {"row": row, "form": form, "kept_until": queries.kept_until(row=row, at=now)}
    if request.method == "POST":
        return render_invalid(request, "roster/columns.html", context)
    return TemplateResponse(request, "roster/columns.html", context)


@require_safe
@_or_404
def show_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show how far a list is, and what it would do, person by person."""
    row = queries.find(id=key)
    if row.step == ImportStep.MATCHING:
        return redirect("roster:match_columns", key=key)
    return TemplateResponse(request, "roster/import.html", _context(request, row, None, at=clock.now()))


@require_safe
@_or_404
def download_mistakes(_request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand out every mistake as CSV."""
    row = queries.find(id=key)
    mark = ("sample",) if installation.is_sample() else ()
    head = ("row", "column", "mistake", "value", *(("records",) if mark else ()))
    found = ((str(line), column, said, value, *mark) for line, column, said, value in queries.mistakes(row=row))
    return _file(f"{'sample-' if mark else ''}mistakes.csv", (line for part in ((head,), found) for line in part))


@require_POST
@_or_404
def apply_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Take a list into the roster."""
    now = clock.now()
    row = queries.find(id=key)
    form = _apply_form(row, request, at=now)
    if form.is_valid():
        said = form.cleaned_data
        try:
            is_done = actions.ask_to_apply(
                import_id=key,
                leave_out=bool(said.get("leave_out")),
                leaving_typed=said.get("leaving"),
                by=person(request),
                at=now,
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if is_done:
                messages.success(request, _("The list is in the roster."))
            return redirect("roster:show_import", key=key)
    return render_invalid(request, "roster/import.html", _context(request, row, form, at=now))


@require_POST
@_or_404
def undo_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Put back what was before."""
    actions.undo_import(import_id=key, by=person(request), at=clock.now())
    messages.success(request, _("The list is taken back: everybody stands as before."))
    return redirect("roster:show_import", key=key)


@require_POST
@_or_404
def drop_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Forget a list that was not taken in."""
    actions.drop_import(import_id=key, by=person(request), at=clock.now())
    messages.success(request, _("The list is forgotten. Nothing of it was taken in."))
    return redirect("roster:list_imports")


def _list_context(request: HttpRequest, form: BringForm) -> dict[str, object]:
    page = Paginator(queries.imports(), _PAGE).get_page(request.GET.get("page"))
    days = pack.terms(known=clock.now()).keep_list_days
    return {"form": form, "page": page, "samples": samples.names(), "step_words": STEP_WORDS, "days": days}


def _apply_form(row: Import, request: HttpRequest | None, *, at: datetime) -> ApplyForm:
    return ApplyForm(
        request.POST if request is not None else None,
        has_mistakes=bool(row.counts.get("wrong")),
        asks_again=leaving.asks_again(
            leaves=row.counts.get("leaves", 0),
            here=row.counts.get("here", 0),
            percent=pack.terms(known=at).ask_again_percent,
        ),
    )


def _context(request: HttpRequest, row: Import, form: ApplyForm | None, *, at: datetime) -> dict[str, object]:
    step = ImportStep(row.step)
    is_read = step is ImportStep.READ
    verdict = _verdict(request, row)
    # The pages are counted by what was found when the list was read; the rows are looked up anew.
    page = Paginator(range(row.counts.get(verdict.value, 0)), _PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * _PAGE
    found: tuple[JudgedFact, ...] = ()
    left_out: tuple[ImportRow, ...] = ()
    if is_read and verdict in _OF_ROWS:
        left_out = tuple(queries.rows_left_out(row=row, state=_OF_ROWS[verdict])[start : start + _PAGE])
    elif is_read:
        found = judged.people(row=row, verdict=verdict, start=start, most=_PAGE)
    ground = pack.ground(known=at)
    return {
        "row": row,
        "form": form or _apply_form(row, None, at=at),
        "step_words": STEP_WORDS,
        "is_busy": step in _BUSY,
        "is_read": is_read,
        "can_drop": step in FORGOTTEN_FROM,
        "verdict": verdict,
        "verdicts": [(one, VERDICT_WORDS[one], row.counts.get(one.value, 0)) for one in Verdict],
        "to_write": sum(row.counts.get(one.value, 0) for one in _WRITTEN),
        "page": page,
        "found": found,
        "left_out": left_out,
        "site_words": people.site_names(
            {site for one in found for post in one.posts for site in (post["site"], post["our_site"]) if site}
        ),
        "kept_until": queries.kept_until(row=row, at=at),
        "column_words": COLUMN_WORDS,
        "department_words": ground.departments,
        "work_type_words": ground.terms.work_types,
        "shift_words": ground.terms.shifts,
    }


_WRITTEN = (Verdict.JOINS, Verdict.MOVES, Verdict.LEAVES, Verdict.CHANGED)


def _verdict(request: HttpRequest, row: Import) -> Verdict:
    """Return who is shown: those that were asked for, else the first that want a person."""
    asked = request.GET.get("show", "")
    if asked in set(Verdict):
        return Verdict(asked)
    first = (Verdict.WRONG, Verdict.LEAVES, Verdict.MOVES, Verdict.CHANGED, Verdict.JOINS, Verdict.SAME)
    return next((one for one in first if row.counts.get(one.value)), Verdict.SAME)


class _Echo:
    """A file that hands back each line."""

    def write(self, value: str) -> str:
        """Hand it back."""
        return value


def _file(name: str, lines: Iterable[tuple[str, ...]]) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        _csv(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _csv(lines: Iterable[tuple[str, ...]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read it as UTF-8
    for line in lines:
        yield writer.writerow([spelling.harmless(cell) for cell in line])


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return 0
