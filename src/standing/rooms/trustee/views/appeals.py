"""Appeals, for those who decide: the ombudsman, and supervisors of other groups."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.forms import APPROVER_WORDS, REASON_WORDS, STATE_WORDS
from standing.rooms.trustee.views._pages import press

_PAGE = 50


@require_safe
def list_appeals(request: HttpRequest) -> HttpResponse:
    """List the appeals on which the person decides, those to decide first."""
    page = Paginator(queries.appeals(by=person(request)), _PAGE).get_page(request.GET.get("page"))
    rows = [
        (
            one,
            REASON_WORDS[one.reason],
            STATE_WORDS[one.state],
            [APPROVER_WORDS[kind] for kind in one.approved_as],
        )
        for one in page.object_list
    ]
    return TemplateResponse(request, "trustee/list_appeals.html", {"page": page, "rows": rows})


@require_POST
def approve_appeal(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """Give one of the two yeses."""
    return press(
        request,
        do=lambda: actions.approve_exception(appeal=appeal, by=person(request), at=clock.now()),
        done=_("Your yes is noted. With the other one the exception is granted."),
        there=reverse("trustee:list_appeals"),
    )


@require_POST
def refuse_appeal(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """Refuse an appeal."""
    return press(
        request,
        do=lambda: actions.refuse_exception(appeal=appeal, by=person(request), at=clock.now()),
        done=_("Refused."),
        there=reverse("trustee:list_appeals"),
    )
