"""Keys: given out, shown once, revoked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.open311 import actions, permissions, queries
from standing.rooms.open311.forms import KeyForm


@require_safe
def list_keys(request: HttpRequest) -> HttpResponse:
    """Show which offices have keys; of a key only how it begins."""
    return TemplateResponse(
        request,
        "open311/list_keys.html",
        {"keys": queries.keys(), "can_give": permissions.can_give_keys(by=person(request))},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def issue_key(request: HttpRequest) -> HttpResponse:
    """Give out a key. The page shows it this once."""
    form = KeyForm(request.POST or None)
    if request.method != "POST":
        return TemplateResponse(request, "open311/issue_key.html", {"form": form})
    if form.is_valid():
        try:
            key = actions.issue_key(**form.cleaned_data, by=person(request), at=clock.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return TemplateResponse(request, "open311/show_key.html", {"key": key, "owner": form.cleaned_data["owner"]})
    return render_invalid(request, "open311/issue_key.html", {"form": form})


@require_POST
def revoke_key(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a key."""
    try:
        actions.revoke_key(key=key, by=person(request), at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The key is revoked."))
    return redirect("open311:list_keys")
