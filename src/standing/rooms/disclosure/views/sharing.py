"""The register of data sharing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.city import api as city
from standing.rooms.disclosure import actions, permissions, queries
from standing.rooms.disclosure.forms import CLAUSE_WORDS, PartnerForm
from standing.rooms.disclosure.rules.sharing import Clause
from standing.rooms.disclosure.views._parts import words


@require_safe
def list_partners(request: HttpRequest) -> HttpResponse:
    """List whom the City shares data with."""
    now = clock.now()
    clause = Clause(said) if (said := request.GET.get("clause", "")) in set(Clause) else None
    return TemplateResponse(
        request,
        "disclosure/list_partners.html",
        {
            "partners": queries.partners(at=now, clause=clause),
            "clause": clause,
            "clauses": list(CLAUSE_WORDS.items()),
            "is_desk": permissions.is_desk(by=person(request)),
            **words(desk=queries.desk_or_none(known=now), at=now),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def enter_partner(request: HttpRequest) -> HttpResponse:
    """Enter an organisation that gets data."""
    now = clock.now()
    form = PartnerForm(request.POST or None, desk=queries.desk_of(known=now), departments=city.names(known=now))
    if request.method != "POST":
        return TemplateResponse(request, "disclosure/enter_partner.html", {"form": form})
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.enter_partner(
                name=said["name"],
                system=said["system"],
                department=said["department"],
                clause=Clause(said["clause"]),
                categories=tuple(said["categories"]),
                next_review=said["next_review"],
                finding=said["finding"],
                by=person(request),
                at=now,
            )
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The partner stands in the register."))
            return redirect("disclosure:list_partners")
    return render_invalid(request, "disclosure/enter_partner.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def review_partner(request: HttpRequest, partner: UUID) -> HttpResponse:
    """Look at a contract again."""
    now = clock.now()
    desk = queries.desk_of(known=now)
    fact, reviews = queries.partner(id=partner, at=now)
    form = PartnerForm(
        request.POST or None,
        desk=desk,
        initial={"clause": fact.review.clause.value, "categories": list(fact.review.categories)},
    )
    shown = {"form": form, "partner": fact, "reviews": reviews, **words(desk=desk, at=now)}
    if request.method != "POST":
        return TemplateResponse(request, "disclosure/review_partner.html", shown)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.review_partner(
                partner=partner,
                clause=Clause(said["clause"]),
                categories=tuple(said["categories"]),
                next_review=said["next_review"],
                finding=said["finding"],
                by=person(request),
                at=now,
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error("finding", str(refusal))
        else:
            messages.success(request, _("The review is recorded."))
            return redirect("disclosure:list_partners")
    return render_invalid(request, "disclosure/review_partner.html", shown)
