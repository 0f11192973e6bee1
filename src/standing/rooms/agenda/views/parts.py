"""What several pages need."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from standing.kernel.refusals import NotFound

P = ParamSpec("P")


def or_404(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Answer 404 where the address names something that is not there."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except NotFound as missing:
            raise Http404(str(missing)) from None

    return answer


def language() -> str:
    """Return the language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def origin() -> str:
    """Return the beginning of every address of this installation."""
    return str(settings.STANDING["origin"])
