"""What several of the pages need."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import Http404, HttpRequest, HttpResponse

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.translations import permissions
from standing.hall.translations.queries import choices
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


def languages() -> tuple[tuple[str, str], ...]:
    """Return the languages that can be translated to, for choices."""
    return choices.languages(known=clock.now())


def can_write(request: HttpRequest) -> bool:
    """Test whether who looks may also write."""
    return permissions.can_translate(by=person(request))
