"""Rounds, for the trustee's own people: begun, opened, looked at, held."""

from __future__ import annotations

import base64
import csv
import re
from collections.abc import Iterator
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.audit.api import KeyRefused
from standing.hall.holds import api as holds
from standing.hall.installation import api as installation
from standing.hall.web.views import render_invalid
from standing.kernel.blind.manifest import Manifest
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.refusals import Refused
from standing.rooms.trustee import actions, permissions, queries
from standing.rooms.trustee.adapters import city, copies
from standing.rooms.trustee.forms import REASON_WORDS, BeginForm, BringForm, HoldForm, LiftForm, SignForm, note_in
from standing.rooms.trustee.rules.amounts import dollars
from standing.rooms.trustee.rules.asking import TallyFact
from standing.rooms.trustee.views._pages import FormPage, ask, press

_PAGE = 50
_FORMULA = re.compile(r"[=+\-@\t\r]")


@require_safe
def staff_home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to where their work is: supervisors to appeals, the others to rounds."""
    by = person(request)
    return redirect("trustee:list_rounds" if permissions.can_read(by=by) else "trustee:list_appeals")


@require_safe
def list_rounds(request: HttpRequest) -> HttpResponse:
    """Show the rounds, and those that wait for the City's manifest."""
    page = Paginator(queries.rounds(), _PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "trustee/list_rounds.html",
        {
            "page": page,
            "begun": [(one, [dollars(cents) for cents in one.amounts]) for one in queries.begun()],
            "keeps": permissions.can_keep(by=person(request)),
            "night": queries.last_night(),
            "is_shipped": copies.is_shipped(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def begin_round(request: HttpRequest) -> HttpResponse:
    """Make the trustee's keys for a round."""
    form = BeginForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        said = form.cleaned_data
        actions.begin_round(
            round_=said["code"],
            amounts=said["amounts"],
            has_draw=said["has_draw"],
            by=person(request),
            at=clock.now(),
        )
        return reverse("trustee:open_round", args=[said["code"]])

    page = FormPage(
        title=_("Begin a round"),
        lead=_("This makes the trustee's keys. Nobody can ask with them before both parties signed the manifest."),
        button=_("Make the keys"),
        back=reverse("trustee:list_rounds"),
        back_title=_("Rounds of cash aid"),
    )
    return ask(request, form, page, do=do, done=_("The keys are made. The City can fetch the offer now."))


@require_safe
def show_round(request: HttpRequest, round: str) -> HttpResponse:
    """Show a round: its days, keys and signatures, its desks and what they did."""
    fact, manifest, desks = queries.round_fact(round_=round)
    now = clock.now()
    return TemplateResponse(
        request,
        "trustee/show_round.html",
        {
            "round": fact,
            "manifest": manifest,
            "tiers": [dollars(cents) for cents in sorted(manifest.tiers)],
            "exception_worth": dollars(manifest.exceptions.cents),
            "granted": [(REASON_WORDS[reason], n) for reason, n in queries.granted_by_reason(round_=round).items()],
            "left": queries.exceptions_left(round_=round),
            "desks": desks,
            "page": Paginator(fact.tallies, _PAGE).get_page(request.GET.get("page")),
            "holds": holds.holds_on(subject=f"trustee:round:{round}"),
            "keeps": permissions.can_keep(by=person(request)),
            "is_over": fact.closes_at <= now,
            "is_open": fact.opens_at <= now < fact.closes_at,
            "is_end": fact.destroyed_at is None and not fact.is_held and fact.destroy_at <= now,
            "night": queries.last_night(),
            "is_shipped": copies.is_shipped(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request: HttpRequest, round: str) -> HttpResponse:
    """Fetch what the City signed, or take it from files; look at it; sign it."""
    if queries.manifest_of(round_=round) is not None:
        return redirect("trustee:show_round", round=round)
    offer = queries.offer_of(round_=round)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    context = {"code": round, "offer": offer, "bring": BringForm(), "tiers": [dollars(one) for one in offer.tiers]}
    if deed == "sign":
        return _sign(request, round, context)
    if deed == "bring":
        form = BringForm(request.POST, request.FILES)
        context |= {"bring": form, "form": form, "is_by_hand": True}
        if not form.is_valid():
            return render_invalid(request, "trustee/open_round.html", context)
        return _look(
            request, round, context, form, data=form.cleaned_data["manifest"], note=form.cleaned_data["signature"]
        )
    if deed == "fetch":
        asked = _Fetch({})
        context["form"] = asked
        try:
            data = city.fetch(path=f"/aid/v1/rounds/{round}/manifest.json")
            note = note_in(city.fetch(path=f"/aid/v1/rounds/{round}/signature.json"))
        except Refused as refusal:
            asked.add_error(None, str(refusal))
        except forms.ValidationError as refusal:
            asked.add_error(None, refusal)
        else:
            return _look(request, round, context, asked, data=data, note=note)
        return render_invalid(request, "trustee/open_round.html", context)
    return TemplateResponse(request, "trustee/open_round.html", context)


@require_POST
def destroy_keys(request: HttpRequest, round: str) -> HttpResponse:
    """Destroy the keys of a round whose day has come, before the hour's job does."""
    return press(
        request,
        do=lambda: actions.destroy_keys(round_=round, by=person(request), at=clock.now()),
        done=_("The keys are destroyed. What old rows still hold goes within a quarter of an hour."),
        there=reverse("trustee:show_round", args=[round]),
    )


@require_safe
def export_tallies(request: HttpRequest, round: str) -> StreamingHttpResponse:  # noqa: ARG001
    """Hand out the counts of desks and days as CSV."""
    fact, _manifest, _desks = queries.round_fact(round_=round)
    name = f"{'sample-' if installation.is_sample() else ''}{round}-counts.csv"
    return StreamingHttpResponse(
        _lines(fact.tallies),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def place_hold(request: HttpRequest, round: str) -> HttpResponse:
    """Keep the keys of a round past their day."""
    fact, _manifest, _desks = queries.round_fact(round_=round)
    form = HoldForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        actions.place_hold(
            round_=round,
            reason=form.cleaned_data["reason"],
            order=form.cleaned_data["order"],
            by=person(request),
            at=clock.now(),
        )
        return reverse("trustee:show_round", args=[round])

    page = FormPage(
        title=_("Place a legal hold"),
        lead=_("While it lies on the round, its keys are not destroyed, and names can be tested with them."),
        button=_("Place the hold"),
        back=reverse("trustee:show_round", args=[round]),
        back_title=fact.name,
    )
    return ask(request, form, page, do=do, done=_("The hold is placed."))


@require_http_methods(["GET", "HEAD", "POST"])
def lift_hold(request: HttpRequest, round: str, hold: UUID) -> HttpResponse:
    """End a legal hold."""
    fact, _manifest, _desks = queries.round_fact(round_=round)
    if hold not in {one.id for one in holds.holds_on(subject=f"trustee:round:{round}") if one.is_on}:
        raise Http404
    form = LiftForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        actions.lift_hold(
            round_=round, hold=hold, reason=form.cleaned_data["reason"], by=person(request), at=clock.now()
        )
        return reverse("trustee:show_round", args=[round])

    page = FormPage(
        title=_("Lift the legal hold"),
        lead=_("Keys whose day has come are destroyed within the hour."),
        button=_("Lift the hold"),
        back=reverse("trustee:show_round", args=[round]),
        back_title=fact.name,
    )
    return ask(request, form, page, do=do, done=_("The hold is lifted."))


class _Fetch(forms.Form):
    """The button that fetches: it has no fields, and shows what went wrong."""


def _look(
    request: HttpRequest, round_: str, context: dict[str, object], form: forms.Form, *, data: bytes, note: str
) -> HttpResponse:
    """Show what would be signed, after all was checked that can be."""
    try:
        manifest = _checked(round_, data=data, note=note)
    except (Refused, BlindRefused, KeyRefused) as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "trustee/open_round.html", context)
    sign = SignForm(initial={"manifest": base64.b64encode(data).decode(), "note": note})
    return _shown(request, context | {"manifest": manifest, "form": sign})


def _sign(request: HttpRequest, round_: str, context: dict[str, object]) -> HttpResponse:
    form = SignForm(request.POST)
    manifest = None
    try:
        form.is_valid()
        data, note = form.cleaned_data.get("manifest", b""), form.cleaned_data.get("note", "")
        manifest = _checked(round_, data=data, note=note)
        if form.is_valid():
            actions.open_round(data=data, note=note, by=person(request), at=clock.now())
            return redirect("trustee:show_round", round=round_)
    except (Refused, BlindRefused, KeyRefused) as refusal:
        form.add_error(None, str(refusal))
    return _shown(request, context | {"manifest": manifest, "form": form}, status=422)


def _checked(round_: str, *, data: bytes, note: str) -> Manifest:
    manifest = actions.check_manifest(data=data, note=note, at=clock.now())
    if manifest.round != round_:
        raise BlindRefused("This manifest is of another round.")
    return manifest


def _shown(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    page = TemplateResponse(request, "trustee/open_round.html", context, status=status)
    add_never_cache_headers(page)
    return page


def _lines(tallies: tuple[TallyFact, ...]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read it as UTF-8
    yield writer.writerow(["day", "group", "desk", "evaluations", "claims", "refusals"])
    for one in tallies:
        named = [f"'{cell}" if _FORMULA.match(cell) else cell for cell in (one.group, one.desk)]
        yield writer.writerow([one.day, *named, one.evaluations, one.claims, one.refusals])


class _Echo:
    """A file that hands back each line."""

    def write(self, value: str) -> str:
        """Hand it back."""
        return value
