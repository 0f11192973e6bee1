"""The public page: which messages go out, and which are withdrawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.rooms.outreach import queries


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the messages of the City that anybody may pass on, and those that nobody should use any more."""
    at = clock.now()
    language = get_language() or queries.first_language(known=at)
    return TemplateResponse(
        request,
        "outreach/index.html",
        {
            "messages": queries.public_messages(language=language, at=at),
            "withdrawn": queries.withdrawn(),
        },
    )
