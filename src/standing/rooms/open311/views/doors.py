"""What every door does: one form or the other, errors in that form too, a language, a hash to ask again by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from standing.hall import clock
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.open311 import queries
from standing.rooms.open311.queries import Ground
from standing.rooms.open311.rules import asking, problems
from standing.rooms.open311.rules.documents import FORMATS, Value, written
from standing.rooms.open311.rules.problems import MISSING, WRONG, Problem

_FIRST_FORM = "xml"
_FRESH = "public, max-age=300"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a door answers: a document, and in which languages its words are."""

    root: str
    content: Value
    languages: str = ""
    is_kept: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


Door = Callable[..., Said]


def door(*methods: str) -> Callable[[Door], Callable[..., HttpResponse]]:
    """Make a function a door. It needs no check against forged forms: there is no session whose power could be lent."""

    def around(view: Door) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **named: str) -> HttpResponse:
            form = named.pop("f", "")
            try:
                _check(request, form=form, methods=methods)
                said = view(request, **named)
            except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
                return told(Problem(WRONG, "The form could not be read."), form=form, methods=methods)
            except Problem as problem:
                return told(problem, form=form, methods=methods)
            except NotFound as refusal:
                return told(Problem(MISSING, str(refusal)), form=form, methods=methods)
            except Refused as refusal:
                return told(Problem(WRONG, str(refusal)), form=form, methods=methods)
            return _shown(request, said, form=form)

        return answer

    return around


def here() -> Ground:
    """Return what the doors of this city stand on. :raises NotFound: if it has none"""
    return queries.ground(known=clock.now())


def language_of(request: HttpRequest, ground: Ground) -> str:
    """Return the language somebody asks for, as far as the city speaks it."""
    return asking.chosen_language(
        header=request.headers.get("Accept-Language", ""), known=ground.codes.keys(), first=ground.first_language
    )


def origin() -> str:
    """Return where this installation stands on the web."""
    return str(settings.STANDING["origin"])


def _check(request: HttpRequest, *, form: str, methods: tuple[str, ...]) -> None:
    if form not in FORMATS:
        raise Problem(MISSING, "This door speaks xml and json.")
    method = "GET" if request.method == "HEAD" else request.method
    if method not in methods:
        raise Problem(WRONG, f"This door takes {' and '.join(methods)}.")


def _shown(request: HttpRequest, said: Said, *, form: str) -> HttpResponse:
    body = written(root=said.root, content=said.content, form=form)
    tag = f'"{sha256_hex(body)[:32]}"'
    if said.is_kept and tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type=FORMATS[form])
    response.headers["Cache-Control"] = _FRESH if said.is_kept else "no-store"
    if said.is_kept:
        response.headers["ETag"] = tag
    if said.languages:
        response.headers["Content-Language"] = said.languages
        patch_vary_headers(response, ("Accept-Language",))
    for name, value in said.headers.items():
        response.headers[name] = value
    return _open_to_all(response)


def told(problem: Problem, *, form: str, methods: tuple[str, ...]) -> HttpResponse:
    """Return an error in the form that was asked for; in XML where that is no form."""
    form = form if form in FORMATS else _FIRST_FORM
    body = written(root="errors", content=problems.told(problem), form=form)
    response = HttpResponse(body, content_type=FORMATS[form], status=problem.code)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = "en"
    response.headers["Allow"] = ", ".join([*methods, "HEAD"]) if "GET" in methods else ", ".join(methods)
    return _open_to_all(response)


def _open_to_all(response: HttpResponse) -> HttpResponse:
    """Let pages of other sites read the answer: it is public, and no cookie goes with it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
