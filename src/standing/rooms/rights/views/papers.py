"""What can be printed: the list, and each paper as a tagged PDF in the language of its address."""

from __future__ import annotations

import io
from datetime import date, datetime

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.accounts.api import counsel
from standing.hall.pack import api as packs
from standing.hall.paper import api as paper_api
from standing.hall.translations import api as translations
from standing.rooms.rights import queries
from standing.rooms.rights.queries import ArticleFact
from standing.rooms.rights.rules.papers import PaperFact, paper_id
from standing.rooms.rights.rules.shape import PLACEHOLDER
from standing.rooms.rights.views.parts import PAPERS, SIZES, language_now, name_of

_PDF = "application/pdf"
_NUMBERS_ON_PAPER = 3


@require_safe
def choose_paper(request: HttpRequest) -> HttpResponse:
    """Show what can be printed in this language, and which papers are too old to hand out."""
    at, language = clock.now(), language_now()
    papers = queries.papers(at=at)
    wanted = {one.slug for one in papers}
    articles = {one.slug: one for one in queries.articles(language=language, at=at, only=wanted)}
    found = [
        {
            "paper": paper,
            "name": name_of(paper),
            "size": SIZES[paper.size],
            "article": articles[paper.slug],
            "is_ready": is_whole(articles[paper.slug]),
        }
        for paper in papers
    ]
    return TemplateResponse(
        request,
        "rights/print.html",
        {
            "ready": [one for one in found if one["is_ready"]],
            "missing": [one for one in found if not one["is_ready"]],
            "printable": _printable(at=at),
            "old": [{"old": one, "name": PAPERS[one.kind]} for one in queries.old_papers(at=at)],
            "said": [one.title for one in articles.values()],
        },
    )


@require_safe
def print_paper(request: HttpRequest, paper: str) -> HttpResponse:
    """Return one paper; where it cannot be printed in this language, say in which it can."""
    at, language = clock.now(), language_now()
    fact = next((one for one in queries.papers(at=at) if one.name == paper), None)
    if fact is None:
        raise Http404("There is no such paper.")
    article = queries.article(slug=fact.slug, language=language, at=at)
    if not is_whole(article):
        return _cannot(request, fact, at=at)
    try:
        made = paper_api.pdf(
            template=f"rights/{fact.template}.typ",
            data=_data(fact, article, language=language, at=at),
            title=f"{article.title.text}: {name_of(fact)}",
            language=language,
            author=_city(at=at),
        )
    except paper_api.MissingGlyph:
        return _cannot(request, fact, at=at)
    name = f"{fact.name}-{language}-v{article.version}.pdf"
    return HttpResponse(made, content_type=_PDF, headers={"Content-Disposition": f'inline; filename="{name}"'})


def is_whole(article: ArticleFact) -> bool:
    """Test whether all of an article is said in the language that was asked for."""
    return not any(one.is_fallback for one in article.said)


def _cannot(request: HttpRequest, paper: PaperFact, *, at: datetime) -> HttpResponse:
    context = {"paper": paper, "name": name_of(paper), "printable": _printable(at=at)}
    return TemplateResponse(request, "rights/cannot_print.html", context, status=404)


def _printable(*, at: datetime) -> list[dict[str, object]]:
    """Return the languages on offer with their own names, and where their papers are."""
    pack, offered = packs.in_force(known=at), {code.lower() for code in translations.offered(at=at)}
    path = reverse("rights_pages:choose_paper").removeprefix(f"/{language_now()}")
    default = queries.default_language(at=at)
    if pack is None:
        return []
    return [
        {
            "language": one,
            "url": queries.address(path, language=one.code.lower(), default=default.lower()),
        }
        for one in pack.languages.languages
        if one.code.lower() in offered
    ]


def _data(paper: PaperFact, article: ArticleFact, *, language: str, at: datetime) -> dict[str, object]:
    page = f"{settings.STANDING['origin']}{reverse('rights_pages:show_article', args=[article.slug])}"
    numbers = queries.numbers(language=language, at=at)[:_NUMBERS_ON_PAPER]
    values = queries.variables(at=at)
    return {
        "city": _city(at=at),
        "heading": article.title.text,
        "summary": article.summary.text,
        "size": paper.size.value,
        "blocks": [
            {
                "kind": block.kind,
                "text": block.said.text,
                "aloud": "" if block.said.is_source else PLACEHOLDER.sub(lambda found: values[found[1]], block.source),
            }
            for block in article.blocks
        ],
        "aloud_language": queries.default_language(at=at),
        "numbers": [{"label": one.label.text, "number": one.number} for one in numbers],
        "qr": _qr(page),
        "address": page.partition("://")[2],
        "id": paper_id(name=paper.name, language=language, version=article.version),
        "days": [
            f"{_('Approved by:')} {counsel.title_words(article.approved_by_title)}, {_day(article.approved_on)}",
            f"{_('Do not use after:')} {_day(article.last_day)}",
        ],
        "words": {
            "more": _("Read more on your phone"),
            "say": _("You can say:"),
            "help": _("Help by phone"),
            "not_advice": _("This is not legal advice."),
            "cut": _("Cut on the solid lines. Fold on the dotted line."),
            "hang": _("Cut out. Hang it on the inside of your door."),
            "keep": _("Keep this sheet at home. The City does not want a copy."),
            "qr_alt": _("Square code that opens this page on a phone"),
            "card": _("Show this side"),
            "number": _("No. of this paper:"),
            "version": _("Version %(number)s.") % {"number": article.version},
        },
    }


def _qr(address: str) -> str:
    made = io.BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind="svg", border=2, xmldecl=False, light="#ffffff")
    return made.getvalue().decode()


def _day(day: date) -> str:
    return date_format(day, "F j, Y" if language_now() == queries.ENGLISH else "DATE_FORMAT")


def _city(*, at: datetime) -> str:
    pack = packs.in_force(known=at)
    return pack.info.city_name if pack is not None else ""
