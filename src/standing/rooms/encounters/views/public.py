"""What needs no account: the first alert with the card of a site, and the counts. Nothing is kept of a visit."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.installation.api import is_sample
from standing.hall.web.open_forms import open_form
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.encounters import actions
from standing.rooms.encounters.forms import KIND_WORDS, AlertForm
from standing.rooms.encounters.queries import alerts as queries
from standing.rooms.encounters.queries import figures as counted
from standing.rooms.encounters.queries import pack, places
from standing.rooms.encounters.rules import alerts as rules
from standing.rooms.encounters.rules import sheets
from standing.rooms.encounters.rules.alerts import Channel, TooMany, WrongCode
from standing.rooms.sites.api import SiteFact


@require_safe
def alert(request: HttpRequest) -> HttpResponse:
    """Show the first alert. The page is the same for everybody; the telephone knows its card."""
    path = rules.check_path(request.GET.get("path", "").split(","))
    form = AlertForm(zone=pack.zone(known=clock.now()), initial={"path": ",".join(path)})
    return _page(request, form)


@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the square on the card of a site leads to: the alert with its code, and the guide."""
    now = clock.now()
    known = queries.code_of(token=code)
    if known is None:
        return _kept_nowhere(TemplateResponse(request, "encounters/no_card.html", status=404))
    try:
        site = places.site(id=known.site, at=now)
    except NotFound:
        return _kept_nowhere(TemplateResponse(request, "encounters/no_card.html", status=404))
    path = rules.check_path(request.GET.get("path", "").split(","))
    form = AlertForm(zone=pack.zone(known=now), initial={"code": code, "path": ",".join(path)})
    return _kept_nowhere(_page(request, form, site=site, code=code))


@require_http_methods(["GET", "HEAD", "POST"])
@open_form
def send(request: HttpRequest) -> HttpResponse:
    """
    Take in a first alert. The code of the card is what lets it in: there is no session anybody could borrow.

    A telephone that sends what it kept asks for JSON: taken, refused for good, or to be tried again.
    """
    if request.method != "POST":
        return redirect("encounters_pages:alert")
    now = clock.now()
    form = AlertForm(request.POST, zone=pack.zone(known=now))
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return _refused(request, form, _("The form was not sent from this page. Please send it again."), status=403)
    if not form.is_valid():
        return _refused(request, form, "", status=422)
    try:
        _raise(form, now=now)
    except WrongCode:
        return _refused(
            request, form, _("This card is not known, or it was replaced. Call your supervisor."), status=403
        )
    except TooMany:
        return _refused(request, form, _("Many alerts came from this card. Call your liaison."), status=429)
    except Refused as refusal:
        return _refused(request, form, str(refusal), status=422)
    if _wants_json(request):
        return JsonResponse({"taken": True})
    return TemplateResponse(request, "encounters/sent.html")


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the counts by month that may be shown."""
    published = counted.published(at=clock.now())
    return TemplateResponse(
        request, "encounters/figures.html", {"published": published, "words": figure_words(), "titles": titles()}
    )


@require_safe
def figures_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (a page is asked)
    """Hand out the same counts as a table; a number that is not shown is an empty cell."""
    published = counted.published(at=clock.now())
    rows = [
        (table.by, f"{row.month:%Y-%m}", column, "" if count is None else count)
        for table in published.tables
        for row in table.rows
        for column, count in (("all", row.total), *zip(table.columns, row.cells, strict=True))
    ]
    text = sheets.sheet(head=("table", "month", "column", "reports"), rows=rows, is_sample=is_sample())
    return HttpResponse(text, headers={"Content-Type": "text/csv; charset=utf-8"})


def figure_words() -> dict[str, str]:
    """Return what the columns of the counts are called."""
    return {
        **{str(kind): str(words) for kind, words in KIND_WORDS.items()},
        "elected": _("Elected offices"),
        "charter": _("Departments"),
        "public-works": _("Public works"),
        "own-board": _("Departments with a board"),
        "state-law-body": _("Other bodies"),
        "other": _("Other"),
        "none": _("No district"),
    }


def titles() -> dict[str, str]:
    """Return what the tables are called."""
    return {
        "department": _("By kind of department"),
        "kind": _("By kind of activity"),
        "district": _("By council district"),
    }


def _raise(form: AlertForm, *, now: datetime) -> None:
    said = form.cleaned_data
    actions.raise_alert(
        area=said["area"],
        spot=said["spot"],
        seen_at=said["seen"] or now,
        is_ongoing=said["is_ongoing"],
        kind=said["kind"],
        reporter=said["reporter"],
        callback=said["callback"],
        path=said["path"],
        key=form.key_for(at=now),
        channel=Channel.GUIDE if said["path"] else Channel.CARD,
        code=said["code"],
        phone_now=said["phone_now"],
        by=SYSTEM,
        at=now,
    )


def _page(
    request: HttpRequest, form: AlertForm, *, site: SiteFact | None = None, code: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "alert_site": site, "code": code, "language": get_language() or settings.LANGUAGE_CODE}
    return TemplateResponse(request, "encounters/alert.html", context, status=status)


def _refused(request: HttpRequest, form: AlertForm, sentence: str, *, status: int) -> HttpResponse:
    if sentence:
        form.add_error(None, sentence)
    if _wants_json(request):
        said = [text for errors in form.errors.values() for text in errors]
        return JsonResponse({"taken": False, "said": said}, status=status)
    return _page(request, form, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _kept_nowhere(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
