"""A message is recorded as sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.outreach import actions, queries
from standing.rooms.outreach.forms import SendForm
from standing.rooms.outreach.views.parts import campaign_of, origin


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, campaign: str, channel: str) -> HttpResponse:
    """Record that a message went to an outlet; while a language is open, say which."""
    row, at = campaign_of(campaign), clock.now()
    terms = queries.channel(id=channel, known=at)
    cells = queries.readiness(campaign=row, channel=terms, known=at)
    ready = [one.language for one in cells if one.is_ready]
    form = SendForm(request.POST or None, channel=channel, at=at, initial={"languages": ready})
    context = {
        "form": form,
        "campaign": row,
        "channel": terms,
        "cells": cells,
        "open": [one for one in cells if one.is_mandatory and not one.is_ready],
    }
    if request.method != "POST":
        return TemplateResponse(request, "outreach/send.html", context)
    if form.is_valid():
        try:
            actions.record_sending(
                campaign=campaign,
                channel=channel,
                **form.cleaned_data,
                origin=origin(),
                by=person(request),
                at=at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It stands in the log, and as evidence of the duty to spread the word."))
            return redirect("outreach:show_campaign", campaign)
    return render_invalid(request, "outreach/send.html", context)
