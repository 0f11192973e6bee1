"""Lists of contracts: bring one, look at what it would do, take it in, take it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.hall.web.views import render_invalid
from standing.kernel.lists.tables import LARGEST_UPLOAD, TOO_LARGE
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.contractors.actions import imports as actions
from standing.rooms.contractors.forms import STEP_WORDS, VERDICT_WORDS, ApplyForm, BringForm
from standing.rooms.contractors.models import Import
from standing.rooms.contractors.queries import imports as queries
from standing.rooms.contractors.queries import pack, samples
from standing.rooms.contractors.rules.columns import NAMES
from standing.rooms.contractors.rules.steps import ImportStep, Verdict
from standing.rooms.contractors.views._parts import csv_of, or_404

_ROOM_FOR_THE_FORM = 64 * 1024
_PAGE = 25
_SHOWN = 100
SIZES = (200, 10_000)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def list_imports(request: HttpRequest) -> HttpResponseBase:
    """
    Show the lists, and bring another.

    A file that is too large is refused by the length that is announced, before a byte of it is read.
    """
    if request.method == "POST" and _announced(request) > LARGEST_UPLOAD + _ROOM_FOR_THE_FORM:
        form = BringForm({})
        form.errors.clear()
        form.add_error("file", TOO_LARGE)
        return TemplateResponse(request, "contractors/imports.html", _list_context(request, form), status=413)
    return _list_imports(request)


@csrf_protect
def _list_imports(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return TemplateResponse(request, "contractors/imports.html", _list_context(request, BringForm()))
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_invalid(request, "contractors/imports.html", _list_context(request, form))
    file = form.cleaned_data["file"]
    try:
        key = actions.bring_list(file_name=file.name, content=file.chunks(), by=person(request), at=clock.now())
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return render_invalid(request, "contractors/imports.html", _list_context(request, form))
    return redirect("contractors:show_import", key)


@require_safe
def sample_list(_request: HttpRequest, size: int) -> HttpResponseBase:
    """Hand out a made-up list to try; only a sample takes it in."""
    if size not in SIZES or not installation.is_sample():
        raise Http404
    now = clock.now()
    lines = samples.lines(
        contracts=size,
        firms=size // 2,
        departments=sorted(pack.departments(known=now)),
        sites=sorted(pack.site_names(known=now))[:200],
    )
    return csv_of(f"contracts-{size}", (line[:-1] for line in lines))


@require_safe
@or_404
def show_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show where a list stands, and what it would do."""
    return TemplateResponse(request, "contractors/import.html", _context(queries.find(id=key), ApplyForm()))


@require_safe
@or_404
def download_mistakes(_request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand out every mistake as CSV."""
    row = queries.find(id=key)
    head = ("row", "column", "mistake", "value")
    return csv_of("mistakes", [head, *(tuple(map(str, one)) for one in row.problems)])


@require_POST
@or_404
def apply_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Take a list in."""
    form = ApplyForm(request.POST)
    form.is_valid()
    try:
        is_done = actions.ask_to_apply(
            import_id=key, leave_out=form.cleaned_data["leave_out"], by=person(request), at=clock.now()
        )
    except NotFound:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "contractors/import.html", _context(queries.find(id=key), form))
    if is_done:
        messages.success(request, _("The list is taken in."))
    return redirect("contractors:show_import", key)


@require_POST
@or_404
def undo_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Put back what was before."""
    number = actions.undo_import(import_id=key, by=person(request), at=clock.now())
    messages.success(
        request,
        ngettext(
            "The list is taken back: %(number)d contract is as it was.",
            "The list is taken back: %(number)d contracts are as they were.",
            number,
        )
        % {"number": number},
    )
    return redirect("contractors:show_import", key)


@require_POST
@or_404
def drop_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Forget a list that was not taken in."""
    actions.drop_import(import_id=key, by=person(request), at=clock.now())
    messages.success(request, _("The list is forgotten. Nothing of it was taken in."))
    return redirect("contractors:list_imports")


def _list_context(request: HttpRequest, form: BringForm) -> dict[str, object]:
    page = Paginator(queries.imports(), _PAGE).get_page(request.GET.get("page"))
    sizes = SIZES if installation.is_sample() else ()
    return {"form": form, "page": page, "sizes": sizes, "step_words": STEP_WORDS}


def _context(row: Import, form: ApplyForm) -> dict[str, object]:
    return {
        "row": row,
        "form": form,
        "is_busy": row.step == ImportStep.APPLYING,
        "is_read": row.step == ImportStep.READ,
        "step_words": STEP_WORDS,
        "verdicts": [(VERDICT_WORDS[one], row.counts.get(one.value, 0)) for one in Verdict],
        "problems": row.problems[:_SHOWN],
        "more": max(0, len(row.problems) - _SHOWN),
        "columns": [(NAMES[name][0], place + 1) for name, place in sorted(row.columns.items(), key=lambda one: one[1])],
    }


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return 0
