"""The queue of loads."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.kernel.refusals import Refused
from standing.rooms.cards import permissions
from standing.rooms.cards.actions import issuers
from standing.rooms.cards.models import Load, LoadAnswer
from standing.rooms.cards.queries import stock
from standing.rooms.cards.rules.loading import Step
from standing.rooms.cards.views._parts import ROWS, WORDS, sheet


@require_http_methods(["GET", "HEAD", "POST"])
def list_loads(request: HttpRequest) -> HttpResponse:
    """Show how far the loads are, and carry the queue on now."""
    by = person(request)
    if request.method == "POST":
        try:
            permissions.check_books_or_keeps(by=by)
            worked = issuers.work_queue(program=request.POST.get("program", ""), by=by, at=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("%(sent)s sent, %(settled)s settled.") % {"sent": worked.sent, "settled": worked.settled}
            if worked.trouble:
                messages.warning(request, f"{said} {_('The issuer was not reached; it is asked again by itself.')}")
            else:
                messages.success(request, said)
        return redirect("cards:list_loads")
    rows = Load.objects.select_related("card", "program").order_by("-queued_at", "pk")
    step = request.GET.get("step", "")
    if step in {one.value for one in Step}:
        rows = rows.filter(step=step)
    return TemplateResponse(
        request,
        "cards/loads.html",
        {
            "queues": [(one, stock.queue(program=one.code)) for one in stock.programs()],
            "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
            "step": step,
            "odd": LoadAnswer.objects.filter(is_odd=True).order_by("-id")[:ROWS],
            "can_work": permissions.books(by=by) or permissions.keeps(by=by),
            **WORDS,
        },
    )


@require_safe
def export_loads(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give every load as CSV."""
    rows = Load.objects.order_by("queued_at", "pk").values_list(
        "program_id", "external_ref", "card__proxy", "amount_cents", "step", "code", "settlement", "round"
    )
    columns = ("program", "external_ref", "proxy", "amount_cents", "step", "code", "settlement", "round")
    return sheet("loads", columns, rows.iterator(chunk_size=2000))
