"""Returns and redirects: one person proposes, another decides."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.files import api as files
from standing.kernel.refusals import NotFound
from standing.rooms.funds import permissions
from standing.rooms.funds.actions import deciding
from standing.rooms.funds.forms import ACT_WORDS, STEP_WORDS, DecisionForm
from standing.rooms.funds.models import Act, Decision
from standing.rooms.funds.queries import giving, ledger
from standing.rooms.funds.views._pages import FormPage, ask, press


@require_safe
def list_decisions(request: HttpRequest) -> HttpResponse:
    """List what was proposed and decided."""
    by = person(request)
    return TemplateResponse(
        request,
        "funds/decisions.html",
        {
            "page": Paginator(giving.decisions(), giving.PAGE).get_page(request.GET.get("page")),
            "act_words": ACT_WORDS,
            "step_words": STEP_WORDS,
            "posts": permissions.posts(by=by),
            "decides": permissions.decides(by=by),
            "me": by.pk,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def propose_decision(request: HttpRequest) -> HttpResponse:
    """Propose to return money, or to redirect it with written consent."""
    now, by = clock.now(), person(request)
    funds = [(row.pk, row.name) for row in giving.funds()]
    donors = [(str(row.pk), f"D-{row.number:04d} {row.shown_as}".strip()) for row in giving.donors()]
    form = DecisionForm(
        request.POST or None, request.FILES or None, choices={"fund": funds, "to_fund": funds, "donor": donors}
    )

    def do() -> str:
        said = form.cleaned_data
        donor = UUID(said["donor"]) if said["donor"] else None
        if said["act"] == Act.RETURN:
            deciding.propose_return(
                fund=said["fund"], donor=donor, cents=said["cents"], from_owed=said["from_owed"], by=by, at=now
            )
        else:
            # The paper's own name may tell whose it is; it is kept under a plain one.
            ending = said["consent"].name.rpartition(".")[2]
            kept = files.keep(content=said["consent"].read(), name=f"consent.{ending}", by=by, at=now)
            deciding.propose_redirect(
                fund=said["fund"],
                donor=donor,
                cents=said["cents"],
                to_fund=said["to_fund"],
                consent_sha256=kept.sha256,
                consent_on=said["consent_on"],
                from_owed=said["from_owed"],
                by=by,
                at=now,
            )
        return reverse("funds:list_decisions")

    page = FormPage(
        title=_("Return or redirect money"),
        lead=_("Somebody else must agree before anything is booked."),
        button=_("Propose it"),
        back=reverse("funds:list_decisions"),
        back_title=_("Returns and redirects"),
    )
    return ask(request, form, page, do=do, done=_("It waits for a second person."))


@require_POST
def approve_decision(request: HttpRequest, decision: UUID) -> HttpResponse:
    """Carry out what somebody else proposed."""
    now = clock.now()
    return press(
        request,
        do=lambda: deciding.approve_decision(
            decision=decision, day=ledger.local_day(at=now), by=person(request), at=now
        ),
        done=_("It is approved and booked."),
        there=reverse("funds:list_decisions"),
    )


@require_POST
def refuse_decision(request: HttpRequest, decision: UUID) -> HttpResponse:
    """Refuse a proposal, or take one's own back."""
    return press(
        request,
        do=lambda: deciding.refuse_decision(decision=decision, by=person(request), at=clock.now()),
        done=_("It is refused."),
        there=reverse("funds:list_decisions"),
    )


@require_safe
def read_consent(_request: HttpRequest, decision: UUID) -> HttpResponse:
    """Hand out the written consent to those who decide."""
    row = Decision.objects.filter(pk=decision).exclude(consent_sha256="").first()
    if row is None:
        raise NotFound("There is no consent beside it.")
    return files.download(sha256=row.consent_sha256, name="")
