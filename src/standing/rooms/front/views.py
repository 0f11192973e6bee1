"""The pages of the front."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.hall.jobs import api as jobs
from standing.rooms.front import queries


def home(request: HttpRequest) -> HttpResponse:
    """Show where help is, how things stand, and where to go."""
    now = clock.now()
    return TemplateResponse(
        request,
        "front/home.html",
        {"picture": queries.picture(at=now), "urgent": queries.urgent(language=get_language() or "", at=now)},
    )


def sign_of_life(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database and the jobs are up, otherwise 503; which of them is said in JSON."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database, working, sample = True, jobs.is_working(), installation.is_sample()
    except DatabaseError:
        database, working, sample = False, False, False
    answer = JsonResponse(
        {"database": _word(database), "jobs": _word(working), "sample": sample},
        status=200 if database and working else 503,
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _word(is_up: bool) -> str:
    return "up" if is_up else "down"
