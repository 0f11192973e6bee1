"""Legal holds over every room: what is held, why, and by whose order."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.holds import api as holds
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.disclosure import actions, permissions
from standing.rooms.disclosure.forms import HoldForm, LiftForm
from standing.rooms.disclosure.views._parts import ROWS


@require_http_methods(["GET", "HEAD", "POST"])
def list_holds(request: HttpRequest) -> HttpResponse:
    """List every hold, and place one."""
    by = person(request)
    form = HoldForm(request.POST or None, initial={"subject": request.GET.get("subject", "")})
    every = holds.all_holds()
    pages = Paginator([one for one in every if not one.is_on], ROWS).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "on": [one for one in every if one.is_on],
        "pages": pages,
        "is_counsel": permissions.is_counsel(by=by),
    }
    if request.method != "POST":
        return TemplateResponse(request, "disclosure/list_holds.html", shown)
    if form.is_valid():
        try:
            actions.place_hold(**form.cleaned_data, by=by, at=clock.now())
        except Refused as refusal:
            form.add_error("subject", str(refusal))
        else:
            messages.success(request, _("The hold is on. What it names is not deleted."))
            return redirect("disclosure:list_holds")
    return render_invalid(request, "disclosure/list_holds.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def lift_hold(request: HttpRequest, hold: UUID) -> HttpResponse:
    """End a hold, with a reason."""
    found = next((one for one in holds.all_holds() if one.id == hold), None)
    if found is None:
        raise NotFound("There is no such hold.")
    form = LiftForm(request.POST or None)
    if request.method != "POST":
        return TemplateResponse(request, "disclosure/lift_hold.html", {"form": form, "hold": found})
    if form.is_valid():
        try:
            actions.lift_hold(hold=hold, reason=form.cleaned_data["reason"], by=person(request), at=clock.now())
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("The hold is lifted."))
            return redirect("disclosure:list_holds")
    return render_invalid(request, "disclosure/lift_hold.html", {"form": form, "hold": found})
