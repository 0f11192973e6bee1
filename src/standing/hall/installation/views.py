"""What tells watchers that a process lives."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from standing.hall.installation import api as installation
from standing.hall.jobs import api as jobs


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
