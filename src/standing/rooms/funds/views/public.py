"""What a donor sees: whoever has the link of a gift. No name stands on it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.rooms.funds.queries import proving


@require_safe
def your_gift(request: HttpRequest, gift: UUID) -> HttpResponse:
    """Show a gift, the proof that it stands in the log, and what became of its fund's money."""
    page = TemplateResponse(request, "funds/your_gift.html", {"gift": proving.gift(id=gift, at=clock.now())})
    add_never_cache_headers(page)
    page.headers["X-Robots-Tag"] = "noindex"
    return page


@require_safe
def gift_proof(request: HttpRequest, gift: UUID) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give the proof as JSON: the record, its path to the signed root (RFC 6962), and the signed note."""
    found = proving.gift(id=gift, at=clock.now())
    proof = found.proof
    said: dict[str, object] = {"gift": str(found.id), "sealed": proof is not None}
    if proof is not None:
        said |= {
            "record": proof.canonical,
            "position": proof.position,
            "leaf": proof.leaf,
            "path": list(proof.path),
            "size": proof.size,
            "root": proof.root,
            "note": proof.note,
        }
    if installation.is_sample():
        said = {"sample": True, **said}
    return JsonResponse(said, headers={"Cache-Control": "no-store"})
