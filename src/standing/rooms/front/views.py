"""The pages of the front."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from standing.hall import clock
from standing.rooms.front import queries


def home(request: HttpRequest) -> HttpResponse:
    """Show where help is, how things stand, and where to go."""
    now = clock.now()
    return TemplateResponse(
        request,
        "front/home.html",
        {"picture": queries.picture(at=now), "urgent": queries.urgent(language=get_language() or "", at=now)},
    )
