"""Pages of departments: their own services, where help is missing, and that a list is complete."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation.api import is_sample
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.services import permissions
from standing.rooms.services.actions import attesting
from standing.rooms.services.forms.staff import AttestForm
from standing.rooms.services.queries import gaps as gap_queries
from standing.rooms.services.queries import names, work


@require_safe
def list_departments(request: HttpRequest) -> HttpResponse:
    """List the departments this person may read, with what each said about its list."""
    now, by = clock.now(), person(request)
    known = names.departments(at=now)
    own = permissions.own_departments(by=by)
    shown = known if permissions.reads_all(by=by) else {code: known.get(code, code) for code in sorted(own)}
    if len(shown) == 1 and not permissions.reads_all(by=by):
        return redirect("services:list_department", department=next(iter(shown)))
    return TemplateResponse(request, "services/departments.html", {"rows": work.departments(names=shown, at=now)})


@require_safe
def list_department(request: HttpRequest, department: str) -> HttpResponse:
    """Show the services of a department and what it said about the list."""
    now = clock.now()
    _check_known(department)
    return TemplateResponse(
        request,
        "services/department.html",
        {
            "department": department,
            "name": names.department(code=department, at=now),
            "list": work.list_of(department=department, at=now),
            "attestations": work.attestations(at=now, department=department),
            "can_attest": permissions.can_attest(department=department, by=person(request)),
            "can_add": permissions.can_change(department=department, by=person(request)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def attest_list(request: HttpRequest, department: str) -> HttpResponse:
    """Say that the list of a department is complete as of today, and what was widened."""
    now = clock.now()
    _check_known(department)
    listed = work.list_of(department=department, at=now)
    form = AttestForm(request.POST or None, initial={"seen": listed.sha256})
    page = {"form": form, "department": department, "name": names.department(code=department, at=now), "list": listed}
    if request.method != "POST":
        return TemplateResponse(request, "services/attest.html", page)
    if not form.is_valid():
        return render_invalid(request, "services/attest.html", page)
    said = form.cleaned_data
    try:
        attesting.attest_list(
            department=department, widened=said["widened"], seen_sha256=said["seen"], by=person(request), at=now
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "services/attest.html", page)
    messages.success(request, _("Recorded: the list is complete as of today."))
    return redirect("services:list_department", department=department)


@require_safe
def show_gaps(request: HttpRequest) -> HttpResponse:
    """Show where help is missing, by language and district."""
    now = clock.now()
    code = _asked_department(request)
    return TemplateResponse(
        request,
        "services/gaps.html",
        {
            "gaps": gap_queries.gaps(at=now, department=code),
            "department": code,
            "departments": sorted(names.departments(at=now).items(), key=lambda pair: pair[1]),
            "name": names.department(code=code, at=now) if code else "",
        },
    )


@require_safe
def download_gaps(request: HttpRequest) -> HttpResponse:
    """Hand out where help is missing as a table."""
    now = clock.now()
    code = _asked_department(request)
    found = gap_queries.gaps(at=now, department=code)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(["sample" if is_sample() else "record", "kind", "by", "code", "name", "services"])
    mark = "sample" if is_sample() else "city"
    for by, part in (("language", found.by_language), ("district", found.by_district)):
        for row in part.rows:
            for (key, name), count in zip(part.columns, row.counts, strict=True):
                table.writerow([mark, row.kind, by, key, name, count])
    name = f"{'sample-' if is_sample() else ''}help-missing{f'-{code}' if code else ''}.csv"
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "private, no-store",
        },
    )


def _asked_department(request: HttpRequest) -> str:
    code = request.GET.get("of", "")
    if code:
        _check_known(code)
    return code


def _check_known(department: str) -> None:
    if department not in names.departments(at=clock.now()):
        raise Http404("There is no such department.")
