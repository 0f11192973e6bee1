"""The doors of open application at the City: an evaluation for the page that the trustee serves, and counts for all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.web.cross_origin import open_to
from standing.rooms.aid.actions import applications as actions
from standing.rooms.aid.queries import applications
from standing.rooms.aid.rules.applications import read
from standing.rooms.aid.views._doors import Said, answered, body_of, json_of, list_of_bytes, read_bytes, spelt
from standing.rooms.aid.views.desks import trustee_origin


@open_to(trustee_origin)
@csrf_exempt  # there is no cookie whose power a foreign page could borrow
@require_POST
def evaluate(request: HttpRequest, round: str) -> HttpResponse:
    """Evaluate blinded strings of an applicant. Takes ``blinded`` and ``work``; answers ``elements`` and ``proof``."""

    def ask() -> Said:
        asked = body_of(request)
        found = actions.evaluate_for_applicant(
            round_=round,
            blinded=list_of_bytes(asked, "blinded"),
            work=read_bytes(asked.get("work"), "work"),
            at=clock.now(),
        )
        return {"elements": [spelt(one) for one in found.elements], "proof": spelt(found.proof)}

    return answered(ask)


@require_safe
def receipts(request: HttpRequest, round: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Say how many applied and the root over their receipts, once the trustee fixed them and the City checked it."""
    found = applications.intake(round_=round)
    if found is None:
        return json_of({"code": "not-found", "sentence": "This is not fixed yet."}, status=404)
    fixed = read(bytes(found.commitment))
    return json_of(
        {
            "round": round,
            "applications": found.count,
            "receipts_root": fixed.receipts_root.hex(),
            "commitment": spelt(bytes(found.commitment)),
            "note": found.note,
        }
    )
