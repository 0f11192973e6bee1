"""Where events are written, approved, cancelled and moved."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.web.views import refused, render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.agenda import actions, permissions, queries
from standing.rooms.agenda.forms import (
    ACCESS_WORDS,
    BOOKING_WORDS,
    REASON_WORDS,
    ApproveForm,
    ChangeForm,
    EventForm,
    MoveForm,
    initial_of,
)
from standing.rooms.agenda.rules import times
from standing.rooms.agenda.rules.events import Content

SHOWN_TIMES = 12


class Deed(Protocol):
    """What is done to one event; whatever else it needs to know was given to it before."""

    def __call__(self, *, event: UUID, by: User, at: datetime) -> object:
        """Do it. :raises Refused: when it may not be done, or not now"""


@require_safe
def list_events(request: HttpRequest) -> HttpResponse:
    """List events: those that wait for approval, those ahead, those that are over."""
    now = clock.now()
    newest = queries.newest()
    public = {one.id: one for one in queries.public_events(at=now)}
    asked = request.GET.get("show", "")
    shown = {
        "waiting": tuple(one for one in newest if one.approved_at is None),
        "ahead": tuple(sorted((one for one in newest if one.event in public), key=lambda one: one.ends_at)),
        "over": tuple(one for one in newest if one.event not in public and one.approved_at is not None),
    }
    asked = asked if asked in shown else "ahead"
    return TemplateResponse(
        request,
        "agenda/list_events.html",
        {
            "shown": asked,
            "tabs": [(code, len(rows)) for code, rows in shown.items()],
            "rows": [(one, public.get(one.event)) for one in shown[asked]],
            "can_write": permissions.can_write(by=person(request)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: HttpRequest) -> HttpResponse:
    """Write a new event, or one like another."""
    return _write(request, None, like=_like(request))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_event(request: HttpRequest, event: UUID) -> HttpResponse:
    """Write the next revision of an event."""
    found = queries.revisions(event=event)
    if not found:
        raise Http404("There is no such event.")
    return _write(request, event, like=found[0].content)


@require_safe
def staff_event(request: HttpRequest, event: UUID) -> HttpResponse:
    """Show an event with its revisions, its times and what was done."""
    return _show(request, event)


@require_POST
def approve_event(request: HttpRequest, event: UUID) -> HttpResponse:
    """Approve exactly the words that were shown."""
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _show(request, event, approve=form)
    approve = partial(
        actions.approve_event, seen_sha256=form.cleaned_data["seen"], is_neutral=form.cleaned_data["is_neutral"]
    )
    return _carry_out(request, event, approve, done=_("The event is public in a moment."))


@require_POST
def cancel_event(request: HttpRequest, event: UUID) -> HttpResponse:
    """Cancel one time, or all of an event."""
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _show(request, event, change=form)
    cancel = partial(
        actions.cancel_event, occurrence=form.cleaned_data["occurrence"], reason=form.cleaned_data["reason"]
    )
    return _carry_out(request, event, cancel, done=_("It is cancelled. The public pages say so in a moment."))


@require_POST
def move_event(request: HttpRequest, event: UUID) -> HttpResponse:
    """Move one time."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _show(request, event, change=form)
    move = partial(
        actions.move_event,
        occurrence=form.cleaned_data["occurrence"],
        to=form.to,
        reason=form.cleaned_data["reason"],
    )
    return _carry_out(request, event, move, done=_("It is moved. The public pages say so in a moment."))


@require_POST
def restore_event(request: HttpRequest, event: UUID) -> HttpResponse:
    """Put a time, or all of an event, back as it was planned."""
    form = ChangeForm({"occurrence": request.POST.get("occurrence", ""), "reason": "other"})
    if not form.is_valid():
        return _show(request, event, change=form)
    restore = partial(actions.restore_event, occurrence=form.cleaned_data["occurrence"])
    return _carry_out(request, event, restore, done=_("It takes place as planned again."))


def _carry_out(request: HttpRequest, event: UUID, deed: Deed, *, done: str) -> HttpResponse:
    """Do one thing to an event, then show the event and say that it is done; or say why it is not."""
    try:
        deed(event=event, by=person(request), at=clock.now())
    except NotFound:
        raise
    except Refused as refusal:
        return refused(request, refusal)
    messages.success(request, done)
    return redirect("agenda:show_event", event=event)


def _write(request: HttpRequest, event: UUID | None, *, like: Content | None) -> HttpResponse:
    now = clock.now()
    form = EventForm(
        request.POST if request.method == "POST" else None,
        topics=queries.topics(language="en", at=now),
        districts=queries.districts(language="en", at=now),
        languages=queries.languages(known=now),
        today=queries.today(at=now),
        initial=initial_of(like) if like is not None else {},
    )
    page = {"form": form, "event": event, "title": like.title if event is not None and like is not None else ""}
    if request.method != "POST":
        return TemplateResponse(request, "agenda/edit_event.html", page)
    if not form.is_valid() or form.content is None:
        return render_invalid(request, "agenda/edit_event.html", page)
    if "preview" in request.POST:
        preview = _moments(form.content, now=now)
        return TemplateResponse(request, "agenda/edit_event.html", {**page, "preview": preview})
    try:
        made = actions.write_event(content=form.content, event=event, by=person(request), at=now)
    except NotFound:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "agenda/edit_event.html", page)
    messages.success(request, _("It is saved. It becomes public when a coordinator has approved it."))
    return redirect("agenda:show_event", event=made)


def _show(
    request: HttpRequest, event: UUID, *, approve: ApproveForm | None = None, change: ChangeForm | None = None
) -> HttpResponse:
    now = clock.now()
    revisions = queries.revisions(event=event)
    if not revisions:
        raise Http404("There is no such event.")
    newest, by = revisions[0], person(request)
    public = queries.event(id=event, at=now)
    return TemplateResponse(
        request,
        "agenda/staff_event.html",
        {
            "event": event,
            "newest": newest,
            "content": newest.content,
            "revisions": revisions,
            "public": public,
            "is_over": public is not None and public.is_over(at=now),
            "slots": [
                (slot, public.start_of(slot), public.end_of(slot), public.end_of(slot) <= now) for slot in public.slots
            ]
            if public is not None
            else [],
            "preview": _moments(newest.content, now=now) if newest.approved_at is None else [],
            "changes": queries.changes_of([event])[event],
            "can_write": permissions.can_write(by=by),
            "can_approve": newest.approved_at is None
            and permissions.can_approve(written_by=newest.written_by_id, by=by),
            "approve": approve or ApproveForm(initial={"seen": newest.sha256}),
            "change": change,
            "cancel": ChangeForm(),
            "language_words": {one.code: one.english_name for one in queries.languages(known=now)},
            "topic_words": {one.id: one.label.text for one in queries.topics(language="en", at=now)},
            "access_words": ACCESS_WORDS,
            "booking_words": BOOKING_WORDS,
            "reason_words": REASON_WORDS,
        },
        status=422 if approve is not None or change is not None else 200,
    )


def _moments(content: Content, *, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the next times of an event that is not public yet, on the city's clock."""
    zone = queries.zone(known=now)
    found = []
    for start in content.series.local_starts:
        begins = times.moment(start, zone)
        ends = times.end_of(begins, minutes=content.series.minutes)
        if ends > now:
            found.append((begins.astimezone(zone), ends.astimezone(zone)))
    return found[:SHOWN_TIMES]


def _like(request: HttpRequest) -> Content | None:
    """Return the event that a new one begins from."""
    try:
        asked = UUID(request.GET.get("like", ""))
    except ValueError:
        return None
    found = queries.revisions(event=asked)
    return found[0].content if found else None
