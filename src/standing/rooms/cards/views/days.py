"""Funding the reserve, statements, and the day's close."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.cards import permissions
from standing.rooms.cards.actions import days as actions
from standing.rooms.cards.actions import issuers
from standing.rooms.cards.forms import FundingForm, ReportForm, StatementForm
from standing.rooms.cards.models import Funding, Program
from standing.rooms.cards.queries import days, stock
from standing.rooms.cards.rules.reconciling import Side
from standing.rooms.cards.views._parts import ROWS, WORDS, day_of, sheet, tell

_SHOWN = 31


@require_http_methods(["GET", "HEAD", "POST"])
def list_fundings(request: HttpRequest) -> HttpResponse:
    """List payments into the reserves, and write one."""
    now, by = clock.now(), person(request)
    form = FundingForm(request.POST or None, programs=stock.programs())
    rows = Funding.objects.select_related("program", "by").order_by("-at")
    shown = {
        "form": form,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "books": permissions.books(by=by),
    }
    if request.method != "POST":
        return TemplateResponse(request, "cards/fundings.html", shown)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.fund_reserve(
                program=said["program"],
                reference=said["reference"].strip().upper(),
                cents=said["amount"],
                settles_on=said["settles_on"],
                sender=issuers.sender(),
                by=by,
                at=now,
            )
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The payment is booked. Send its file to the bank."))
            return redirect("cards:list_fundings")
    return render_invalid(request, "cards/fundings.html", shown)


@require_safe
def funding_file(request: HttpRequest, reference: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give the file for the bank."""
    row = Funding.objects.filter(pk=reference).first()
    if row is None:
        raise Http404
    answer = HttpResponse(bytes(row.file), content_type="text/plain; charset=us-ascii")
    answer["Content-Disposition"] = f'attachment; filename="{row.reference}.ach"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def list_days(request: HttpRequest) -> HttpResponse:
    """List the days of each program, and take a bank statement."""
    now, by = clock.now(), person(request)
    today = now.astimezone(days.zone(known=now)).date()
    form = StatementForm(request.POST or None, request.FILES or None)
    shown = {
        "form": form,
        "programs": [(one, days.days(program=one.code, through=today, count=_SHOWN)) for one in stock.programs()],
        "books": permissions.books(by=by),
        "today": today,
    }
    if request.method != "POST":
        return TemplateResponse(request, "cards/days.html", shown)
    if form.is_valid():
        try:
            taken = actions.take_statement(content=form.cleaned_data["file"].read(), by=by, at=now)
        except Refused as refusal:
            tell(form, refusal, field="file")
        else:
            messages.success(request, _("The statement is taken."))
            program, day = taken[-1]
            return redirect("cards:show_day", program=program, day=day.isoformat())
    return render_invalid(request, "cards/days.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def show_day(request: HttpRequest, program: str, day: str) -> HttpResponse:
    """Show the three books of a day, compare them, answer what differs, and close."""
    by, when = person(request), day_of(day)
    row = Program.objects.filter(pk=program).first()
    if row is None:
        raise Http404
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if request.POST.get("what") == "report":
            if form.is_valid() and _took_report(request, form, program, when, by):
                return redirect("cards:show_day", program=program, day=day)
            return render_invalid(request, "cards/day.html", _day(row, when, by, form))
        _act(request, program, when, by)
        return redirect("cards:show_day", program=program, day=day)
    return TemplateResponse(request, "cards/day.html", _day(row, when, by, ReportForm()))


@require_safe
def export_day(request: HttpRequest, program: str, day: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give what differs on a day as CSV."""
    last = days.last_comparison(program, day_of(day))
    rows = days.differences(last) if last is not None else ()
    return sheet(
        f"differences-{program}-{day}",
        ("reference", "book", "ledger_cents", "book_cents", "cancelled"),
        ((one.reference, one.side, one.ledger_cents, one.other_cents, one.is_cancelled) for one in rows),
    )


def _day(row: Program, day: date, by: User, form: ReportForm) -> dict[str, object]:
    last = days.last_comparison(row.code, day)
    found = list(days.differences(last)) if last is not None else []
    done = sum(one.is_cancelled or hasattr(one, "answered") for one in found)
    now = clock.now()
    return {
        "program": row,
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "form": form,
        "report": days.latest_file(row.code, Side.ISSUER, day),
        "statement": days.latest_file(row.code, Side.BANK, day),
        "last": last,
        "found": found[: ROWS * 4],
        "hidden": max(0, len(found) - ROWS * 4),
        "done": done,
        "all": len(found),
        "is_closed": days.is_closed(program=row.code, day=day),
        "is_over": day < now.astimezone(days.zone(known=now)).date(),
        "books": permissions.books(by=by),
        **WORDS,
    }


def _act(request: HttpRequest, program: str, day: date, by: User) -> None:
    what, now = request.POST.get("what", ""), clock.now()
    number = request.POST.get("difference", "")
    try:
        permissions.check_books(by=by)
        if what == "fetch":
            came = issuers.fetch_report(program=program, day=day, by=by, at=now)
            said = _("The report came.") if came else _("The issuer has no report of this day yet.")
        elif what == "compare":
            actions.compare_day(program=program, day=day, by=by, at=now)
            said = _("The three books are compared.")
        elif what == "pair" and number.isdigit():
            actions.pair_differences(difference=int(number), by=by, at=now)
            said = _("Another day has the counterpart, to the cent.")
        elif what == "answer" and number.isdigit():
            actions.answer_difference(
                difference=int(number), entry=request.POST.get("entry", "").strip(), by=by, at=now
            )
            said = _("It is noted. Compare again.")
        elif what == "close":
            closed = actions.close_day(program=program, day=day, by=by, at=now)
            said = _("The day is closed, and so are the ledger's books.") if closed else _("The day is closed.")
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)


def _took_report(request: HttpRequest, form: ReportForm, program: str, day: date, by: User) -> bool:
    try:
        actions.take_report(program=program, day=day, content=form.cleaned_data["file"].read(), by=by, at=clock.now())
    except Refused as refusal:
        tell(form, refusal, field="file")
        return False
    messages.success(request, _("The report is taken."))
    return True
