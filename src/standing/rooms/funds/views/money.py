"""The overview, new funds, money set aside, and the close of a round."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.rooms.funds import permissions
from standing.rooms.funds.actions import allocating, gifts
from standing.rooms.funds.forms import SOURCE_WORDS, AllocationForm, CityMoneyForm, CloseForm, FundForm
from standing.rooms.funds.models import Step
from standing.rooms.funds.queries import giving, ledger
from standing.rooms.funds.rules.amounts import dollars
from standing.rooms.funds.rules.chart import Source
from standing.rooms.funds.rules.totals import FundTotals
from standing.rooms.funds.views._pages import FormPage, ask

_WIDTH = 1000


@require_safe
def show_overview(request: HttpRequest) -> HttpResponse:
    """Show what was given, set aside, loaded and returned, fund by fund."""
    now, by = clock.now(), person(request)
    totals = giving.totals(at=now)
    most = max((fact.came for fact in totals), default=0)
    return TemplateResponse(
        request,
        "funds/overview.html",
        {
            "totals": totals,
            "bars": [_bar(fact, most=most, place=place) for place, fact in enumerate(totals)],
            "height": max(1, len(totals)) * 100,
            "sums": {
                source: [fact for fact in totals if fact.source is source] for source in (Source.DONOR, Source.CITY)
            },
            "waiting": giving.decisions(step=Step.PROPOSED).count(),
            "closed_through": ledger.closed_through(),
            "posts": permissions.posts(by=by),
            "source_words": SOURCE_WORDS,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def open_fund(request: HttpRequest) -> HttpResponse:
    """Open a fund."""
    form = FundForm(request.POST or None)

    def do() -> str:
        said = form.cleaned_data
        gifts.open_fund(
            id=said["id"],
            name=said["name"],
            source=Source(said["source"]),
            round=said["round"],
            organisation=said["organisation"],
            use=said["use"],
            by=person(request),
            at=clock.now(),
        )
        return reverse("funds:show_overview")

    page = _page(
        _("Open a fund"),
        _("A fund keeps money together that may be used for the same. What it is for never changes."),
        _("Open the fund"),
    )
    return ask(request, form, page, do=do, done=_("The fund is open."))


@require_http_methods(["GET", "HEAD", "POST"])
def record_city_money(request: HttpRequest) -> HttpResponse:
    """Book money of the City's own."""
    now = clock.now()
    choices = {"fund": [(row.pk, row.name) for row in giving.funds(source=Source.CITY)]}
    form = CityMoneyForm(request.POST or None, choices=choices, initial={"day": ledger.local_day(at=now)})

    def do() -> str:
        said = form.cleaned_data
        gifts.record_city_money(
            fund=said["fund"],
            cents=said["cents"],
            reference=f"city:{said['reference']}",
            day=said["day"],
            by=person(request),
            at=now,
        )
        return reverse("funds:show_overview")

    page = _page(_("Book City money"), _("Only into a fund of City money. It never meets donors' money."), _("Book it"))
    return ask(request, form, page, do=do, done=_("The money is booked."))


@require_http_methods(["GET", "HEAD", "POST"])
def allocate(request: HttpRequest) -> HttpResponse:
    """Set money aside for a group and a round, or set it free again."""
    now = clock.now()
    totals = giving.totals(at=now)
    choices = {"fund": [(fact.fund, f"{fact.name} ({dollars(fact.free)})") for fact in totals]}
    form = AllocationForm(request.POST or None, choices=choices, initial={"day": ledger.local_day(at=now)})

    def do() -> str:
        said = form.cleaned_data
        act = allocating.allocate if said["way"] == "allocate" else allocating.release
        act(
            fund=said["fund"],
            round=said["round"],
            organisation=said["organisation"],
            cents=said["cents"],
            day=said["day"],
            by=person(request),
            at=now,
        )
        return reverse("funds:show_overview")

    page = _page(
        _("Set money aside"),
        _("A group loads cards only from what is set aside for it. Beside each fund stands what is free."),
        _("Book it"),
    )
    return ask(request, form, page, do=do, done=_("It is booked."))


@require_http_methods(["GET", "HEAD", "POST"])
def close_round(request: HttpRequest) -> HttpResponse:
    """Close a round, or settle what came back after it was closed."""
    now = clock.now()
    form = CloseForm(request.POST or None, initial={"day": ledger.local_day(at=now)})

    def do() -> str:
        said = form.cleaned_data
        act = allocating.settle_round if ledger.is_round_closed(round=said["round"]) else allocating.close_round
        act(round=said["round"], day=said["day"], by=person(request), at=now)
        return reverse("funds:list_entries") + f"?round={said['round']}"

    page = _page(
        _("Close a round"),
        _(
            "Nothing is loaded for it any more. What groups did not load goes back to its fund. What was given "
            "for this round alone is owed back to those who gave, to the cent. A round that is closed is settled again."
        ),
        _("Close the round"),
    )
    return ask(request, form, page, do=do, done=_("The round is closed, and its rest is settled."))


def _page(title: str, lead: str, button: str) -> FormPage:
    return FormPage(
        title=title, lead=lead, button=button, back=reverse("funds:show_overview"), back_title=_("Aid money")
    )


def _bar(fact: FundTotals, *, most: int, place: int) -> Mapping[str, object]:
    """Return one line of the chart: what became of a fund's money, in thousandths of the largest fund."""
    parts = (
        ("met", fact.loaded),
        ("due", fact.allocated),
        ("at-risk", fact.free),
        ("late", fact.costs),
        ("waived", fact.returned + fact.redirected_out + fact.owed),
    )
    found, seen = [], 0
    for css, cents in parts:
        start, end = (_WIDTH * seen // most, _WIDTH * (seen + cents) // most) if most else (0, 0)
        found.append({"css": css, "x": start, "width": end - start})
        seen += cents
    return {"fact": fact, "parts": [part for part in found if part["width"]], "y": place * 100}
