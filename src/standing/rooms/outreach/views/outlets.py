"""The list of outlets."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.outreach import actions, permissions, queries
from standing.rooms.outreach.forms import OutletForm


@require_safe
def list_outlets(request: HttpRequest) -> HttpResponse:
    """Show where messages are sent."""
    at = clock.now()
    return TemplateResponse(
        request,
        "outreach/list_outlets.html",
        {
            "outlets": queries.outlets(),
            "names": {one.id: one.name for one in queries.channels(known=at)},
            "languages": {one.code: one.english_name for one in queries.languages(known=at)},
            "can_send": permissions.can_send(by=person(request)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_outlet(request: HttpRequest) -> HttpResponse:
    """Put an outlet on the list."""
    at = clock.now()
    form = OutletForm(request.POST or None, at=at)
    if request.method != "POST":
        return TemplateResponse(request, "outreach/add_outlet.html", {"form": form})
    if form.is_valid():
        try:
            actions.add_outlet(**form.cleaned_data, by=person(request), at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The outlet is on the list."))
            return redirect("outreach:list_outlets")
    return render_invalid(request, "outreach/add_outlet.html", {"form": form})


@require_POST
def close_outlet(request: HttpRequest, outlet: UUID) -> HttpResponse:
    """Take an outlet off the list."""
    try:
        actions.close_outlet(outlet=outlet, by=person(request), at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is off the list. What went to it stays in the log."))
    return redirect("outreach:list_outlets")
