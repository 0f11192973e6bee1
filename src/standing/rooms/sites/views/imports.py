"""Property lists: bring one, match its columns, look at what it would do, take it in, take it back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from typing import ParamSpec
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.hall.web.views import refused, render_invalid
from standing.kernel.lists import spelling
from standing.kernel.lists.tables import LARGEST_UPLOAD, TOO_LARGE
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.sites.actions import imports as actions
from standing.rooms.sites.forms import COLUMN_WORDS, ApplyForm, BringForm, ColumnsForm
from standing.rooms.sites.models import Import
from standing.rooms.sites.queries import imports as queries
from standing.rooms.sites.queries import pack, samples
from standing.rooms.sites.rules.steps import ImportStep, Verdict

P = ParamSpec("P")
_ROOM_FOR_THE_FORM = 64 * 1024
_PAGE = 25
VERDICT_WORDS = {
    Verdict.NEW: gettext_lazy("Added"),
    Verdict.CHANGED: gettext_lazy("Changed"),
    Verdict.SAME: gettext_lazy("Unchanged"),
    Verdict.DUPLICATE: gettext_lazy("Repeated in the list"),
    Verdict.UNSURE: gettext_lazy("Perhaps ours: you decide"),
    Verdict.WRONG: gettext_lazy("With mistakes"),
}
STEP_WORDS = {
    ImportStep.MATCHING: gettext_lazy("Columns to match"),
    ImportStep.READING: gettext_lazy("Being read"),
    ImportStep.READ: gettext_lazy("To look at"),
    ImportStep.REFUSED: gettext_lazy("Cannot be read"),
    ImportStep.APPLYING: gettext_lazy("Being taken in"),
    ImportStep.APPLIED: gettext_lazy("Taken in"),
    ImportStep.UNDONE: gettext_lazy("Taken back"),
    ImportStep.DROPPED: gettext_lazy("Forgotten"),
}
_BUSY = {ImportStep.READING, ImportStep.APPLYING}
_DROPPED = {ImportStep.MATCHING, ImportStep.READING, ImportStep.READ, ImportStep.REFUSED}


def _or_404(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Answer 404 where there is no such import, and say why where something is refused."""

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
    Show the imports, and bring another list.

    A file that is too large is refused by the length that is announced, before a byte of it is read: the check
    against forged forms would read it all, so it stands behind this one.
    """
    if request.method == "POST" and _announced(request) > LARGEST_UPLOAD + _ROOM_FOR_THE_FORM:
        form = BringForm({})
        form.errors.clear()
        form.add_error("file", TOO_LARGE)
        return TemplateResponse(request, "sites/imports.html", _list_context(request, form), status=413)
    return _list_imports(request)


@csrf_protect
def _list_imports(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return TemplateResponse(request, "sites/imports.html", _list_context(request, BringForm()))
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_invalid(request, "sites/imports.html", _list_context(request, form))
    file = form.cleaned_data["file"]
    try:
        key = actions.bring_list(file_name=file.name, content=file.chunks(), by=person(request), at=clock.now())
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return render_invalid(request, "sites/imports.html", _list_context(request, form))
    return redirect("sites:match_columns", key=key)


@require_safe
def sample_list(_request: HttpRequest, name: str) -> FileResponse:
    """Hand out a made-up list to try."""
    path = samples.path(name=name)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_http_methods(["GET", "HEAD", "POST"])
@_or_404
def match_columns(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Say which column means what."""
    now, by = clock.now(), person(request)
    row = queries.find(id=key)
    if row.step not in {ImportStep.MATCHING, ImportStep.READ}:
        return redirect("sites:show_import", key=key)
    if request.method == "POST" and request.POST.get("sheet", row.sheet) != row.sheet:
        actions.choose_sheet(import_id=key, sheet=request.POST["sheet"], by=by, at=now)
        return redirect("sites:match_columns", key=key)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headers=row.headers,
        departments=pack.departments(known=now),
        guessed=queries.guessed(row=row, at=now),
        sheets=row.sheets,
        initial={"sheet": row.sheet, "default_department": row.department},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_to_read(
                import_id=key,
                columns=form.chosen,
                department=form.cleaned_data["default_department"],
                by=by,
                at=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("sites:show_import", key=key)
    context = {"row": row, "form": form}
    if request.method == "POST":
        return render_invalid(request, "sites/columns.html", context)
    return TemplateResponse(request, "sites/columns.html", context)


@require_safe
@_or_404
def show_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show how far an import is, and what it would do, row by row."""
    row = queries.find(id=key)
    if row.step == ImportStep.MATCHING:
        return redirect("sites:match_columns", key=key)
    return TemplateResponse(request, "sites/import.html", _context(request, row, ApplyForm(), at=clock.now()))


@require_safe
@_or_404
def download_mistakes(_request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand out every mistake as CSV."""
    row = queries.find(id=key)
    name = f"{'sample-' if installation.is_sample() else ''}mistakes.csv"
    return StreamingHttpResponse(
        _mistakes(row),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_POST
@_or_404
def answer_rows(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Say which rows are sites of ours."""
    said = {int(name[4:]): value for name, value in request.POST.items() if name[:4] == "row_" and name[4:].isdigit()}
    actions.answer_rows(
        import_id=key,
        same=[line for line, value in said.items() if value == "same"],
        other=[line for line, value in said.items() if value == "other"],
        by=person(request),
        at=clock.now(),
    )
    messages.success(request, _("Your answers are kept."))
    return redirect("sites:show_import", key=key)


@require_POST
@_or_404
def apply_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Take a list into the register."""
    now = clock.now()
    form = ApplyForm(request.POST)
    form.is_valid()
    try:
        is_done = actions.ask_to_apply(
            import_id=key, leave_out=form.cleaned_data["leave_out"], by=person(request), at=now
        )
    except NotFound:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "sites/import.html", _context(request, queries.find(id=key), form, at=now))
    if is_done:
        messages.success(request, _("The list is in the register."))
    return redirect("sites:show_import", key=key)


@require_POST
@_or_404
def undo_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Put back what was before."""
    sites = actions.undo_import(import_id=key, by=person(request), at=clock.now())
    messages.success(
        request,
        ngettext(
            "The import is taken back: %(number)d site is as it was.",
            "The import is taken back: %(number)d sites are as they were.",
            sites,
        )
        % {"number": sites},
    )
    return redirect("sites:show_import", key=key)


@require_POST
@_or_404
def drop_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Forget a list that was not taken in."""
    actions.drop_import(import_id=key, by=person(request), at=clock.now())
    messages.success(request, _("The list is forgotten. Nothing of it was taken in."))
    return redirect("sites:list_imports")


def _list_context(request: HttpRequest, form: BringForm) -> dict[str, object]:
    page = Paginator(queries.imports(), _PAGE).get_page(request.GET.get("page"))
    return {"form": form, "page": page, "samples": samples.names(), "step_words": STEP_WORDS}


def _context(request: HttpRequest, row: Import, form: ApplyForm, *, at: datetime) -> dict[str, object]:
    step = ImportStep(row.step)
    is_read = step is ImportStep.READ
    verdict = _verdict(request, row)
    page = Paginator(queries.rows(row=row, verdict=verdict), _PAGE).get_page(request.GET.get("page"))
    return {
        "row": row,
        "form": form,
        "step": step,
        "step_words": STEP_WORDS,
        "is_busy": step in _BUSY,
        "is_read": is_read,
        "can_drop": step in _DROPPED,
        "verdict": verdict,
        "verdicts": [(one, VERDICT_WORDS[one], row.counts.get(one.value, 0)) for one in Verdict],
        "to_write": row.counts.get(Verdict.NEW.value, 0) + row.counts.get(Verdict.CHANGED.value, 0),
        "page": page,
        "found": queries.described(list(page.object_list)) if is_read else (),
        "column_words": COLUMN_WORDS,
        "department_words": pack.departments(known=at),
    }


def _verdict(request: HttpRequest, row: Import) -> Verdict:
    """Return which rows are shown: those that were asked for, else the ones that want a person first."""
    asked = request.GET.get("rows", "")
    if asked in set(Verdict):
        return Verdict(asked)
    first = (Verdict.WRONG, Verdict.UNSURE, Verdict.NEW, Verdict.CHANGED, Verdict.DUPLICATE, Verdict.SAME)
    return next((one for one in first if row.counts.get(one.value)), Verdict.NEW)


class _Echo:
    """A file that hands back each line."""

    def write(self, value: str) -> str:
        """Hand it back."""
        return value


def _mistakes(row: Import) -> Iterator[str]:
    writer, mark = csv.writer(_Echo()), ["sample"] if installation.is_sample() else []
    yield "\ufeff" + writer.writerow(["row", "column", "mistake", "value", *(["records"] if mark else [])])
    for line, column, sentence, value in queries.mistakes(row=row):
        yield writer.writerow([str(line), *(spelling.harmless(cell) for cell in (column, sentence, value)), *mark])


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return 0
