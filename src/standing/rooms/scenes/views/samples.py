"""Samples of the Inspector General."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.scenes import actions, permissions, queries
from standing.rooms.scenes.forms import CommitForm


@require_http_methods(["GET", "HEAD", "POST"])
def list_draws(request: HttpRequest) -> HttpResponse:
    """List the samples, and fix the seed of another."""
    now, by = clock.now(), person(request)
    log = queries.log_of(known=now)
    form = CommitForm(request.POST or None, initial={"size": log.sample_size})
    shown = {
        "form": form,
        "draws": queries.draws(),
        "today": queries.today(at=now),
        "is_inspector": permissions.is_inspector(by=by),
    }
    if request.method != "POST":
        return TemplateResponse(request, "scenes/list_draws.html", shown)
    if form.is_valid():
        try:
            actions.commit_sample(**form.cleaned_data, by=by, at=now)
        except Refused as refusal:
            form.add_error("last", str(refusal))
        else:
            messages.success(request, _("The seed is fixed; its hash is in the log."))
            return redirect("scenes:list_draws")
    return render_invalid(request, "scenes/list_draws.html", shown)


@require_POST
def draw_sample(request: HttpRequest, draw: UUID) -> HttpResponse:
    """Tell the seed, and draw."""
    try:
        drawn = actions.draw_sample(draw=draw, by=person(request), at=clock.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Drawn: %(number)s scenes.") % {"number": len(drawn)})
    return redirect("scenes:list_draws")
