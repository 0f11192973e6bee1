"""What counsel does: read, approve or return, read again, take down."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.rights import actions, queries
from standing.rooms.rights.forms import AnswerForm, ConfirmForm, WithdrawForm
from standing.rooms.rights.rules.steps import Finding
from standing.rooms.rights.views.keeping import kept_for, state_for, version_context


@require_http_methods(["GET", "HEAD", "POST"])
def answer_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Approve exactly the text on the page, or return it with a note."""
    state = state_for(slug, number)
    context = version_context(state)
    context["before"] = queries.before(state)
    if request.method != "POST":
        form = AnswerForm(initial={"seen_sha256": state.row.sha256})
        return TemplateResponse(request, "rights/answer.html", {**context, "form": form})
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render_invalid(request, "rights/answer.html", {**context, "form": form})
    is_approval = form.cleaned_data["finding"] == Finding.APPROVED
    act = actions.approve_version if is_approval else actions.return_version
    try:
        act(
            slug=slug,
            number=number,
            seen_sha256=form.cleaned_data["seen_sha256"],
            note=form.cleaned_data["note"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "rights/answer.html", {**context, "form": form})
    messages.success(
        request,
        _("The text is approved. It is public within seconds.") if is_approval else _("The writers have your note."),
    )
    return redirect("rights:show_history", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Record that the public text was read again and still holds."""
    state = state_for(slug, number)
    context = version_context(state)
    data = request.POST if request.method == "POST" else None
    form = ConfirmForm(data, initial={"seen_sha256": state.row.sha256})
    if data is None:
        return TemplateResponse(request, "rights/confirm.html", {**context, "form": form})
    if not form.is_valid():
        return render_invalid(request, "rights/confirm.html", {**context, "form": form})
    try:
        actions.confirm_version(
            slug=slug,
            number=number,
            seen_sha256=form.cleaned_data["seen_sha256"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "rights/confirm.html", {**context, "form": form})
    messages.success(request, _("Its days begin anew."))
    return redirect("rights:show_history", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an article down at once."""
    kept = kept_for(slug)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "kept": kept, "slug": slug}
    if request.method != "POST":
        return TemplateResponse(request, "rights/withdraw.html", context)
    if not form.is_valid():
        return render_invalid(request, "rights/withdraw.html", context)
    try:
        actions.withdraw_article(slug=slug, reason=form.cleaned_data["reason"], by=person(request), at=clock.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "rights/withdraw.html", context)
    messages.success(request, _("The article is down, with all its papers."))
    return redirect("rights:show_history", slug)
