"""Rounds: the manifest for everybody, the list for the trustee's own people."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.rooms.trustee import queries


@require_safe
def manifest(request: HttpRequest, round: str) -> HttpResponse:  # noqa: ARG001 (the address names it so)
    """Hand out a manifest, byte for byte as it was signed."""
    found = queries.manifest_of(round_=round)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/json")


@require_safe
def list_rounds(request: HttpRequest) -> HttpResponse:
    """Show the rounds with their keys and desks."""
    return TemplateResponse(request, "trustee/list_rounds.html", {"rounds": queries.rounds()})
