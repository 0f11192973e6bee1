"""What everybody sees: the weeks ahead, one event, and how to take the list elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.translations import api as translations
from standing.kernel.refusals import NotFound
from standing.rooms.agenda import queries
from standing.rooms.agenda.forms import ACCESS_WORDS, BOOKING_WORDS, REASON_WORDS, FindForm
from standing.rooms.agenda.queries import OccurrenceFact
from standing.rooms.agenda.rules import events as rules
from standing.rooms.agenda.views.parts import language, origin

SHOWN_TIMES = 10
EMBEDDED = 20
SHOWN_AT_ONCE = 20  # what an old phone loads and somebody reads; later ones are one press away


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what takes place in the weeks ahead; a city whose pack has no agenda says that there is nothing."""
    try:
        return _list(request, is_index=True)
    except NotFound:
        return TemplateResponse(request, "agenda/index.html", {"form": None, "is_index": True})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """List what fits a topic, a language and a district; the application answers, for it cannot be published."""
    return _list(request, is_index=False)


@require_safe
def show_event(request: HttpRequest, event: UUID) -> HttpResponse:
    """Show one event; one that is over says so."""
    now = clock.now()
    found = queries.event(id=event, at=now)
    if found is None:
        raise Http404("There is no such event.")
    [fact] = queries.in_language([found], language=language(), at=now)
    ahead = queries.occurrences_of(fact, from_at=now)
    return TemplateResponse(
        request,
        "agenda/show_event.html",
        {
            "fact": fact,
            "content": fact.content,
            "is_over": not ahead,
            "ahead": ahead[:SHOWN_TIMES],
            "more": max(0, len(ahead) - SHOWN_TIMES),
            "page_state": translations.page_state(page=rules.page_key(event), language=language()),
            **_words(),
        },
    )


@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """Say how to take the events into a calendar or onto another site."""
    now = clock.now()
    address = origin() + reverse("agenda_pages:embed")
    return TemplateResponse(
        request,
        "agenda/share.html",
        {
            "snippet": f'<iframe src="{address}" title="Events" width="100%" height="600" loading="lazy"></iframe>',
            "origin": origin(),
            "topics": queries.topics(language=language(), at=now),
            "languages": queries.languages(known=now),
        },
    )


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """List the next events on a bare page that other sites may frame; it leads nowhere but to public pages."""
    now = clock.now()
    ahead = now + timedelta(days=queries.desk_of(known=now).days_ahead)
    found = queries.occurrences(language=language(), from_at=now, until_at=ahead)
    return TemplateResponse(
        request, "agenda/embed.html", {"occurrences": found[:EMBEDDED], "origin": origin(), **_words()}
    )


def _list(request: HttpRequest, *, is_index: bool) -> HttpResponse:
    now = clock.now()
    form = FindForm(
        request.GET,
        topics=queries.topics(language=language(), at=now),
        districts=queries.districts(language=language(), at=now),
        languages=queries.languages(known=now),
    )
    asked = form.cleaned_data if form.is_valid() else {}
    today = queries.today(at=now)
    found = queries.occurrences(
        language=language(),
        from_at=now,
        until_at=now + timedelta(days=queries.desk_of(known=now).days_ahead),
        topic=asked.get("topic", ""),
        spoken=asked.get("language", ""),
        district=asked.get("district", ""),
    )
    shown = Paginator(found, SHOWN_AT_ONCE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "agenda/index.html",
        {
            "form": form,
            "shown": shown,
            "weeks": _weeks(tuple(shown), today=today),
            "is_filtered": any(asked.values()),
            "is_index": is_index,
            "notes": [said for one in shown for said in one.fact.words],
            **_words(),
        },
    )


def _weeks(found: tuple[OccurrenceFact, ...], *, today: date) -> list[tuple[date, str, list[OccurrenceFact]]]:
    """Return the times by weeks that begin on Monday, with a word for this week and the next."""
    this = today - timedelta(days=today.weekday())
    words = {this: "this", this + timedelta(days=7): "next"}

    def monday(one: OccurrenceFact) -> date:
        day = max(one.starts_at.date(), today)  # what began before and goes on is of today
        return day - timedelta(days=day.weekday())

    return [(week, words.get(week, ""), list(times)) for week, times in groupby(found, key=monday)]


def _words() -> dict[str, object]:
    return {"access_words": ACCESS_WORDS, "booking_words": BOOKING_WORDS, "reason_words": REASON_WORDS}
