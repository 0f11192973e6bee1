"""The trustee's own people: how each draw stands, and its two steps that a person takes."""

from __future__ import annotations

import base64
import binascii

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.kernel.refusals import Refused
from standing.rooms.draw import actions, permissions
from standing.rooms.draw.queries import draws
from standing.rooms.draw.rules.applying import Misread


@require_safe
def list_draws(request: HttpRequest) -> HttpResponse:
    """Show how each draw stands, as counts."""
    return TemplateResponse(request, "draw/list_draws.html", {"draws": draws.draws(at=clock.now())})


@require_POST
def go_on(request: HttpRequest, round: str) -> HttpResponse:
    """Number the entries, or draw with the City's seed; what is next, the draw itself says."""
    by, at = person(request), clock.now()
    permissions.check_can_keep(by=by)
    try:
        if request.POST.get("deed") == "number":
            actions.number_entries(round_=round, by=by, at=at)
            messages.success(request, _("The entries are numbered and signed. Now the City opens its seed."))
        else:
            given = actions.draw_places(round_=round, city_seed=_seed(request.POST.get("seed", "")), by=by, at=at)
            messages.success(request, _("The draw was held: %(count)d places.") % {"count": sum(given.values())})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("draw:list_draws")


def _seed(typed: str) -> bytes:
    try:
        return base64.b64decode(typed.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise Misread(_("The City's seed is base64, as its page of the round shows it.")) from None
