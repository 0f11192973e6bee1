"""One contract with its timeline, its clauses and its exceptions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.contractors import permissions
from standing.rooms.contractors.actions import exceptions as actions
from standing.rooms.contractors.forms import CLAUSE_WORDS, EVENT_WORDS, STATE_WORDS, ClauseForm, ExceptionForm
from standing.rooms.contractors.queries import listed, pack
from standing.rooms.contractors.queries.listed import Filters
from standing.rooms.contractors.rules.steps import Clause


@require_safe
def show_contract(request: HttpRequest, contract: str) -> HttpResponseBase:
    """Show a contract: where its people are, how it stands, what happened."""
    return TemplateResponse(request, "contractors/contract.html", _context(request, contract, ExceptionForm()))


@require_POST
def set_clause(request: HttpRequest, contract: str) -> HttpResponseBase:
    """Say what was found about a clause."""
    form = _clause_form(request)
    if form.is_valid():
        actions.set_clause(
            contract=contract,
            clause=form.cleaned_data["clause"],
            status=Clause(form.cleaned_data["status"]),
            by=person(request),
            at=clock.now(),
        )
        messages.success(request, _("The finding is kept."))
    return redirect("contractors:show_contract", contract)


@require_POST
def ask_exception(request: HttpRequest, contract: str) -> HttpResponseBase:
    """Ask that a contract need not be answered until a day."""
    form = ExceptionForm(request.POST)
    if form.is_valid():
        try:
            actions.ask_exception(
                contract=contract,
                reason=form.cleaned_data["reason"],
                until=form.cleaned_data["until"],
                by=person(request),
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error("until" if "ends on a day" in str(refusal) else "reason", str(refusal))
        else:
            messages.success(request, _("It is asked for. Somebody else decides."))
            return redirect("contractors:show_contract", contract)
    return render_invalid(request, "contractors/contract.html", _context(request, contract, form))


@require_safe
def list_exceptions(request: HttpRequest) -> HttpResponseBase:
    """List exceptions, those that wait first."""
    now, by = clock.now(), person(request)
    rows = listed.exceptions(within=permissions.departments_read(by=by))
    page = Paginator(rows, listed.PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "contractors/exceptions.html",
        {
            "page": page,
            "today": pack.today(at=now),
            "can_approve": permissions.can_approve(by=by),
            "me": by.pk,
            "department_words": pack.departments(known=now),
        },
    )


@require_POST
def decide_exception(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Approve or refuse."""
    approve = request.POST.get("approve") == "yes"
    actions.decide_exception(exception=key, approve=approve, by=person(request), at=clock.now())
    messages.success(request, _("The exception is approved.") if approve else _("The exception is refused."))
    return redirect("contractors:list_exceptions")


@require_POST
def end_exception(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """End an exception before its last day."""
    actions.end_exception(exception=key, by=person(request), at=clock.now())
    messages.success(request, _("The exception is over. The contract needs an answer again."))
    return redirect("contractors:list_exceptions")


def _clause_form(request: HttpRequest | None = None) -> ClauseForm:
    terms = pack.terms(known=clock.now())
    return ClauseForm(
        request.POST if request is not None else None, clauses=[(one.id, one.name) for one in terms.clauses]
    )


def _context(request: HttpRequest, contract: str, form: ExceptionForm) -> dict[str, object]:
    now, by = clock.now(), person(request)
    row = listed.contract(number=contract)
    permissions.check_can_read(department=row.department_id, by=by)
    terms = pack.terms(known=now)
    live = listed.contracts(at=now, within=None, filters=Filters()).filter(pk=contract).first()
    found = listed.clauses(contract=contract)
    sites = pack.site_names(known=now)
    return {
        "row": row,
        "state": listed.state_of(live) if live is not None else "",
        "state_words": STATE_WORDS,
        "department_words": pack.departments(known=now),
        "places": [
            (one, sites.get(one.site, one.site_said or one.site)) for one in listed.presences(contract=contract)
        ],
        "clauses": [(one, found.get(one.id)) for one in terms.clauses],
        "clause_words": CLAUSE_WORDS,
        "clause_form": _clause_form(),
        "exceptions": listed.exceptions_of(contract=contract),
        "today": pack.today(at=now),
        "form": form,
        "keeps": permissions.keeps(by=by),
        "can_ask": permissions.can_ask(department=row.department_id, by=by),
        "tree": listed.subcontracts(contract=contract),
        "declines": listed.declines(firm=row.firm_id),
        "crews": listed.crews_told(contract=contract),
        "events": listed.timeline(row=row, rungs={one.id: one.name for one in terms.ladder}),
        "event_words": EVENT_WORDS,
    }
