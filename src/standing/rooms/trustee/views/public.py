"""What everybody may read, and the City's process fetches: offers, manifests, signatures, statements, exceptions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from standing.rooms.trustee import queries
from standing.rooms.trustee.views.desks import Said, answered, encoded


@require_safe
def offer(request: HttpRequest, round: str) -> JsonResponse:  # noqa: ARG001 (the address names it so)
    """Hand out what the trustee puts into a manifest."""

    def said() -> Said:
        found = queries.offer_of(round_=round)
        return {
            "round": found.round,
            "half": {"public": encoded(found.half.public), "proof": encoded(found.half.proof)},
            "tiers": {str(cents): encoded(public) for cents, public in sorted(found.tiers.items())},
            "exception": encoded(found.exception),
            "draw_seed": None if found.draw_seed is None else encoded(found.draw_seed),
            "signer": found.signer,
        }

    return answered(said)


@require_safe
def manifest(request: HttpRequest, round: str) -> HttpResponse:  # noqa: ARG001
    """Hand out a manifest, byte for byte as it was signed."""
    found = queries.manifest_of(round_=round)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/json", headers={"Cache-Control": "no-store"})


@require_safe
def signature(request: HttpRequest, round: str) -> JsonResponse:  # noqa: ARG001
    """Hand out our signature under the manifest, and the City's beside it."""
    return answered(lambda: dict(queries.notes_of(round_=round)))


@require_safe
def statement(request: HttpRequest, round: str) -> JsonResponse:  # noqa: ARG001
    """Hand out the last statement, byte for byte as it was signed, and our signature."""

    def said() -> Said:
        data, note = queries.statement_of(round_=round)
        return {"statement": encoded(data), "note": note}

    return answered(said)


@require_safe
def exceptions(request: HttpRequest, round: str) -> JsonResponse:  # noqa: ARG001
    """Say how many exceptions a round has granted, by reason, and how many it may."""

    def said() -> Said:
        _fact, found, _desks = queries.round_fact(round_=round)
        return {
            "round": round,
            "granted": dict(queries.granted_by_reason(round_=round)),
            "most": found.exceptions.most,
            "cents": found.exceptions.cents,
        }

    return answered(said)
