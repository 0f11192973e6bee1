"""The first page behind sign-in: what to do next."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.accounts import api as accounts
from standing.rooms.board import queries


@require_safe
def staff_home(request: HttpRequest) -> HttpResponse:
    """Show the person what waits for them, the weightiest first."""
    home = queries.home(by=accounts.person(request), at=clock.now())
    waiting = [(one, reverse(one.route, kwargs=dict(one.route_args))) for one in home.to_do]
    return TemplateResponse(request, "board/staff_home.html", {"home": home, "waiting": waiting})
