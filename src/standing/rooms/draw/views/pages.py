"""
The pages of families and groups: a shell that is the same for everybody, and the program that works in the browser.

Served by the trustee alone. The program is one bundle that everybody can build again, named by its hash, checked by
the browser and shown on the page.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import translate_url
from django.utils import formats
from django.utils.translation import get_language, to_locale
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.translations.api import direction_of
from standing.hall.web import api as web
from standing.rooms.draw.queries import draws, rounds
from standing.rooms.draw.queries.rounds import RoundFact

# WebAssembly: argon2id in the browser.
_WASM = "'wasm-unsafe-eval'"
# Languages that the tables of the library do not know; what a variety calls itself, its speakers decide.
_OWN_NAMES: Mapping[str, str] = {"ase": "American Sign Language", "mix": "Tu'un Savi", "zap": "Dizhsa (Zapotec)"}
_NOTHING: Mapping[str, Sequence[str]] = {
    "default-src": [NONE], "object-src": [NONE], "base-uri": [NONE], "form-action": [NONE], "frame-ancestors": [NONE],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Program:
    """The bundle as it was built at set-up."""

    data: bytes

    @property
    def sha256(self) -> str:
        """Return its hash as people compare it."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def integrity(self) -> str:
        """Return its hash as a browser checks it."""
        return f"sha256-{base64.b64encode(hashlib.sha256(self.data).digest()).decode()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A round as a page shows it; its times are those of its own zone, for the trustee has no city."""

    code: str
    name: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InLanguage:
    """This page in another language, under that language's own name."""

    code: str
    name: str
    direction: str
    url: str
    is_here: bool


@require_safe
def home(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Lead whoever comes to the trustee's address to where families apply; others have links of their own."""
    return redirect("draw_pages:index")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the rounds to which families apply themselves."""
    at = clock.now()
    return _page(request, "draw/index.html", {"rounds": [_shown(one, at=at) for one in rounds.rounds()]})


@require_safe
def write(request: HttpRequest, round: str) -> HttpResponse:
    """Show the page to apply."""
    found, at = _round(round), clock.now()
    lines, language = _rules(found)
    groups = [
        {"code": one, "name": one.replace("-", " ").title(), "places": found.draw.places[one]}
        for one in found.manifest.groups
    ]
    day = found.manifest.destroy_at.astimezone(ZoneInfo(found.manifest.time_zone)).date()
    return _page(
        request,
        "draw/write.html",
        {
            "round": _shown(found, at=at),
            "rules": lines,
            "rules_language": language,
            "groups": groups,
            "spoken": [(code, _own_name(code, name)) for code, name in settings.LANGUAGES],
            "destroy_day": formats.date_format(day),
            "city": str(settings.STANDING["city_url"]),
        },
    )


@require_safe
def ask(request: HttpRequest, round: str) -> HttpResponse:
    """Show the page where somebody asks with a receipt, and what is published of the draw."""
    found = _round(round)
    row = draws.find(round_=round)
    numbers = [name for name in ("commitment", "result") if row is not None and getattr(row, name) is not None]
    return _page(request, "draw/ask.html", {"round": _shown(found, at=clock.now()), "numbers": numbers})


@require_safe
def group(request: HttpRequest, round: str) -> HttpResponse:
    """Show the page where a group opens what was drawn."""
    return _page(request, "draw/group.html", {"round": _shown(_round(round), at=clock.now())})


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """Show the page where a group makes its key."""
    return _page(request, "draw/key.html", {})


@require_safe
def program(request: HttpRequest, sha256: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Hand out the program; beside the page it computes, and speaks to nobody."""
    bundle = _program()
    if sha256 != bundle.sha256:
        raise Http404
    answer = HttpResponse(
        bundle.data, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )
    return _under({**_NOTHING, "script-src": [SELF, _WASM], "connect-src": [NONE]}, answer)


def _page(request: HttpRequest, name: str, said: Mapping[str, object]) -> HttpResponse:
    city = str(settings.STANDING["city_url"])
    answer = TemplateResponse(
        request,
        name,
        {**said, "program": _program(), "languages": _languages(request)},
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


def _languages(request: HttpRequest) -> list[InLanguage]:
    """Return this page in each language in which all of it is said. No other is linked, so nobody lands in English."""
    offered = web.offered_languages(at=clock.now())
    return [
        InLanguage(
            code=code,
            name=_own_name(code, name),
            direction=direction_of(code),
            url=translate_url(request.path, code),
            is_here=code == get_language(),
        )
        for code, name in settings.LANGUAGES
        if code in offered
    ]


@cache
def _own_name(code: str, name: str) -> str:
    """Return what a language calls itself, or else the name that is known of it."""
    try:
        found = Locale.parse(to_locale(code)).get_display_name() or name
    except (UnknownLocaleError, ValueError):
        found = _OWN_NAMES.get(code, name)
    return found[:1].upper() + found[1:]


def _round(code: str) -> RoundFact:
    return rounds.get_round(round_=code)


def _shown(found: RoundFact, *, at: datetime) -> Shown:
    return Shown(
        code=found.code,
        name=found.manifest.name,
        time_zone=found.manifest.time_zone,
        opens_at=found.draw.opens_at,
        closes_at=found.draw.closes_at,
        is_open=found.is_open(at=at),
    )


def _rules(found: RoundFact) -> tuple[tuple[str, ...], str]:
    """Return the lines of who may be helped in the language of the page, or else in English, and which it is."""
    said = found.manifest.rules
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    chosen = next(one for one in (language, "en", *said) if one in said)
    return tuple(said[chosen]), chosen


@cache
def _program() -> Program:
    return Program(Path(settings.STANDING["pages_dir"], "apply", "apply.js").read_bytes())
