"""Who takes what, and completions that come from elsewhere or go there."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.hall.web.views import refused, render_invalid
from standing.kernel.lists.tables import LARGEST_UPLOAD, TOO_LARGE, Unfit
from standing.kernel.refusals import Refused
from standing.rooms.training import permissions
from standing.rooms.training.actions import assigning, importing
from standing.rooms.training.actions.assigning import Rule
from standing.rooms.training.models import Assignment
from standing.rooms.training.queries import courses, coverage, duties, lists, terms
from standing.rooms.training.queries.terms import Words
from standing.rooms.training.rules.coverage import Filters
from standing.rooms.training.views.asked import ListForm, RuleForm, TakeInForm

_PAGE = 50


@require_safe
def list_rules(request: HttpRequest) -> HttpResponse:
    """List the rules that say whose duty a course is."""
    now = clock.now()
    words = terms.words(known=now)
    page = Paginator(duties.rules(is_open=True), _PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "training/rules.html",
        {
            "page": page,
            "rows": [(row, _title(row, words), _said(row, words)) for row in page.object_list],
            "ended": [(row, _title(row, words), _said(row, words)) for row in duties.rules(is_open=False)[:_PAGE]],
            "steers": permissions.steers(by=person(request)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def make_rule(request: HttpRequest) -> HttpResponse:
    """Ask for a rule, say how many people it covers, and make it on the second press."""
    now = clock.now()
    words, today = terms.words(known=now), courses.today(at=now)
    form = RuleForm(request.POST if request.method == "POST" else None, words=words, initial={"from_on": today})
    context: dict[str, object] = {"form": form}
    if request.method != "POST":
        return TemplateResponse(request, "training/rule.html", context)
    if not form.is_valid():
        return render_invalid(request, "training/rule.html", context)
    said = form.cleaned_data
    rule = Rule(
        course=said["course"],
        department=said["department"],
        site=said["site"],
        work_type=said["work_type"],
        shift=said["shift"],
        days=said["days"],
    )
    covered = coverage.covered_by(
        day=max(today, said["from_on"]),
        filters=Filters(department=rule.department, site=rule.site, work_type=rule.work_type, shift=rule.shift),
    )
    if request.POST.get("step") != "save":
        return TemplateResponse(request, "training/rule.html", context | {"covered": covered, "is_looked_at": True})
    try:
        assigning.make_rule(rule=rule, from_on=said["from_on"], by=person(request), at=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "training/rule.html", context)
    messages.success(
        request,
        ngettext(
            "The rule is made. It covers %(number)d person.", "The rule is made. It covers %(number)d people.", covered
        )
        % {"number": covered},
    )
    return redirect("training:list_rules")


@require_POST
def end_rule(request: HttpRequest, rule: UUID) -> HttpResponse:
    """End a rule."""
    assigning.end_rule(rule=rule, by=person(request), at=clock.now())
    messages.success(request, _("The rule has ended. Who finished the course keeps that."))
    return redirect("training:list_rules")


@require_http_methods(["GET", "HEAD", "POST"])
def import_completions(request: HttpRequest) -> HttpResponse:
    """Show what a list of completions would do, and take it in on the second press."""
    now = clock.now()
    if request.method == "POST" and "content" in request.POST:
        return _take_in(request, at=now)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return TemplateResponse(request, "training/import.html", {"form": form})
    if form.is_valid():
        upload = form.cleaned_data["file"]
        if upload.size > LARGEST_UPLOAD:
            form.add_error("file", TOO_LARGE)
        else:
            content = upload.read()
            try:
                rows = lists.rows(content=content, at=now)
            except Unfit as unfit:
                form.add_error("file", str(unfit))
            else:
                return _preview(request, content, rows)
    return render_invalid(request, "training/import.html", {"form": form})


def _preview(request: HttpRequest, content: bytes, rows: tuple[lists.Row, ...]) -> HttpResponse:
    wrong = [row for row in rows if row.problem]
    known = [row for row in rows if row.is_known and not row.problem]
    return TemplateResponse(
        request,
        "training/import.html",
        {
            "form": ListForm(),
            "carried": TakeInForm(initial={"content": base64.b64encode(content).decode()}),
            "is_read": True,
            "wrong": wrong[:200],
            "counts": (
                (_("New"), len(rows) - len(wrong) - len(known)),
                (_("Known already"), len(known)),
                (_("With mistakes, left out"), len(wrong)),
            ),
            "new": len(rows) - len(wrong) - len(known),
        },
    )


def _take_in(request: HttpRequest, *, at: datetime) -> HttpResponse:
    form = TakeInForm(request.POST)
    try:
        content = base64.b64decode(form.data.get("content", ""), validate=True)
        new = importing.take_in(content=content, by=person(request), at=at)
    except (binascii.Error, Unfit) as error:
        messages.error(request, str(error) if isinstance(error, Unfit) else _("Bring the list again."))
        return redirect("training:import_completions")
    except Refused as refusal:
        return refused(request, refusal)
    messages.success(
        request,
        ngettext("%(number)d completion was recorded.", "%(number)d completions were recorded.", new) % {"number": new},
    )
    return redirect("training:show_coverage")


@require_safe
def export_statements(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001 - Django hands it over
    """Hand out every completion in the shape of xAPI, one statement a line."""
    is_sample = installation.is_sample()
    name = f"{'sample-' if is_sample else ''}statements.jsonl"
    return StreamingHttpResponse(
        _lines(at=clock.now(), is_sample=is_sample),
        content_type="application/jsonl; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _lines(*, at: datetime, is_sample: bool) -> Iterator[str]:
    origin = str(settings.STANDING["origin"])
    for one in duties.statements(origin=origin, since=None, known=at, is_sample=is_sample):
        yield json.dumps(one, ensure_ascii=False) + "\n"


def _title(row: Assignment, words: Words) -> str:
    return words.courses.get(row.course_id, row.course_id)


def _said(row: Assignment, words: Words) -> str:
    """Say on whom a rule falls."""
    parts = [
        words.departments.get(row.department, row.department),
        words.sites.get(row.site, row.site),
        words.work_types.get(row.work_type, row.work_type),
        words.shifts.get(row.shift, row.shift),
    ]
    return ", ".join(part for part in parts if part) or _("Everybody on the roster")
