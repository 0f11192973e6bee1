"""The whole text: read it, sign it, file it, open it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.plans import actions
from standing.rooms.plans.forms import (
    CertifyForm,
    FileForm,
)
from standing.rooms.plans.queries import Overview
from standing.rooms.plans.rules.checks import NotReady
from standing.rooms.plans.rules.content import ContentFact
from standing.rooms.plans.views.parts import attempt, names_of, overview_for, shown


@require_GET
def preview_plan(request: HttpRequest, campaign: str, department: str) -> HttpResponse:
    """Show the whole text as it stands now, ready to print."""
    page = overview_for(request, campaign, department)
    if page.content is None:
        return redirect("plans:show_plan", campaign, department)
    return TemplateResponse(
        request, "plans/preview.html", {"page": page, "text": shown(page.content), **names_of(page)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def certify_plan(request: HttpRequest, campaign: str, department: str) -> HttpResponse:
    """Sign exactly the text on the page."""
    page = overview_for(request, campaign, department)
    if page.content is None:
        return redirect("plans:show_plan", campaign, department)
    if request.method != "POST":
        form = CertifyForm(initial={"seen_sha256": page.content.sha256}, ranks=page.ranks)
        return TemplateResponse(request, "plans/certify.html", _signing_context(page, page.content, form))
    form = CertifyForm(request.POST, ranks=page.ranks)
    if not form.is_valid():
        return render_invalid(request, "plans/certify.html", _signing_context(page, page.content, form))
    try:
        actions.certify_plan(
            campaign=campaign,
            department=department,
            seen_sha256=form.cleaned_data["seen_sha256"],
            rank=form.cleaned_data["rank"],
            by=person(request),
            at=clock.now(),
        )
    except NotReady as refusal:
        for finding in refusal.findings:
            form.add_error(None, finding.sentence)
        return render_invalid(request, "plans/certify.html", _signing_context(page, page.content, form))
    except Refused as refusal:
        shown = CertifyForm(request.POST | {"seen_sha256": page.content.sha256}, ranks=page.ranks)
        shown.is_valid()
        shown.add_error(None, str(refusal))
        return render_invalid(request, "plans/certify.html", _signing_context(page, page.content, shown))
    messages.success(request, _("Your signature stands under this text."))
    return redirect("plans:show_plan", campaign, department)


@require_http_methods(["GET", "HEAD", "POST"])
def file_plan(request: HttpRequest, campaign: str, department: str) -> HttpResponse:
    """Hand in the signed text."""
    page = overview_for(request, campaign, department)
    if page.content is None:
        return redirect("plans:show_plan", campaign, department)
    form = FileForm(request.POST or None, initial={"seen_sha256": page.content.sha256})
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(
            request,
            "plans/file.html",
            _signing_context(page, page.content, form),
            status=422 if request.method == "POST" else 200,
        )
    try:
        version = actions.file_plan(
            campaign=campaign,
            department=department,
            seen_sha256=form.cleaned_data["seen_sha256"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "plans/file.html", _signing_context(page, page.content, form))
    messages.success(request, _("Version %(number)s is filed.") % {"number": version.number})
    return redirect("plans:show_version", campaign, department, version.number)


@require_POST
def start_revision(request: HttpRequest, campaign: str, department: str) -> HttpResponse:
    """Open the text of an accepted plan again."""
    attempt(
        request,
        _("The text is open again. The accepted version stays in force."),
        lambda: actions.start_revision(campaign=campaign, department=department, by=person(request), at=clock.now()),
    )
    return redirect("plans:show_plan", campaign, department)


def _signing_context(page: Overview, text: ContentFact, form: object) -> dict[str, object]:
    return {"page": page, "text": shown(text), "sha256": text.sha256, "form": form, **names_of(page)}
