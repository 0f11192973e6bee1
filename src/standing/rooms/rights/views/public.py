"""What everybody reads: the way in, one article, telephone numbers. No cookie, no session, no script needed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.accounts.api import counsel
from standing.kernel.refusals import NotFound
from standing.rooms.rights import queries
from standing.rooms.rights.queries import ArticleFact
from standing.rooms.rights.rules.shape import Audience
from standing.rooms.rights.views.papers import is_whole
from standing.rooms.rights.views.parts import (
    PLACES,
    SIZES,
    language_now,
    laws_of,
    name_of,
    runs,
    with_tongues,
)

FIRST_NUMBERS = 4


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Lead somebody to what they need, by where they are; what cannot wait stands first."""
    at, language = clock.now(), language_now()
    found = queries.articles(language=language, at=at, is_filled=False)
    lead, rest = (found[0], found[1:]) if found else (None, ())
    numbers = queries.numbers(language=language, at=at)
    return TemplateResponse(
        request,
        "rights/index.html",
        {
            "lead": lead,
            "places": [one for one in rest if _is_a_place(one)],
            "more": [one for one in rest if not _is_a_place(one) and one.audience != Audience.EMPLOYERS],
            "employers": [one for one in rest if one.audience == Audience.EMPLOYERS],
            "values": queries.variables(at=at),
            "numbers": with_tongues(numbers[:FIRST_NUMBERS], at=at),
            "said": [words for one in found for words in (one.title, one.summary)],
        },
    )


@require_safe
def show_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one article; one that was taken down says so, and where to go."""
    at, language = clock.now(), language_now()
    try:
        article = queries.article(slug=slug, language=language, at=at, is_filled=False)
    except NotFound:
        return _gone(request, slug)
    see = queries.articles(language=language, at=at, is_filled=False, only=article.see)
    others = {one.slug: one for one in see}
    return TemplateResponse(
        request,
        "rights/article.html",
        page_of(article, others=others)
        | {
            "values": queries.variables(at=at),
            "help_line": queries.help_line(at=at),
            "papers": [
                {"paper": paper, "name": name_of(paper), "size": SIZES[paper.size]}
                for paper in queries.papers(at=at)
                if paper.slug == slug
            ],
            "can_be_printed": is_whole(article),
        },
    )


@require_safe
def list_numbers(request: HttpRequest) -> HttpResponse:
    """Show every telephone number with its hours and languages."""
    at = clock.now()
    numbers = queries.numbers(language=language_now(), at=at)
    return TemplateResponse(
        request,
        "rights/numbers.html",
        {
            "numbers": with_tongues(numbers, at=at),
            "said": [words for one in numbers for words in (one.label, one.hours, one.note)],
        },
    )


def page_of(article: ArticleFact, *, others: dict[str, ArticleFact]) -> dict[str, object]:
    """Return what the page of an article shows."""
    return {
        "article": article,
        "approved_by": counsel.title_words(article.approved_by_title),
        "runs": runs(article.blocks),
        "laws": list(laws_of(article)),
        "see": [others[slug] for slug in article.see if slug in others],
    }


def _is_a_place(article: ArticleFact) -> bool:
    return article.topic in PLACES and article.audience != Audience.EMPLOYERS


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    at, language = clock.now(), language_now()
    why = queries.why_gone(slug=slug, at=at)
    if why is None:
        raise Http404("There is no such article.")
    numbers = queries.numbers(language=language, at=at)
    return TemplateResponse(
        request,
        "rights/gone.html",
        {"why": why.value, "numbers": with_tongues(numbers[:FIRST_NUMBERS], at=at)},
        status=410,
    )
