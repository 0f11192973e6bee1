"""
Pages for those who work stand in a few languages only, so that no language of the families waits for them.

Their addresses begin with the language as all others do. In a language that they do not speak they lead to the first.

    in_some_languages = [path("learn/", in_languages("en", "es")(views.index), name="index")]
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url
from django.utils.translation import get_language

SPOKEN = "in_languages"  # the mark that a view carries


def in_languages(*codes: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Show a page in these languages only; elsewhere, lead to the first language."""

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
            if (get_language() or settings.LANGUAGE_CODE).lower() not in codes:
                return HttpResponseRedirect(translate_url(request.get_full_path(), settings.LANGUAGE_CODE))
            return view(request, *args, **given)

        setattr(shown, SPOKEN, frozenset(codes))
        return shown

    return mark
