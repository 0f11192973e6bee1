"""What the pages of staff share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from standing.kernel.refusals import NotAllowed, NotFound, Refused

P = ParamSpec("P")


def or_404(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Answer 404 where the address names something that is not there, or not for this person."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except (NotFound, NotAllowed) as missing:
            raise Http404(str(missing)) from None

    return answer


def carry_out(request: HttpRequest, deed: Callable[[], object], *, done: str) -> bool:
    """Carry out a deed and say how it went; what is not there, or not for this person, is for ``or_404``."""
    try:
        deed()
    except (NotFound, NotAllowed):
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True
