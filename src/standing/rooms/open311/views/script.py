"""The agent's pages: a question, then its answer; and the short texts for messages and voice."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.installation.api import is_sample
from standing.rooms.open311 import queries
from standing.rooms.open311.queries import LanguageLink, ShortText

TOPICS = {
    "home": _("At home"),
    "work": _("At work"),
    "street": _("On the street"),
    "car": _("In a car"),
    "detained": _("Somebody is detained"),
    "plan": _("Being ready"),
    "money": _("Money and fraud"),
    "city": _("The City"),
    "help": _("Finding help"),
}
_HEADS = ("id", "topic", "language", "state", "text", "encoding", "units", "messages", "version", "sha256")
_LONGEST_SEARCH = 100


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """List the questions by topic; one more click shows the answer."""
    at = clock.now()
    languages, here = _language(request)
    search = request.GET.get("q", "")[:_LONGEST_SEARCH]
    rows = queries.rows(language=here.code, search=search, at=at)
    return TemplateResponse(
        request,
        "open311/script.html",
        {
            "rows": [(TOPICS.get(row.topic, row.topic), row) for row in rows],
            "languages": languages,
            "here": here,
            "search": search,
            "hint": queries.hint(at=at),
        },
    )


@require_safe
def answer(request: HttpRequest, article: str) -> HttpResponse:
    """Show an answer: words to say, the short text, numbers, and the same in another language."""
    at = clock.now()
    languages, here = _language(request)
    page = queries.answer(slug=article, language=here.code, at=at)
    return TemplateResponse(
        request,
        "open311/answer.html",
        {"page": page, "languages": languages, "here": here, "hint": queries.hint(at=at)},
    )


@require_safe
def short_texts(request: HttpRequest) -> HttpResponse:
    """Show the short texts with their counters, and the voice menu."""
    at = clock.now()
    languages, here = _language(request)
    return TemplateResponse(
        request,
        "open311/short_texts.html",
        {
            "texts": queries.short_texts(language=here.code, at=at),
            "menu": queries.menu(language=here.code, at=at),
            "languages": languages,
            "here": here,
        },
    )


@require_safe
def short_texts_csv(request: HttpRequest) -> HttpResponse:
    """Hand out the short texts of a language for the 311 knowledge base."""
    _languages, here = _language(request)
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow([*_HEADS, "approved_on", "approved_by", "sample"])
    for one in queries.short_texts(language=here.code, at=clock.now()):
        rows.writerow([_plain(value) for value in _fields(one).values()])
    response = HttpResponse(out.getvalue().encode(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"short-texts-{here.code}.csv") or ""
    )
    return response


@require_safe
def short_texts_json(request: HttpRequest) -> HttpResponse:
    """Hand out the same as JSON."""
    _languages, here = _language(request)
    texts = [_fields(one) for one in queries.short_texts(language=here.code, at=clock.now())]
    return JsonResponse({"language": here.code, "sample": is_sample(), "texts": texts})


def _fields(one: ShortText) -> dict[str, object]:
    return {
        "id": one.slug,
        "topic": one.topic,
        "language": one.said.language,
        "state": str(one.said.state),
        "text": one.said.text,
        "encoding": one.count.encoding,
        "units": one.count.units,
        "messages": one.count.parts,
        "version": one.version,
        "sha256": one.sha256,
        "approved_on": one.approved_on.isoformat(),
        "approved_by": one.approved_by,
        "sample": "sample" if is_sample() else "",
    }


def _plain(value: object) -> str:
    """Return a cell that no spreadsheet reads as a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _language(request: HttpRequest) -> tuple[tuple[LanguageLink, ...], LanguageLink]:
    """Return the languages to switch to, and the one that is chosen: the first one while nobody chose."""
    languages = queries.languages(at=clock.now())
    wanted = request.GET.get("in", "").lower()
    for one in languages:
        if one.code == wanted:
            return languages, one
    if wanted or not languages:
        raise Http404
    return languages, languages[0]
