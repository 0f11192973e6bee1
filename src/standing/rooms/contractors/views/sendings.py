"""Notices to firms: what sending would do, sending, how far it is."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.contractors.actions import asking as actions
from standing.rooms.contractors.forms import SendForm
from standing.rooms.contractors.queries import asked, pack


@require_http_methods(["GET", "HEAD", "POST"])
def send_notices(request: HttpRequest) -> HttpResponseBase:
    """Show what sending would do now, and have it done."""
    now = clock.now()
    names = pack.departments(known=now)
    form = SendForm(request.POST if request.method == "POST" else request.GET, departments=names)
    is_fine = form.is_valid()
    department = form.cleaned_data.get("department", "") if is_fine else ""
    if request.method == "POST" and is_fine:
        try:
            key = actions.ask_to_send(department=department, by=person(request), at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("contractors:show_sending", key)
    dry, terms = asked.dry_run(at=now, department=department), pack.terms_or_none(known=now)
    context = {
        "form": form,
        "dry": dry,
        "department": department,
        "department_words": names,
        "sendings": asked.sendings(),
        "terms": terms,
        "minutes": -(-dry.firms // terms.marks.letters_a_minute) if terms is not None else 0,
        "on_paper": asked.to_post_on_paper(),
    }
    if request.method == "POST":
        return render_invalid(request, "contractors/send.html", context)
    return TemplateResponse(request, "contractors/send.html", context)


@require_safe
def show_sending(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show how far a sending is."""
    row = asked.sending(id=key)
    return TemplateResponse(
        request,
        "contractors/sending.html",
        {
            "row": row,
            "is_busy": row.finished_at is None and row.stopped_at is None,
            "shown": max(row.total, row.done),
            "department_words": pack.departments(known=clock.now()),
        },
    )


@require_POST
def stop_sending(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Write no more letters."""
    actions.stop_sending(sending=key, by=person(request), at=clock.now())
    messages.success(request, _("No more letters are written. Those that are written stay."))
    return redirect("contractors:show_sending", key)
