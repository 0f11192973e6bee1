"""The whole in a few numbers, and the few pages that come first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from standing.hall.pack import api as packs
from standing.hall.publish.api import Page
from standing.kernel.canonical import canonical, sha256_hex
from standing.rooms.obligations import api as obligations
from standing.rooms.rights import api as rights
from standing.rooms.rights.api import ArticleFact

_FIRST = 6  # what fits on a phone before somebody must scroll twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """How many lights of each kind there are, over how many departments and duties."""

    counts: Mapping[str, int]
    departments: int
    obligations: int


def picture(*, at: datetime) -> Picture:
    """Return how everything stands at a moment; all zero before the first pack."""
    pairs = obligations.statuses(at=at).pairs
    return Picture(
        counts=Counter(pair.status for pair in pairs),
        departments=len({pair.department for pair in pairs}),
        obligations=len({pair.obligation for pair in pairs}),
    )


def urgent(*, language: str, at: datetime) -> tuple[ArticleFact, ...]:
    """Return the articles that somebody may need this minute, the most urgent first."""
    return tuple(one for one in rights.articles(language=language, at=at) if one.critical)[:_FIRST]


def published_pages(*, at: datetime) -> tuple[Page, ...]:
    """Return the home page of each language for the publisher."""
    pack = packs.in_force(known=at)
    if pack is None:
        return ()
    counts = {str(status): count for status, count in picture(at=at).counts.items()}
    first = pack.info.default_language.lower()
    languages = [one.code.lower() for one in pack.languages.languages]
    first_seen = {one.slug for one in urgent(language=first, at=at)}
    articles = rights.articles_in(languages=languages, at=at, only=first_seen)
    return tuple(
        Page(
            path="/" if language == first else f"/{language}/",
            language=language,
            stamp=sha256_hex(canonical([counts, *(_shown(one) for one in articles[language])])),
            group="front",
            essential=True,
        )
        for language in languages
    )


def _shown(article: ArticleFact) -> list[str]:
    return [article.slug, *(part for said in (article.title, article.summary) for part in (said.text, said.state))]
