"""Records that look alike: laid side by side, joined or kept apart."""

from __future__ import annotations

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
from standing.rooms.services.actions import duplicates as actions
from standing.rooms.services.forms.exchange import DecideForm
from standing.rooms.services.queries import duplicates as queries
from standing.rooms.services.queries import hsds as hsds_queries
from standing.rooms.services.rules.exchange import Kind


@require_safe
def list_duplicates(request: HttpRequest) -> HttpResponse:
    """Show which records look alike, and what was merged."""
    try:
        kind = Kind(request.GET.get("kind", Kind.SERVICE))
    except ValueError:
        kind = Kind.SERVICE
    pages = Paginator(queries.look_alikes(kind=kind), 50)
    return TemplateResponse(
        request,
        "services/duplicates.html",
        {
            "kind": kind,
            "pages": pages.get_page(request.GET.get("page", 1)),
            "total": pages.count,
            "merges": queries.merges(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def compare_records(request: HttpRequest, kind: str, one: UUID, other: UUID) -> HttpResponse:
    """Lay two records side by side, and say what they are."""
    now = clock.now()
    try:
        which = Kind(kind)
        queries.pair(kind=which, one=one, other=other)
    except (ValueError, NotFound) as missing:
        raise Http404(str(missing)) from None
    form = DecideForm(request.POST if request.method == "POST" else None)
    page = {
        "kind": which,
        "rows": hsds_queries.side_by_side(kind=which, one=one, other=other, at=now),
        "one": one,
        "other": other,
        "form": form,
    }
    if request.method != "POST":
        return TemplateResponse(request, "services/duplicates_compare.html", page)
    if not form.is_valid():
        return render_invalid(request, "services/duplicates_compare.html", page)
    try:
        decision, by = form.cleaned_data["decision"], person(request)
        if decision == "apart":
            actions.keep_apart(kind=which, one=one, other=other, by=by, at=now)
        else:
            keep, gone = (one, other) if decision == "keep-one" else (other, one)
            actions.merge_records(kind=which, keep=keep, gone=gone, by=by, at=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "services/duplicates_compare.html", page)
    messages.success(request, _("Your decision is kept."))
    return redirect("services:list_duplicates")


@require_POST
def take_back_merge(request: HttpRequest, id: UUID) -> HttpResponse:
    """Part two records again."""
    actions.take_back_merge(merge=id, by=person(request), at=clock.now())
    messages.success(request, _("The merge is taken back. Both records stand by themselves again."))
    return redirect("services:list_duplicates")
