"""The stock: programs, cards, orders and parcels."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.cards import permissions
from standing.rooms.cards.actions import loading
from standing.rooms.cards.actions import stock as actions
from standing.rooms.cards.forms import CardFilter, ManifestForm, OrderForm, ProgramForm, ReceiveForm, VoidForm
from standing.rooms.cards.models import Load, Order, Shipment, Take, Voiding
from standing.rooms.cards.queries import stock
from standing.rooms.cards.rules.custody import Rail, Source, VoidWhy
from standing.rooms.cards.rules.life import NEXT, State
from standing.rooms.cards.views._parts import ROWS, WORDS, sheet, tell

_WEEK = timedelta(days=7)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show where every card stands, and that the numbers add up."""
    now, by = clock.now(), person(request)
    shown = []
    for program in stock.programs():
        held = stock.stock(program=program.code)
        shown.append(
            {
                "program": program,
                "stock": held,
                "states": [(WORDS["state_words"][state.value], held.states.get(state, 0), state) for state in State],
                "groups": [
                    (
                        one,
                        one.states.get(State.CONSIGNED, 0),
                        sum(one.states.get(state, 0) for state in (State.LOADED, State.HANDED_OVER)),
                        one.states.get(State.LOST_IN_CUSTODY, 0),
                    )
                    for one in stock.groups(program=program.code)
                ],
                "late": stock.late_counts(program=program.code, before=now - _WEEK),
                "queue": stock.queue(program=program.code),
            }
        )
    return TemplateResponse(
        request,
        "cards/overview.html",
        {"programs": shown, "keeps": permissions.keeps(by=by), "books": permissions.books(by=by), **WORDS},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_program(request: HttpRequest) -> HttpResponse:
    """Enter a kind of card."""
    form = ProgramForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.add_program(
                    code=said["code"].strip().upper(),
                    name=said["name"],
                    rail=Rail(said["rail"]),
                    source=Source(said["source"]),
                    account=said["account"].strip().upper(),
                    routing=said["routing"].strip(),
                    by=person(request),
                    at=clock.now(),
                )
            except Refused as refusal:
                tell(form, refusal)
            else:
                messages.success(request, _("The program is entered."))
                return redirect("cards:overview")
        return render_invalid(request, "cards/program.html", {"form": form})
    return TemplateResponse(request, "cards/program.html", {"form": form})


def _filtered(request: HttpRequest) -> tuple[CardFilter, dict[str, str]]:
    form = CardFilter(request.GET or None, programs=stock.programs())
    chosen = {name: str(form.cleaned_data[name]) for name in form.fields} if form.is_valid() else {}
    return form, {name: said for name, said in chosen.items() if said}


@require_safe
def list_cards(request: HttpRequest) -> HttpResponse:
    """List cards."""
    form, chosen = _filtered(request)
    page = Paginator(stock.cards(**chosen), ROWS).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "cards/cards.html",
        {"form": form, "page": page, "is_filtered": bool(chosen), "query": request.GET.urlencode(), **WORDS},
    )


@require_safe
def export_cards(request: HttpRequest) -> HttpResponse:
    """Give the listed cards as CSV: numbers, states and groups; never what a card stands for."""
    _form, chosen = _filtered(request)
    rows = stock.cards(**chosen).values_list("program_id", "proxy", "last4", "state", "group", "is_out")
    return sheet("cards", ("program", "proxy", "last4", "state", "group", "out"), rows.iterator(chunk_size=2000))


@require_safe
def show_card(request: HttpRequest, card: UUID) -> HttpResponse:
    """Show a card, its moves, and what can be done with it."""
    return TemplateResponse(request, "cards/card.html", _card(request, card))


@require_POST
def act_on_card(request: HttpRequest, card: UUID) -> HttpResponse:
    """Ask that a card becomes void, agree, block it, or end it."""
    now, by = clock.now(), person(request)
    what, form = request.POST.get("what", ""), VoidForm(request.POST or None)
    try:
        if what == "ask":
            if not form.is_valid():
                return render_invalid(request, "cards/card.html", {**_card(request, card), "form": form})
            actions.ask_to_void(card=card, why=VoidWhy(form.cleaned_data["why"]), by=by, at=now)
            said = _("You asked. Somebody else agrees now.")
        elif what == "agree":
            actions.agree_to_void(card=card, by=by, at=now)
            said = _("The card is void.")
        elif what == "block":
            loading.block_card(card=card, by=by, at=now)
            said = _("The card is blocked. What is left on it comes back.")
        elif what in {State.RETURNED.value, State.EXPIRED.value}:
            loading.end_card(card=card, then=State(what), by=by, at=now)
            said = _("It is noted. What is left on the card comes back.")
        else:
            raise Http404
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("cards:show_card", card=card)


def _card(request: HttpRequest, id: UUID) -> dict[str, object]:
    by, row = person(request), stock.card(id=id)
    asked = Voiding.objects.select_related("asked_by", "agreed_by").filter(card=row).first()
    now = State(row.state)
    return {
        "card": row,
        "moves": stock.history(row),
        "load": Load.objects.filter(card=row).first(),
        "take": Take.objects.filter(card=row).first(),
        "asked": asked,
        "form": VoidForm(),
        "can_ask": permissions.keeps(by=by) and State.VOID in NEXT[now] and asked is None,
        "can_agree": permissions.seconds(by=by)
        and State.VOID in NEXT[now]
        and asked is not None
        and asked.asked_by_id != by.pk,
        "can_block": permissions.seconds(by=by) and State.BLOCKED in NEXT[now],
        "can_end": permissions.seconds(by=by) and State.RETURNED in NEXT[now],
        **WORDS,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def list_orders(request: HttpRequest) -> HttpResponse:
    """List orders, and order cards."""
    by = person(request)
    form = OrderForm(request.POST or None, programs=stock.programs())
    rows = Order.objects.select_related("program", "ordered_by").order_by("-ordered_at")
    shown = {
        "form": form,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "keeps": permissions.keeps(by=by),
        "has_programs": bool(stock.programs()),
    }
    if request.method != "POST":
        return TemplateResponse(request, "cards/orders.html", shown)
    if form.is_valid():
        said = form.cleaned_data
        try:
            order = actions.order_cards(program=said["program"], count=said["count"], by=by, at=clock.now())
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The order is noted."))
            return redirect("cards:show_order", order=order)
    return render_invalid(request, "cards/orders.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def show_order(request: HttpRequest, order: UUID) -> HttpResponse:
    """Show an order and its parcels, and take the issuer's list of a parcel."""
    by = person(request)
    row = Order.objects.select_related("program", "ordered_by").filter(pk=order).first()
    if row is None:
        raise Http404
    form = ManifestForm(request.POST or None, request.FILES or None)
    shown = {
        "order": row,
        "form": form,
        "parcels": Shipment.objects.filter(order=row).order_by("announced_at"),
        "waiting": stock.cards(program=row.program_id, state=State.ORDERED).filter(order=row).count(),
        "keeps": permissions.keeps(by=by),
    }
    if request.method != "POST":
        return TemplateResponse(request, "cards/order.html", shown)
    if form.is_valid():
        try:
            parcel = actions.announce_shipment(
                order=order,
                waybill=form.cleaned_data["waybill"],
                manifest=form.cleaned_data["file"].read(),
                by=by,
                at=clock.now(),
            )
        except NotFound:
            raise
        except Refused as refusal:
            tell(form, refusal, field="file")
        else:
            messages.success(request, _("The list is taken. Count the cards when the parcel comes."))
            return redirect("cards:receive_shipment", shipment=parcel)
    return render_invalid(request, "cards/order.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def receive_shipment(request: HttpRequest, shipment: UUID) -> HttpResponse:
    """Show a parcel, and take it into the vault once it was counted."""
    row = Shipment.objects.select_related("order__program", "received_by").filter(pk=shipment).first()
    if row is None:
        raise Http404
    form = ReceiveForm(request.POST or None)
    shown = {"parcel": row, "form": form}
    if request.method != "POST":
        return TemplateResponse(request, "cards/parcel.html", shown)
    if form.is_valid():
        try:
            actions.receive_shipment(
                shipment=shipment,
                counted=form.cleaned_data["counted"],
                missing=form.cleaned_data["missing"],
                by=person(request),
                at=clock.now(),
            )
        except Refused as refusal:
            tell(form, refusal, field="counted")
        else:
            messages.success(request, _("The cards are in the vault."))
            return redirect("cards:show_order", order=row.order_id)
    return render_invalid(request, "cards/parcel.html", shown)
