"""What was filed: pages, changes, PDF and exact bytes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation.api import is_sample
from standing.hall.paper import api as paper
from standing.rooms.plans import actions, permissions, queries
from standing.rooms.plans.rules import papers
from standing.rooms.plans.views.parts import attempt, names_of, overview_for, version_context, version_for


@require_GET
def list_versions(request: HttpRequest, campaign: str, department: str) -> HttpResponse:
    """Show what a department filed, and how it was answered."""
    page = overview_for(request, campaign, department)
    return TemplateResponse(request, "plans/versions.html", {"page": page, **names_of(page)})


@require_GET
def show_version(request: HttpRequest, campaign: str, department: str, number: int) -> HttpResponse:
    """Show one version."""
    version = version_for(request, campaign, department, number)
    by = person(request)
    is_in_force = queries.version_in_force(plan=version.plan) == version
    known_by = queries.known_by(version=version)
    context = {
        **version_context(request, version),
        "is_in_force": is_in_force,
        "known_by": known_by,
        "can_acknowledge": is_in_force
        and permissions.can_edit(department=department, by=by)
        and str(by.pk) not in {one.account for one in known_by},
    }
    return TemplateResponse(request, "plans/version.html", context)


@require_POST
def acknowledge_plan(request: HttpRequest, campaign: str, department: str, number: int) -> HttpResponse:
    """Record that who asks has read the version."""
    version = version_for(request, campaign, department, number)
    attempt(
        request,
        _("It is on record that you have read this plan."),
        lambda: actions.acknowledge_plan(version=version.pk, by=person(request), at=clock.now()),
    )
    return redirect("plans:show_version", campaign, department, number)


@require_GET
def compare_versions(request: HttpRequest, campaign: str, department: str, number: int) -> HttpResponse:
    """Show what changed from the version before."""
    version = version_for(request, campaign, department, number)
    previous = queries.before(version=version)
    if previous is None:
        raise Http404
    sections = queries.difference(version=version, previous=previous)
    context = {**version_context(request, version), "previous": previous, "sections": sections}
    return TemplateResponse(request, "plans/changes.html", context)


@require_GET
def version_pdf(request: HttpRequest, campaign: str, department: str, number: int) -> HttpResponse:
    """Hand out a version as a tagged PDF."""
    version = version_for(request, campaign, department, number)
    page = overview_for(request, campaign, department)
    text = queries.text_of(version=version)
    made = paper.pdf(
        template="plans/plan.typ",
        data=papers.as_paper(
            text=text,
            number=version.number,
            filed_at=version.filed_at,
            signatures=queries.signatures_of(version=version),
            answer=queries.answer_of(version=version),
            department=page.department.name,
            zone=queries.zone(at=clock.now()),
            address=request.build_absolute_uri(reverse("plans:show_version", args=[campaign, department, number])),
        ),
        title=f"{text.campaign_name}: {page.department.name}",
        language=get_language() or "en",
        author=page.department.name,
    )
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": _file_name(campaign, department, number, "pdf"),
            "Cache-Control": "private, no-store",
        },
    )


@require_GET
def version_json(request: HttpRequest, campaign: str, department: str, number: int) -> HttpResponse:
    """Hand out the exact bytes of a version, for whoever checks the hash."""
    version = version_for(request, campaign, department, number)
    return HttpResponse(
        bytes(version.content),
        content_type="application/json",
        headers={
            "Content-Disposition": _file_name(campaign, department, number, "json"),
            "Cache-Control": "private, no-store",
        },
    )


def _file_name(campaign: str, department: str, number: int, ending: str) -> str:
    sample = "sample-" if is_sample() else ""
    return (
        content_disposition_header(
            as_attachment=ending == "json", filename=f"{sample}{campaign}-{department}-version-{number}.{ending}"
        )
        or "attachment"
    )
