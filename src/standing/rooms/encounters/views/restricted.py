"""What few may see: officers, documents and photographs, sealed when they come and opened for a purpose."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.files import api as files
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotAllowed, NotFound, Refused
from standing.rooms.encounters import actions, permissions
from standing.rooms.encounters.forms import RESTRICTED_WORDS, FileForm, OfficersForm, PurposeForm
from standing.rooms.encounters.queries import reports as queries
from standing.rooms.encounters.views._doors import or_404

P = ParamSpec("P")
_ROOM = 64 * 1024  # for the other fields of the form
OFFICERS = "officers"


class InMemory(MemoryFileUploadHandler):
    """Keeps what is sent in memory: nothing that was not cleaned and blurred ever reaches a disk."""

    def handle_raw_input(self, *_args: object, **_kwargs: object) -> None:
        """Always be the one who takes it; the length was looked at before."""
        self.activated = True


def not_too_large(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Refuse what is too large before a byte of it is read; then keep the rest in memory, and check the form."""
    checked = csrf_protect(view)

    @csrf_exempt  # it is checked in here: Django's own middleware would read the whole body before this line
    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST":
            try:
                length = int(request.META.get("CONTENT_LENGTH") or 0)
            except ValueError:
                length = -1
            if not 0 <= length <= files.LIMIT + _ROOM:
                page = TemplateResponse(request, "encounters/too_large.html", status=413)
                page.headers["Connection"] = "close"
                return page
            request.upload_handlers = [InMemory(request)]
        return checked(request, *args, **kwargs)

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@or_404
def seal_officers(request: HttpRequest, report: UUID) -> HttpResponse:
    """Seal who the officers were. It is not saved while it is typed, and not shown again."""
    now, by = clock.now(), person(request)
    row = queries.report(id=report, by=by)
    permissions.check_can_write(by=by, department=row.department)
    form = OfficersForm(request.POST if request.method == "POST" else None)
    context = {"report": queries.facts([row], at=now)[0], "form": form}
    if request.method != "POST":
        return TemplateResponse(request, "encounters/seal_officers.html", context)
    if form.is_valid():
        try:
            actions.seal_officers(report=report, said=form.cleaned_data, by=by, at=now)
        except (NotFound, NotAllowed):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sealed. Counsel and the Inspector General can open it, for a purpose."))
            return redirect("encounters:show_report", report=report)
    return render_invalid(request, "encounters/seal_officers.html", context)


@not_too_large
@require_http_methods(["GET", "HEAD", "POST"])
@or_404
def add_file(request: HttpRequest, report: UUID) -> HttpResponse:
    """Add a document or photograph."""
    now, by = clock.now(), person(request)
    row = queries.report(id=report, by=by)
    permissions.check_can_write(by=by, department=row.department)
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context = {"report": queries.facts([row], at=now)[0], "form": form}
    if request.method != "POST":
        return TemplateResponse(request, "encounters/add_file.html", context)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            actions.add_file(
                report=report,
                content=sent.read(files.LIMIT + 1),
                name=sent.name or "",
                is_photo=form.cleaned_data["is_photo"] == "yes",
                reason=form.cleaned_data["reason"],
                blurred=form.blurred,
                by=by,
                at=now,
            )
        except (NotFound, NotAllowed):
            raise
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file is sealed and kept."))
            return redirect("encounters:show_report", report=report)
    return render_invalid(request, "encounters/add_file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@or_404
def open_sealed(request: HttpRequest, report: UUID, what: str) -> HttpResponse:
    """Open the sealed part or one file. Asking for the page opens nothing; the purpose does, and is kept."""
    now, by = clock.now(), person(request)
    row = queries.report(id=report, by=by)
    file = None if what == OFFICERS else _file(report, what)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    context = {"report": queries.facts([row], at=now)[0], "form": form, "is_file": file is not None}
    if request.method != "POST":
        return TemplateResponse(request, "encounters/open_sealed.html", context)
    if form.is_valid():
        purpose = form.cleaned_data["purpose"]
        try:
            if file is not None:
                media_type, name, content = actions.open_file(report=report, file=file, purpose=purpose, by=by, at=now)
                return files.hand_out(content=content, media_type=media_type, name=name)
            entries = actions.open_officers(report=report, purpose=purpose, by=by, at=now)
        except (NotFound, NotAllowed):
            raise
        except Refused as refusal:
            form.add_error("purpose", str(refusal))
        else:
            shown = [[(RESTRICTED_WORDS[name], text) for name, text in one.items()] for one in entries]
            return TemplateResponse(request, "encounters/opened.html", {**context, "entries": shown})
    return render_invalid(request, "encounters/open_sealed.html", context)


def _file(report: UUID, what: str) -> UUID:
    found = next((one.id for one in queries.files(report=report) if str(one.id) == what), None)
    if found is None:
        raise Http404
    return found
