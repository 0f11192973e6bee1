"""Requests: the list, the intake, one request and what is done with it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.holds import api as holds
from standing.hall.web.views import refused, render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.city import api as city
from standing.rooms.disclosure import actions, permissions, queries
from standing.rooms.disclosure.forms import (
    STATE_WORDS,
    DecisionForm,
    IntakeForm,
    ListForm,
    ReadingForm,
    ReleaseForm,
    SealForm,
)
from standing.rooms.disclosure.rules.requests import LEAVING, Channel, Outcome, State
from standing.rooms.disclosure.views._parts import ROWS, fingerprint, words


@require_safe
def list_requests(request: HttpRequest) -> HttpResponse:
    """List the requests the person may see, those first that somebody still has to act on."""
    now, by = clock.now(), person(request)
    desk = queries.desk_of(known=now)
    form = ListForm(request.GET, desk=desk, departments=city.names(known=now))
    asked = form.cleaned_data if form.is_valid() else {}
    state = State(said) if (said := request.GET.get("state", "")) in set(State) else None
    rows = queries.page_of(
        by=by, state=state, lane=asked.get("lane", ""), department=asked.get("department", ""),
        words=asked.get("words", ""),
    )  # fmt: skip
    pages = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    numbers = queries.state_numbers(by=by)
    return TemplateResponse(
        request,
        "disclosure/list_requests.html",
        {
            "form": form,
            "pages": pages,
            "rows": queries.rows(pages.object_list, at=now),
            "state": state,
            "states": [(one, STATE_WORDS[one], number) for one, number in numbers.items()],
            "is_desk": permissions.is_desk(by=by),
            **words(desk=desk, at=now),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_request(request: HttpRequest) -> HttpResponse:
    """Take in a request from its paper."""
    now, by = clock.now(), person(request)
    desk, zone = queries.desk_of(known=now), queries.zone(known=now)
    mine = permissions.departments_of(by=by)
    departments = [one for one in city.names(known=now) if mine is None or one[0] in mine]
    local = now.astimezone(zone)
    form = IntakeForm(
        request.POST or None,
        desk=desk,
        departments=departments,
        zone=zone,
        initial={"key": uuid4(), "received_day": local.date(), "received_time": local.time().replace(second=0)},
    )
    if request.method != "POST":
        return TemplateResponse(request, "disclosure/record_request.html", {"form": form})
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.record_request(
                key=said["key"],
                department=said["department"],
                agency=said["agency"],
                channel=Channel(said["channel"]),
                reference=said["reference"],
                received_at=form.received_at,
                seen=form.check_list(),
                categories=form.asked,
                people=said["people"],
                by=by,
                at=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The request is recorded. Counsel has been told."))
            return redirect("disclosure:show_request", request_id=made)
    return render_invalid(request, "disclosure/record_request.html", {"form": form})


@require_safe
def show_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show one request, its clock, its readings and decisions."""
    return _shown(request, request_id)


@require_http_methods(["GET", "HEAD", "POST"])
def read_again(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Read the paper once more."""
    now, by = clock.now(), person(request)
    desk = queries.desk_of(known=now)
    fact = queries.request(id=request_id, by=by, at=now)
    form = ReadingForm(request.POST or None, desk=desk, initial=ReadingForm.from_reading(fact.reading))
    if request.method != "POST":
        return TemplateResponse(request, "disclosure/read_again.html", {"form": form, "fact": fact})
    if form.is_valid():
        try:
            actions.read_again(
                request=request_id,
                seen=form.check_list(),
                categories=form.asked,
                people=form.cleaned_data["people"],
                by=by,
                at=now,
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The new reading counts from now on."))
            return redirect("disclosure:show_request", request_id=request_id)
    return render_invalid(request, "disclosure/read_again.html", {"form": form, "fact": fact})


@require_POST
def take_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Record that counsel has it."""
    try:
        actions.take_request(request=request_id, by=person(request), at=clock.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is noted that counsel has it."))
    return redirect("disclosure:show_request", request_id=request_id)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Decide what happens with a request."""
    now, by = clock.now(), person(request)
    desk = queries.desk_of(known=now)
    fact = queries.request(id=request_id, by=by, at=now)
    form = DecisionForm(
        request.POST or None,
        request.FILES or None,
        desk=desk,
        asked=fact.reading.categories,
        initial={"reading": fact.reading.number},
    )
    shown = {"form": form, "fact": fact, **words(desk=desk, at=now)}
    if request.method != "POST":
        return TemplateResponse(request, "disclosure/decide.html", shown)
    if form.is_valid():
        said = form.cleaned_data
        outcome = Outcome(said["outcome"])
        sha256, size = fingerprint(said["content"])
        try:
            name = actions.decide_request(
                request=request_id,
                seen_reading=said["reading"],
                outcome=outcome,
                reason=said["reason"],
                categories=tuple(said["categories"]),
                sha256=sha256,
                size=size,
                advice=said["advice"],
                by=by,
                at=now,
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error("content" if outcome in LEAVING and not sha256 else None, str(refusal))
        else:
            messages.success(request, _("The decision is recorded as %(name)s.") % {"name": name})
            return redirect("disclosure:show_request", request_id=request_id)
    return render_invalid(request, "disclosure/decide.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Let exactly what counsel approved leave, as the second person."""
    now, by = clock.now(), person(request)
    fact = queries.request(id=request_id, by=by, at=now)
    decision = fact.decision
    if decision is None or fact.row.state is not State.APPROVED:
        return refused(request, Refused(_("Nothing waits for a second person here.")))
    form = ReleaseForm(request.POST or None, request.FILES or None, initial={"decision": decision.id})
    shown = {"form": form, "fact": fact, "decision": decision, **words(desk=queries.desk_of(known=now), at=now)}
    if request.method != "POST":
        return TemplateResponse(request, "disclosure/release.html", shown)
    if form.is_valid():
        said = form.cleaned_data
        sha256, size = fingerprint(said["content"])
        try:
            actions.release_data(
                request=request_id,
                decision=said["decision"],
                sha256=sha256,
                size=size,
                sent_by=Channel(said["sent_by"]),
                by=by,
                at=now,
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error("content", str(refusal))
        else:
            messages.success(request, _("It is recorded that this file leaves, by two people."))
            return redirect("disclosure:show_request", request_id=request_id)
    return render_invalid(request, "disclosure/release.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def seal_by_court(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Leave a request out of public counts because a court ordered it."""
    now, by = clock.now(), person(request)
    fact = queries.request(id=request_id, by=by, at=now)
    form = SealForm(request.POST or None)
    if request.method != "POST":
        return TemplateResponse(request, "disclosure/seal_by_court.html", {"form": form, "fact": fact})
    if form.is_valid():
        try:
            actions.seal_by_court(
                request=request_id, until=form.cleaned_data["until"], order=form.cleaned_data["order"], by=by, at=now
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is left out of public counts until that day."))
            return redirect("disclosure:show_request", request_id=request_id)
    return render_invalid(request, "disclosure/seal_by_court.html", {"form": form, "fact": fact})


@require_POST
def open_advice(request: HttpRequest, request_id: UUID, decision: UUID) -> HttpResponse:
    """Open counsel's words; that it was done is recorded."""
    words_of_counsel = actions.open_advice(request=request_id, decision=decision, by=person(request), at=clock.now())
    page = _shown(request, request_id, advice={"decision": decision, "text": words_of_counsel})
    add_never_cache_headers(page)
    return page


def _shown(request: HttpRequest, request_id: UUID, **more: object) -> TemplateResponse:
    now, by = clock.now(), person(request)
    fact = queries.request(id=request_id, by=by, at=now)
    desk, subject = queries.desk_of(known=now), f"disclosure:request:{request_id}"
    decision = fact.decision
    return TemplateResponse(
        request,
        "disclosure/show_request.html",
        {
            "fact": fact,
            "terms": desk.terms(fact.row.lane),
            "keep": desk.keep,
            "deeds": queries.deeds(id=request_id),
            "subject": subject,
            "is_held": holds.is_held(subject),
            "is_desk": permissions.is_desk(by=by),
            "is_counsel": permissions.is_counsel(by=by),
            "can_release": decision is not None
            and fact.row.state is State.APPROVED
            and permissions.can_release(decided_by=decision.decided_by_id, by=by),
            **words(desk=desk, at=now),
            **more,
        },
    )
