"""How much of a page can be shown in a language, and the hash of what is shown."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from standing.hall import memory
from standing.hall.translations.models import Counter
from standing.hall.translations.queries import recordings
from standing.hall.translations.queries.recordings import RecordingFact
from standing.hall.translations.queries.standing import Standing, said_of, standings
from standing.hall.translations.rules.states import PageState, Said, tidy_code
from standing.kernel.canonical import canonical, sha256_hex


def page_state(*, page: str, language: str) -> PageState:
    """Return how much of a page is shown in a language; everything of it in the first one."""
    return page_states(pages=[page], language=language)[page]


def page_states(*, pages: Iterable[str], language: str) -> dict[str, PageState]:
    """Return how much of each page is shown in a language, in one question."""
    code = tidy_code(language)
    said: dict[str, list[Said]] = {page: [] for page in pages}
    for one in standings(pages=list(said), languages=[code]):
        said[one.page].append(said_of(one))
    return {
        page: PageState(
            page=page,
            language=code,
            total=len(texts),
            shown=sum(not one.is_fallback for one in texts),
            has_unreviewed=any(one.is_unreviewed for one in texts),
        )
        for page, texts in said.items()
    }


def stamp(*, pages: Iterable[str], language: str) -> str:
    """Return a hash that changes with anything that is shown for these pages in that language."""
    asked = sorted(set(pages))
    return _hash(standings(pages=asked, languages=[language]), recordings.of_pages(pages=asked), language=language)


def stamps(*, pages: Iterable[str], language: str) -> dict[str, str]:
    """Return the same hash for each page alone; many pages cost as many questions as one."""
    asked = sorted(set(pages))
    texts: dict[str, list[Standing]] = {page: [] for page in asked}
    heard: dict[str, list[RecordingFact]] = {page: [] for page in asked}
    for text in standings(pages=asked, languages=[language]):
        texts[text.page].append(text)
    for recording in recordings.of_pages(pages=asked):
        heard[recording.page].append(recording)
    return {page: _hash(texts[page], heard[page], language=language) for page in asked}


def _hash(texts: Iterable[Standing], heard: Iterable[RecordingFact], *, language: str) -> str:
    said = [(one, said_of(one)) for one in texts]
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
    return memory.once_for_many(
        (__name__, "changes"), lambda: Counter.objects.values_list("number", flat=True).first() or 0
    )


def first_language() -> str:
    """Return the language that sources are written in."""
    return tidy_code(settings.LANGUAGE_CODE)
