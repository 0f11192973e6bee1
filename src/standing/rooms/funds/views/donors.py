"""Donors: the list, one of them, how to reach them, what they promised."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.rooms.funds import permissions
from standing.rooms.funds.actions import donors as actions
from standing.rooms.funds.actions import gifts
from standing.rooms.funds.forms import DONOR_WORDS, ContactForm, DonorFilterForm, DonorForm, PledgeForm
from standing.rooms.funds.models import DonorContact, DonorKind
from standing.rooms.funds.queries import giving, ledger
from standing.rooms.funds.rules.amounts import plain
from standing.rooms.funds.rules.chart import Source
from standing.rooms.funds.views._pages import FormPage, ask, csv_lines, file, press


@require_safe
def list_donors(request: HttpRequest) -> HttpResponse:
    """List those who give."""
    form = DonorFilterForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    rows = giving.donors(words=said.get("words", ""), kind=said.get("kind", ""))
    return TemplateResponse(
        request,
        "funds/donors.html",
        {
            "form": form,
            "page": Paginator(rows, giving.PAGE).get_page(request.GET.get("page")),
            "is_filtered": any(said.values()),
            "posts": permissions.posts(by=person(request)),
            "donor_words": DONOR_WORDS,
        },
    )


@require_safe
def export_donors(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001 - the same for all who may
    """Hand out the donors as CSV, under the names they wish to be shown by; how to reach them is not in it."""
    return file(csv_lines(_lines()), name="donors.csv", kind="text/csv")


@require_http_methods(["GET", "HEAD", "POST"])
def enter_donor(request: HttpRequest) -> HttpResponse:
    """Enter somebody who gives."""
    form = DonorForm(request.POST or None)

    def do() -> str:
        said = form.cleaned_data
        made = actions.enter_donor(
            kind=DonorKind(said["kind"]), shown_as=said["shown_as"], by=person(request), at=clock.now()
        )
        return reverse("funds:show_donor", args=[made])

    page = FormPage(
        title=_("Enter a donor"),
        lead=_("The name is what others will read. How to reach them is kept apart."),
        button=_("Enter the donor"),
        back=reverse("funds:list_donors"),
        back_title=_("Donors"),
    )
    return ask(request, form, page, do=do, done=_("The donor is entered."))


@require_safe
def show_donor(request: HttpRequest, donor: UUID) -> HttpResponse:
    """Show a donor: gifts, promises, and to a treasurer how to reach them."""
    row, posts = giving.donor(id=donor), permissions.posts(by=person(request))
    return TemplateResponse(
        request,
        "funds/donor.html",
        {
            "donor": row,
            "contact": DonorContact.objects.filter(donor=row).first() if posts else None,
            "pledges": giving.pledges(donor=donor),
            "page": Paginator(giving.gifts(donor=donor), giving.PAGE).get_page(request.GET.get("page")),
            "posts": posts,
            "donor_words": DONOR_WORDS,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_donor(request: HttpRequest, donor: UUID) -> HttpResponse:
    """Change under which name a donor is shown."""
    row = giving.donor(id=donor)
    form = DonorForm(request.POST or None, initial={"kind": row.kind, "shown_as": row.shown_as})

    def do() -> str:
        said = form.cleaned_data
        actions.change_donor(
            donor=donor, kind=DonorKind(said["kind"]), shown_as=said["shown_as"], by=person(request), at=clock.now()
        )
        return reverse("funds:show_donor", args=[donor])

    page = _of(donor, _("Change the name"), _("Receipts that were made keep the name they have."), _("Save"))
    return ask(request, form, page, do=do, done=_("The name is changed."))


@require_http_methods(["GET", "HEAD", "POST"])
def keep_contact(request: HttpRequest, donor: UUID) -> HttpResponse:
    """Keep how to reach a donor."""
    now, row = clock.now(), giving.donor(id=donor)
    kept = DonorContact.objects.filter(donor=row).values("name", "email", "phone", "address", "keep_until").first()
    start = kept or {"keep_until": actions.earliest_end(donor=donor, at=now)}
    form = ContactForm(request.POST or None, initial=start)

    def do() -> str:
        actions.keep_contact(donor=donor, **form.cleaned_data, by=person(request), at=now)
        return reverse("funds:show_donor", args=[donor])

    page = _of(donor, _("How to reach them"), _("Only treasurers read this. It is forgotten on its day."), _("Keep it"))
    return ask(request, form, page, do=do, done=_("It is kept."))


@require_http_methods(["GET", "HEAD", "POST"])
def record_pledge(request: HttpRequest, donor: UUID) -> HttpResponse:
    """Note what a donor promised."""
    now = clock.now()
    giving.donor(id=donor)
    choices = {"fund": [(row.pk, row.name) for row in giving.funds(source=Source.DONOR)]}
    form = PledgeForm(request.POST or None, choices=choices, initial={"pledged_on": ledger.local_day(at=now)})

    def do() -> str:
        gifts.record_pledge(donor=donor, **form.cleaned_data, by=person(request), at=now)
        return reverse("funds:show_donor", args=[donor])

    page = _of(donor, _("Note a promise"), _("A promise moves no money; gifts fulfil it."), _("Note it"))
    return ask(request, form, page, do=do, done=_("The promise is noted."))


@require_POST
def withdraw_pledge(request: HttpRequest, donor: UUID, pledge: UUID) -> HttpResponse:
    """Note that a promise was taken back."""
    now = clock.now()
    return press(
        request,
        do=lambda: gifts.withdraw_pledge(pledge=pledge, day=ledger.local_day(at=now), by=person(request), at=now),
        done=_("The promise is taken back."),
        there=reverse("funds:show_donor", args=[donor]),
    )


def _of(donor: UUID, title: str, lead: str, button: str) -> FormPage:
    return FormPage(
        title=title,
        lead=lead,
        button=button,
        back=reverse("funds:show_donor", args=[donor]),
        back_title=_("The donor"),
    )


def _lines() -> Iterator[tuple[str, ...]]:
    mark = ("yes",) if installation.is_sample() else ()
    yield ("number", "kind", "shown as", "gifts", "given", *(("sample",) if mark else ()))
    for row in giving.donors().iterator(chunk_size=1000):
        yield (
            f"D-{row.number:04d}",
            row.kind,
            row.shown_as,
            str(getattr(row, "gift_count", 0)),
            plain(getattr(row, "given", 0)),
            *mark,
        )
