"""
The page of the desk and its program: served by the trustee alone, under a policy of its own.

What a family says is typed here and never sent, so the page must be the one that was looked at: its program is one
bundle that everybody can build again, named by its hash, checked by the browser, shown to whoever works with it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.installation.api import is_sample
from standing.rooms.trustee.queries.desks import open_rounds

# WebAssembly: argon2id in the browser. It is allowed here and nowhere else.
_WASM = "'wasm-unsafe-eval'"
_NOTHING: Mapping[str, Sequence[str]] = {
    "default-src": [NONE],
    "style-src": [NONE],
    "img-src": [NONE],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}
_JAVASCRIPT = "text/javascript; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A script as it was built at set-up."""

    data: bytes

    @property
    def sha256(self) -> str:
        """Return its hash as people compare it."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def integrity(self) -> str:
        """Return its hash as a browser checks it."""
        return f"sha256-{base64.b64encode(hashlib.sha256(self.data).digest()).decode()}"


@require_safe
def list_desks(request: HttpRequest) -> HttpResponse:
    """Show the rounds for which a desk can be opened now."""
    rounds = [
        {
            "round": one.round,
            "name": one.name,
            "closes_at": one.closes_at.isoformat(),
            "time_zone": one.time_zone,
        }
        for one in open_rounds(at=clock.now())
    ]
    return _page(request, round_="", rounds=rounds)


@require_safe
def show_desk(request: HttpRequest, round: str) -> HttpResponse:
    """Show the desk of a round. The page is the same for every desk: who it is stands in the tablet alone."""
    return _page(request, round_=round, rounds=[])


@require_safe
def show_program(request: HttpRequest, sha256: str) -> HttpResponse:  # noqa: ARG001 (Django gives it)
    """Hand out the program of the page; beside the page it computes, and speaks to nobody."""
    program = bundle("desk.js")
    if sha256 != program.sha256:
        raise Http404
    answer = HttpResponse(program.data, content_type=_JAVASCRIPT, headers={"Cache-Control": "no-cache"})
    return _under({**_NOTHING, "script-src": [SELF, _WASM], "connect-src": [NONE]}, answer)


@require_safe
def show_offline(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Hand out what keeps the page for a day without a network."""
    answer = HttpResponse(bundle("offline.js").data, content_type=_JAVASCRIPT, headers={"Cache-Control": "no-cache"})
    return _under({**_NOTHING, "script-src": [SELF], "connect-src": [SELF]}, answer)


@require_safe
def show_bundle(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Say which bytes the page runs, for whoever compares them with a build of their own."""
    files = {name: bundle(name) for name in ("desk.js", "offline.js")}
    said: dict[str, object] = {
        "files": {name: {"sha256": one.sha256, "integrity": one.integrity} for name, one in files.items()},
        "how": "Built by 'standing fonts' from npm/desk and its lock; the same source gives the same bytes.",
    }
    if is_sample():
        said = {"sample": True, **said}
    return JsonResponse(said, headers={"Cache-Control": "no-cache"})


def _page(request: HttpRequest, *, round_: str, rounds: Sequence[Mapping[str, str]]) -> HttpResponse:
    city = str(settings.STANDING["city_url"])
    answer = TemplateResponse(
        request,
        "trustee/desk.html",
        {"round": round_, "rounds": json.dumps(rounds), "city": city, "bundle": bundle("desk.js")},
        headers={"Cache-Control": "no-store"},
    )
    policy = {
        **_NOTHING,
        "script-src": [SELF, _WASM],
        "worker-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *([city] if city else [])],
    }
    return _under(policy, answer)


def _under(policy: Mapping[str, Sequence[str]], answer: HttpResponse) -> HttpResponse:
    """Put an answer under a policy; the City's address in it is known only now, so no decorator above a view does."""
    put = csp_replace(dict(policy))(lambda _request: answer)
    put(HttpRequest())
    return answer


@cache
def bundle(name: str) -> Bundle:
    """Return a script of the page. :raises FileNotFoundError: if ``standing fonts`` did not lay it down"""
    return Bundle(Path(settings.STANDING["pages_dir"], "desk", name).read_bytes())
