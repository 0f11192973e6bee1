"""What finds the activity nobody reported: attested months, and the books of dispatch and cameras."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import person
from standing.hall.installation.api import is_sample
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotAllowed, NotFound, Refused
from standing.rooms.encounters import actions, permissions
from standing.rooms.encounters.actions.months import Entered
from standing.rooms.encounters.forms import TraceForm
from standing.rooms.encounters.queries import figures, places
from standing.rooms.encounters.rules import sheets
from standing.rooms.encounters.views._doors import carry_out, or_404


@require_safe
def list_months(request: HttpRequest) -> HttpResponse:
    """List what each department said about each month, what is missing first."""
    by = person(request)
    lines = figures.months(by=by, at=clock.now())
    missing = request.GET.get("all") is None
    return TemplateResponse(
        request,
        "encounters/list_months.html",
        {
            "lines": [line for line in lines if line.is_missing or not missing],
            "only_missing": missing,
            "all": len(lines),
            "own": permissions.departments_of(by=by, roles=permissions.WRITERS, city=frozenset()),
        },
    )


@require_POST
@or_404
def attest_month(request: HttpRequest, department: str, year: int, month: int) -> HttpResponse:
    """Say that nothing happened in a month."""
    try:
        first = date(year, month, 1)
    except ValueError:
        raise Http404 from None
    carry_out(
        request,
        lambda: actions.attest_month(department=department, month=first, by=person(request), at=clock.now()),
        done=_("It is recorded that nothing happened in that month."),
    )
    return redirect("encounters:list_months")


@require_http_methods(["GET", "HEAD", "POST"])
@or_404
def compare(request: HttpRequest) -> HttpResponse:
    """Hold calls and camera exports against the reports; enter a day."""
    now, by = clock.now(), person(request)
    form = TraceForm(request.POST if request.method == "POST" else None, departments=places.department_names(at=now))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.enter_traces(entered=_entered(said), by=by, at=now)
        except (NotFound, NotAllowed):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is entered."))
            return redirect("encounters:compare")
    context = {
        "form": form,
        "unmatched": figures.unmatched(at=now),
        "can_enter": any(accounts.holds(user=by, role=role) for role in permissions.CITY_WRITERS),
    }
    if form.is_bound and form.errors:
        return render_invalid(request, "encounters/compare.html", context)
    return TemplateResponse(request, "encounters/compare.html", context)


@require_safe
def compare_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (a page is asked)
    """Hand out what does not match as a table."""
    rows = [
        (one.day.isoformat(), one.name, one.calls, one.reports, one.camera) for one in figures.unmatched(at=clock.now())
    ]
    text = sheets.sheet(head=("day", "department", "calls", "reports", "camera"), rows=rows, is_sample=is_sample())
    name = "sample-unmatched.csv" if is_sample() else "unmatched.csv"
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, headers=headers)


def _entered(said: dict[str, Any]) -> list[Entered]:
    found = [
        Entered(day=day, department=department, calls=calls, camera=camera)
        for day, department, calls, camera in said["lines"]
    ]
    if said["day"] is not None:
        day, department = said["day"], said["department"]
        found += [Entered(day=day, department=department, camera=camera) for camera in said["cameras"]]
        if said["calls"] is not None:
            found.append(Entered(day=day, department=department, calls=said["calls"]))
    return found
