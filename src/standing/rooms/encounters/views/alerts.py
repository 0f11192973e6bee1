"""Alerts, for staff: sending one, looking at those of one's department, deciding about them."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel import likeness
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.encounters import actions, permissions
from standing.rooms.encounters.forms import (
    AREA_WORDS,
    CHANNEL_WORDS,
    KIND_WORDS,
    RUNG_WORDS,
    STATE_WORDS,
    WAY_WORDS,
    AlertForm,
    DismissForm,
    FindSiteForm,
)
from standing.rooms.encounters.queries import alerts as queries
from standing.rooms.encounters.queries import pack, places
from standing.rooms.encounters.rules.alerts import AlertState, Channel
from standing.rooms.encounters.views._doors import carry_out, or_404

ROWS = 50
_LONGEST = 4000


@require_http_methods(["GET", "HEAD", "POST"])
@or_404
def send_alert(request: HttpRequest) -> HttpResponse:
    """Take in a first alert of somebody who is signed in: find the site, then say what is seen."""
    now, by = clock.now(), person(request)
    chosen = request.POST.get("site") or request.GET.get("site", "")
    path = request.GET.get("path", "")
    find = FindSiteForm(request.GET or None)
    if not chosen:
        words = request.GET.get("words", "")
        return TemplateResponse(
            request,
            "encounters/find_site.html",
            {
                "find": find,
                "words": words,
                "path": path,
                "found": places.find(words=words, department="", at=now),
                "departments": places.department_names(at=now),
            },
        )
    site = places.site(id=chosen, at=now)
    form = AlertForm(
        request.POST if request.method == "POST" else None,
        zone=pack.zone(known=now),
        with_code=False,
        initial={"path": path, "reporter": by.name, "is_ongoing": "yes"},
    )
    context = {"form": form, "alert_site": site, "departments": places.department_names(at=now)}
    if request.method != "POST":
        return TemplateResponse(request, "encounters/send_alert.html", context)
    if not form.is_valid():
        return render_invalid(request, "encounters/send_alert.html", context)
    said = form.cleaned_data
    try:
        fact = actions.raise_alert(
            site=site.id,
            area=said["area"],
            spot=said["spot"],
            seen_at=said["seen"] or now,
            is_ongoing=said["is_ongoing"],
            kind=said["kind"],
            reporter=said["reporter"],
            callback=said["callback"],
            path=said["path"],
            key=form.key_for(at=now),
            channel=Channel.STAFF,
            phone_now=said["phone_now"],
            by=by,
            at=now,
        )
    except NotFound:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "encounters/send_alert.html", context)
    can_see = permissions.can_see(by=by, department=fact.department)
    return TemplateResponse(request, "encounters/taken.html", {"alert": fact, "can_see": can_see})


@require_POST
def screen(request: HttpRequest) -> HttpResponse:
    """Say what in a text names or describes somebody, while it is typed. Nothing of it is kept."""
    text = request.POST.get("text", "")[:_LONGEST]
    return JsonResponse({"said": likeness.sentence(likeness.screen(text))})


@require_safe
def list_alerts(request: HttpRequest) -> HttpResponse:
    """List the alerts of one's departments."""
    now, by = clock.now(), person(request)
    said = request.GET.get("state", "")
    state = AlertState(said) if said in set(AlertState) else None
    pages = Paginator(queries.listed(by=by, state=state), ROWS).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "encounters/list_alerts.html",
        {
            "pages": pages,
            "facts": queries.facts(pages.object_list),
            "state": state,
            "states": [(one.value, STATE_WORDS[one.value]) for one in AlertState],
            "kinds": KIND_WORDS,
            "state_words": STATE_WORDS,
            "departments": places.department_names(at=now),
        },
    )


@require_safe
@or_404
def show_alert(request: HttpRequest, alert: UUID) -> HttpResponse:
    """Show one alert: what was told, whom it rang, who decided. Looking at it answers nothing."""
    return _alert(request, alert, DismissForm())


@require_POST
@or_404
def take_alert(request: HttpRequest, alert: UUID) -> HttpResponse:
    """Stop the ringing: somebody has it in hand."""
    carry_out(
        request,
        lambda: actions.take_alert(alert=alert, by=person(request), at=clock.now()),
        done=_("You have it in hand. Nobody else is rung."),
    )
    return redirect("encounters:show_alert", alert=alert)


@require_POST
@or_404
def confirm_alert(request: HttpRequest, alert: UUID) -> HttpResponse:
    """Stand behind an alert: everybody else is told."""
    carry_out(
        request,
        lambda: actions.confirm_alert(alert=alert, by=person(request), at=clock.now()),
        done=_("Confirmed. The Mayor's Office and the coordinator are told. A report has begun."),
    )
    return redirect("encounters:show_alert", alert=alert)


@require_POST
@or_404
def dismiss_alert(request: HttpRequest, alert: UUID) -> HttpResponse:
    """Say that an alert is not what it says, and why."""
    form = DismissForm(request.POST)
    if not form.is_valid():
        return _alert(request, alert, form, status=422)
    try:
        actions.dismiss_alert(alert=alert, reason=form.cleaned_data["reason"], by=person(request), at=clock.now())
    except NotFound:
        raise
    except Refused as refusal:
        form.add_error("reason", str(refusal))
        return _alert(request, alert, form, status=422)
    return redirect("encounters:show_alert", alert=alert)


def _alert(request: HttpRequest, alert: UUID, form: DismissForm, *, status: int = 200) -> HttpResponse:
    now, by = clock.now(), person(request)
    opened = queries.opened(id=alert, by=by)
    return TemplateResponse(
        request,
        "encounters/show_alert.html",
        {
            "opened": opened,
            "alert": opened.alert,
            "form": form,
            "can_decide": permissions.can_decide(by=by, department=opened.alert.department),
            "is_ringing": any(call.is_open for call in opened.calls),
            "department": places.department_names(at=now).get(opened.alert.department, opened.alert.department),
            "kind": KIND_WORDS[opened.alert.kind],
            "area": AREA_WORDS[opened.alert.area],
            "state": STATE_WORDS[opened.alert.state.value],
            "rung": RUNG_WORDS,
            "ways": WAY_WORDS,
            "channel": CHANNEL_WORDS[opened.alert.channel.value],
        },
        status=status,
    )
