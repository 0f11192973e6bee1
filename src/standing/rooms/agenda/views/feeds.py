"""Events for calendars and feed readers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.installation.api import is_sample
from standing.rooms.agenda import queries
from standing.rooms.agenda.queries import EventFact
from standing.rooms.agenda.rules import feed as rules
from standing.rooms.agenda.rules.feed import FeedEvent
from standing.rooms.agenda.templatetags.agenda import span_of
from standing.rooms.agenda.views.parts import language, origin

KEPT_SECONDS = 300
_ATOM_TIMES = 50


@require_safe
def feed(_request: HttpRequest, topic: str = "", spoken: str = "") -> HttpResponse:
    """Hand out the events ahead, or those of one topic or in one spoken language, as a calendar."""
    now = clock.now()
    name = _("Events")
    if topic:
        name = f"{name}: {_one(((one.id, one.label.text) for one in _topics(now)), topic)}"
    if spoken:
        name = f"{name}: {_one(((one.code, one.own_name) for one in queries.languages(known=now)), spoken)}"
    found = [
        one
        for one in queries.events(language=language(), at=now)
        if (not topic or one.content.topic == topic)
        and (not spoken or spoken in one.content.languages or spoken in one.content.interpreters)
    ]
    return _calendar(found, name=name, now=now, file="events.ics")


@require_safe
def event_ics(_request: HttpRequest, event: UUID) -> HttpResponse:
    """Hand out one event as a calendar, all its times."""
    now = clock.now()
    found = queries.event(id=event, at=now)
    if found is None:
        raise Http404("There is no such event.")
    facts = queries.in_language([found], language=language(), at=now)
    return _calendar(facts, name=facts[0].title.text, now=now, file="event.ics")


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """Hand out the next times as an Atom feed."""
    now = clock.now()
    ahead = now + timedelta(days=queries.desk_of(known=now).days_ahead)
    found = queries.occurrences(language=language(), from_at=now, until_at=ahead)[:_ATOM_TIMES]
    title = _("Events")
    paper = Atom1Feed(
        title=f"{title} (sample)" if is_sample() else title,
        link=origin() + reverse("agenda_pages:index"),
        description="",
        language=language(),
        feed_url=origin() + request.path,
        feed_guid=origin() + request.path,
    )
    for one in found:
        words = f"{one.title.text} · {span_of(one.starts_at, one.ends_at, language())}"
        paper.add_item(
            title=f"{_('Cancelled')}: {words}" if one.is_cancelled else words,
            link=origin() + _address(one.fact),
            description=" ".join(part.text for part in one.fact.about),
            unique_id=f"urn:uuid:{one.id}#{one.planned:%Y%m%dT%H%M}",
            updateddate=one.fact.event.changed_at,
            categories=[one.fact.topic.text],
        )
    return HttpResponse(
        paper.writeString("utf-8"),
        headers={"Content-Type": "application/atom+xml; charset=utf-8", "Cache-Control": _kept()},
    )


def _calendar(found: Iterable[EventFact], *, name: str, now: datetime, file: str) -> HttpResponse:
    sample = is_sample()
    content = rules.calendar(
        events=[_event(one) for one in found],
        name=f"{name} (sample)" if sample else name,
        zone=queries.zone(known=now),
        is_sample=sample,
    )
    return HttpResponse(
        content,
        headers={
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": f'inline; filename="{file}"',
            "Cache-Control": _kept(),
        },
    )


def _event(one: EventFact) -> FeedEvent:
    content = one.content
    parts = [part.text for part in one.about]
    if content.online:
        parts.append(content.online)
    if content.phone:
        parts.append(f"{_('Phone')}: {content.phone}")
    spoken = ", ".join(name.own_name for name in one.languages)
    parts.append(f"{_('Spoken there')}: {spoken}")
    return FeedEvent(
        id=one.id,
        summary=one.title.text,
        description="\n\n".join(parts),
        location=", ".join(part for part in (content.place, content.address) if part),
        url=origin() + _address(one),
        category=one.topic.text,
        language=one.title.language,
        series=content.series,
        slots=one.event.slots,
        is_cancelled=one.event.is_cancelled,
        sequence=one.event.sequence,
        changed_at=one.event.changed_at,
    )


def _topics(now: datetime) -> tuple[queries.Choice, ...]:
    return queries.topics(language=language(), at=now)


def _address(one: EventFact) -> str:
    return reverse("agenda_pages:show_event", kwargs={"event": one.id})


def _one(choices: Iterable[tuple[str, str]], asked: str) -> str:
    for code, words in choices:
        if code == asked:
            return words
    raise Http404("There is no such feed.")


def _kept() -> str:
    return f"public, max-age={KEPT_SECONDS}"
