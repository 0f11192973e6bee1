"""Consignments, their sheets to sign, and counts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.hall.paper import api as paper
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.cards import permissions
from standing.rooms.cards.actions import custody as actions
from standing.rooms.cards.forms import CountForm, GiveOutForm, NumbersForm, PackForm
from standing.rooms.cards.models import Consignment, Count
from standing.rooms.cards.queries import days, stock
from standing.rooms.cards.views._parts import ROWS, WORDS, tell

_WEEK = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
def list_consignments(request: HttpRequest) -> HttpResponse:
    """List consignments, and pack one."""
    by = person(request)
    form = PackForm(request.POST or None, programs=stock.programs())
    rows = Consignment.objects.select_related("program", "packed_by", "checked_by").order_by("-packed_at")
    shown = {
        "form": form,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "keeps": permissions.keeps(by=by),
    }
    if request.method != "POST":
        return TemplateResponse(request, "cards/consignments.html", shown)
    if form.is_valid():
        try:
            packed = actions.pack_consignment(**form.cleaned_data, by=by, at=clock.now())
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The cards are packed. Print the sheet; somebody else counts again."))
            return redirect("cards:show_consignment", consignment=packed)
    return render_invalid(request, "cards/consignments.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def show_consignment(request: HttpRequest, consignment: UUID) -> HttpResponse:
    """Show a consignment; a second person gives it out, or it is put back."""
    now, by = clock.now(), person(request)
    row = stock.consignment(id=consignment)
    form = GiveOutForm(
        request.POST if request.method == "POST" and "back" not in request.POST else None,
        initial={"signed_on": now.astimezone(days.zone(known=now)).date()},
    )
    is_open = row.checked_at is None and row.unpacked_at is None
    shown = {
        "row": row,
        "form": form,
        "page": Paginator(stock.consigned_cards(row), ROWS).get_page(request.GET.get("page")),
        "can_give": is_open and permissions.seconds(by=by) and row.packed_by_id != by.pk,
        "can_unpack": is_open and permissions.keeps(by=by),
        "waits": is_open and row.packed_by_id == by.pk,
        **WORDS,
    }
    if request.method != "POST":
        return TemplateResponse(request, "cards/consignment.html", shown)
    try:
        if "back" in request.POST:
            actions.unpack_consignment(consignment=consignment, by=by, at=now)
            messages.success(request, _("The cards are back in the vault."))
            return redirect("cards:list_consignments")
        if form.is_valid():
            actions.give_out(consignment=consignment, **form.cleaned_data, by=by, at=now)
            messages.success(request, _("The cards are with the group."))
            return redirect("cards:show_consignment", consignment=consignment)
    except NotFound:
        raise
    except Refused as refusal:
        if "back" in request.POST:
            messages.error(request, str(refusal))
            return redirect("cards:show_consignment", consignment=consignment)
        tell(form, refusal, field="counted")
    return render_invalid(request, "cards/consignment.html", shown)


@require_safe
def print_consignment(request: HttpRequest, consignment: UUID) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give the sheet to sign as PDF: numbers and last four digits, a line for each count and each signature."""
    now = clock.now()
    row = stock.consignment(id=consignment)
    pack = packs.in_force(known=now)
    cards = list(stock.consigned_cards(row).values_list("proxy", "last4"))
    content = paper.pdf(
        template="cards/consignment.typ",
        data={
            "source": f"/staff/cards/consignments/{row.pk}/",
            "to": row.group,
            "facts": [
                [_("Consignment"), f"{row.program_id} {row.number}"],
                [_("Group"), row.group],
                [_("Cards"), str(row.count)],
                [_("Packed"), row.packed_at.astimezone(days.zone(known=now)).strftime("%Y-%m-%d")],
            ],
            "heads": [_("Number"), _("Last four"), _("Counted")],
            "rows": [[proxy or "–", f"…{last4}", "[   ]"] for proxy, last4 in cards],
            "words": {
                "cards": _("Cards"),
                "signatures": _("Signatures"),
                "promise": _("The cards have no money yet. Whoever signs has counted them and keeps them locked."),
            },
            "lines": [_("Packed by"), _("Counted again by"), _("Received for the group"), _("Day"), _("Cards counted")],
        },
        title=_("Cards for %(group)s") % {"group": row.group},
        language="en",
        author=pack.info.city_name if pack is not None else "",
    )
    answer = HttpResponse(content, content_type="application/pdf")
    mark = "-sample" if installation.is_sample() else ""
    answer["Content-Disposition"] = f'inline; filename="consignment-{row.program_id}-{row.number}{mark}.pdf"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def list_counts(request: HttpRequest) -> HttpResponse:
    """List counts, write one down, take cards back, and name lost ones."""
    now, by = clock.now(), person(request)
    programs = stock.programs()
    names_cards = request.method == "POST" and "proxies" in request.POST
    posted = request.method == "POST"
    form = CountForm(
        request.POST if posted and not names_cards else None,
        programs=programs,
        initial={"day": now.astimezone(days.zone(known=now)).date()},
    )
    numbers = NumbersForm(request.POST if names_cards else None, programs=programs, prefix=None, auto_id="n_%s")
    rows = Count.objects.select_related("program", "by").order_by("-at")
    shown = {
        "count_form": form,
        "numbers_form": numbers,
        "form": numbers if names_cards else form,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "keeps": permissions.keeps(by=by),
        "late": [(one, stock.late_counts(program=one.code, before=now - _WEEK)) for one in programs],
    }
    if not posted:
        return TemplateResponse(request, "cards/counts.html", shown)
    chosen = numbers if names_cards else form
    if chosen.is_valid():
        said = chosen.cleaned_data
        try:
            if names_cards:
                deed = actions.name_lost if said["what"] == "lost" else actions.take_back
                count = deed(program=said["program"], proxies=said["proxies"], by=by, at=now)
                messages.success(request, _("Noted for %(count)s cards.") % {"count": count})
            else:
                missing = actions.note_count(**said, by=by, at=now)
                if missing > 0:
                    messages.warning(request, _("%(count)s are missing. Name them below.") % {"count": missing})
                elif missing < 0:
                    messages.warning(request, _("There are %(count)s too many. Count again.") % {"count": -missing})
                else:
                    messages.success(request, _("Every card is there."))
            return redirect("cards:list_counts")
        except Refused as refusal:
            tell(chosen, refusal)
    return render_invalid(request, "cards/counts.html", shown)
