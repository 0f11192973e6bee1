"""The staff's pages of the pack: what is in force, what was, what waits."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.pack import actions, permissions, queries
from standing.hall.pack.forms import ApplyForm, DeclineForm, UploadForm
from standing.hall.pack.zipped import unfold
from standing.kernel.refusals import Refused


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the pack in force, its history, and what waits."""
    return TemplateResponse(
        request,
        "pack/show.html",
        {
            "pack": queries.in_force(known=clock.now()),
            "history": queries.history(),
            "waiting": queries.waiting(),
            "can_change": permissions.can_change(by=person(request)),
        },
    )


@require_safe
def show_version(request: HttpRequest, number: int) -> HttpResponse:
    """Show one version and what it changed."""
    version = queries.version(number=number)
    changed = queries.changes_of(number=number)
    return TemplateResponse(request, "pack/version.html", {"version": version, "changes": changed})


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Read a pack that was sent, and show its problems or what it would change."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return TemplateResponse(request, "pack/upload.html", {"form": UploadForm()})
    if not form.is_valid():
        return TemplateResponse(request, "pack/upload.html", {"form": form}, status=422)
    try:
        with tempfile.TemporaryDirectory(prefix="pack-") as folder:
            directory = unfold(content=form.cleaned_data["file"], into=Path(folder))
            made = actions.propose(directory=directory, by=person(request), at=clock.now())
    except actions.PackHasProblems as refusal:
        return TemplateResponse(
            request,
            "pack/upload.html",
            {"form": UploadForm(), "problems": refusal.problems},
            status=422,
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return TemplateResponse(request, "pack/upload.html", {"form": form}, status=422)
    return redirect("pack:show_proposal", proposal=made.id)


@require_safe
def show_proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Show what a proposed pack changes and does."""
    return _proposal(request, proposal)


@require_POST
def apply_proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Put a pack in force."""
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return _proposal(request, proposal, apply_form=form)
    try:
        version = actions.apply(
            proposal=proposal,
            seen_sha256=form.cleaned_data["seen_sha256"],
            reason=form.cleaned_data["reason"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _proposal(request, proposal, apply_form=form)
    messages.success(request, _("Version %(version)s is in force.") % {"version": version.version})
    return redirect("pack:show")


@require_POST
def decline_proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """End a proposal."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _proposal(request, proposal, decline_form=form)
    try:
        actions.decline(proposal=proposal, reason=form.cleaned_data["reason"], by=person(request), at=clock.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _proposal(request, proposal, decline_form=form)
    messages.success(request, _("The proposal was declined. Nothing has changed."))
    return redirect("pack:show")


def _proposal(
    request: HttpRequest,
    proposal: UUID,
    *,
    apply_form: ApplyForm | None = None,
    decline_form: DeclineForm | None = None,
) -> HttpResponse:
    shown = queries.proposal(proposal=proposal)
    wrong = apply_form or decline_form
    return TemplateResponse(
        request,
        "pack/proposal.html",
        {
            "proposal": shown,
            "base": None if shown.base is None else queries.version(number=shown.base),
            "can_change": permissions.can_change(by=person(request)),
            "form": wrong,
            "apply_form": apply_form or ApplyForm(initial={"seen_sha256": shown.sha256}),
            "decline_form": decline_form or DeclineForm(),
        },
        status=200 if wrong is None else 422,
    )
