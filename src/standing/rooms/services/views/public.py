"""Pages of the directory for everybody: no cookie, no script, nothing kept of what was looked for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.kernel import places
from standing.kernel.places import Drawing
from standing.rooms.services.forms.public import SearchForm
from standing.rooms.services.queries import cards, listed, pack, shown, texts
from standing.rooms.services.queries import search as searching
from standing.rooms.services.queries.facts import CardFact, PlaceFact
from standing.rooms.services.queries.search import Result

MOST_ON_A_SHEET = 12


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the kinds of help, and what fits what was asked for."""
    now, language = clock.now(), _language()
    known = pack.directory(known=now)
    spoken = tuple((code, own) for code, (own, _english) in pack.language_names(known=now).items())
    kinds = texts.kinds(known, language=language)
    form = SearchForm(request.GET, known=known, kinds=kinds, spoken=spoken)
    filters = form.filters
    page = {
        "form": form,
        "filters": filters,
        "kinds": list(kinds.values()),
        "language": language,
    }
    if filters.is_empty:
        return TemplateResponse(request, "services/search.html", page)
    result = searching.search(filters=filters, language=language, at=now, page=_page(request))
    context = page | {
        "result": result,
        "page": Paginator(range(result.total), searching.PAGE).get_page(result.page),
        "map": _map(result, at=now),
    }
    response = TemplateResponse(request, "services/search.html", context)
    response["Cache-Control"] = "no-store"  # a shared phone should not remember what was looked for
    return response


@require_safe
def show_service(request: HttpRequest, service: UUID) -> HttpResponse:
    """Show one service; say kindly when it is closed or no longer known well enough."""
    now = clock.now()
    fact = cards.service(id=service, language=_language(), at=now)
    if fact.id != service:
        return HttpResponsePermanentRedirect(reverse("services_pages:show_service", args=[fact.id]))
    if not fact.is_published:
        why = shown.why_hidden(service=listed.find(id=service), at=now)
        if why is None or why is shown.Hidden.UNWANTED:
            raise Http404("They do not want to be listed.")
        return TemplateResponse(request, "services/hidden.html", {"service": fact, "why": why.value}, status=410)
    return TemplateResponse(request, "services/service.html", {"service": fact, "language": _language()})


@require_safe
def essentials(request: HttpRequest) -> HttpResponse:
    """Show what a phone keeps for when there is no network: whom to call first."""
    now = clock.now()
    groups = shown.essentials(language=_language(), at=now)
    return TemplateResponse(
        request,
        "services/essentials.html",
        {"groups": groups, "said": [said for group in groups for one in group.services for said in one.said]},
    )


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Show the services somebody chose on one page to print. The choice stands in the address and nowhere else."""
    now = clock.now()
    wanted = _chosen(request)[:MOST_ON_A_SHEET]
    open_ones = set(listed.published(at=now).filter(pk__in=wanted).values_list("pk", flat=True))
    facts = cards.services(ids=[one for one in wanted if one in open_ones], language=_language(), at=now)
    response = TemplateResponse(
        request,
        "services/sheet.html",
        {
            "services": facts,
            "said": [said for one in facts for said in one.said],
            "today": pack.today(at=now),
            "most": MOST_ON_A_SHEET,
            "left_out": len(wanted) - len(facts),
        },
    )
    response["Cache-Control"] = "no-store"
    return response


def _chosen(request: HttpRequest) -> list[UUID]:
    found: dict[UUID, None] = {}
    for text in request.GET.getlist("s"):
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _map(result: Result, *, at: datetime) -> Drawing | None:
    """Return the map of what is shown, numbered like the list; None where the pack has no outlines."""
    known = pack.directory(known=at)
    points = [
        (number, place.point)
        for number, service in enumerate(result.services, start=result.first_number)
        for place in _with_points(service)[:1]
        if place.point is not None
    ]
    return places.drawing(outlines=known.outlines, points=points) if known.outlines and points else None


def _with_points(service: CardFact) -> list[PlaceFact]:
    return [place for place in service.places if place.point is not None]
