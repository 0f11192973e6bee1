"""Gifts and their receipts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.hall.paper import api as paper
from standing.kernel.refusals import Refused
from standing.rooms.funds import permissions
from standing.rooms.funds.actions import gifts as actions
from standing.rooms.funds.forms import VOID_WORDS, GiftForm, VoidForm
from standing.rooms.funds.models import Receipt, VoidedBecause
from standing.rooms.funds.queries import giving, ledger
from standing.rooms.funds.rules.amounts import dollars
from standing.rooms.funds.rules.chart import Source
from standing.rooms.funds.views._pages import FormPage, ask, press


@require_http_methods(["GET", "HEAD", "POST"])
def record_gift(request: HttpRequest) -> HttpResponse:
    """Book a gift that arrived."""
    now = clock.now()
    names = {row.pk: f"D-{row.number:04d} {row.shown_as or _('without a name')}" for row in giving.donors()}
    choices = {
        "donor": [(str(key), name) for key, name in names.items()],
        "fund": [(row.pk, row.name) for row in giving.funds(source=Source.DONOR)],
        "pledge": [
            (str(fact.id), f"{dollars(fact.open)}, {fact.fund}, {fact.pledged_on.isoformat()}")
            for fact in giving.pledges()
            if fact.open
        ],
    }
    start = {"received_on": ledger.local_day(at=now), "donor": request.GET.get("donor", "")}
    form = GiftForm(request.POST or None, choices=choices, initial=start)

    def do() -> str:
        said = form.cleaned_data
        made = actions.record_gift(
            donor=UUID(said["donor"]),
            fund=said["fund"],
            cents=said["cents"],
            received_on=said["received_on"],
            bank_reference=said["bank_reference"],
            pledge=UUID(said["pledge"]) if said["pledge"] else None,
            by=person(request),
            at=now,
        )
        return reverse("funds:show_gift", args=[made])

    page = FormPage(
        title=_("Book a gift"),
        lead=_("Money that is at the bank. The same reference is booked once."),
        button=_("Book the gift"),
        back=reverse("funds:list_donors"),
        back_title=_("Donors"),
    )
    return ask(request, form, page, do=do, done=_("The gift is booked."))


@require_safe
def show_gift(request: HttpRequest, gift: UUID) -> HttpResponse:
    """Show a gift and its receipts."""
    row = giving.gift(id=gift)
    return TemplateResponse(
        request,
        "funds/gift.html",
        {
            "gift": row,
            "is_undone": giving.is_undone(row),
            "receipts": giving.receipts(gift=gift),
            "void_words": VOID_WORDS,
            "posts": permissions.posts(by=person(request)),
        },
    )


@require_POST
def undo_gift(request: HttpRequest, gift: UUID) -> HttpResponse:
    """Undo a gift that bounced or was booked by mistake."""
    now = clock.now()
    return press(
        request,
        do=lambda: actions.undo_gift(gift=gift, day=ledger.local_day(at=now), by=person(request), at=now),
        done=_("The gift is undone."),
        there=reverse("funds:show_gift", args=[gift]),
    )


@require_POST
def issue_receipt(request: HttpRequest, gift: UUID) -> HttpResponse:
    """Make the receipt of a gift."""
    return press(
        request,
        do=lambda: actions.issue_receipt(gift=gift, by=person(request), at=clock.now()),
        done=_("The receipt is made."),
        there=reverse("funds:show_gift", args=[gift]),
    )


@require_safe
def show_receipt(request: HttpRequest, number: int) -> HttpResponse:
    """Show a receipt as it was made."""
    row = giving.receipt(number=number)
    return TemplateResponse(
        request,
        "funds/receipt.html",
        {
            "receipt": row,
            "lines": _lines(row),
            "form": VoidForm(),
            "void_words": VOID_WORDS,
            "posts": permissions.posts(by=person(request)),
        },
    )


@require_safe
def download_receipt(_request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a receipt as a PDF; a voided one says so."""
    row = giving.receipt(number=number)
    title = _("Receipt %(number)s") % {"number": f"{number:06d}"}
    data = {
        "day": date_format(row.issued_on),
        "heading": title,
        "lines": [[str(name), str(value)] for name, value in _lines(row)],
        "voided": str(_("This receipt is voided.")) if row.voided_because else "",
        "thanks": str(_("Thank you. Your gift helps families, and nobody holds a list of them.")),
        "source": f"receipt {number:06d}",
    }
    content = paper.pdf(template="funds/receipt.typ", data=data, title=title, language=get_language() or "en")
    name = f"{'sample-' if installation.is_sample() else ''}receipt-{number:06d}.pdf"
    return HttpResponse(
        content,
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
def void_receipt(request: HttpRequest, number: int) -> HttpResponse:
    """Void a receipt; it stays with its number."""
    form = VoidForm(request.POST)

    def do() -> None:
        if not form.is_valid():
            raise Refused(_("Say why the receipt is voided."))
        because = VoidedBecause(form.cleaned_data["because"])
        actions.void_receipt(number=number, because=because, by=person(request), at=clock.now())

    return press(request, do=do, done=_("The receipt is voided."), there=reverse("funds:show_receipt", args=[number]))


def _lines(row: Receipt) -> list[tuple[str, str]]:
    """Return what stands on a receipt."""
    pack = packs.in_force(known=row.issued_at)
    restricted = [
        (_("Only for round"), row.gift.fund.round),
        (_("Only for group"), row.gift.fund.organisation),
        (_("Only for"), row.gift.fund.use),
    ]
    return [
        (_("Received by"), pack.info.city_name if pack is not None else ""),
        (_("From"), row.shown_as or _("a donor who gives without a name")),
        (_("Donor"), f"D-{row.gift.donor.number:04d}"),
        (_("Amount"), dollars(row.gift.cents)),
        (_("Day it arrived"), date_format(row.gift.received_on)),
        (_("Fund"), row.gift.fund.name),
        *((name, value) for name, value in restricted if value),
    ]
