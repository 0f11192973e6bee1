"""Files for translators' programs: out, in, and what came of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation.api import is_sample
from standing.hall.translations.actions import files as actions
from standing.hall.translations.forms import ExportForm, ImportForm
from standing.hall.translations.queries import choices, files
from standing.hall.translations.rules.exchange import LARGEST, Form
from standing.hall.translations.views.parts import can_write, languages
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def list_files(request: HttpRequest) -> HttpResponse:
    """Show what came in, hand out files, and take one in."""
    known = languages()
    page = {
        "imports": files.imports(),
        "names": dict(known),
        "export": ExportForm(languages=known, pages=choices.pages(), auto_id="export_%s"),
        "can_write": can_write(request),
    }
    if request.method != "POST":
        return TemplateResponse(request, "translations/files.html", {**page, "form": ImportForm(languages=known)})
    form = ImportForm(request.POST, request.FILES, languages=known)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            taken = actions.import_file(
                content=sent.read(LARGEST + 1),
                name=sent.name,
                form=form.form_of_file,
                language=form.cleaned_data["language"],
                by=person(request),
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file is taken in. Read below what became of each text."))
            return redirect("translations:show_import", taken.id)
    return render_invalid(request, "translations/files.html", {**page, "form": form})


@require_safe
def export_file(request: HttpRequest) -> HttpResponse:
    """Hand out a file."""
    form = ExportForm(request.GET, languages=languages(), pages=choices.pages())
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    kind, page, language = Form(said["form"]), said["page"], said["language"]
    content = files.exported(language=language, form=kind, pages=[page] if page else None, only_open=said["only_open"])
    start = "sample-" if is_sample() else ""
    name = f"{start}{page.replace(':', '-') or 'words'}-{language}{kind.ending}"
    return HttpResponse(
        content,
        headers={
            "Content-Type": kind.media_type,
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "private, no-store",
        },
    )


@require_safe
def show_import(request: HttpRequest, made: UUID) -> HttpResponse:
    """Show what became of each text of a file."""
    fact, lines = files.made_import(made=made)
    return TemplateResponse(
        request,
        "translations/import.html",
        {"import": fact, "lines": lines, "names": dict(languages()), "can_write": can_write(request)},
    )


@require_POST
def undo_import(request: HttpRequest, made: UUID) -> HttpResponse:
    """Take an import back."""
    try:
        done = actions.undo_import(made=made, by=person(request), at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Taken back: %(withdrawn)d. Stayed, because somebody wrote or approved it since: %(stayed)d.")
            % {"withdrawn": done.withdrawn, "stayed": done.stayed},
        )
    return redirect("translations:show_import", made)


@require_POST
def settle_aside(request: HttpRequest, line: int) -> HttpResponse:
    """Use a text that was kept aside, or let it go."""
    actions.settle_aside(line=line, used="use" in request.POST, by=person(request), at=clock.now())
    messages.success(request, _("Done."))
    return redirect("translations:list_files")
