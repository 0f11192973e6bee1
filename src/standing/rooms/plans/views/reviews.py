"""The answer to a version."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.plans import actions, queries
from standing.rooms.plans.forms import (
    ReviewForm,
)
from standing.rooms.plans.models import Version
from standing.rooms.plans.views.parts import shown, version_context, version_for


@require_GET
def review_version(request: HttpRequest, campaign: str, department: str, number: int) -> HttpResponse:
    """Read a version and answer it."""
    version = version_for(request, campaign, department, number)
    form = ReviewForm(text=queries.text_of(version=version))
    return TemplateResponse(request, "plans/review.html", _review_context(request, version, form))


@require_POST
def return_version(request: HttpRequest, campaign: str, department: str, number: int) -> HttpResponse:
    """Send a version back with comments."""
    return _answer(
        request,
        version_for(request, campaign, department, number),
        lambda version, form, by: actions.return_version(
            version=version.pk, note=form.cleaned_data["note"], comments=form.comments(), by=by, at=clock.now()
        ),
        _("The version was returned. The department sees your comments."),
    )


@require_POST
def accept_version(request: HttpRequest, campaign: str, department: str, number: int) -> HttpResponse:
    """Put a version in force."""
    return _answer(
        request,
        version_for(request, campaign, department, number),
        lambda version, form, by: actions.accept_version(
            version=version.pk, note=form.cleaned_data["note"], by=by, at=clock.now()
        ),
        _("The version is accepted and in force."),
    )


def _review_context(request: HttpRequest, version: Version, form: ReviewForm) -> dict[str, object]:
    context = version_context(request, version)
    text = queries.text_of(version=version)
    parts = [
        {**one, "field": form.comment_field(section.id)}
        for one, section in zip(shown(text), text.sections, strict=True)
    ]
    return {**context, "form": form, "text": parts}


def _answer(
    request: HttpRequest, version: Version, act: Callable[[Version, ReviewForm, User], object], done: str
) -> HttpResponse:
    form = ReviewForm(request.POST, text=queries.text_of(version=version))
    if not form.is_valid():
        return render_invalid(request, "plans/review.html", _review_context(request, version, form))
    try:
        act(version, form, person(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "plans/review.html", _review_context(request, version, form))
    messages.success(request, done)
    return redirect("plans:show_version", version.plan.campaign_id, version.plan.department_id, version.number)
