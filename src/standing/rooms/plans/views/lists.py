"""Lists, and the page of one plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.rooms.plans import queries
from standing.rooms.plans.views.parts import names_of, overview_for


@require_GET
def list_plans(request: HttpRequest) -> HttpResponse:
    """Show the campaigns, and the plans in them that the person may see."""
    rows = queries.campaigns_of(by=person(request), at=clock.now())
    return TemplateResponse(request, "plans/list.html", {"rows": rows})


@require_GET
def list_waiting(request: HttpRequest) -> HttpResponse:
    """Show the filed versions that wait for an answer."""
    versions = queries.waiting_for_review(by=person(request))
    return TemplateResponse(request, "plans/waiting.html", {"versions": versions})


@require_GET
def show_plan(request: HttpRequest, campaign: str, department: str) -> HttpResponse:
    """Show where a plan stands and what is next."""
    page = overview_for(request, campaign, department)
    return TemplateResponse(request, "plans/overview.html", {"page": page, **names_of(page)})
