"""What staff can choose from: languages and pages."""

from __future__ import annotations

from datetime import datetime

from standing.hall.pack import api as packs
from standing.hall.translations.models import Page
from standing.hall.translations.queries.pages import first_language
from standing.hall.translations.rules.states import tidy_code
from standing.kernel.refusals import NotFound


def languages(*, known: datetime) -> tuple[tuple[str, str], ...]:
    """Return code and names of each language of the pack but the first, in the order of the pack."""
    pack = packs.in_force(known=known)
    if pack is None:
        return ()
    found = [(tidy_code(one.code), one) for one in pack.languages.languages]
    return tuple(
        (code, one.english_name if one.own_name == one.english_name else f"{one.english_name} · {one.own_name}")
        for code, one in found
        if code != first_language()
    )


def language_name(*, code: str, known: datetime) -> str:
    """Return what a language of the pack is called. :raises NotFound: if the pack has no such language"""
    for one, name in languages(known=known):
        if one == tidy_code(code):
            return name
    raise NotFound("The pack has no such language.")


def pages() -> tuple[tuple[str, str], ...]:
    """Return key and title of every page, by title."""
    return tuple(Page.objects.order_by("title", "key").values_list("key", "title"))
