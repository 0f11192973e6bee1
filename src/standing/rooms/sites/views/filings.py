"""Lists that departments file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.sites import permissions
from standing.rooms.sites.actions import filing as actions
from standing.rooms.sites.forms import EVIDENCE_WORDS, LOCKED_WORDS, USE_WORDS, FileListForm
from standing.rooms.sites.queries import filings, pack
from standing.rooms.sites.rules.lists import Evidence

_SHOWN = 20


@require_safe
def list_filings(request: HttpRequest) -> HttpResponse:
    """Show how each department's list stands."""
    now, by = clock.now(), person(request)
    names = pack.departments(known=now)
    read = permissions.departments_read(by=by)
    shown = {code: name for code, name in names.items() if read is None or code in read}
    return TemplateResponse(
        request,
        "sites/filings.html",
        {
            "rows": filings.standing(departments=shown),
            "files": permissions.departments_filed_for(by=by),
            "evidence_words": EVIDENCE_WORDS,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def file_list(request: HttpRequest, department: str) -> HttpResponse:
    """Show what a department would file now, and file it."""
    now, by = clock.now(), person(request)
    name = pack.departments(known=now).get(department)
    if name is None:
        raise Http404
    draft = filings.draft(department=department)
    form = FileListForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": draft.sha256, "kinds": [str(kind) for kind in draft.ready]},
    )
    context = {
        "form": form,
        "draft": draft,
        "unready": [
            (EVIDENCE_WORDS[kind], draft.unready[kind][:_SHOWN], max(0, len(draft.unready[kind]) - _SHOWN))
            for kind in Evidence
            if draft.unready[kind]
        ],
        "department": department,
        "department_name": name,
        "filings": filings.filings(department=department, known=now),
        "can_file": permissions.can_file(department=department, by=by),
        "evidence_words": EVIDENCE_WORDS,
        "use_words": USE_WORDS,
        "locked_words": LOCKED_WORDS,
    }
    if request.method != "POST":
        return TemplateResponse(request, "sites/file.html", context)
    if form.is_valid():
        try:
            filed = actions.file_list(
                department=department,
                kinds=[Evidence(kind) for kind in form.cleaned_data["kinds"]],
                seen_sha256=form.cleaned_data["seen"],
                by=by,
                at=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The list is filed, and the duty has its evidence."))
            return redirect("sites:show_filing", department=department, filing=filed)
    return render_invalid(request, "sites/file.html", context)


@require_safe
def show_filing(request: HttpRequest, department: str, filing: UUID) -> HttpResponse:
    """Show a list as it was filed."""
    now = clock.now()
    found = filings.filing(department=department, id=filing)
    return TemplateResponse(
        request,
        "sites/filing.html",
        {
            "filing": found,
            "is_moved": filings.draft(department=department).sha256 != found.sha256,
            "department_name": pack.departments(known=now).get(department, department),
            "evidence_words": EVIDENCE_WORDS,
            "use_words": USE_WORDS,
            "locked_words": LOCKED_WORDS,
        },
    )
