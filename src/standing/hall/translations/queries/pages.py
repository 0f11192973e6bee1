"""How much of a page can be shown in a language, and the hash of what is shown."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from standing.hall.translations.models import Counter
from standing.hall.translations.queries import recordings
from standing.hall.translations.queries.standing import said_of, standings
from standing.hall.translations.rules.states import PageState, tidy_code
from standing.kernel.canonical import canonical, sha256_hex


def page_state(*, page: str, language: str) -> PageState:
    """Return how much of a page is shown in a language; everything of it in the first one."""
    code = tidy_code(language)
    said = [said_of(one) for one in standings(pages=[page], languages=[code])]
    return PageState(
        page=page,
        language=code,
        total=len(said),
        shown=sum(not one.is_fallback for one in said),
        has_unreviewed=any(one.is_unreviewed for one in said),
    )


def stamp(*, pages: Iterable[str], language: str) -> str:
    """Return a hash that changes with anything that is shown for these pages in that language."""
    asked = sorted(set(pages))
    said = [(one, said_of(one)) for one in standings(pages=asked, languages=[language])]
    heard = recordings.of_pages(pages=asked)
    return sha256_hex(
        canonical(
            {
                "language": tidy_code(language),
                "texts": [
                    [one.key, shown.text, shown.language, "" if shown.is_fallback else str(shown.state)]
                    for one, shown in said
                ],
                "recordings": [[str(one.id), one.is_stale, one.is_reviewed] for one in heard],
            }
        )
    )


def changes() -> int:
    """Return how many changes there were; what was worked out at one count holds until the next."""
    return Counter.objects.values_list("number", flat=True).first() or 0


def first_language() -> str:
    """Return the language that sources are written in."""
    return tidy_code(settings.LANGUAGE_CODE)
