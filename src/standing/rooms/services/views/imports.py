"""Files from other directories: bring one, look at what it would do, apply it, take it back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.hall.lists.views import guarded, with_error
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.services.actions import imports as actions
from standing.rooms.services.forms.exchange import ApplyForm, BringForm
from standing.rooms.services.models import Import
from standing.rooms.services.queries import imports as queries
from standing.rooms.services.rules.exchange import ImportStep
from standing.rooms.services.rules.hsds_fields import Field
from standing.rooms.services.rules.hsds_files import LARGEST_UPLOAD, TOO_LARGE, guarded_cell


def _too_large(request: HttpRequest) -> HttpResponseBase:
    form = with_error(BringForm({}), TOO_LARGE)
    return TemplateResponse(request, "services/imports.html", _list_context(form), status=413)


@guarded(too_large=_too_large, most=LARGEST_UPLOAD)
def list_imports(request: HttpRequest) -> HttpResponseBase:
    """Show the imports, and bring another file."""
    if request.method != "POST":
        return TemplateResponse(request, "services/imports.html", _list_context(BringForm()))
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_invalid(request, "services/imports.html", _list_context(form))
    file, by, now = form.cleaned_data["file"], person(request), clock.now()
    try:
        row = actions.bring_file(
            file_name=file.name,
            content=file.chunks(),
            trusts_dates=form.cleaned_data["trusts_dates"],
            by=by,
            at=now,
        )
        if row.size <= actions.AT_ONCE:
            actions.read_file(import_id=row.pk, by=by, at=now)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return render_invalid(request, "services/imports.html", _list_context(form))
    return redirect("services:show_import", id=row.pk)


@require_safe
def show_import(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show how far an import is, and what it would do."""
    return TemplateResponse(request, "services/import.html", _context(queries.find(id=id), ApplyForm()))


@require_safe
def download_mistakes(_request: HttpRequest, id: UUID) -> HttpResponseBase:
    """Hand out every mistake as CSV."""
    row = queries.find(id=id)
    name = f"{'sample-' if installation.is_sample() else ''}mistakes.csv"
    return StreamingHttpResponse(
        _mistakes(row),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
def decide_twins(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say which new records are ones of ours."""
    same = {_id for _id in map(_uuid, request.POST.getlist("same")) if _id is not None}
    shown = {_id for _id in map(_uuid, request.POST.getlist("shown")) if _id is not None}
    actions.decide_twins(import_id=id, same=same, other=shown - same, by=person(request), at=clock.now())
    messages.success(request, _("Your answers are kept."))
    return redirect("services:show_import", id=id)


@require_POST
def apply_import(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take an import into the directory."""
    form = ApplyForm(request.POST)
    form.is_valid()
    try:
        row = actions.ask_to_apply(
            import_id=id,
            leave_out_wrong=form.cleaned_data["leave_out_wrong"],
            by=person(request),
            at=clock.now(),
        )
    except NotFound:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "services/import.html", _context(queries.find(id=id), form))
    if row.step == ImportStep.APPLIED:
        messages.success(request, _("The import is in the directory. Services are shown once they are checked."))
    return redirect("services:show_import", id=id)


@require_POST
def undo_import(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put back what was before."""
    stayed = actions.undo_import(import_id=id, by=person(request), at=clock.now())
    messages.success(request, _("The import is taken back."))
    if stayed:
        messages.warning(
            request,
            ngettext(
                "%(number)d record was changed since and stays as it is.",
                "%(number)d records were changed since and stay as they are.",
                stayed,
            )
            % {"number": stayed},
        )
    return redirect("services:show_import", id=id)


@require_POST
def drop_import(request: HttpRequest, id: UUID) -> HttpResponse:
    """Forget a file that was not applied."""
    actions.drop_import(import_id=id, by=person(request), at=clock.now())
    messages.success(request, _("The file is forgotten. Nothing of it was taken in."))
    return redirect("services:list_imports")


def _list_context(form: BringForm) -> dict[str, object]:
    return {"form": form, "imports": queries.imports()}


def _context(row: Import, form: ApplyForm) -> dict[str, object]:
    step = ImportStep(row.step)
    is_read = step is ImportStep.READ
    return {
        "row": row,
        "form": form,
        "is_busy": step in {ImportStep.WAITING, ImportStep.APPLYING},
        "is_read": is_read,
        "is_applied": step is ImportStep.APPLIED,
        "counts": queries.counted(row=row),
        "problems": queries.first_problems(row=row) if is_read else [],
        "shown": queries.SHOWN,
        "twins": queries.twins(row=row) if is_read else (),
    }


class _Echo:
    """A file that hands back each line."""

    def write(self, value: str) -> str:
        return value


_CELL = Field(name="cell")


def _mistakes(row: Import) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(["file", "line", "table", "field", "mistake"])
    for one in queries.problems(row=row):
        cells = (one.file, one.line, one.table, one.field, one.sentence)
        yield writer.writerow([guarded_cell(_CELL, cell) for cell in cells])


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
