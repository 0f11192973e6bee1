"""Rounds, for the trustee's own people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.rooms.trustee import queries


@require_safe
def list_rounds(request: HttpRequest) -> HttpResponse:
    """Show the rounds with their keys and desks."""
    return TemplateResponse(request, "trustee/list_rounds.html", {"rounds": queries.rounds()})
