"""
One other site whose pages may ask one of our doors.

A browser asks first whether it may, by OPTIONS. A door that says ``open_to`` is answered for here; every other route
goes on knowing no such method.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

P = ParamSpec("P")
_MARK = "standing_open_to"
_HEADERS = "authorization, content-type"
_SECONDS = "600"


def open_to(origin: Callable[[], str]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let pages of one other origin ask a view by POST; ``origin`` is asked at each request and may be empty."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            response = view(request, *args, **kwargs)
            _say(response, origin())
            return response

        setattr(answer, _MARK, origin)
        return answer

    return wrap


class CrossOriginMiddleware:
    """Answers the question a browser asks before it asks a door of ours for a page of the other site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the view does."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Answer the question, if it is one, about a door that is open to the one who asks."""
        origin: Callable[[], str] | None = getattr(view, _MARK, None)
        if request.method != "OPTIONS" or origin is None:
            return None
        if not origin() or request.headers.get("Origin") != origin():
            return None
        if request.headers.get("Access-Control-Request-Method") != "POST":
            return None
        response = HttpResponse(status=204)
        _say(response, origin())
        response.headers["Access-Control-Allow-Methods"] = "POST"
        response.headers["Access-Control-Allow-Headers"] = _HEADERS
        response.headers["Access-Control-Max-Age"] = _SECONDS
        return response


def _say(response: HttpResponse, origin: str) -> None:
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Vary"] = "Origin"
