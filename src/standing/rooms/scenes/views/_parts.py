"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import Http404, HttpResponse

from standing.kernel.refusals import NotFound
from standing.rooms.scenes.forms import CREDENTIAL_WORDS, IDENTIFIED_WORDS, MEDICAL_WORDS, ORIGIN_WORDS
from standing.rooms.scenes.rules.log import ScenesFile

P = ParamSpec("P")
ROWS = 50


def or_404(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Answer 404 where the address names something that is not there."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except NotFound as missing:
            raise Http404(str(missing)) from None

    return answer


def words(log: ScenesFile | None) -> dict[str, object]:
    """Return the words for codes that the templates show."""
    parts = ("divisions", "corrections", "purposes", "findings")
    return {
        **{f"{part}_words": {one.id: one.name for one in getattr(log, part)} if log else {} for part in parts},
        "origin_words": {one.value: said for one, said in ORIGIN_WORDS.items()},
        "identified_words": {one.value: said for one, said in IDENTIFIED_WORDS.items()},
        "credential_words": {one.value: said for one, said in CREDENTIAL_WORDS.items()},
        "medical_words": {one.value: said for one, said in MEDICAL_WORDS.items()},
    }
