"""What anybody may fetch to check a round: the manifest, both signatures, the audit data."""

from __future__ import annotations

import base64

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from standing.hall.web.cross_origin import open_to
from standing.rooms.aid.queries import audit, rounds
from standing.rooms.aid.queries.rounds import Papers
from standing.rooms.aid.rules import leaves
from standing.rooms.aid.views._doors import json_of, spelt
from standing.rooms.aid.views.desks import trustee_origin


@open_to(trustee_origin)  # the desk's page holds both parties' copies against each other
@require_safe
def manifest(request: HttpRequest, round: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Hand out a manifest, byte for byte as it was signed."""
    return HttpResponse(_papers(round).manifest, content_type="application/json", headers={"Cache-Control": "no-store"})


@open_to(trustee_origin)  # the desk's page holds both parties' copies against each other
@require_safe
def city_signature(request: HttpRequest, round: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Hand out the City's signature."""
    found = _papers(round)
    return json_of({"sha256": found.sha256, "note": found.city_note, "signer": found.city_signer})


@require_safe
def trustee_signature(request: HttpRequest, round: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Hand out the trustee's signature as the City has it."""
    found = _papers(round)
    if not found.trustee_note:
        raise Http404
    return json_of({"sha256": found.sha256, "note": found.trustee_note, "signer": found.trustee_signer})


@require_safe
def audit_data(request: HttpRequest, round: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Hand out all that anybody needs to check a round; nothing in it is younger than the last checkpoint."""
    found = audit.public(round_=round)
    if found is None:
        raise Http404
    return json_of(found)


@require_safe
def consistency(request: HttpRequest, round: str) -> HttpResponse:
    """Prove that the checkpoint of an older size (``?old=``) is the beginning of the last one (RFC 6962)."""
    last, old = audit.latest_checkpoint(round_=round), request.GET.get("old", "")
    if last is None or not (old.isascii() and old.isdigit() and len(old) < 10 and int(old) <= last.size):
        raise Http404
    said = audit.leaves(round_=round)[: last.size]
    path = [base64.b64encode(one).decode() for one in leaves.consistency(said, old=int(old))]
    return json_of({"old": int(old), "size": last.size, "path": path, "checkpoint": last.note})


@require_safe
def seed(request: HttpRequest, round: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Hand out the City's seed of the draw, once it was opened."""
    found = rounds.opened_seed(round_=round)
    if found is None:
        raise Http404
    return json_of({"round": round, "seed": spelt(found)})


def _papers(round_: str) -> Papers:
    found = rounds.papers(round_=round_)
    if found is None:
        raise Http404
    return found
