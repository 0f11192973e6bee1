"""The page a ring leads to. Opening it changes nothing: programs that look into letters open links, too."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.pager import actions, queries
from standing.kernel.refusals import Refused


@require_safe
def list_calls(request: HttpRequest) -> HttpResponse:
    """Show the calls that ring for whoever is signed in."""
    return TemplateResponse(request, "pager/list_calls.html", {"calls": queries.open_for(by=person(request))})


@require_POST
def answer(request: HttpRequest, call: UUID) -> HttpResponse:
    """Take a call, and go to what it is about."""
    by = person(request)
    if not queries.is_rung(call=call, by=by):
        raise Http404
    try:
        taken = actions.answer_call(call=call, by=by, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("pager:list_calls")
    messages.success(request, _("You have taken this call. Nobody else is rung."))
    return redirect(taken.path)
